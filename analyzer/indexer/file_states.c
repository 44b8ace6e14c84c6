/* SPDX-License-Identifier: Apache-2.0 */
#include "file_states.h"

#include "store.h"
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SECOND G_GINT64_CONSTANT(1000000000)

/* A file changed less than this before it was hashed may change again without showing it: file
 * systems keep times as coarsely as two seconds. */
#define RACY (2 * SECOND)

/* The cache file: magic, entries, each followed by its path, and the hash of all that. Numbers are
 * in host order: on another machine no entry would hold anyway. */
static const char MAGIC[8] = "QLSTAT1\n";
enum { MAX_CACHE = 64 << 20, MAX_PATH = 1 << 16, READ_CHUNK = 1 << 16 };

typedef struct Stamp {
    gint64 size;
    gint64 mtime; /* ns */
    gint64 ctime;
    guint64 inode;
    guint64 device;
} Stamp;

typedef struct Record {
    Stamp stamp;
    guint8 hash[QL_HASH_SIZE];
    guint32 path_length;
    guint32 zero;
} Record;

typedef struct State {
    Stamp stamp;
    guint8 hash[QL_HASH_SIZE];
    gboolean known;  /* hash is that of the content */
    gboolean asked;  /* in this run */
    gboolean stable; /* may be kept: the stamp tells this content from any other */
} State;

struct QlFileStates {
    const QlPaths *paths;
    char *cache;
    char *new_cache;    /* while it is written */
    GHashTable *states; /* rooted path -> State */
    gboolean changed;   /* the cache file is not what it would be now */
};

/* Anybody may set an mtime, so it may be too large: then it wraps. */
static gint64 nanoseconds(struct timespec time)
{
    return (gint64)((guint64)time.tv_sec * SECOND + (guint64)time.tv_nsec);
}

gint64 ql_file_clock(void)
{
    struct timespec now;

    clock_gettime(CLOCK_REALTIME_COARSE, &now);
    return nanoseconds(now);
}

static Stamp stamp_of(const struct stat *info)
{
    return (Stamp){info->st_size, nanoseconds(info->st_mtim), nanoseconds(info->st_ctim),
                   info->st_ino, info->st_dev};
}

static gboolean same_stamp(const Stamp *a, const Stamp *b)
{
    return a->size == b->size && a->mtime == b->mtime && a->ctime == b->ctime &&
           a->inode == b->inode && a->device == b->device;
}

/* The last moment that may have been recorded as @time: one without a fraction is from a file
 * system that rounds. */
static gint64 latest(gint64 time)
{
    return time % SECOND == 0 && time < G_MAXINT64 - RACY ? time + RACY - 1 : time;
}

/* Only the kernel sets ctime. An mtime in the future is somebody's invention: a change now would
 * not give it. */
gboolean ql_file_stamped_since(const struct stat *info, gint64 moment)
{
    Stamp stamp = stamp_of(info);

    return latest(stamp.ctime) >= moment ||
           (latest(stamp.mtime) >= moment && stamp.mtime <= ql_file_clock() + RACY);
}

/* ---- the cache file ---- */

/* Opens a regular file and nothing else: a FIFO would wait for ever. */
static int open_regular(const char *path, struct stat *info)
{
    int fd = stat(path, info) == 0 && S_ISREG(info->st_mode)
                 ? open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY | O_CLOEXEC)
                 : -1;

    if (fd >= 0 && (fstat(fd, info) < 0 || !S_ISREG(info->st_mode))) {
        close(fd);
        return -1;
    }
    return fd;
}

static GByteArray *read_cache(const char *path)
{
    g_autoptr(GByteArray) data = g_byte_array_new();
    struct stat info;
    int fd = open_regular(path, &info);
    ssize_t n = -1;

    if (fd < 0 || info.st_size > MAX_CACHE) {
        info.st_size = 0;
    }
    g_byte_array_set_size(data, (guint)info.st_size);
    if (data->len > 0) {
        n = read(fd, data->data, data->len);
    }
    if (fd >= 0) {
        close(fd);
    }
    return n > 0 && (guint)n == data->len ? g_steal_pointer(&data) : NULL;
}

static gboolean is_whole(const GByteArray *data)
{
    guint8 hash[QL_HASH_SIZE];

    if (data->len < sizeof MAGIC + QL_HASH_SIZE || memcmp(data->data, MAGIC, sizeof MAGIC) != 0) {
        return FALSE;
    }
    ql_content_hash(data->data, data->len - QL_HASH_SIZE, hash);
    return memcmp(hash, data->data + data->len - QL_HASH_SIZE, QL_HASH_SIZE) == 0;
}

/* Adds the entry at @offset; returns where the next one begins, 0 if there is none. */
static gsize load_record(QlFileStates *states, const GByteArray *data, gsize offset)
{
    gsize left = data->len - QL_HASH_SIZE - offset;
    Record record;
    State *state;

    if (left < sizeof record) {
        return 0;
    }
    memcpy(&record, data->data + offset, sizeof record);
    offset += sizeof record;
    if (record.path_length > MAX_PATH || record.path_length > left - sizeof record) {
        return 0;
    }
    state = g_new0(State, 1);
    state->stamp = record.stamp;
    memcpy(state->hash, record.hash, QL_HASH_SIZE);
    state->known = state->stable = TRUE;
    g_hash_table_insert(states->states,
                        g_strndup((const char *)data->data + offset, record.path_length), state);
    return offset + record.path_length;
}

static void load(QlFileStates *states)
{
    g_autoptr(GByteArray) data = read_cache(states->cache);

    if (!data || !is_whole(data)) {
        return;
    }
    for (gsize offset = sizeof MAGIC; offset > 0;) {
        offset = load_record(states, data, offset);
    }
}

