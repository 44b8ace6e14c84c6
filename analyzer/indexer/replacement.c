/* SPDX-License-Identifier: Apache-2.0 */
#include "replacement.h"

#include "indexer.h"
#include <errno.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

enum { COPY_CHUNK = 1 << 20 };

struct QlReplacement {
    char *path;      /* the file to replace, symbolic links resolved */
    char *new_path;  /* the file being written */
    char *copy_path; /* a copy that is not whole yet */
    char *lock_path;
    int lock;    /* descriptor that holds the lock; -1: none */
    int problem; /* why nothing can be written here, as errno; 0: it can */
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

/* Whether @problem, an errno, is that of a place where others may have written. */
static gboolean is_read_only(int problem)
{
    return problem == EACCES || problem == EPERM || problem == EROFS;
}

/* Does without the lock where there can be none. */
static gboolean take_lock(QlReplacement *r, GError **error)
{
    for (;;) {
        r->lock = open(r->lock_path, O_RDWR | O_CREAT | O_CLOEXEC, 0666);
        if (r->lock < 0) {
            r->problem = errno;
            return is_read_only(r->problem) || io_failed(error, "create", r->lock_path);
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

static char *resolve(const char *path)
{
    char *real = realpath(path, NULL);
    char *copy = real ? g_strdup(real) : g_canonicalize_filename(path, NULL);

    free(real);
    return copy;
}

/* Somebody's file that happens to have the name given is not ours to overwrite. */
static gboolean may_replace(const char *path, GError **error)
{
    struct stat info;

    if (lstat(path, &info) < 0 || (S_ISREG(info.st_mode) && info.st_size == 0) ||
        ql_store_is_index(path)) {
        return TRUE;
    }
    if (S_ISREG(info.st_mode) && access(path, R_OK) < 0) {
        return io_failed(error, "read", path);
    }
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO,
                "%s is not a qlockdep index and is left alone; remove it or choose another file "
                "with -o",
                path);
    return FALSE;
}

QlReplacement *ql_replacement_begin(const char *path, GError **error)
{
    g_autoptr(QlReplacement) r = g_new0(QlReplacement, 1);

    r->lock = -1;
    if (*path == '\0') {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO,
                    "the name of the database is empty; name a file with -o");
        return NULL;
    }
    r->path = resolve(path);
    r->lock_path = g_strconcat(r->path, ".lock", NULL);
    r->new_path = g_strconcat(r->path, ".part", NULL);
    r->copy_path = g_strconcat(r->new_path, ".copy", NULL);
    if (g_file_test(r->path, G_FILE_TEST_EXISTS) && !g_file_test(r->path, G_FILE_TEST_IS_REGULAR)) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO,
                    "%s: not a regular file; name the database file with -o", path);
        return NULL;
    }
    if (!take_lock(r, error) || !may_replace(r->path, error) ||
        (r->lock >= 0 && !may_replace(r->new_path, error))) {
        return NULL;
    }
    return g_steal_pointer(&r);
}

gboolean ql_replacement_may_write(const QlReplacement *replacement, GError **error)
{
    if (replacement->lock >= 0) {
        return TRUE;
    }
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO,
                "%s has to be written, but %s cannot be created: %s; make its directory writable, "
                "or choose another file with -o",
                replacement->path, replacement->lock_path, g_strerror(replacement->problem));
    return FALSE;
}

const char *ql_replacement_old(const QlReplacement *replacement)
{
    return replacement->path;
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

/* A journal of the file that was there would be played into the one that takes its name. */
static void remove_journals(const char *path)
{
    static const char *const suffixes[] = {"-journal", "-wal", "-shm"};

    for (guint i = 0; i < G_N_ELEMENTS(suffixes); i++) {
        g_autofree char *file = g_strconcat(path, suffixes[i], NULL);

        unlink(file);
    }
}

static gboolean write_all(int fd, const char *data, ssize_t size)
{
    while (size > 0) {
        ssize_t n = write(fd, data, (gsize)size);

        if (n < 0 && errno != EINTR) {
            return FALSE;
        }
        if (n > 0) {
            data += n;
            size -= n;
        }
    }
    return TRUE;
}

static gboolean copy_bytes(int from, int to)
{
    g_autofree char *chunk = g_malloc(COPY_CHUNK);
    ssize_t n;

    while ((n = read(from, chunk, COPY_CHUNK)) != 0) {
        if (n < 0 && errno != EINTR) {
            return FALSE;
        }
        if (!write_all(to, chunk, n)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Where the file system can, the copy shares its blocks with the original. */
static gboolean copy_content(int from, int to)
{
    return ioctl(to, FICLONE, from) == 0 || copy_bytes(from, to);
}

static gboolean copy_file(const char *path, const char *copy)
{
    int from = open(path, O_RDONLY | O_CLOEXEC);
    int to = from < 0 ? -1 : open(copy, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
    gboolean ok = to >= 0 && copy_content(from, to);
    int problem = errno;

    if (from >= 0) {
        close(from);
    }
    if (to >= 0 && close(to) < 0 && ok) {
        ok = FALSE;
        problem = errno;
    }
    errno = problem;
    return ok;
}

gboolean ql_replacement_copy(const QlReplacement *replacement, GError **error)
{
    if (!copy_file(replacement->path, replacement->copy_path)) {
        io_failed(error, "write", replacement->copy_path);
        unlink(replacement->copy_path);
        return FALSE;
    }
    ql_replacement_discard(replacement);
    return rename(replacement->copy_path, replacement->new_path) == 0 ||
           io_failed(error, "replace", replacement->new_path);
}

/* The journal goes last: without it, the file would hold half a transaction. */
void ql_replacement_discard(const QlReplacement *replacement)
{
    if (replacement->lock < 0) {
        return;
    }
    unlink(replacement->new_path);
    remove_journals(replacement->new_path);
}

gboolean ql_replacement_commit(const QlReplacement *replacement, GError **error)
{
    remove_journals(replacement->path);
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
        unlink(replacement->copy_path);
        unlink(replacement->lock_path);
        close(replacement->lock);
    }
    g_free(replacement->path);
    g_free(replacement->new_path);
    g_free(replacement->copy_path);
    g_free(replacement->lock_path);
    g_free(replacement);
}
