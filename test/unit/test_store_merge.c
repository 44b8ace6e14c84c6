/* SPDX-License-Identifier: Apache-2.0 */
/* Merging indexes: the result is what one index of all would be, or an error says what disagrees.
 */
#include "test_store_sample.h"
#include <glib/gstdio.h>
#include <string.h>

enum { page_size = 8192 }; /* of the database */

static const guint8 hash_7[QL_HASH_SIZE] = {7};
static const guint8 hash_8[QL_HASH_SIZE] = {8};

typedef struct Part {
    const char *names;  /* of TUs, separated by spaces; one that begins with "bad" failed */
    const char *shard;  /* NULL: not one */
    const guint8 *hash; /* of SRC:shared.h */
} Part;

/* Links the TU into "emulator", as an archive's member if its name says so, and "lib*" into tool.
 */
static void link_tu(QlStore *store, const char *name, gint64 tu)
{
    gint64 emulator = ql_store_add_executable(store, "emulator", NULL);
    gint64 tool = ql_store_add_executable(store, "tool", NULL);
    gboolean archive = g_str_has_prefix(name, "lib");
    g_assert_true(ql_store_link(store, emulator, tu, archive, NULL));
    if (archive) {
        g_assert_true(ql_store_link(store, tool, tu, FALSE, NULL));
    }
}

static void fill(QlStore *store, const Part *part)
{
    g_auto(GStrv) names = g_strsplit(part->names, " ", -1);
    for (guint i = 0; names[i] && *names[i]; i++) {
        gboolean bad = g_str_has_prefix(names[i], "bad");
        gint64 tu = bad ? ql_sample_add_failed(store, names[i])
                        : ql_sample_add_tu(store, names[i], "callee");
        link_tu(store, names[i], tu);
    }
    g_assert_true(ql_store_set_file_hash(store, "SRC:shared.h", part->hash, NULL));
    g_assert_true(ql_store_set_meta(store, "shard", part->shard, NULL));
}

static void make_part(const char *path, const Part *part)
{
    QlStore *store = ql_sample_create(path);
    fill(store, part);
    ql_sample_finish(store);
}

/* The file of the box for part @name; free with g_free(). */
static char *make(const QlBox *box, const char *name, const Part *part)
{
    char *path = ql_box_file(box, name);
    make_part(path, part);
    return path;
}

static void merge(QlStore *store, const char *path)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_merge(store, path, &error));
    g_assert_no_error(error);
}

static void expect_not_merged(QlStore *store, const char *path, int code, const char *text)
{
    g_autoptr(GError) error = NULL;
    g_assert_false(ql_store_merge(store, path, &error));
    ql_sample_expect_error(&error, code, text);
}

/* Merges @a alone into the box's index. */
static void merge_one(const QlBox *box, const char *a)
{
    QlStore *store = ql_sample_create(box->path);
    merge(store, a);
    ql_sample_finish(store);
}

/* Merges @a and @b, in this order, into the box's index. */
static void merge_two(const QlBox *box, const char *a, const char *b)
{
    QlStore *store = ql_sample_create(box->path);
    merge(store, a);
    merge(store, b);
    ql_sample_finish(store);
}

/* ---- what merges ---- */

static void test_shards(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one two bad", "1/3", hash_7});
    g_autofree char *b = make(box, "b", &(Part){"three lib_1", "2/3", hash_7});
    g_autofree char *c = make(box, "c", &(Part){"lib_2", "3/3", hash_7});
    g_autofree char *whole =
        make(box, "whole", &(Part){"lib_2 bad lib_1 three two one", NULL, hash_7});
    const char *const orders[][3] = {{a, b, c}, {c, b, a}, {b, c, a}};
    for (guint i = 0; i < G_N_ELEMENTS(orders); i++) {
        QlStore *store = ql_sample_create(box->path);
        for (guint j = 0; j < 3; j++) {
            merge(store, orders[i][j]);
        }
        ql_sample_finish(store);
        ql_expect_like(box->path, whole);
        ql_store_close(ql_sample_open(box->path, FALSE));
        ql_expect_value(box->path, "SELECT count(*) FROM symbol", "6");
        ql_expect_value(box->path, "SELECT count(*) FROM v_executables", "8");
        ql_expect_value(box->path, "SELECT hash FROM v_files WHERE file = 'SRC:shared.h'",
                        "07000000000000000000000000000000");
        ql_expect_value(box->path,
                        "SELECT count(*) FROM tu WHERE search_hash = 's00' AND flags_hash = 'f00'",
                        "5");
    }
}

