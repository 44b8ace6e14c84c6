/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Lock classes, and what each call event does to one of them according to the annotations.
 */
#ifndef QL_LOCK_CLASSES_H
#define QL_LOCK_CLASSES_H

#include "program.h"

/**
 * A lock as one function sees it: a class (≥ 0), the object its parameter -1-ref points to (< 0,
 * above QL_LOCK_UNKNOWN), or unknown.
 */
typedef gint32 QlLockRef;
#define QL_LOCK_UNKNOWN G_MININT32

typedef struct QlLockClass {
    char *name;
    const char *family; /* of a class that an object makes: the annotations'; NULL: it is named */
    gboolean named;     /* by the annotations: all its objects are one lock */
    gboolean recursive;
    gboolean fact; /* not a lock but a fact about the thread, e.g. "in-coroutine" */
} QlLockClass;

typedef enum QlOpKind {
    QL_OP_ACQUIRE,
    QL_OP_RELEASE,
    QL_OP_TRY,
    QL_OP_HELD,
    QL_OP_COND_WAIT,
    QL_OP_WAIT, /* a blocking operation: lock is its wait class */
} QlOpKind;

/** What one call event does. */
typedef struct QlOp {
    QlOpKind kind;
    QlLockRef lock;
    int wait;              /* the wait class of what also blocks, or -1; of a WAIT: as lock */
    QlExprRef object;      /* the field, global or parameter that is the lock; 0: one of a kind */
    gboolean nonzero;      /* TRY: non-zero means taken; HELD: non-zero means held */
    gboolean necessary;    /* HELD: what is held may still be answered with no */
    gboolean returns_lock; /* ACQUIRE: the result is a pointer to the lock, so never NULL */
    QlExprRef argument;    /* the argument that names the lock, or 0 */
} QlOp;

typedef struct QlLockClasses QlLockClasses;

/** Names the classes of @annotations and classifies every call event of @program. */
QlLockClasses *ql_lock_classes_new(QlProgram *program, const QlAnnotations *annotations);
void ql_lock_classes_free(QlLockClasses *classes);

/** What @event of @function does, or NULL. */
const QlOp *ql_lock_classes_op(const QlLockClasses *classes, const QlEvent *event);

/** The operations of one function. */
typedef struct QlLockUser {
    const QlFunction *function;
    GPtrArray *ops; /* const QlOp*, in the order of their events */
} QlLockUser;

/** The functions with operations: QlLockUser*, in the program's order. */
const GPtrArray *ql_lock_classes_users(const QlLockClasses *classes);

/** Whether some event of @function has an operation. */
gboolean ql_lock_classes_has_ops(const QlLockClasses *classes, const QlFunction *function);

/** The annotation of the wait that @event of @function is, or NULL. */
const QlWait *ql_lock_classes_wait(const QlLockClasses *classes, const QlFunction *function,
                                   const QlEvent *event);

/**
 * The function that @event of @function calls, if it returns the same whenever it is called: it
 * returns the event loop of a kind of thread of which there is only one. 0: it does not.
 */
QlSym ql_lock_classes_constant(const QlLockClasses *classes, const QlFunction *function,
                               const QlEvent *event);

/**
 * The class of which @event of @function returns a lock that others are compared with: see
 * QlLock.apart; -1: none.
 */
int ql_lock_classes_apart(const QlLockClasses *classes, const QlFunction *function,
                          const QlEvent *event);

/** The class called @name, or -1. */
int ql_lock_classes_find(const QlLockClasses *classes, const char *name);

const QlLockClass *ql_lock_classes_get(const QlLockClasses *classes, guint index);
guint ql_lock_classes_count(const QlLockClasses *classes);

/** The lock that argument expression @ref of @function denotes, in the caller's terms. */
QlLockRef ql_lock_classes_of_expr(QlLockClasses *classes, const QlFunction *function,
                                  QlExprRef ref);

/**
 * The field, global or parameter that argument expression @ref denotes the address of, through
 * locals, guards and wrappers; 0 if it cannot be told. Two equal results are one access path.
 */
QlExprRef ql_lock_classes_object(const QlLockClasses *classes, const QlFunction *function,
                                 QlExprRef ref);

/** Whether @lock_class is one of @list (int). */
gboolean ql_classes_have(const GArray *list, int lock_class);

/** Lock operations whose object could not be identified. */
guint ql_lock_classes_unidentified(const QlLockClasses *classes);

/** Lock operations found. */
guint ql_lock_classes_ops(const QlLockClasses *classes);

#endif
