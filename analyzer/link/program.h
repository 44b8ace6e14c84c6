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
#include "value_flow.h"

typedef struct QlFunction QlFunction;
typedef struct QlAffinities QlAffinities;

/** How the callee of a call edge was found. */
typedef enum QlHopKind {
    QL_HOP_DIRECT,    /* named by the call */
    QL_HOP_FIELD,     /* through a record's field: via "Record.field" */
    QL_HOP_GLOBAL,    /* through a global pointer: via its key */
    QL_HOP_LOCAL,     /* through a local variable: via its name */
    QL_HOP_PARAM,     /* through a parameter, inside the callee of the registration */
    QL_HOP_CALLBACK,  /* function passed to a function that calls it: via "callback F" */
    QL_HOP_CLEANUP,   /* a cleanup attribute at a scope's end */
    QL_HOP_CONTAINER, /* the caller runs a list of callbacks: via "Record.field in LIST" */
} QlHopKind;

/** Why the engine does not follow an edge, and only questions of people get to see it. */
typedef enum QlUnfollowed {
    QL_UNFOLLOWED_NO,      /* it does */
    QL_UNFOLLOWED_GATEWAY, /* cut: QlCallEdge.gateway says why */
    QL_UNFOLLOWED_LATER,   /* a registration: QlCallEdge.later says where the callee will run */
    QL_UNFOLLOWED_PASSED,  /* the caller got the callee as an argument: whoever passes it has the
                              edge that is followed */
    QL_UNFOLLOWED_MENTION, /* no call: the caller mentions the callee. Made by queries only */
} QlUnfollowed;

/** One possible callee of one call event. */
typedef struct QlCallEdge {
    QlFunction *caller;
    QlFunction *callee;
    const QlEvent *event;
    guint8 kind;              /* QlHopKind */
    guint32 targets;          /* how many callees the event has: 1 is certain */
    gboolean broadcast;       /* it calls them all, one after the other */
    QlSym via;                /* text for people, 0 for direct calls */
    char **adds;              /* classes held in addition when the callee starts, or NULL */
    const QlGateway *gateway; /* followed only on the threads it names, or NULL */
    guint8 unfollowed;        /* QlUnfollowed */
    const QlCallback *later;  /* the registration the event makes, or NULL: it is a call */
} QlCallEdge;

struct QlFunction {
    guint index; /* position in QlProgram.functions */
    QlDefinition *def;
    GPtrArray *calls;      /* QlCallEdge* out of it, by event */
    GPtrArray *callers;    /* QlCallEdge* into it */
    GPtrArray *unfollowed; /* QlCallEdge* out of it that are in no calls or callers; owned */
    GArray *tus;           /* gint64: ids of the TUs that hold it, ascending */
};

/** How a root comes to run. */
typedef enum QlRootKind {
    QL_ROOT_THREAD,      /* a thread's entry */
    QL_ROOT_CALLBACK,    /* given to a registrar */
    QL_ROOT_FIELD,       /* stored in a field */
    QL_ROOT_CONSTRUCTOR, /* before main */
    QL_ROOT_DESTRUCTOR,  /* after it */
    QL_ROOT_ATFORK,      /* at a fork */
} QlRootKind;

/** What linking makes of a call through a pointer. */
typedef enum QlVerdict {
    QL_VERDICT_RESOLVED, /* it has targets */
    QL_VERDICT_NOTHING,  /* nothing is ever stored there in this build */
    QL_VERDICT_OUTSIDE,  /* only functions that no TU defines are */
    QL_VERDICT_LOST,     /* something is stored that is not followed */
} QlVerdict;

/** Reasons to remove a target from a call through a pointer. */
typedef enum QlRefinement {
    QL_REFINE_INHERITED, /* the pointer holds what the parent class has, and that is another */
    QL_REFINE_CONTAINER, /* the function is not in the list that is run */
    QL_REFINE_TYPE,      /* objects of the type at hand are not made with the function */
    QL_REFINE_AFFINITY,  /* the function cannot run on that kind of thread: a gateway there */
    QL_REFINE_LAST = QL_REFINE_AFFINITY
} QlRefinement;

/** A function that a call cannot reach although the pointer's field holds it. */
typedef struct QlRemoved {
    QlFunction *function;
    guint8 reason; /* QlRefinement */
    QlSym detail;  /* the type, list, …; 0: none */
} QlRemoved;

/** One call through a pointer. */
typedef struct QlIndirect {
    QlFunction *caller;
    const QlEvent *event;
    guint8 kind;              /* QlHopKind */
    guint8 verdict;           /* QlVerdict */
    gboolean passed;          /* its edges stand at the calls that pass the function, or the list */
    QlSym via;                /* text for people, as in its edges */
    GPtrArray *targets;       /* QlFunction*: what it may call, in their order; owned */
    GArray *removed;          /* QlRemoved, or NULL: none; owned */
    const QlGateway *gateway; /* cuts it, or NULL */
    const char *element;      /* CONTAINER: "Record.field" of its elements; the annotations' */
    QlOrigin origin;          /* OUTSIDE, LOST: one of the stores that say so */
} QlIndirect;