/* The tables for people come along. */
static void test_views(QlBox *box, gconstpointer data)
{
    static const char calls[] = "SELECT group_concat(caller || line || expression || kind, ' ')"
                                " FROM (SELECT * FROM v_calls ORDER BY caller, line, event)";
    static const char stores[] = "SELECT group_concat(holder || function || target || target_key)"
                                 " FROM (SELECT * FROM v_stores ORDER BY holder, event)";
    static const char symbols[] =
        "SELECT group_concat(hex(definition) || key || file || line || type || flags || marks)"
        " FROM (SELECT * FROM v_functions ORDER BY key)";
    static const char *const texts[] = {calls, stores, symbols};
    g_autofree char *a = make(box, "a", &(Part){"one two", NULL, NULL});
    g_autofree char *b = make(box, "b", &(Part){"three", NULL, NULL});
    g_autofree char *whole = make(box, "whole", &(Part){"one two three", NULL, NULL});
    merge_two(box, b, a);
    for (guint i = 0; i < G_N_ELEMENTS(texts); i++) {
        g_autofree char *want = ql_sample_query(whole, texts[i]);
        g_assert_nonnull(strstr(want, "three"));
        ql_expect_value(box->path, texts[i], want);
    }
}

/* Rows of an updated index have gaps. */
static void test_updated_index(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one two three", NULL, NULL});
    g_autofree char *b = make(box, "b", &(Part){"four", NULL, NULL});
    g_autofree char *whole = make(box, "whole", &(Part){"one three four", NULL, NULL});
    QlStore *store = ql_sample_resume(a);
    g_assert_true(ql_store_remove_tu(store, 2, NULL));
    g_assert_true(ql_store_sweep(store, NULL));
    ql_sample_finish(store);
    merge_two(box, b, a);
    ql_expect_like(box->path, whole);
}

static void test_same_tu_once(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"bad one two", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"three two bad", NULL, hash_7});
    g_autofree char *whole = make(box, "whole", &(Part){"one two three bad", NULL, hash_7});
    merge_two(box, a, b);
    ql_expect_like(box->path, whole);
    merge_two(box, a, a);
    ql_expect_like(box->path, a);
}

/* The same entry several times in one compile database. */
static void test_repeated_entries(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one one", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"two one one one", NULL, hash_7});
    g_autofree char *whole = make(box, "whole", &(Part){"one one one two", NULL, hash_7});
    merge_two(box, a, b);
    ql_expect_like(box->path, whole);
    merge_two(box, b, a);
    ql_expect_like(box->path, whole);
}

static void test_archive_member_and_object(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"lib_1", NULL, NULL});
    g_autofree char *b = make(box, "b", &(Part){"lib_1", NULL, NULL});
    QlStore *store = ql_sample_resume(b);
    gint64 emulator = ql_store_add_executable(store, "emulator", NULL);
    g_assert_true(ql_store_link(store, emulator, 1, FALSE, NULL));
    ql_sample_finish(store);
    merge_two(box, a, b);
    ql_expect_value(box->path, "SELECT archive FROM v_executables WHERE executable = 'emulator'",
                    "0");
    merge_two(box, b, a);
    ql_expect_value(box->path, "SELECT archive FROM v_executables WHERE executable = 'emulator'",
                    "0");
    merge_two(box, a, a);
    ql_expect_value(box->path, "SELECT archive FROM v_executables WHERE executable = 'emulator'",
                    "1");
}

