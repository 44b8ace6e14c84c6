/* SPDX-License-Identifier: Apache-2.0 */
/* A finding's identity across versions of the source. */
#ifndef QL_FINGERPRINT_H
#define QL_FINGERPRINT_H

#include <glib.h>

/**
 * 32 hexadecimal digits (half of a SHA-256) over rule, lock classes, keys of the holding and the
 * violating function, and thread kind; never over lines or hops. Free with g_free().
 */
char *ql_fingerprint(const char *rule, const char *const *locks, const char *holder,
                     const char *violator, const char *thread);

#endif
