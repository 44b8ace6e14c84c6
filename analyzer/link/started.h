/* SPDX-License-Identifier: Apache-2.0 */
/* Where a direct callback really starts, if not in its registrar. Private to link. */
#ifndef QL_STARTED_H
#define QL_STARTED_H

#include "program.h"

/**
 * The first call after @registration in @caller of a function of @annotation's started-by that is
 * given what the registration returned: itself, or where it was stored. @registration if there is
 * none: somebody else starts it, who knows when.
 */
const QlEvent *ql_start_event(const QlProgram *program, const QlFunction *caller,
                              const QlEvent *registration, const QlCallback *annotation);

#endif