static void test_executable_without_tus(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one", NULL, NULL});
    QlStore *store = ql_sample_resume(a);
    g_assert_cmpint(ql_store_add_executable(store, "empty", NULL), >, 0);
    ql_sample_finish(store);
    merge_one(box, a);
    ql_expect_value(box->path, "SELECT count(*) FROM executable WHERE name = 'empty'", "1");
}

static void test_unknown_hash_wins(QlBox *box, gconstpointer data)
{
    static const char hash[] = "SELECT hash FROM v_files WHERE file = 'SRC:shared.h'";
    g_autofree char *a = make(box, "a", &(Part){"one", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"two", NULL, NULL});
    merge_two(box, a, b);
    ql_expect_value(box->path, hash, "NULL");
    merge_two(box, b, a);
    ql_expect_value(box->path, hash, "NULL");
    merge_two(box, a, a);
    ql_expect_value(box->path, hash, "07000000000000000000000000000000");
}

/* Another place of includes is no other fact, but then the place is not known. */
static void test_unknown_search_wins(QlBox *box, gconstpointer data)
{
    static const char found[] = "SELECT group_concat(search_hash, ',') FROM tu ORDER BY source";
    static const char *const searches[] = {"s11", ""};

    for (guint i = 0; i < G_N_ELEMENTS(searches); i++) {
        g_autofree char *a = make(box, "a", &(Part){"one two", NULL, hash_7});
        g_autofree char *b = make(box, "b", &(Part){"one two", NULL, hash_7});
        g_autofree char *sql = g_strdup_printf(
            "UPDATE tu SET search_hash = '%s' WHERE source = 'SRC:two.c'", searches[i]);
        ql_sample_run_sql(b, sql);
        merge_two(box, a, b);
        ql_expect_value(box->path, found, "s00,");
        merge_two(box, b, a);
        ql_expect_value(box->path, found, "s00,");
        merge_two(box, a, a);
        ql_expect_value(box->path, found, "s00,s00");
    }
}

/* ---- conflicts ---- */

static void test_file_conflict(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"two", NULL, hash_7});
    g_autofree char *c = make(box, "c", &(Part){"three", NULL, hash_8});
    g_autofree char *first =
        g_strdup_printf("%s and %s saw different contents of shared.h; index both again", a, c);
    g_autofree char *last =
        g_strdup_printf("%s and %s saw different contents of shared.h; index both again", c, a);
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    merge(store, a);
    merge(store, b);
    expect_not_merged(store, c, QL_STORE_ERROR_CONFLICT, first);
    ql_store_close(g_steal_pointer(&store));
    store = ql_sample_create(box->path);
    merge(store, c);
    expect_not_merged(store, a, QL_STORE_ERROR_CONFLICT, last);
}

/* What conflicts leaves nothing behind. */
static void test_conflict_rolled_back(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"two", NULL, hash_7});
    g_autofree char *c = make(box, "c", &(Part){"three four", NULL, hash_8});
    g_autofree char *whole = make(box, "whole", &(Part){"one two", NULL, hash_7});
    QlStore *store = ql_sample_create(box->path);
    merge(store, a);
    expect_not_merged(store, c, QL_STORE_ERROR_CONFLICT, "shared.h");
    merge(store, b);
    ql_sample_finish(store);
    ql_expect_like(box->path, whole);
    ql_expect_value(box->path, "SELECT count(*) FROM definition", "3");
    ql_expect_value(box->path, "SELECT count(*) FROM file", "3");
}

/* Index "b" is as "a" but for what @sql changes: the TU's facts are different. */
static void expect_tu_conflict(QlBox *box, const char *sql)
{
    g_autofree char *a = make(box, "a", &(Part){"one two", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"one two", NULL, hash_7});
    g_autofree char *text =
        g_strdup_printf("%s and %s saw different facts of two.c; index both again", a, b);
    ql_sample_run_sql(b, sql);
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    merge(store, a);
    expect_not_merged(store, b, QL_STORE_ERROR_CONFLICT, text);
}

