/* SPDX-License-Identifier: Apache-2.0 */
/* Going on with an index: what is added, changed and removed leaves what a fresh one would have. */
#include "test_store_sample.h"
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static void link_all(QlStore *store, const char *executable, gint64 a, gint64 b)
{
    g_autoptr(GError) error = NULL;
    gint64 id = ql_store_add_executable(store, executable, &error);
    g_assert_true(ql_store_link(store, id, a, FALSE, &error));
    g_assert_true(ql_store_link(store, id, b, TRUE, &error));
    g_assert_no_error(error);
}

/* An index of TUs one, two and three; the first two are linked. */
static void make_index(const char *path)
{
    QlStore *store = ql_sample_create(path);
    gint64 one = ql_sample_add_tu(store, "one", "x");
    gint64 two = ql_sample_add_tu(store, "two", "x");
    ql_sample_add_tu(store, "three", "y");
    link_all(store, "emulator", one, two);
    ql_sample_finish(store);
}

/* That index, to be gone on with. */
static QlStore *resume_index(const QlBox *box)
{
    make_index(box->path);
    return ql_sample_resume(box->path);
}

static gboolean find_tu(const QlStoredInput *input, gpointer user)
{
    gpointer *search = user;
    if (strcmp(input->record.source, search[0]) == 0) {
        *(gint64 *)search[1] = input->tu;
    }
    return TRUE;
}

static gint64 tu_of(QlStore *store, const char *source)
{
    gint64 tu = 0;
    gpointer search[] = {(gpointer)source, &tu};
    g_assert_true(ql_store_each_input(store, find_tu, search, NULL));
    g_assert_cmpint(tu, >, 0);
    return tu;
}

static void remove_source(QlStore *store, const char *source)
{
    g_assert_true(ql_store_remove_tu(store, tu_of(store, source), NULL));
}

/* The index at @path has what one made of these TUs in one go has, and no more rows. */
static void expect_like_fresh(QlBox *box, void (*make)(const char *path))
{
    static const char *const counts[] = {
        "SELECT count(*) FROM definition", "SELECT count(*) FROM symbol",
        "SELECT count(*) FROM call",       "SELECT count(*) FROM store",
        "SELECT count(*) FROM file",       "SELECT sum(last - first + 1) FROM tu_file",
        "SELECT count(*) FROM tu",         "SELECT count(DISTINCT tu) FROM tu_definition",
    };
    g_autofree char *fresh = ql_box_file(box, "fresh.db");
    make(fresh);
    ql_expect_like(box->path, fresh);
    for (guint i = 0; i < G_N_ELEMENTS(counts); i++) {
        g_autofree char *value = ql_sample_query(fresh, counts[i]);
        ql_expect_value(box->path, counts[i], value);
    }
}

/* ---- resuming ---- */

static void test_resume_goes_on(QlBox *box, gconstpointer data)
{
    g_autoptr(QlStore) begun = ql_sample_create(box->path);
    gint64 one = ql_sample_add_tu(begun, "one", "x");
    ql_store_close(g_steal_pointer(&begun));
    QlStore *store = ql_sample_resume(box->path);
    gint64 two = ql_sample_add_tu(store, "two", "x");
    ql_sample_add_tu(store, "three", "y");
    link_all(store, "emulator", one, two);
    ql_sample_finish(store);
    expect_like_fresh(box, make_index);
}

/* A worker sends each definition once; an earlier run may have stored it. */
static void test_resume_knows_definitions(QlBox *box, gconstpointer data)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_function(strings, FALSE);
    g_autoptr(GBytes) bytes = ql_definition_encode(def, strings);
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    g_autoptr(GError) error = NULL;
    QlTuDefinition *known = g_new0(QlTuDefinition, 1);
    QlTuRecord record = {.source = "SRC:four.c", .flags_hash = "f00"};
    ql_definition_id(bytes, known->id);
    g_ptr_array_add(facts->definitions, known);
    QlStore *store = resume_index(box);
    g_assert_cmpint(ql_store_add_tu(store, &record, facts, &error), >, 0);
    g_assert_no_error(error);
    known->id[0] ^= 1;
    g_assert_cmpint(ql_store_add_tu(store, &record, facts, &error), ==, 0);
    ql_sample_expect_error(&error, QL_STORE_ERROR_IO, "is not in the index");
    ql_sample_finish(store);
    ql_expect_value(box->path, "SELECT count(*) FROM v_tu_definitions WHERE source = 'SRC:four.c'",
                    "1");
}