/** Where something starts with its own stack: a thread's entry or a deferred callback. */
typedef struct QlRoot {
    QlFunction *function;
    QlFunction *registrar_site; /* function that creates the thread or registers, or NULL */
    guint line;                 /* of that site, or of the function */
    const QlThread *thread;
    char **holds;      /* classes held at the start, owned by the annotations, or NULL */
    char **adds;       /* more of them, likewise */
    gboolean deferred; /* a callback, not a thread's entry */
    gboolean nested;   /* a nested event loop runs it, too, on whichever thread polls */
    guint8 kind;       /* QlRootKind */
    QlSym via;         /* "thread F", "callback REGISTRAR", "field R.F", "constructor",
                        * "destructor" or "atfork prepare|parent|child" */
} QlRoot;

/** One call that starts a thread. */
typedef struct QlThreadCreation {
    QlFunction *site;
    const QlEvent *event;
    const QlThreadCreator *creator;
    QlExprRef object;   /* what @site gives it to stand for the thread; 0: nothing it can see */
    QlSym name;         /* the name it gives the thread, or the format of it; 0: not spelt out */
    int parameter;      /* the entry is this parameter of @site, a wrapper; -1: it is not */
    gboolean forwards;  /* the entry is a parameter, or in a field that others fill with theirs:
                         * the calls that pass it are creations, too */
    gboolean inner;     /* @site is an annotated creator itself: what it starts is its own affair */
    GPtrArray *entries; /* QlFunction*: what may run there, sorted by key; owned */
} QlThreadCreation;

/** One call that forks, or registers handlers for forks. */
typedef struct QlForkPoint {
    QlFunction *site;
    const QlEvent *event;
    const QlForkOp *op;
    GPtrArray
        *handlers; /* QlFunction* of an ATFORK: prepare, parent, child, NULL where none; owned */
} QlForkPoint;

/** What linking could and could not find out; every approximation has a counter. */
typedef struct QlLinkCounts {
    guint functions;
    guint calls;
    guint undefined;      /* direct calls of functions that no TU defines */
    guint indirect;       /* call events whose callee is not named */
    guint resolved_1;     /* … with one target */
    guint resolved_few;   /* 2 to 10 */
    guint resolved_many;  /* 11 to 50 */
    guint resolved_crowd; /* more */
    guint unresolved;     /* none */
    guint lost;           /* … of them: something is stored that is not followed */
    guint duplicates;     /* external names with several definitions of equal rank */
    guint variants;       /* header functions with different bodies in different TUs */
    guint gateways;       /* edges cut by a gateway */
} QlLinkCounts;

typedef struct QlProgram {
    QlStrings *strings;
    guint32 refinements;      /* bits 1 << QlRefinement: which to apply; all unless changed */
    char *executable;         /* its name, or NULL for all TUs */
    GPtrArray *functions;     /* QlFunction* */
    GPtrArray *variables;     /* QlDefinition* with initialisers */
    GHashTable *by_key;       /* QlSym -> GPtrArray of QlFunction* */
    GHashTable *by_name;      /* QlSym -> GPtrArray of QlFunction* */
    GHashTable *declared;     /* QlSym -> QlDefinition*: declarations with marks or attributes */
    GHashTable *names;        /* char*: every name that occurs, without the file of static things,
                               * -> the first QlSym of that name; made when asked for */
    QlSym *same_name;         /* per QlSym of the facts: the next of that name, or 0 */
    GPtrArray *indirect;      /* QlIndirect*, by caller, then event */
    QlAffinities *affinities; /* what can run on which kind of thread */
    GPtrArray *roots;         /* QlRoot* */
    GPtrArray *threads; /* const QlThread*: the annotations', in their order, then made_threads */
    GPtrArray *made_threads; /* QlThread* for entries that no annotation knows; owned */
    GPtrArray *creations;    /* QlThreadCreation*, by key of the site, then place */
    GPtrArray *forks;        /* QlForkPoint*, likewise */
    QlLinkCounts counts;
    QlValueFlow *flow;          /* kept for questions about single expressions */
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

/**
 * The keys (QlSym, ascending) that are called @name but for the file that tells static things
 * apart. Free with g_array_unref(). Call after ql_program_resolve() has begun.
 */
GArray *ql_program_keys_called(const QlProgram *program, const char *name);

/** What the source calls at @event of @caller: the macro it writes, else the function's name; or
 * "". */
const char *ql_program_callee_text(const QlProgram *program, const QlDefinition *caller,
                                   const QlEvent *event);

/** Whether @event of @caller calls a function by name that no TU defines. */
gboolean ql_program_leaves_index(const QlProgram *program, const QlDefinition *caller,
                                 const QlEvent *event);

/** The kind of the threads that start at @entry, or NULL: none is known to. */
const QlThread *ql_program_thread_at(const QlProgram *program, const QlFunction *entry);

/**
 * What makes linking believe that @function can run on threads of kind @thread, as a sentence
 * without full stop; NULL if no annotation restricts them. Free with g_free().
 */
char *ql_program_assumption(const QlProgram *program, const char *thread,
                            const QlFunction *function);

/**
 * Where the values come from that the pointer of @site may hold: QlOrigin, also of those that a
 * refinement removes. Free with g_array_unref().
 */
GArray *ql_program_origins(const QlProgram *program, const QlIndirect *site);

/** Whether the source names the callee of @edge: a call by name, or a cleanup attribute. */
gboolean ql_edge_is_named(const QlCallEdge *edge);

/** Whether threads of kind @thread follow @edge: its gateway lets them. */
gboolean ql_edge_is_followed(const QlCallEdge *edge, const char *thread);

/** How many functions threads of kind @thread reach from their roots, gateways obeyed. */
guint ql_program_reach(const QlProgram *program, const char *thread);

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