static void test_tu_conflict(QlBox *box, gconstpointer data)
{
    expect_tu_conflict(box, "UPDATE tu SET state = 'errors' WHERE source = 'SRC:two.c'");
    expect_tu_conflict(box, "UPDATE tu SET errors = 2 WHERE source = 'SRC:two.c'");
    expect_tu_conflict(box, "UPDATE tu SET message = 'm' WHERE source = 'SRC:two.c'");
    expect_tu_conflict(box, "DELETE FROM tu_definition WHERE tu = 2");
    expect_tu_conflict(box, "UPDATE tu_definition SET first = 1 WHERE tu = 2");
    expect_tu_conflict(box, "UPDATE tu_definition SET last = 2 WHERE tu = 2");
    expect_tu_conflict(box, "DELETE FROM tu_file WHERE tu = 2");
}

/* Other flags or another output make another TU. */
static void test_other_tu(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one two", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"one two", NULL, hash_7});
    ql_sample_run_sql(b, "UPDATE tu SET flags_hash = 'f11', state = 'errors' WHERE id = 1;"
                         "UPDATE tu SET output = 'BUILD:x.o', state = 'errors' WHERE id = 2");
    merge_two(box, a, b);
    ql_expect_value(box->path, "SELECT count(*) FROM v_tus", "4");
}

/* ---- what is refused ---- */

static void test_refused(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one", "1/2", hash_7});
    g_autofree char *none = ql_box_file(box, "none");
    g_autofree char *text = ql_box_file(box, "text");
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    g_assert_true(g_file_set_contents(text, "some text", -1, NULL));
    expect_not_merged(store, none, QL_STORE_ERROR_IO, "none: no such file");
    expect_not_merged(store, box->directory, QL_STORE_ERROR_IO, "not a file");
    expect_not_merged(store, text, QL_STORE_ERROR_NOT_AN_INDEX, "text: not a qlockdep index");
    expect_not_merged(store, box->path, QL_STORE_ERROR_IN_PROGRESS, "indexing was not finished");
    merge(store, a);
    ql_store_close(ql_sample_resume(a));
    expect_not_merged(store, a, QL_STORE_ERROR_IN_PROGRESS, "a: indexing was not finished");
}

static void expect_version_refused(QlBox *box, const char *sql, const char *text)
{
    g_autofree char *a = make(box, "a", &(Part){"one", NULL, hash_7});
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    ql_sample_run_sql(a, sql);
    expect_not_merged(store, a, QL_STORE_ERROR_VERSION, text);
}

static void test_versions(QlBox *box, gconstpointer data)
{
    expect_version_refused(box, "PRAGMA user_version = 1", "a: made with index schema 1");
    expect_version_refused(box, "UPDATE meta SET value = '4' WHERE key = 'frontend_version'",
                           "a: made with front end 4, this program needs 3");
    expect_version_refused(box, "UPDATE meta SET value = 'clang 9' WHERE key = 'clang_version'",
                           "a: made with libclang clang 9, this program needs clang 19");
}

/* ---- damage ---- */

static void expect_damaged(QlBox *box, const char *sql, const char *text)
{
    g_autofree char *a = make(box, "a", &(Part){"one two", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"three", NULL, hash_7});
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    merge(store, b);
    ql_sample_run_sql(a, sql);
    expect_not_merged(store, a, QL_STORE_ERROR_NOT_AN_INDEX, text);
    ql_sample_finish(g_steal_pointer(&store));
    ql_expect_like(box->path, b);
}