static void test_resume_sets_state(QlBox *box, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    make_index(box->path);
    ql_store_close(ql_sample_resume(box->path));
    g_assert_null(ql_store_open(box->path, &ql_sample_meta, FALSE, &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IN_PROGRESS, "indexing was not finished");
    ql_sample_finish(ql_sample_resume(box->path));
    ql_store_close(ql_sample_open(box->path, FALSE));
    expect_like_fresh(box, make_index);
}

static void expect_not_resumed(const char *path, const QlStoreMeta *meta, int code,
                               const char *text)
{
    g_autoptr(GError) error = NULL;
    g_assert_null(ql_store_resume(path, meta, &error));
    g_assert_true(g_str_has_prefix(error->message, path));
    ql_sample_expect_error(&error, code, text);
}

static void test_resume_refused(QlBox *box, gconstpointer data)
{
    QlStoreMeta other = ql_sample_meta;
    expect_not_resumed(box->path, &ql_sample_meta, QL_STORE_ERROR_IO, "no such file");
    expect_not_resumed(box->directory, &ql_sample_meta, QL_STORE_ERROR_IO, "not a file");
    g_assert_true(g_file_set_contents(box->path, "some text", -1, NULL));
    expect_not_resumed(box->path, &ql_sample_meta, QL_STORE_ERROR_NOT_AN_INDEX, "not a qlockdep");
    make_index(box->path);
    other.frontend_version = 4;
    expect_not_resumed(box->path, &other, QL_STORE_ERROR_VERSION, "front end 3");
    other = ql_sample_meta;
    other.clang_version = "clang 20";
    expect_not_resumed(box->path, &other, QL_STORE_ERROR_VERSION, "clang 19");
    ql_sample_run_sql(box->path, "PRAGMA user_version = 1");
    expect_not_resumed(box->path, &ql_sample_meta, QL_STORE_ERROR_VERSION, "index schema 1");
}

/* A refused file is as it was: still complete, and somebody's text still a text. */
static void test_resume_refused_changes_nothing(QlBox *box, gconstpointer data)
{
    QlStoreMeta other = ql_sample_meta;
    g_autofree char *before = NULL;
    g_autofree char *after = NULL;
    gsize n;
    gsize m;
    make_index(box->path);
    g_assert_true(g_file_get_contents(box->path, &before, &n, NULL));
    other.frontend_version = 4;
    expect_not_resumed(box->path, &other, QL_STORE_ERROR_VERSION, "front end 3");
    g_assert_true(g_file_get_contents(box->path, &after, &m, NULL));
    g_assert_cmpmem(before, n, after, m);
}

/* An unfinished index of which a crash of the machine lost pages is found out. */
static void test_resume_damaged(QlBox *box, gconstpointer data)
{
    g_autofree char *bytes = NULL;
    gsize len;
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    for (guint i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("tu_%u", i);
        ql_sample_add_tu(store, name, "x");
    }
    ql_store_close(g_steal_pointer(&store));
    g_assert_true(g_file_get_contents(box->path, &bytes, &len, NULL));
    memset(bytes + len / 2, 0, 16384);
    g_assert_true(g_file_set_contents(box->path, bytes, (gssize)len, NULL));
    expect_not_resumed(box->path, &ql_sample_meta, QL_STORE_ERROR_NOT_AN_INDEX, "damaged");
}

/* What a file that somebody sent would like to be done is not done. */
static void test_resume_runs_no_trigger(QlBox *box, gconstpointer data)
{
    make_index(box->path);
    ql_sample_run_sql(box->path, "CREATE TRIGGER t AFTER DELETE ON tu BEGIN DELETE FROM file; END");
    QlStore *store = ql_sample_resume(box->path);
    remove_source(store, "SRC:three.c");
    ql_sample_finish(store);
    ql_expect_value(box->path, "SELECT count(*) FROM file", "4");
}

/* ---- removing ---- */

static void make_without_two(const char *path)
{
    QlStore *store = ql_sample_create(path);
    gint64 one = ql_sample_add_tu(store, "one", "x");
    ql_sample_add_tu(store, "three", "y");
    gint64 id = ql_store_add_executable(store, "emulator", NULL);
    g_assert_true(ql_store_link(store, id, one, FALSE, NULL));
    ql_sample_finish(store);
}

static void test_remove_and_sweep(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    remove_source(store, "SRC:two.c");
    g_assert_true(ql_store_sweep(store, NULL));
    ql_sample_finish(store);
    expect_like_fresh(box, make_without_two);
}

static void test_remove_alone_keeps_definitions(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    remove_source(store, "SRC:two.c");
    ql_sample_finish(store);
    ql_expect_value(box->path, "SELECT count(*) FROM v_tus", "2");
    ql_expect_value(box->path, "SELECT count(*) FROM v_executables", "1");
    ql_expect_value(box->path, "SELECT count(*) FROM v_functions WHERE name = 'two'", "1");
}

static void test_sweep_keeps_what_is_used(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    g_assert_true(ql_store_sweep(store, NULL));
    ql_sample_finish(store);
    expect_like_fresh(box, make_index);
}

/* What was swept is stored again when it comes back. */
static void test_add_after_sweep(QlBox *box, gconstpointer data)
{
    QlStore *store = ql_sample_create(box->path);
    gint64 tu = ql_sample_add_tu(store, "two", "x");
    g_assert_true(ql_store_remove_tu(store, tu, NULL));
    g_assert_true(ql_store_sweep(store, NULL));
    gint64 one = ql_sample_add_tu(store, "one", "x");
    gint64 two = ql_sample_add_tu(store, "two", "x");
    ql_sample_add_tu(store, "three", "y");
    link_all(store, "emulator", one, two);
    ql_sample_finish(store);
    expect_like_fresh(box, make_index);
}

static void test_remove_everything(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    remove_source(store, "SRC:one.c");
    remove_source(store, "SRC:two.c");
    remove_source(store, "SRC:three.c");
    g_assert_true(ql_store_clear_executables(store, NULL));
    g_assert_true(ql_store_sweep(store, NULL));
    ql_sample_finish(store);
    ql_expect_value(box->path,
                    "SELECT (SELECT count(*) FROM definition) + (SELECT count(*) FROM symbol) +"
                    " (SELECT count(*) FROM call) + (SELECT count(*) FROM store) +"
                    " (SELECT count(*) FROM file) + (SELECT count(*) FROM executable)",
                    "0");
}

/* Runs that no writer made must cost neither time nor memory. */
static void test_sweep_damaged_runs(QlBox *box, gconstpointer data)
{
    make_index(box->path);
    ql_sample_run_sql(box->path,
                      "INSERT INTO tu_definition VALUES (7, 1, 1 << 60), (8, -5, 3), (9, 9, 2),"
                      " (10, 5, 9223372036854775807);"
                      "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 100000)"
                      " INSERT INTO tu_file SELECT 100 + i, 1, 1 << 60 FROM n;"
                      "INSERT INTO file VALUES (1 << 61, 'SRC:far.h', NULL)");
    QlStore *store = ql_sample_resume(box->path);
    gint64 start = g_get_monotonic_time();
    g_assert_true(ql_store_sweep(store, NULL));
    g_assert_cmpint(g_get_monotonic_time() - start, <, 5 * G_USEC_PER_SEC);
    ql_sample_finish(store);
    ql_expect_value(box->path, "SELECT count(*) FROM definition", "4");
    ql_expect_value(box->path, "SELECT count(*) FROM file WHERE path = 'SRC:far.h'", "0");
    ql_expect_value(box->path, "SELECT count(*) FROM file", "4");
}

/* ---- changes ---- */

static void test_set_output(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    g_assert_true(ql_store_set_output(store, tu_of(store, "SRC:one.c"), "BUILD:new.o", NULL));
    g_assert_true(ql_store_set_output(store, tu_of(store, "SRC:two.c"), NULL, NULL));
    ql_sample_finish(store);
    ql_expect_value(box->path,
                    "SELECT group_concat(output) FROM (SELECT * FROM v_tus ORDER BY source)",
                    "BUILD:new.o,BUILD:three.o,");
}

static void test_clear_executables(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    gint64 one = tu_of(store, "SRC:one.c");
    gint64 two = tu_of(store, "SRC:two.c");
    g_assert_true(ql_store_clear_executables(store, NULL));
    link_all(store, "tool", two, one);
    ql_sample_finish(store);
    ql_expect_value(box->path,
                    "SELECT group_concat(executable || source || archive) FROM"
                    " (SELECT * FROM v_executables ORDER BY source)",
                    "toolSRC:one.c1,toolSRC:two.c0");
}

static void test_meta(QlBox *box, gconstpointer data)
{
    QlStore *store = resume_index(box);
    g_autofree char *absent = ql_store_get_meta(store, "links", NULL);
    g_assert_cmpstr(absent, ==, "");
    g_assert_true(ql_store_set_meta(store, "links", "abc", NULL));
    g_autofree char *set = ql_store_get_meta(store, "links", NULL);
    g_assert_cmpstr(set, ==, "abc");
    g_assert_true(ql_store_set_meta(store, "links", NULL, NULL));
    g_assert_true(ql_store_set_meta(store, "other", "def", NULL));
    ql_sample_finish(store);
    ql_expect_value(box->path, "SELECT group_concat(key) FROM (SELECT * FROM v_meta ORDER BY key)",
                    "clang_version,frontend_version,other,state,tool_version");
}

static void test_meta_unreadable(QlBox *box, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) store = resume_index(box);
    ql_sample_run_sql(box->path, "DROP TABLE meta");
    g_assert_null(ql_store_get_meta(store, "state", &error));
    g_assert_nonnull(error);
}

