/* SPDX-License-Identifier: Apache-2.0 */
#include "content_hash.h"

#include <string.h>

void ql_content_hash_finish(GChecksum *sum, guint8 hash[QL_HASH_SIZE])
{
    guint8 whole[32];
    gsize size = sizeof whole;

    g_checksum_get_digest(sum, whole, &size);
    memcpy(hash, whole, QL_HASH_SIZE);
}

void ql_content_hash(gconstpointer data, gsize size, guint8 hash[QL_HASH_SIZE])
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);

    g_checksum_update(sum, data, (gssize)size);
    ql_content_hash_finish(sum, hash);
}
