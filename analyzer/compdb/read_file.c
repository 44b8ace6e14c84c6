/* SPDX-License-Identifier: Apache-2.0 */
#include "read_file.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <sys/stat.h>

static gboolean check_file(const char *path, gsize limit, GError **error)
{
    GStatBuf info;

    if (g_stat(path, &info)) {
        int code = errno;
        g_set_error_literal(error, G_FILE_ERROR, g_file_error_from_errno(code), g_strerror(code));
        return FALSE;
    }
    if (!S_ISREG(info.st_mode)) {
        g_set_error_literal(error, G_FILE_ERROR, G_FILE_ERROR_INVAL, "not a regular file");
        return FALSE;
    }
    if ((guint64)info.st_size > limit) {
        g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_NOSPC,
                    "larger than %" G_GSIZE_FORMAT " bytes", limit);
        return FALSE;
    }
    return TRUE;
}

char *ql_read_file(const char *path, gsize limit, gsize *length, GError **error)
{
    char *text = NULL;

    if (!check_file(path, limit, error) || !g_file_get_contents(path, &text, length, error)) {
        return NULL;
    }
    return text;
}