/* ---- what TUs were made from ---- */

static gboolean print_file(const QlStoredFile *file, gpointer out)
{
    g_string_append_printf(out, "%s %d\n", file->path, file->hash ? file->hash[0] : -1);
    return TRUE;
}

static char *files_of(QlStore *store)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_each_file(store, print_file, out, &error));
    g_assert_no_error(error);
    return g_string_free(out, FALSE);
}

static void test_file_hashes(QlBox *box, gconstpointer data)
{
    static const guint8 hash[QL_HASH_SIZE] = {7};
    static const guint8 other[QL_HASH_SIZE] = {8};
    QlStore *store = resume_index(box);
    g_assert_true(ql_store_set_file_hash(store, "SRC:shared.h", hash, NULL));
    g_assert_true(ql_store_set_file_hash(store, "SRC:one.c", hash, NULL));
    g_assert_true(ql_store_set_file_hash(store, "SRC:one.c", other, NULL));
    g_assert_true(ql_store_set_file_hash(store, "SRC:two.c", hash, NULL));
    g_assert_true(ql_store_set_file_hash(store, "SRC:two.c", NULL, NULL));
    g_assert_true(ql_store_set_file_hash(store, "SRC:unheard-of.c", hash, NULL));
    ql_sample_finish(store);
    ql_sample_run_sql(box->path, "UPDATE file SET hash = x'0102' WHERE path = 'SRC:three.c'");
    g_autoptr(QlStore) reader = ql_sample_open(box->path, FALSE);
    g_autofree char *files = files_of(reader);
    g_assert_cmpstr(files, ==, "SRC:one.c 8\nSRC:shared.h 7\nSRC:three.c -1\nSRC:two.c -1\n");
    ql_expect_value(box->path, "SELECT hash FROM v_files WHERE file = 'SRC:one.c'",
                    "08000000000000000000000000000000");
}

