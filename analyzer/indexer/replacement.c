/* SPDX-License-Identifier: Apache-2.0 */
#include "replacement.h"

#include "indexer.h"
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

struct QlReplacement {
    char *path;     /* the file to replace, symbolic links resolved */
    char *new_path; /* the file being written */
    char *lock_path;
    int lock; /* descriptor that holds the lock */
};

static gboolean io_failed(GError **error, const char *what, const char *path)
{
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO, "cannot %s %s: %s", what, path,
                g_strerror(errno));
    return FALSE;
}

/* Whether the locked file is still the one that @path names: the last owner removes it. */
static gboolean is_current(int fd, const char *path)
{
    struct stat ours, named;

    return fstat(fd, &ours) == 0 && stat(path, &named) == 0 && ours.st_dev == named.st_dev &&
           ours.st_ino == named.st_ino;
}

/* Sets @error from errno: another run has the lock, or this file system has no locks. */
static void lock_failed(const QlReplacement *r, GError **error)
{
    if (errno != EWOULDBLOCK) {
        io_failed(error, "lock", r->lock_path);
        return;
    }
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_BUSY,
                "%s: another index run is writing this database; wait for it, or choose another "
                "file with -o",
                r->path);
}

static gboolean take_lock(QlReplacement *r, GError **error)
{
    for (;;) {
        r->lock = open(r->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (r->lock < 0) {
            return io_failed(error, "create", r->lock_path);
        }
        if (flock(r->lock, LOCK_EX | LOCK_NB) < 0) {
            lock_failed(r, error);
            close(r->lock);
            r->lock = -1;
            return FALSE;
        }
        if (is_current(r->lock, r->lock_path)) {
            return TRUE;
        }
        close(r->lock);
    }
}

/* Whether @name is "BASE.tmp.DIGITS", or such a name with a suffix of the database library. */
static gboolean is_temporary(const char *name, const char *base)
{
    gsize len = strlen(base);
    const char *rest;

    if (strncmp(name, base, len) != 0 || !g_str_has_prefix(name + len, ".tmp.")) {
        return FALSE;
    }
    rest = name + len + strlen(".tmp.");
    len = strspn(rest, "0123456789");
    return len > 0 && (rest[len] == '\0' || rest[len] == '-');
}

/* We hold the lock: every temporary file is ours or a dead run's. */
static void remove_temporaries(const QlReplacement *r)
{
    g_autofree char *directory = g_path_get_dirname(r->path);
    g_autofree char *base = g_path_get_basename(r->path);
    GDir *dir = g_dir_open(directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);

        if (is_temporary(name, base)) {
            unlink(path);
        }
    }
    g_clear_pointer(&dir, g_dir_close);
}

static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = real ? g_strdup(real) : g_canonicalize_filename(path, NULL);

    free(real);
    return copy;
}

QlReplacement *ql_replacement_begin(const char *path, GError **error)
{
    g_autoptr(QlReplacement) r = g_new0(QlReplacement, 1);

    r->lock = -1;
    r->path = resolve(path);
    r->lock_path = g_strconcat(r->path, ".lock", NULL);
    r->new_path = g_strdup_printf("%s.tmp.%ld", r->path, (long)getpid());
    if (g_file_test(r->path, G_FILE_TEST_EXISTS) && !g_file_test(r->path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO,
                    "%s: not a regular file; name the database file with -o", path);
        return NULL;
    }
    if (!take_lock(r, error)) {
        return NULL;
    }
    remove_temporaries(r);
    return g_steal_pointer(&r);
}

const char *ql_replacement_path(const QlReplacement *replacement)
{
    return replacement->new_path;
}

static void sync_directory(const char *path)
{
    g_autofree char *directory = g_path_get_dirname(path);
    int fd = open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

    if (fd < 0) {
        return;
    }
    fsync(fd);
    close(fd);
}

gboolean ql_replacement_commit(QlReplacement *replacement, GError **error)
{
    if (rename(replacement->new_path, replacement->path) < 0) {
        return io_failed(error, "replace", replacement->path);
    }
    sync_directory(replacement->path);
    return TRUE;
}

void ql_replacement_free(QlReplacement *replacement)
{
    if (!replacement) {
        return;
    }
    if (replacement->lock >= 0) {
        remove_temporaries(replacement);
        unlink(replacement->lock_path);
        close(replacement->lock);
    }
    g_free(replacement->path);
    g_free(replacement->new_path);
    g_free(replacement->lock_path);
    g_free(replacement);
}
