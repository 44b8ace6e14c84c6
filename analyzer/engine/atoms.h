/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Atoms: the conditions of one function whose truth is worth remembering along a path. Up to 64 a
 * function, each one bit. Two spellings of one condition (x, x != 0, !x; a == b, a != b) are one
 * atom.
 */
#ifndef QL_ATOMS_H
#define QL_ATOMS_H

#include "flow.h"

typedef struct QlAtoms QlAtoms;

/**
 * Collects the atoms of @flow. @same, parallel to its expressions, names for each call that always
 * returns the same the expression that stands for all of them, and is 0 for the others; NULL: there
 * is no such call. Both must outlive the result.
 */
QlAtoms *ql_atoms_new(const QlFlow *flow, const QlExprRef *same);
void ql_atoms_free(QlAtoms *atoms);

/** The atom that expression @ref is, as a mask of one bit; 0 if none. @negated: it is its opposite.
 */
guint64 ql_atoms_of(const QlAtoms *atoms, QlExprRef ref, gboolean *negated);

/**
 * What is left of condition @ref without !x, x == 0 and x != 0; *@negated: its truth is the
 * opposite.
 */
QlExprRef ql_atoms_strip(const QlFlow *flow, QlExprRef ref, gboolean *negated);

/** Mask of the atoms that executing @event invalidates. */
guint64 ql_atoms_killed(const QlAtoms *atoms, const QlEvent *event);

/** Mask of the atoms that guards' cleanups ask for: without them a guard may seem to stay locked.
 */
guint64 ql_atoms_guards(const QlAtoms *atoms);

/** Mask of the atoms that may still be asked for at the start of block @block. */
guint64 ql_atoms_live_in(const QlAtoms *atoms, guint block);

#endif
