/* SPDX-License-Identifier: Apache-2.0 */
/* Calls, found by the callee's name: how wrappers are followed. Private to link. */
#ifndef QL_CALL_SITES_H
#define QL_CALL_SITES_H

#include "program.h"

typedef struct QlCallSite {
    QlFunction *caller;
    const QlEvent *event;
} QlCallSite;

typedef struct QlCallSites QlCallSites;

/** The order of two calls: by the caller's key, then place. */
int ql_call_site_compare(const QlProgram *program, QlCallSite a, QlCallSite b);

/** All calls of @program that name their callee. */
QlCallSites *ql_call_sites_new(const QlProgram *program);
void ql_call_sites_free(QlCallSites *sites);

/** The calls (QlCallSite) of functions called @name, in the order of their callers, or NULL. */
const GArray *ql_call_sites_of(const QlCallSites *sites, QlSym name);

/**
 * The calls (QlCallSite) through pointers that may lead to functions called @name, or NULL. Call
 * after the program's value flow is solved.
 */
const GArray *ql_call_sites_through(QlCallSites *sites, const QlProgram *program, QlSym name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlCallSites, ql_call_sites_free)

#endif