static void append_record(GByteArray *data, const char *path, const State *state)
{
    Record record = {.stamp = state->stamp, .path_length = (guint32)strlen(path)};

    memcpy(record.hash, state->hash, QL_HASH_SIZE);
    g_byte_array_append(data, (const guint8 *)&record, sizeof record);
    g_byte_array_append(data, (const guint8 *)path, record.path_length);
}

static GByteArray *cache_content(QlFileStates *states)
{
    GByteArray *data = g_byte_array_new();
    guint8 hash[QL_HASH_SIZE];
    GHashTableIter iter;
    gpointer path, value;

    g_byte_array_append(data, (const guint8 *)MAGIC, sizeof MAGIC);
    g_hash_table_iter_init(&iter, states->states);
    while (g_hash_table_iter_next(&iter, &path, &value)) {
        const State *state = value;

        if (state->asked && state->known && state->stable) {
            append_record(data, path, state);
        }
    }
    ql_content_hash(data->data, data->len, hash);
    g_byte_array_append(data, hash, sizeof hash);
    return data;
}

static gboolean write_file(const char *path, const GByteArray *data)
{
    int fd = open(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0666);
    ssize_t n = fd >= 0 ? write(fd, data->data, data->len) : -1;

    return fd >= 0 && close(fd) == 0 && n >= 0 && (guint)n == data->len;
}

void ql_file_states_save(QlFileStates *states)
{
    g_autoptr(GByteArray) data = NULL;
    struct stat info;

    if (!states->changed) {
        return;
    }
    if (lstat(states->cache, &info) == 0 && !S_ISREG(info.st_mode)) {
        return;
    }
    data = cache_content(states);
    if (!write_file(states->new_cache, data) || rename(states->new_cache, states->cache) < 0) {
        unlink(states->new_cache);
    }
}

/* ---- one file ---- */

static gboolean hash_content(int fd, guint8 *hash)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    g_autofree guint8 *chunk = g_malloc(READ_CHUNK);
    ssize_t n;

    while ((n = read(fd, chunk, READ_CHUNK)) != 0) {
        if (n > 0) {
            g_checksum_update(sum, chunk, n);
        } else if (errno != EINTR) {
            return FALSE;
        }
    }
    ql_content_hash_finish(sum, hash);
    return TRUE;
}

static void hash_file(State *state, const char *path)
{
    gint64 now = ql_file_clock();
    struct stat info;
    int fd = open_regular(path, &info);

    state->known = FALSE;
    if (fd < 0) {
        return;
    }
    state->known = hash_content(fd, state->hash);
    state->stamp = stamp_of(&info);
    state->stable = state->stamp.mtime < now - RACY && state->stamp.ctime < now - RACY;
    close(fd);
}

static gboolean is_unchanged(const State *state, const char *path)
{
    struct stat info;
    Stamp now;

    if (!state->known || stat(path, &info) < 0 || !S_ISREG(info.st_mode)) {
        return FALSE;
    }
    now = stamp_of(&info);
    return same_stamp(&now, &state->stamp);
}

static State *get_state(QlFileStates *states, const char *path)
{
    State *state = g_hash_table_lookup(states->states, path);

    if (!state) {
        state = g_new0(State, 1);
        g_hash_table_insert(states->states, g_strdup(path), state);
    }
    return state;
}

const guint8 *ql_file_states_hash(QlFileStates *states, const char *path)
{
    State *state = get_state(states, path);

    if (!state->asked) {
        g_autofree char *absolute = ql_paths_to_absolute(states->paths, path);

        state->asked = TRUE;
        if (!is_unchanged(state, absolute)) {
            states->changed |= state->known;
            hash_file(state, absolute);
            states->changed |= state->known && state->stable;
        }
    }
    return state->known ? state->hash : NULL;
}

gboolean ql_file_states_changed_since(QlFileStates *states, const char *path, gint64 moment)
{
    const State *state = get_state(states, path);
    g_autofree char *absolute = ql_paths_to_absolute(states->paths, path);
    struct stat info;
    Stamp now;

    if (stat(absolute, &info) < 0) {
        return TRUE;
    }
    now = stamp_of(&info);
    return ql_file_stamped_since(&info, moment) ||
           (state->asked && state->known && !same_stamp(&now, &state->stamp));
}

/* No rooted path looks like this. Where the database lies does not matter: a copy is another file.
 */
static const char DATABASE[] = "the database";

gboolean ql_file_states_trusts(QlFileStates *states, const char *database)
{
    State *state = get_state(states, DATABASE);

    state->asked = TRUE;
    return is_unchanged(state, database);
}

void ql_file_states_trust(QlFileStates *states, const char *database)
{
    State *state = get_state(states, DATABASE);
    struct stat info;

    if (is_unchanged(state, database) || stat(database, &info) < 0) {
        return;
    }
    *state = (State){.stamp = stamp_of(&info), .known = TRUE, .asked = TRUE, .stable = TRUE};
    states->changed = TRUE;
}

QlFileStates *ql_file_states_new(const QlPaths *paths, const char *cache)
{
    QlFileStates *states = g_new0(QlFileStates, 1);

    states->paths = paths;
    states->cache = g_strdup(cache);
    states->new_cache = g_strconcat(cache, ".new", NULL);
    unlink(states->new_cache); /* of a dead run */
    states->states = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    load(states);
    return states;
}

void ql_file_states_free(QlFileStates *states)
{
    if (!states) {
        return;
    }
    g_hash_table_unref(states->states);
    g_free(states->cache);
    g_free(states->new_cache);
    g_free(states);
}
