/* SPDX-License-Identifier: Apache-2.0 */
/* Which hops of a witness a reader needs to see. */
#ifndef QL_WITNESS_VIEW_H
#define QL_WITNESS_VIEW_H

#include "finding.h"

/** Hops [first, first + count) of a witness, printed as one line if there are several. */
typedef struct QlHops {
    guint first;
    guint count;
} QlHops;

/**
 * The lines to print for @witness, in order: roots, locks, waits, indirect hops, both ends and the
 * point where it leaves @best (NULL: there is none) each on its own; runs of direct calls
 * together, and so the beginning it shares with @best. QlHops; every hop is in exactly one.
 */
GArray *ql_witness_view(const QlWitness *witness, const QlWitness *best);

/** How many hops @witness has in common with @best from the start on; 0 for another thread. */
guint ql_witness_shared(const QlWitness *witness, const QlWitness *best);

#endif
