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

#endif
