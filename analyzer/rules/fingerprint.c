/* SPDX-License-Identifier: Apache-2.0 */
#include "fingerprint.h"

char *ql_fingerprint(const char *rule, const char *const *locks, const char *holder,
                     const char *violator, const char *thread)
{
    g_autofree char *classes = g_strjoinv(",", (char **)locks);
    g_autofree char *identity = g_strjoin("\n", rule, classes, holder, violator, thread, NULL);
    char *digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, identity, -1);
    digest[32] = '\0';
    return digest;
}
