/* SPDX-License-Identifier: Apache-2.0 */
/* Pragmas that change what stands after them, in other files too. Private to frontend/. */
#ifndef QL_PREFIX_PRAGMAS_H
#define QL_PREFIX_PRAGMAS_H

#include "source_text.h"

/** What the pragmas so far have done; all zero at the beginning. */
typedef struct QlPragmas {
    guint64 packed;      /* bit 0: whether members are packed now; the next ones: what was pushed */
    guint pushed;        /* how many were pushed */
    const char *packer;  /* file that packed them last */
    const char *lasting; /* file of one that nothing ends, or NULL */
} QlPragmas;

/** What stands after "#pragma" at @directive; empty if that is another directive. */
QlText ql_pragma_text(QlText directive);

/** Whether what follows pragma @text may mean something else for it. */
gboolean ql_pragma_matters(QlText text);

/** Takes note of pragma @text, which matters, in @file (to outlive @pragmas). */
void ql_pragmas_note(QlPragmas *pragmas, QlText text, const char *file);

/** The file of a pragma that still matters; NULL if there is none. */
const char *ql_pragmas_in_force(const QlPragmas *pragmas);

/** Where in @text a _Pragma() stands first that matters, wherever it is expanded; what is no
 * literal may. G_MAXUINT: nowhere. */
guint ql_pragma_operator(QlText text);

#endif
