/* SPDX-License-Identifier: Apache-2.0 */
/* Response files: "@file" stands for the words in the file. */
#ifndef QL_RESPONSE_FILE_H
#define QL_RESPONSE_FILE_H

#include <glib.h>

/** Which response files may be read. */
typedef struct QlResponseScope {
    const char *const *trees; /* directories without symbolic links; NULL-terminated */
    const char *directory;    /* that relative names start from */
    guint *dropped;           /* counts those left out */
} QlResponseScope;

/**
 * The words of @words, which it takes over, with every "@file" replaced by the words in it, nested
 * ones too. A file outside the trees, unreadable, or nested in itself or too deep is dropped. Free
 * with g_strfreev().
 */
char **ql_response_expand(char **words, const QlResponseScope *scope);

#endif
