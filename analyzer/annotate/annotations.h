/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Annotations: what QEMU's functions mean for locks, threads and rules. Read from YAML files, so
 * that no C code knows QEMU. annotations/README.md documents the file format.
 */
#ifndef QL_ANNOTATIONS_H
#define QL_ANNOTATIONS_H

#include "finding.h"
#include <glib.h>

/** Where an entry stands, for messages: file as given, line and column from 1. */
typedef struct QlPosition {
    const char *file; /* owned by the QlAnnotations */
    guint line;
    guint column;
} QlPosition;

/** What `when:` asks of the index. */
typedef enum QlConditionKind {
    QL_CONDITION_EXISTS, /* name is defined or declared */
    QL_CONDITION_ABSENT, /* … is not */
    QL_CONDITION_PARAMS  /* function name has count parameters */
} QlConditionKind;

typedef struct QlCondition {
    QlConditionKind kind;
    char *name;
    int count;
    QlPosition at;
} QlCondition;

/** What a function does to a lock. */
typedef enum QlLockOpKind {
    QL_LOCK_ACQUIRE,
    QL_LOCK_RELEASE,
    QL_LOCK_TRY,      /* takes it or not; success says which return value means taken */
    QL_LOCK_HELD,     /* returns non-zero if this thread holds it */
    QL_LOCK_COND_WAIT /* releases it, waits, takes it again */
} QlLockOpKind;

/** A function, or a global function pointer, that operates on a lock when called. */
typedef struct QlLockOp {
    QlLockOpKind kind;
    char *function;
    int lock_arg;             /* which argument names the lock; -1: the class has one object */
    gboolean success_nonzero; /* TRY: non-zero means taken (else zero does) */
    QlPosition at;
} QlLockOp;

/** A lock class with a name, or a family that makes one class per record field or global. */
typedef struct QlLock {
    char *name;
    gboolean family;
    gboolean recursive;
    char **objects;  /* globals "name" or fields "Record.field" that are this class (aliases) */
    char **wraps;    /* "Record.field": an object of this record stands for what field points to */
    char **apart;    /* functions that return such a lock: an object that code takes or drops, and
                      * compares with the result, is taken for another one */
    GPtrArray *ops;  /* QlLockOp* */
    GPtrArray *when; /* QlCondition*, or NULL: always */
    QlPosition at;
} QlLock;

/** A function whose result tells a fact about the thread, e.g. whether it runs a coroutine. */
typedef struct QlPredicate {
    char *function;
    char *fact;         /* "in-coroutine", … */
    gboolean nonzero;   /* the fact holds if the result is non-zero */
    gboolean necessary; /* without the fact the answer is no; with it, it may be either */
    GPtrArray *when;    /* QlCondition*, or NULL: always */
    QlPosition at;
} QlPredicate;

/** A blocking operation. */
typedef struct QlWait {
    char *name; /* the wait class, e.g. "aio-poll" */
    char *function;
    int when_arg;       /* blocks only if this argument is not the literal 0; -1: always */
    int object;         /* the argument that points to what is waited for; -1: none does */
    GPtrArray *enders;  /* QlWaitEnder*: what ends the wait */
    char **until_free;  /* lock classes: it lasts until nobody holds one of these any more */
    gboolean contended; /* it takes a lock, and waits only while somebody else has that */
    GPtrArray *when;    /* QlCondition*, or NULL: always */
    QlPosition at;
} QlWait;

/** A function that ends waits for its argument @object. */
typedef struct QlWaitEnder {
    char *function;
    int object;
} QlWaitEnder;

/** The kind of threads whose entry no annotation knows; needs no declaration. */
#define QL_UNKNOWN_THREAD "thread"

/** A kind of thread. */
typedef struct QlThread {
    char *kind;
    char **entries;     /* entry functions */
    char **entry_holds; /* lock classes held when an entry starts: none, as a rule */
    char **holds;       /* lock classes held when a callback starts on it */
    gboolean parallel;  /* several such threads may run at once */
    char **contexts;    /* functions that return the event loop only this kind of thread runs: each
                         * always the same one, unless it is parallel */
    GPtrArray *when;    /* QlCondition*, or NULL: always */
    QlPosition at;
} QlThread;

/** A function that starts a thread. */
typedef struct QlThreadCreator {
    char *function;
    int entry;       /* argument positions; -1: none. The start routine */
    int opaque;      /* what the start routine gets */
    int name;        /* the thread's name, a string */
    int object;      /* points to what stands for the thread when it is joined */
    GPtrArray *when; /* QlCondition*, or NULL: always */
    QlPosition at;
} QlThreadCreator;

