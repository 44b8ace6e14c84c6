/* SPDX-License-Identifier: Apache-2.0 */
/* What becomes of the child of a fork, as far as the function that forks shows. */
#ifndef QL_FORK_CHILD_H
#define QL_FORK_CHILD_H

#include "program.h"

/** How the child may leave the function that forks; several bits if its paths differ. */
typedef enum QlChildFate {
    QL_CHILD_EXECS = 1 << 0,   /* replaces the process */
    QL_CHILD_EXITS = 1 << 1,   /* ends it, running nothing */
    QL_CHILD_STOPS = 1 << 2,   /* calls something that never returns, such as exit() */
    QL_CHILD_GOES_ON = 1 << 3, /* returns: it is a process like its parent */
} QlChildFate;

/** The QlChildFate bits of the child that @point, a FORK, makes. */
guint ql_fork_child_fate(const QlProgram *program, const QlForkPoint *point);

/** What a function does in the child of a fork. */
typedef struct QlForkedPath {
    guint fate;        /* QlChildFate bits */
    gboolean hands_on; /* it returns the fork's result to its caller, who tells the child by it */
    GPtrArray *calls;  /* const QlEvent*: what the child may call there, in flow order; owned */
} QlForkedPath;

/**
 * Follows the child through @function from behind @event, the call that forks. @tells: the result
 * of that call is the fork's, 0 in the child; otherwise it is not known, as in the callers of a
 * function that daemonizes. At another fork it stays the parent. Functions that always replace or
 * end the process end the path, too. Free with ql_forked_path_free().
 */
QlForkedPath *ql_fork_child_follow(const QlProgram *program, const QlFunction *function,
                                   const QlEvent *event, gboolean tells);
void ql_forked_path_free(QlForkedPath *path);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlForkedPath, ql_forked_path_free)

#endif
