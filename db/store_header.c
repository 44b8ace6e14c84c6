/* SPDX-License-Identifier: Apache-2.0 */
#include "store_private.h"
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* "Database File Format" of SQLite: the first page begins with a magic string and, at 68, the
 * application id. */
enum { HEADER_SIZE = 72, APPLICATION_ID_AT = 68 };

static gboolean read_header(const char *path, guint8 *header)
{
    struct stat info;
    int fd = lstat(path, &info) == 0 && S_ISREG(info.st_mode)
                 ? open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
                 : -1;
    ssize_t n = fd >= 0 ? read(fd, header, HEADER_SIZE) : -1;

    if (fd >= 0) {
        close(fd);
    }
    return n == HEADER_SIZE;
}

gboolean ql_store_is_index(const char *path)
{
    static const char magic[] = "SQLite format 3";
    guint8 header[HEADER_SIZE];
    guint32 id;

    if (!read_header(path, header) || memcmp(header, magic, sizeof magic) != 0) {
        return FALSE;
    }
    memcpy(&id, header + APPLICATION_ID_AT, sizeof id);
    return GUINT32_FROM_BE(id) == QL_APPLICATION_ID;
}
