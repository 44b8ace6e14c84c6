/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where threads are created. A function that hands its own parameter on as a thread's entry, or
 * puts it into a field from which a thread is created later, creates the thread on behalf of its
 * callers: each of its calls is a creation, too. Private to the link layer.
 */
#ifndef QL_THREADS_H
#define QL_THREADS_H

#include "call_sites.h"
#include "resolve.h"

/** Fills the creations of the resolver's program, whose calls @sites are. */
void ql_find_creations(QlResolver *resolver, const QlAnnotations *annotations,
                       const QlCallSites *sites);

/** Frees a QlThreadCreation. */
void ql_thread_creation_free(gpointer creation);

/** Whether @creation may start a thread at @entry. */
gboolean ql_creation_starts(const QlThreadCreation *creation, const QlFunction *entry);

/** The creation that says most about where threads start at @entry, or NULL. */
const QlThreadCreation *ql_creation_of(const QlProgram *program, const QlFunction *entry);

/** Whether several threads may start at @entry: at several places, or at one in a loop. */
gboolean ql_creation_repeats(const QlProgram *program, const QlFunction *entry);

#endif