/* A hash and the TU it belongs to: one that is not committed is not known. */
static void test_hash_is_lost_with_writer(QlBox *box, gconstpointer data)
{
    static const guint8 hash[QL_HASH_SIZE] = {7};
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    ql_sample_add_tu(store, "one", "x");
    g_assert_true(ql_store_set_file_hash(store, "SRC:one.c", hash, NULL));
    ql_sample_add_tu(store, "two", "x");
    g_assert_true(ql_store_set_file_hash(store, "SRC:two.c", hash, NULL));
    ql_store_close(g_steal_pointer(&store));
    g_autoptr(QlStore) reader = ql_sample_open(box->path, TRUE);
    g_autofree char *files = files_of(reader);
    g_assert_cmpstr(files, ==, "SRC:one.c 7\nSRC:shared.h -1\nSRC:two.c -1\n");
}

static void test_commit(QlBox *box, gconstpointer data)
{
    static const guint8 hash[QL_HASH_SIZE] = {7};
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    ql_sample_add_tu(store, "one", "x");
    g_assert_true(ql_store_set_file_hash(store, "SRC:one.c", hash, NULL));
    g_assert_true(ql_store_commit(store, NULL));
    g_assert_true(ql_store_commit(store, NULL));
    ql_store_close(g_steal_pointer(&store));
    g_autoptr(QlStore) reader = ql_sample_open(box->path, TRUE);
    g_autofree char *files = files_of(reader);
    g_assert_cmpstr(files, ==, "SRC:one.c 7\nSRC:shared.h -1\n");
}