/** What a function does to the process as a whole. */
typedef enum QlForkKind {
    QL_FORK_FORK,   /* makes a child process that goes on with a copy of the calling thread only */
    QL_FORK_EXEC,   /* replaces the process: threads and locks are gone */
    QL_FORK_EXIT,   /* ends the process without running anything */
    QL_FORK_ATFORK, /* registers handlers that every fork runs */
    QL_FORK_ATFORK_OFF, /* from then on those handlers do nothing */
    QL_FORK_ALLOCATE,   /* uses the allocator, whose locks a fork may copy while they are held */
    QL_FORK_JOIN,       /* waits for the end of the thread that argument 0 names */
    QL_FORK_RENEW,      /* makes the lock that argument 0 names as good as new */
    QL_FORK_LAST = QL_FORK_RENEW
} QlForkKind;

/** The name of @kind in annotations, e.g. "fork", "atfork" or "allocate". */
const char *ql_fork_kind_name(QlForkKind kind);

typedef struct QlForkOp {
    QlForkKind kind;
    char *function;
    int prepare, parent, child; /* ATFORK: argument positions of the handlers; -1: none */
    GPtrArray *when;            /* QlCondition*, or NULL: always */
    QlPosition at;
} QlForkOp;

/**
 * A registration: argument @callback will be called later, on a thread of one of @runs_on. With
 * @field instead of @function: whatever is stored in that field will be.
 */
typedef struct QlCallback {
    char *function; /* the registrar; NULL if field is given */
    char *field;    /* "Record.field", or NULL */
    int callback;   /* argument positions; -1: none */
    int opaque;
    int context;       /* names the event loop; a literal 0 there means the first of @runs_on */
    char **runs_on;    /* thread kinds */
    char **holds;      /* lock classes and facts held in addition to the thread's */
    gboolean direct;   /* called at once by the registrar, with the caller's locks … */
    char **started_by; /* … or by one of these functions, if the caller hands it what the registrar
                        * returned */
    gboolean nested;   /* a nested event loop runs it, on whichever thread polls */
    GPtrArray *when;   /* QlCondition*, or NULL: always */
    QlPosition at;
} QlCallback;

/** Tables that describe the types of an object system; names are "Record.field". */
typedef struct QlTypeTable {
    char *name;        /* the type's name, a text */
    char *parent;      /* the parent's name */
    char **class_init; /* functions that fill the class, which begins as the parent's */
    GPtrArray *when;   /* QlCondition*, or NULL: always */
    QlPosition at;
} QlTypeTable;

/** Lists of callbacks: what is added to one list is run where that list is run. */
typedef struct QlContainer {
    char **add;             /* functions that add an element */
    int container, element; /* their arguments */
    char **run;             /* functions that run all elements */
    int run_container;      /* their argument */
    char *field;            /* "Record.field" of an element that is called */
    GPtrArray *when;        /* QlCondition*, or NULL: always */
    QlPosition at;
} QlContainer;

/** Objects of several types with a common head that keeps a callback. */
typedef struct QlMaker {
    char *function;  /* makes one and returns it */
    int callback;    /* its argument that becomes the callback */
    char *field;     /* "Record.field" that keeps it */
    GPtrArray *when; /* QlCondition*, or NULL: always */
    QlPosition at;
} QlMaker;

/** A list whose entries are all called, one after the other. */
typedef struct QlBroadcast {
    char **fields; /* the entries' "Record.field" */
    char *why;
    GPtrArray *when; /* QlCondition*, or NULL: always */
    QlPosition at;
} QlBroadcast;

/** Code that runs on some kinds of thread only if it says so. */
typedef struct QlAffinity {
    char **threads; /* these kinds */
    char **under;   /* path prefixes of the code, relative to the source tree */
    char **records; /* a file that handles one of these records says so … */
    char **calls;   /* … or calls one of these functions */
    char **fields;  /* calls through these ("Record.field") do not reach the others */
    char *why;
    char *loses;
    GPtrArray *when; /* QlCondition*, or NULL: always */
    QlPosition at;
} QlAffinity;

