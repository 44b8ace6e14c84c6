/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which code can run on a kind of thread at all. Code of some folders (QEMU: devices, below hw/)
 * runs on such a thread only if it was made for it, and then it says so: it handles the records, or
 * calls the functions, that this takes. What its file does not mention, it does not do. Private to
 * the link layer.
 */
#ifndef QL_AFFINITY_H
#define QL_AFFINITY_H

#include "program.h"

/** Finds what the files of @program say; @annotations must outlive the result. */
QlAffinities *ql_affinities_new(QlProgram *program, const QlAnnotations *annotations);
void ql_affinities_free(QlAffinities *affinities);

/** Whether @function cannot run on threads of kind @thread. */
gboolean ql_affinities_bar(const QlAffinities *affinities, const char *thread,
                           const QlFunction *function);

/**
 * The gateway for an edge to @callee through @field ("Record.field"): it is not followed on
 * threads that @callee cannot run on. NULL: there is none. Owned by @affinities.
 */
const QlGateway *ql_affinities_gateway(const QlAffinities *affinities, const char *field,
                                       const QlFunction *callee);

#endif
