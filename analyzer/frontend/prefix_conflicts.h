/* SPDX-License-Identifier: Apache-2.0 */
/* Headers that keep too many TUs from using a prefix. Private to frontend/. */
#ifndef QL_PREFIX_CONFLICTS_H
#define QL_PREFIX_CONFLICTS_H

#include "prefix_headers.h"

/** A TU that may use the prefix. */
typedef struct QlPrefixUser {
    const QlScan *scan;
    GPtrArray *includes; /* QlHeader*, in order */
} QlPrefixUser;

/**
 * Takes headers out of @chosen (QlHeader*, in the order of the prefix), which follow @first, where
 * it is likely that they cost more than they gain: a TU of @users (QlPrefixUser) that does not suit
 * the prefix for their sake costs as much as reading many headers.
 */
void ql_prefix_drop_conflicts(QlHeaders *headers, QlHeader *first, GPtrArray *chosen,
                              const GArray *users);

#endif