/** Calls that must not be followed. */
typedef struct QlGateway {
    char *function; /* name or pattern with '*'; NULL if field is given */
    char *field;    /* "Record.field": calls through it; pattern allowed */
    char *why;
    char *loses;
    char **unless;      /* functions that the pattern does not mean */
    char **followed_on; /* thread kinds on which it is followed all the same */
    GPtrArray *when;    /* QlCondition*, or NULL: always */
    QlPosition at;
} QlGateway;

/** What callers of some functions must hold, or must not. */
typedef struct QlRequirement {
    char **locks;     /* one lock class or fact */
    gboolean without; /* it must not be held */
    char **calls;     /* the functions: names or patterns with '*' */
    char **comments;  /* … and those above which a comment demands this: patterns in lower case */
    char **unless;    /* … unless the demand matches one of these */
    char **instead;   /* classes and facts any of which does as well */
    GPtrArray *when;  /* QlCondition*, or NULL: always */
    QlPosition at;
} QlRequirement;

/** The kinds of mistakes a rule can be about. */
typedef enum QlPattern {
    QL_PATTERN_REACH,              /* doing one thing while a lock is held */
    QL_PATTERN_CYCLE,              /* locks taken in an order that has a cycle */
    QL_PATTERN_REACQUIRE,          /* a lock that is not recursive, taken by who holds it */
    QL_PATTERN_MISSING_UNLOCK,     /* a path out of a function that keeps a lock */
    QL_PATTERN_UNHELD_UNLOCK,      /* a path that drops a lock which is not held */
    QL_PATTERN_UNMET_REQUIREMENT,  /* code that requires a lock, reached without it */
    QL_PATTERN_THREAD_AT_FORK,     /* a thread exists when the process forks */
    QL_PATTERN_ALLOCATION_AT_FORK, /* … inside the allocator; or the child allocates */
    QL_PATTERN_LOCK_AT_FORK,       /* a lock is held across a fork */
    QL_PATTERN_LAST = QL_PATTERN_LOCK_AT_FORK
} QlPattern;

/** The name of @pattern in annotations, e.g. "missing-unlock"; "reach" is never written. */
const char *ql_pattern_name(QlPattern pattern);

/** What a rule that forbids waits asks before it believes itself. */
typedef enum QlJudge {
    QL_JUDGE_NONE,
    QL_JUDGE_PARTNER, /* without an ender of the wait that needs a held lock it is a note */
    QL_JUDGE_NESTED,  /* with a handler that the nested poll runs and that blocks it is an error */
    QL_JUDGE_LAST = QL_JUDGE_NESTED
} QlJudge;

/** The name of @judge in annotations: "partner" or "nested-poll"; "none" is never written. */
const char *ql_judge_name(QlJudge judge);

/** Another severity for the findings on some threads. */
typedef struct QlGrade {
    char **threads; /* thread kinds */
    QlSeverity severity;
    char *why;
    QlPosition at;
} QlGrade;

/** What a rule forbids. */
typedef struct QlRule {
    char *id;
    char *variant; /* tells apart several rules with one id; NULL: it has none */
    QlSeverity severity;
    char *message; /* one sentence; %h is the holder, %v the violating function, %l the
                    * lock held, %w what is forbidden, %t the thread kind */
    char *page;    /* documentation, relative to the repository */
    QlPattern pattern;
    QlJudge judge;
    char **holding;       /* lock classes and facts that must hold for the rule to apply */
    char **holding_any;   /* … one of these classes and families; patterns: those it is about */
    char **holding_twice; /* … recursive classes that must be held more than once */
    char **not_holding;   /* … must not be held */
    char **threads;       /* thread kinds it applies to; empty: all */
    guint max_targets;    /* REACH: at most so many guesses between holder and violator: the product
                           * of the targets of the indirect hops; 0: as ever */
    char **acquire;       /* REACH: taking one of these is forbidden … */
    char **wait;          /* … and so is one of these waits */
    GPtrArray *grades;    /* QlGrade*: the first that names the thread's kind counts */
    GPtrArray *exceptions; /* QlRuleException* */
    GPtrArray *when;       /* QlCondition*, or NULL: always */
    QlPosition at;
} QlRule;

typedef struct QlRuleException {
    char **functions; /* witness passes all of them */
    char **locks;     /* … and the finding is about one of these classes; empty: whichever */
    gboolean lowers;  /* the finding stays, with @severity at most; else the witness goes */
    QlSeverity severity;
    char *why;
    QlPosition at;
} QlRuleException;

