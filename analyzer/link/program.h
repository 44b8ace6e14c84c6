/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The linked program: the definitions of one executable, joined as the linker would join them, with
 * a resolved call graph. References between TUs are resolved by key (definition.h); calls through
 * function pointers by value flow (value_flow.h).
 */
#ifndef QL_PROGRAM_H
#define QL_PROGRAM_H

#include "annotations.h"
#include "definition.h"
#include "store.h"

typedef struct QlFunction QlFunction;

/** How the callee of a call edge was found. */
typedef enum QlHopKind {
    QL_HOP_DIRECT,   /* named by the call */
    QL_HOP_FIELD,    /* through a record's field: via "Record.field" */
    QL_HOP_GLOBAL,   /* through a global pointer: via its key */
    QL_HOP_LOCAL,    /* through a local variable: via its name */
    QL_HOP_PARAM,    /* through a parameter, inside the callee of the registration */
    QL_HOP_CALLBACK, /* function passed to a function that calls it: via "callback F" */
    QL_HOP_CLEANUP,  /* a cleanup attribute at a scope's end */
} QlHopKind;

/** One possible callee of one call event. */
typedef struct QlCallEdge {
    QlFunction *caller;
    QlFunction *callee;
    const QlEvent *event;
    guint8 kind;              /* QlHopKind */
    guint32 targets;          /* how many callees the event has: 1 is certain */
    QlSym via;                /* text for people, 0 for direct calls */
    char **adds;              /* classes held in addition when the callee starts, or NULL */
    const QlGateway *gateway; /* followed only on the threads it names, or NULL */
} QlCallEdge;

struct QlFunction {
    guint index; /* position in QlProgram.functions */
    QlDefinition *def;
    GPtrArray *calls;   /* QlCallEdge* out of it, by event */
    GPtrArray *callers; /* QlCallEdge* into it */
    GArray *tus;        /* gint64: ids of the TUs that hold it, ascending */
};

/** Where something starts with its own stack: a thread's entry or a deferred callback. */
typedef struct QlRoot {
    QlFunction *function;
    QlFunction *registrar_site; /* function that creates the thread or registers, or NULL */
    guint line;                 /* of that site, or of the function */
    const QlThread *thread;
    char **holds;      /* classes held at the start, owned by the annotations, or NULL */
    char **adds;       /* more of them, likewise */
    gboolean deferred; /* a callback, not a thread's entry */
    QlSym via;         /* "thread F" or "callback REGISTRAR" */
} QlRoot;

/** What linking could and could not find out; every approximation has a counter. */
typedef struct QlLinkCounts {
    guint functions;
    guint calls;
    guint undefined;     /* direct calls of functions that no TU defines */
    guint indirect;      /* call events whose callee is not named */
    guint resolved_1;    /* … with one target */
    guint resolved_few;  /* 2 to 10 */
    guint resolved_many; /* more */
    guint unresolved;    /* none */
    guint duplicates;    /* external names with several definitions of equal rank */
    guint variants;      /* header functions with different bodies in different TUs */
    guint gateways;      /* edges cut by a gateway */
} QlLinkCounts;

typedef struct QlProgram {
    QlStrings *strings;
    char *executable;     /* its name, or NULL for all TUs */
    GPtrArray *functions; /* QlFunction* */
    GPtrArray *variables; /* QlDefinition* with initialisers */
    GHashTable *by_key;   /* QlSym -> GPtrArray of QlFunction* */
    GHashTable *by_name;  /* QlSym -> GPtrArray of QlFunction* */
    GHashTable *declared; /* QlSym -> QlDefinition*: declarations with marks or attributes */
    GHashTable *names;    /* set of char*: every name that occurs, made when asked for */
    GPtrArray *roots;     /* QlRoot* */
    QlLinkCounts counts;
    struct QlValueFlow *flow;   /* kept for questions about single expressions */
    QlDefinition **definitions; /* of functions, by index: what flow refers to */
    GHashTable *by_definition;  /* QlDefinition* -> QlFunction* */
} QlProgram;

/**
 * Loads executable @executable (NULL: the only one, or all TUs if there are none or several) from
 * @store and joins its definitions. The store may be closed afterwards. Domain QL_LINK_ERROR, or
 * the store's.
 */
QlProgram *ql_program_load_facts(QlStore *store, const char *executable, GError **error);

/**
 * Resolves calls and finds roots under @annotations, which must outlive the program and have been
 * selected for it. Call once.
 */
void ql_program_resolve(QlProgram *program, const QlAnnotations *annotations);

void ql_program_free(QlProgram *program);

/**
 * Functions a user means by @name: a key, a name, or name@part-of-path. Sorted by key. Free the
 * array, not its elements; empty if there are none.
 */
GPtrArray *ql_program_find(const QlProgram *program, const char *name);

/** The name of the function that @key refers to; an undefined function's key is its name. */
QlSym ql_program_name_of_key(const QlProgram *program, QlSym key);

/** The name of the function that @event of @caller calls by name; 0 if it calls through a pointer.
 */
QlSym ql_program_callee_name(const QlProgram *program, const QlDefinition *caller,
                             const QlEvent *event);

/** A function's key as text. */
const char *ql_function_key(const QlProgram *program, const QlFunction *function);

/** A function's name as text. */
const char *ql_function_name(const QlProgram *program, const QlFunction *function);

/** The file of a function as people see it. */
const char *ql_function_file(const QlProgram *program, const QlFunction *function);

/** How many parameters the definitions of @name have; -1 if there are none. For annotations. */
int ql_program_param_count(const QlProgram *program, const char *name);

/** Whether a function, global or "Record.field" @name occurs; '*' stands for any text. */
gboolean ql_program_has_name(QlProgram *program, const char *name);

#define QL_LINK_ERROR (ql_link_error_quark())
GQuark ql_link_error_quark(void);
enum { QL_LINK_ERROR_EXECUTABLE };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlProgram, ql_program_free)

#endif
