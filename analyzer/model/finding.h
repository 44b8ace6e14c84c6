/* SPDX-License-Identifier: Apache-2.0 */
/* Findings: the one model every report format prints. */
#ifndef QL_FINDING_H
#define QL_FINDING_H

#include <glib.h>

typedef enum QlSeverity { QL_SEVERITY_NOTE, QL_SEVERITY_WARNING, QL_SEVERITY_ERROR } QlSeverity;

/** "note", "warning" or "error". */
const char *ql_severity_name(QlSeverity severity);

typedef enum QlStepKind {
    QL_STEP_ROOT,      /* a thread or deferred callback starts in function */
    QL_STEP_CALL,      /* direct call of callee */
    QL_STEP_INDIRECT,  /* call of callee through what via says */
    QL_STEP_ACQUIRE,   /* a lock is taken */
    QL_STEP_RELEASE,   /* a lock is dropped */
    QL_STEP_WAIT,      /* a blocking operation */
    QL_STEP_VIOLATION, /* what the rule forbids happens here */
    QL_STEP_CREATE,    /* a thread is created, which starts in via */
    QL_STEP_FORK,      /* the process forks; what follows runs in the child */
    QL_STEP_RETURN,    /* function returns, to callee if that is told */
    QL_STEP_NESTED,    /* the event loop that function runs in calls callee, as via says */
    QL_STEP_BRANCH,    /* here the path leaves those that do it right */
} QlStepKind;

/** "root", "call", "indirect", "acquire", …: the kind in lower case. */
const char *ql_step_kind_name(QlStepKind kind);

/** One hop of a witness. All strings are owned by the step; absent ones are "". */
typedef struct QlStep {
    QlStepKind kind;
    char *function; /* where we are */
    char *file;     /* as people see it, relative to SRC */
    guint line;
    char *callee; /* CALL, INDIRECT: where we go; ACQUIRE…: the primitive called */
    char *via;    /* how an indirect callee was resolved; "" for direct hops */
    char **held;  /* lock classes held before this step, sorted, NULL-terminated */
} QlStep;

typedef struct QlWitness {
    char *thread;     /* thread kind */
    GPtrArray *steps; /* QlStep* */
} QlWitness;

/** Confidence from which findings are shown unless something else is asked for. */
#define QL_MIN_CONFIDENCE 0.5

typedef struct QlFinding {
    char *rule;
    QlSeverity severity;
    double confidence;    /* 0 to 1 */
    char *fingerprint;    /* 32 hexadecimal digits */
    char *holder;         /* key of the function that holds the locks, or NULL; not printed */
    char *message;        /* one line */
    char *assumption;     /* what must be so for it to be true, one line; NULL: nothing special */
    char **locks;         /* classes concerned, NULL-terminated */
    char **also;          /* ids of other rules that the same code violates, sorted; or NULL */
    GPtrArray *witnesses; /* QlWitness*, the best first */
} QlFinding;

QlFinding *ql_finding_new(void);
void ql_finding_free(QlFinding *finding);
QlWitness *ql_witness_new(const char *thread);
void ql_witness_free(QlWitness *witness);
QlWitness *ql_witness_copy(const QlWitness *witness);

/** Appends a step; strings and @held are copied, NULL strings become "". */
QlStep *ql_witness_add(QlWitness *witness, QlStepKind kind, const char *function, const char *file,
                       guint line, const char *callee, const char *via, char **held);

/**
 * The order findings are reported in: rule, confidence (high first), place of the violation,
 * fingerprint. For g_ptr_array_sort(): @a and @b point to the QlFinding pointers.
 */
int ql_finding_compare(gconstpointer a, gconstpointer b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlFinding, ql_finding_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlWitness, ql_witness_free)

#endif