static gboolean print_link(const QlStoredLink *link, gpointer lines)
{
    g_ptr_array_add(lines, g_strdup_printf("%s %s %s %s %d\n", link->executable, link->source,
                                           link->output ? link->output : "-", link->flags_hash,
                                           link->archive));
    return TRUE;
}

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void test_links(QlBox *box, gconstpointer data)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GError) error = NULL;
    QlStore *store = resume_index(box);
    g_assert_true(ql_store_set_output(store, tu_of(store, "SRC:two.c"), NULL, NULL));
    g_assert_true(ql_store_each_link(store, print_link, lines, &error));
    g_assert_no_error(error);
    ql_store_close(store);
    g_ptr_array_sort(lines, compare_lines);
    g_assert_cmpuint(lines->len, ==, 2);
    g_assert_cmpstr(lines->pdata[0], ==, "emulator SRC:one.c BUILD:one.o f00 0\n");
    g_assert_cmpstr(lines->pdata[1], ==, "emulator SRC:two.c - f00 1\n");
}

static gboolean print_input(const QlStoredInput *input, gpointer out)
{
    const QlTuRecord *tu = &input->record;
    g_string_append_printf(out, "%s %s %s %s %d %s:", tu->source, tu->output ? tu->output : "-",
                           tu->flags_hash, tu->search_hash ? tu->search_hash : "-", tu->state,
                           tu->message ? tu->message : "-");
    for (guint i = 0; i < input->n_files; i++) {
        g_string_append_printf(out, " %d", (int)input->files[i]);
    }
    g_string_append_c(out, '\n');
    return TRUE;
}

static char *inputs_of(QlStore *store)
{
    GString *out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_each_input(store, print_input, out, &error));
    g_assert_no_error(error);
    return g_string_free(out, FALSE);
}