static void test_damaged(QlBox *box, gconstpointer data)
{
    expect_damaged(box, "UPDATE definition SET data = x'0100' WHERE id = 2",
                   "a: the index is damaged (content of a definition)");
    expect_damaged(box, "UPDATE definition SET content = x'0100' WHERE id = 2",
                   "content of a definition");
    expect_damaged(box, "UPDATE tu_definition SET last = 1 << 60 WHERE tu = 1", "rows of a TU");
    expect_damaged(box, "UPDATE tu_file SET last = 1 << 60 WHERE tu = 2", "rows of a TU");
    expect_damaged(box, "DELETE FROM definition WHERE id = 3", "rows of a TU");
    expect_damaged(box, "UPDATE executable_tu SET tu = 77 WHERE tu = 2", "rows of executable_tu");
}

/* Whatever the other index holds, merging ends: with a result or an error, never half of it. */
static void test_overwritten(QlBox *box, gconstpointer data)
{
    g_autofree char *bytes = NULL;
    gsize len;
    g_autofree char *a = make(box, "a", &(Part){"one two three lib_1", NULL, hash_7});
    g_autofree char *b = make(box, "b", &(Part){"four", NULL, hash_7});
    g_autoptr(GRand) rand = g_rand_new_with_seed(5);
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    guint refused = 0;
    merge(store, b);
    g_assert_true(g_file_get_contents(a, &bytes, &len, NULL));
    for (guint round = 0; round < 200; round++) {
        g_autofree char *copy = g_memdup2(bytes, len);
        g_autoptr(GError) error = NULL;
        for (guint i = 0; i < 20; i++) {
            copy[g_rand_int_range(rand, 0, (gint32)len)] = (char)g_rand_int(rand);
        }
        g_assert_true(g_file_set_contents(a, copy, (gssize)len, NULL));
        gboolean good = ql_store_merge(store, a, &error);
        g_assert_true(good == (error == NULL));
        refused += !good;
    }
    g_assert_cmpuint(refused, >, 20);
    ql_sample_finish(g_steal_pointer(&store));
    g_autofree char *dump = ql_sample_dump(box->path);
    g_assert_nonnull(strstr(dump, "tu SRC:four.c"));
}

/* A cut inside the last page takes nothing that merging reads. */
static void test_truncated(QlBox *box, gconstpointer data)
{
    g_autofree char *bytes = NULL;
    gsize len;
    g_autofree char *a = make(box, "a", &(Part){"one two three lib_1", NULL, hash_7});
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    g_assert_true(g_file_get_contents(a, &bytes, &len, NULL));
    for (gsize cut = 0; cut <= len - page_size; cut += 4093) {
        g_autoptr(GError) error = NULL;
        g_assert_true(g_file_set_contents(a, bytes, (gssize)cut, NULL));
        g_assert_false(ql_store_merge(store, a, &error));
        g_assert_nonnull(error);
    }
}

/* An index in a place where nothing can be written. */
static void test_read_only_place(QlBox *box, gconstpointer data)
{
    g_autofree char *a = make(box, "a", &(Part){"one", NULL, hash_7});
    g_assert_cmpint(g_chmod(a, 0400), ==, 0);
    merge_one(box, a);
    ql_expect_like(box->path, a);
}

#define ADD(name, function)                                                                        \
    g_test_add("/store_merge/" name, QlBox, NULL, ql_box_set_up, function, ql_box_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("shards", test_shards);
    ADD("views", test_views);
    ADD("updated-index", test_updated_index);
    ADD("same-tu-once", test_same_tu_once);
    ADD("repeated-entries", test_repeated_entries);
    ADD("archive-member-and-object", test_archive_member_and_object);
    ADD("executable-without-tus", test_executable_without_tus);
    ADD("unknown-hash-wins", test_unknown_hash_wins);
    ADD("unknown-search-wins", test_unknown_search_wins);
    ADD("file-conflict", test_file_conflict);
    ADD("conflict-rolled-back", test_conflict_rolled_back);
    ADD("tu-conflict", test_tu_conflict);
    ADD("other-tu", test_other_tu);
    ADD("refused", test_refused);
    ADD("versions", test_versions);
    ADD("damaged", test_damaged);
    ADD("overwritten", test_overwritten);
    ADD("truncated", test_truncated);
    ADD("read-only-place", test_read_only_place);
    return g_test_run();
}