typedef struct QlAnnotations {
    GPtrArray *files;       /* char*, in load order */
    GPtrArray *locks;       /* QlLock* */
    GPtrArray *predicates;  /* QlPredicate* */
    GPtrArray *waits;       /* QlWait* */
    GPtrArray *threads;     /* QlThread* */
    GPtrArray *creators;    /* QlThreadCreator* */
    GPtrArray *forks;       /* QlForkOp* */
    GPtrArray *callbacks;   /* QlCallback* */
    GPtrArray *type_tables; /* QlTypeTable* */
    GPtrArray *containers;  /* QlContainer* */
    GPtrArray *makers;      /* QlMaker* */
    GPtrArray *broadcasts;  /* QlBroadcast* */
    GPtrArray *affinities;  /* QlAffinity* */
    GPtrArray *gateways;    /* QlGateway* */
    GPtrArray *required;    /* QlRequirement* */
    GPtrArray *rules;       /* QlRule* */
    GPtrArray *names;       /* QlNameUse*: every QEMU identifier an entry mentions */
    GPtrArray *references;  /* QlReference*: every class, kind, fact or wait an entry mentions */
} QlAnnotations;

/** An identifier that an entry expects to exist in the index. */
typedef struct QlNameUse {
    char *name;          /* function, global, "Record.field", or pattern */
    char *optional;      /* reason why it may be missing, or NULL */
    gconstpointer entry; /* the entry that mentions it; NULL after ql_annotations_select() */
    QlPosition at;
} QlNameUse;

/** What a reference must be the name of. */
typedef enum QlReferenceKind {
    QL_REFERENCE_LOCK,
    QL_REFERENCE_LOCK_OR_FACT,
    QL_REFERENCE_WAIT,
    QL_REFERENCE_THREAD
} QlReferenceKind;

/** A word that some entry of the set has to declare. */
typedef struct QlReference {
    QlReferenceKind kind;
    char *name;
    gconstpointer entry; /* as in QlNameUse */
    QlPosition at;
} QlReference;

/** What the annotations ask of an index. */
typedef struct QlNameOracle {
    /** Is there a function, global or "Record.field" @name? '*' in @name stands for any text. */
    gboolean (*exists)(const char *name, gpointer user);
    /** The number of parameters of function @name, or -1 if there is none. */
    int (*n_params)(const char *name, gpointer user);
    /**
     * Where the source tree mentions those of @names (char*) that it does: name -> "file:line", to
     * be freed with g_hash_table_unref(). NULL: there is no source tree to look at.
     */
    GHashTable *(*mentions)(const GPtrArray *names, gpointer user);
    gpointer user;
} QlNameOracle;

/** A name that matches nothing in the index. */
typedef struct QlUnmatched {
    QlSeverity severity; /* note if the name is optional or the source tree has it, else warning */
    char *message;       /* "file:line:column: …" */
} QlUnmatched;

QlAnnotations *ql_annotations_new(void);
void ql_annotations_free(QlAnnotations *annotations);

/**
 * Adds the entries of YAML file @path, or of every *.yaml below directory @path in bytewise order.
 * On a mistake returns FALSE with @error "file:line:column: what is wrong; what to do"; entries
 * read before it stay. Domain QL_ANNOTATE_ERROR.
 */
gboolean ql_annotations_load(QlAnnotations *annotations, const char *path, GError **error);

/**
 * Keeps the entries whose `when:` holds of the index and merges those about one lock class or
 * thread kind, so that each has one entry. Call it after the last load, before
 * ql_annotations_check().
 */
void ql_annotations_select(QlAnnotations *annotations, const QlNameOracle *oracle);

/**
 * Checks what only the whole set shows: rules and callbacks that name classes or thread kinds no
 * entry declares, and two entries that contradict each other about one function. An entry that
 * still has a `when:` contradicts none.
 */
gboolean ql_annotations_check(const QlAnnotations *annotations, GError **error);

/** QlUnmatched* for each name that matches nothing, in load order. Free with g_ptr_array_unref().
 */
GPtrArray *ql_annotations_unmatched(const QlAnnotations *annotations, const QlNameOracle *oracle);

#define QL_ANNOTATE_ERROR (ql_annotate_error_quark())
GQuark ql_annotate_error_quark(void);
enum { QL_ANNOTATE_ERROR_READ, QL_ANNOTATE_ERROR_SYNTAX, QL_ANNOTATE_ERROR_CONTENT };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlAnnotations, ql_annotations_free)

#endif