static void test_inputs(QlBox *box, gconstpointer data)
{
    static const char want[] = "SRC:bad.c BUILD:bad.o f00 - 2 killed by signal 9:\n"
                               "SRC:one.c BUILD:one.o f00 s00 0 -: 1 2\n"
                               "SRC:two.c - f00 s00 0 -: 2 3\n";
    QlStore *store = ql_sample_create(box->path);
    ql_sample_add_tu(store, "one", "x");
    gint64 two = ql_sample_add_tu(store, "two", "x");
    ql_sample_add_failed(store, "bad");
    g_assert_true(ql_store_set_output(store, two, NULL, NULL));
    g_autofree char *written = inputs_of(store);
    g_assert_cmpstr(written, ==, want);
    ql_sample_finish(store);
    g_autoptr(QlStore) reader = ql_sample_open(box->path, FALSE);
    g_autofree char *read = inputs_of(reader);
    g_assert_cmpstr(read, ==, want);
}

static gboolean stop(const QlStoredInput *input, gpointer user)
{
    return ++*(guint *)user < 2;
}

static gboolean stop_file(const QlStoredFile *file, gpointer user)
{
    return ++*(guint *)user < 2;
}

static void test_stop(QlBox *box, gconstpointer data)
{
    guint n = 0;
    make_index(box->path);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    g_assert_true(ql_store_each_input(store, stop, &n, NULL));
    g_assert_cmpuint(n, ==, 2);
    n = 0;
    g_assert_true(ql_store_each_file(store, stop_file, &n, NULL));
    g_assert_cmpuint(n, ==, 2);
}

static void expect_inputs_damaged(const char *path, const char *sql)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    make_index(path);
    ql_sample_run_sql(path, sql);
    g_autoptr(QlStore) store = ql_sample_open(path, FALSE);
    g_assert_false(ql_store_each_input(store, print_input, out, &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_NOT_AN_INDEX, "damaged");
}

static void test_inputs_damaged(QlBox *box, gconstpointer data)
{
    expect_inputs_damaged(box->path, "UPDATE tu_file SET last = 1 << 60 WHERE tu = 1");
    expect_inputs_damaged(box->path, "UPDATE tu_file SET last = -1 WHERE tu = 1");
    expect_inputs_damaged(box->path, "INSERT INTO tu_file VALUES (1, 2, 2)");
    expect_inputs_damaged(box->path, "INSERT INTO tu_file VALUES (1, 0, 1)");
    expect_inputs_damaged(box->path, "UPDATE file SET id = 1 << 60 WHERE id = 2");
    expect_inputs_damaged(box->path, "DELETE FROM file WHERE id = 2");
}

/* ---- size ---- */

static void make_many(const char *path, guint n)
{
    QlStore *store = ql_sample_create(path);
    for (guint i = 0; i < n; i++) {
        g_autofree char *name = g_strdup_printf("function_%u", i);
        ql_sample_add_tu(store, name, "x");
    }
    ql_sample_finish(store);
}

static goffset size_of(const char *path)
{
    struct stat info;
    g_assert_cmpint(stat(path, &info), ==, 0);
    return info.st_size;
}

static void test_size_follows(QlBox *box, gconstpointer data)
{
    g_autofree char *fresh = ql_box_file(box, "fresh.db");
    make_many(box->path, 1000);
    make_many(fresh, 300);
    QlStore *store = ql_sample_resume(box->path);
    for (gint64 tu = 301; tu <= 1000; tu++) {
        g_assert_true(ql_store_remove_tu(store, tu, NULL));
    }
    g_assert_true(ql_store_sweep(store, NULL));
    ql_sample_finish(store);
    g_assert_cmpint(size_of(box->path), <=, size_of(fresh) * 13 / 10);
    ql_expect_like(box->path, fresh);
}

/* ---- opening what is not whole ---- */

static void test_shard_refused(QlBox *box, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *want =
        g_strdup_printf("%s: is shard 2/3 of an index; run: qlockdep merge SHARD… -o DB, or use "
                        "--partial to go on with what is there",
                        box->path);
    QlStore *store = resume_index(box);
    g_assert_true(ql_store_set_meta(store, "shard", "2/3", NULL));
    ql_sample_finish(store);
    g_assert_null(ql_store_open(box->path, &ql_sample_meta, FALSE, &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IN_PROGRESS, want);
    ql_store_close(ql_sample_open(box->path, TRUE));
    store = ql_sample_resume(box->path);
    g_assert_true(ql_store_set_meta(store, "shard", NULL, NULL));
    ql_sample_finish(store);
    ql_store_close(ql_sample_open(box->path, FALSE));
}

static void test_part_refused(QlBox *box, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *part = g_strconcat(box->path, ".part", NULL);
    g_autofree char *want =
        g_strdup_printf("%s: indexing was not finished; run: qlockdep index -p BUILD -o %s, or use "
                        "--partial to go on with what is there",
                        box->path, box->path);
    g_autoptr(QlStore) store = ql_sample_create(part);
    ql_sample_add_tu(store, "one", "x");
    ql_store_close(g_steal_pointer(&store));
    g_assert_null(ql_store_open(box->path, &ql_sample_meta, FALSE, &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IN_PROGRESS, want);
    ql_expect_value(box->path, "SELECT count(*) FROM v_tus", "1");
    make_index(box->path); /* the finished index comes first */
    ql_store_close(ql_sample_open(box->path, FALSE));
    ql_expect_value(box->path, "SELECT count(*) FROM v_tus", "3");
}

static guint count_tus(QlStore *store)
{
    QlStoreSummary summary;
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_summary(store, &summary, &error));
    g_assert_no_error(error);
    return summary.tus;
}

/* With --partial one may look on while the index is being written. */
static void test_part_being_written(QlBox *box, gconstpointer data)
{
    g_autofree char *part = g_strconcat(box->path, ".part", NULL);
    g_autoptr(QlStore) writer = ql_sample_create(part);
    g_autoptr(QlStore) reader = ql_sample_open(box->path, TRUE);
    g_assert_cmpuint(count_tus(reader), ==, 0);
    for (guint i = 1; i <= 50; i++) {
        g_autofree char *name = g_strdup_printf("tu_%u", i);
        ql_sample_add_tu(writer, name, "x");
        g_assert_cmpuint(count_tus(reader), ==, i);
    }
}

/* ---- killed writers ---- */

/* Replaces TUs, sweeps and renames for ever, and tells after each step. */
static void update_until_killed(const char *path, int tell)
{
    for (guint round = 0;; round++) {
        QlStore *store = ql_sample_resume(path);
        g_autofree char *callee = g_strdup_printf("callee_%u", round);
        remove_source(store, "SRC:two.c");
        gint64 two = ql_sample_add_tu(store, "two", callee);
        g_assert_true(ql_store_clear_executables(store, NULL));
        link_all(store, "emulator", tu_of(store, "SRC:one.c"), two);
        if (write(tell, "x", 1) != 1 || !ql_store_sweep(store, NULL) || write(tell, "x", 1) != 1) {
            _exit(1);
        }
        ql_sample_finish(store);
    }
}

/* Kills a writer after @steps steps and @delay microseconds. */
static void kill_writer(const char *path, guint steps, guint delay)
{
    int ends[2];
    char byte;
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t child = fork();
    if (child == 0) {
        update_until_killed(path, ends[1]);
    }
    for (guint i = 0; i < steps; i++) {
        g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
    }
    g_usleep(delay);
    g_assert_cmpint(kill(child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    close(ends[0]);
    close(ends[1]);
}

/* Whole TUs are left, and going on leads to what an undisturbed run gives. */
static void test_killed(QlBox *box, gconstpointer data)
{
    g_autoptr(GRand) rand = g_rand_new_with_seed(11);
    make_index(box->path);
    for (guint i = 0; i < 30; i++) {
        kill_writer(box->path, (guint)g_rand_int_range(rand, 1, 6),
                    (guint)g_rand_int_range(rand, 0, 3000));
        g_autoptr(QlStore) store = ql_sample_resume(box->path);
        guint n = count_tus(store);
        g_autofree char *inputs = inputs_of(store);
        g_assert_true(n == 3 || n == 2);
        if (n == 2) {
            ql_sample_add_tu(store, "two", "x");
        }
    }
    QlStore *store = ql_sample_resume(box->path);
    remove_source(store, "SRC:two.c");
    gint64 two = ql_sample_add_tu(store, "two", "x");
    g_assert_true(ql_store_clear_executables(store, NULL));
    link_all(store, "emulator", tu_of(store, "SRC:one.c"), two);
    g_assert_true(ql_store_sweep(store, NULL));
    ql_sample_finish(store);
    expect_like_fresh(box, make_index);
}

/* ---- failures ---- */

/* Each writing call says so if it cannot write. */
static void test_cannot_write(QlBox *box, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    make_index(box->path);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    static const guint8 hash[QL_HASH_SIZE] = {7};
    g_assert_false(ql_store_set_file_hash(store, "SRC:one.c", hash, &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IO, "readonly");
    g_assert_false(ql_store_set_output(store, 1, "BUILD:x.o", &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IO, "readonly");
    g_assert_false(ql_store_clear_executables(store, &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IO, "readonly");
    g_assert_false(ql_store_set_meta(store, "a", "b", &error));
    ql_sample_expect_error(&error, QL_STORE_ERROR_IO, "readonly");
}

/* A TU is removed whole or not at all. */
static void test_remove_fails_whole(QlBox *box, gconstpointer data)
{
    g_autoptr(GError) error = NULL;
    make_index(box->path);
    ql_sample_run_sql(box->path, "ALTER TABLE tu_file RENAME TO gone");
    g_autoptr(QlStore) store = ql_sample_resume(box->path);
    g_assert_false(ql_store_remove_tu(store, 1, &error));
    g_assert_nonnull(error);
    g_assert_true(ql_store_set_meta(store, "a", "b", NULL));
    ql_sample_finish(g_steal_pointer(&store));
    ql_expect_value(box->path, "SELECT count(*) FROM tu_definition WHERE tu = 1", "1");
    ql_expect_value(box->path, "SELECT count(*) FROM executable_tu WHERE tu = 1", "1");
}

#define ADD(name, function)                                                                        \
    g_test_add("/store_update/" name, QlBox, NULL, ql_box_set_up, function, ql_box_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("resume-goes-on", test_resume_goes_on);
    ADD("resume-knows-definitions", test_resume_knows_definitions);
    ADD("resume-sets-state", test_resume_sets_state);
    ADD("resume-refused", test_resume_refused);
    ADD("resume-refused-changes-nothing", test_resume_refused_changes_nothing);
    ADD("resume-damaged", test_resume_damaged);
    ADD("resume-runs-no-trigger", test_resume_runs_no_trigger);
    ADD("remove-and-sweep", test_remove_and_sweep);
    ADD("remove-alone-keeps-definitions", test_remove_alone_keeps_definitions);
    ADD("sweep-keeps-what-is-used", test_sweep_keeps_what_is_used);
    ADD("add-after-sweep", test_add_after_sweep);
    ADD("remove-everything", test_remove_everything);
    ADD("sweep-damaged-runs", test_sweep_damaged_runs);
    ADD("set-output", test_set_output);
    ADD("clear-executables", test_clear_executables);
    ADD("meta", test_meta);
    ADD("meta-unreadable", test_meta_unreadable);
    ADD("file-hashes", test_file_hashes);
    ADD("hash-is-lost-with-writer", test_hash_is_lost_with_writer);
    ADD("commit", test_commit);
    ADD("links", test_links);
    ADD("inputs", test_inputs);
    ADD("stop", test_stop);
    ADD("inputs-damaged", test_inputs_damaged);
    ADD("size-follows", test_size_follows);
    ADD("shard-refused", test_shard_refused);
    ADD("part-refused", test_part_refused);
    ADD("part-being-written", test_part_being_written);
    ADD("killed", test_killed);
    ADD("cannot-write", test_cannot_write);
    ADD("remove-fails-whole", test_remove_fails_whole);
    return g_test_run();
}
