/* SPDX-License-Identifier: Apache-2.0 */
/* Opening what is missing, foreign, of another version, unfinished, or damaged. */
#include "test_store_sample.h"
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

static void tear_down(QlBox *box, gconstpointer data)
{
    g_chmod(box->directory, 0700);
    ql_box_tear_down(box, data);
}

static void add_tu(QlStore *store, const char *name)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    g_autoptr(GError) error = NULL;
    QlTuRecord record = {.source = name, .flags_hash = "f"};
    ql_sample_add_definition(facts, strings, ql_sample_caller(strings, name, "SRC:a.c", "callee"));
    ql_store_add_tu(store, &record, facts, &error);
    g_assert_no_error(error);
}

static void make_index(const char *path)
{
    g_autoptr(QlStore) store = ql_sample_create(path);
    for (guint i = 0; i < 20; i++) {
        g_autofree char *name = g_strdup_printf("function_%u", i);
        add_tu(store, name);
    }
    gint64 executable = ql_store_add_executable(store, "emulator", NULL);
    g_assert_true(ql_store_link(store, executable, 1, FALSE, NULL));
    g_assert_true(ql_store_finish(store, NULL));
}

/* @path must be refused with @code, the file's name, and @message. */
static void expect_refused(const char *path, const QlStoreMeta *want, int code, const char *message)
{
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) store = ql_store_open(path, want, FALSE, &error);
    g_assert_null(store);
    g_assert_error(error, QL_STORE_ERROR, code);
    g_assert_true(g_str_has_prefix(error->message, path));
    g_assert_nonnull(strstr(error->message, message));
    g_assert_nonnull(strstr(error->message, "qlockdep index -p BUILD -o "));
}

static void test_missing(QlBox *box, gconstpointer data)
{
    expect_refused(box->path, &ql_sample_meta, QL_STORE_ERROR_IO, "no such file");
    expect_refused(box->directory, &ql_sample_meta, QL_STORE_ERROR_IO, "not a file");
}

static void test_foreign(QlBox *box, gconstpointer data)
{
    g_assert_true(g_file_set_contents(box->path, "", 0, NULL));
    expect_refused(box->path, &ql_sample_meta, QL_STORE_ERROR_NOT_AN_INDEX, "not a qlockdep index");
    g_autofree char *text = g_strnfill(5000, 'x');
    g_assert_true(g_file_set_contents(box->path, text, 5000, NULL));
    expect_refused(box->path, &ql_sample_meta, QL_STORE_ERROR_NOT_AN_INDEX, "not a qlockdep index");
    g_unlink(box->path);
    ql_sample_run_sql(box->path, "CREATE TABLE meta (key, value)");
    expect_refused(box->path, &ql_sample_meta, QL_STORE_ERROR_NOT_AN_INDEX, "not a qlockdep index");
}

static void test_versions(QlBox *box, gconstpointer data)
{
    QlStoreMeta other = ql_sample_meta;
    make_index(box->path);
    other.frontend_version = 4;
    expect_refused(box->path, &other, QL_STORE_ERROR_VERSION,
                   "made with front end 3, this program needs 4");
    other = ql_sample_meta;
    other.clang_version = "clang 20";
    expect_refused(box->path, &other, QL_STORE_ERROR_VERSION,
                   "made with libclang clang 19, this program needs clang 20");
    g_autoptr(QlStore) unchecked = ql_store_open(box->path, NULL, FALSE, NULL);
    g_assert_nonnull(unchecked);
    ql_sample_run_sql(box->path, "PRAGMA user_version = 99");
    expect_refused(box->path, NULL, QL_STORE_ERROR_VERSION,
                   "made with index schema 99, this program needs 2");
}

static void test_in_progress(QlBox *box, gconstpointer data)
{
    g_autoptr(QlStore) store = ql_sample_create(box->path);
    add_tu(store, "one");
    ql_store_close(g_steal_pointer(&store));
    expect_refused(box->path, &ql_sample_meta, QL_STORE_ERROR_IN_PROGRESS, "--partial");
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) partial = ql_store_open(box->path, &ql_sample_meta, TRUE, &error);
    g_assert_no_error(error);
    QlStoreSummary summary;
    g_assert_true(ql_store_summary(partial, &summary, NULL));
    g_assert_cmpint(summary.state, ==, QL_STORE_IN_PROGRESS);
    g_assert_cmpuint(summary.tus, ==, 1);
}

static void test_cannot_create(QlBox *box, gconstpointer data)
{
    g_autofree char *path = g_build_filename(box->directory, "none", "x.db", NULL);
    g_autoptr(GError) error = NULL;
    g_assert_null(ql_store_create(path, &ql_sample_meta, &error));
    g_assert_error(error, QL_STORE_ERROR, QL_STORE_ERROR_IO);
    g_assert_true(g_str_has_prefix(error->message, path));
}

static gboolean count_definition(const QlStoredDefinition *def, gpointer user)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) decoded = ql_definition_decode(def->data, def->len, strings, NULL);
    (*(guint *)user)++;
    return TRUE;
}

static gboolean count_tu(const QlStoredTu *tu, gpointer user)
{
    *(guint *)user += tu->n_definitions;
    return TRUE;
}

/* A call ends with a result, or else with an error. */
static void expect_consistent(gboolean good, GError *error)
{
    g_assert_true(good == (error == NULL));
    g_clear_error(&error);
}

static void dump_to_nothing(QlStore *store)
{
    GError *error = NULL;
    FILE *out = fopen("/dev/null", "w");
    gboolean good = ql_store_dump_facts(store, out, &error);
    fclose(out);
    expect_consistent(good, error);
}

/* Reads all there is, whatever the file holds. */
static void read_all(const char *path)
{
    GError *error = NULL;
    guint n = 0;
    QlStoreSummary summary;
    g_autoptr(QlStore) store = ql_store_open(path, &ql_sample_meta, TRUE, &error);
    expect_consistent(store != NULL, error);
    if (!store) {
        return;
    }
    error = NULL;
    gboolean good = ql_store_summary(store, &summary, &error);
    expect_consistent(good, error);
    error = NULL;
    good = ql_store_each_definition(store, count_definition, &n, &error);
    expect_consistent(good, error);
    error = NULL;
    good = ql_store_each_tu(store, NULL, count_tu, &n, &error);
    expect_consistent(good, error);
    error = NULL;
    good = ql_store_each_tu(store, "emulator", count_tu, &n, &error);
    expect_consistent(good, error);
    dump_to_nothing(store);
}

static void test_truncated(QlBox *box, gconstpointer data)
{
    g_autofree char *bytes = NULL;
    gsize len;
    make_index(box->path);
    g_assert_true(g_file_get_contents(box->path, &bytes, &len, NULL));
    for (gsize cut = 0; cut < len; cut += 1021) {
        g_assert_true(g_file_set_contents(box->path, bytes, (gssize)cut, NULL));
        read_all(box->path);
    }
}

static void test_overwritten(QlBox *box, gconstpointer data)
{
    g_autofree char *bytes = NULL;
    gsize len;
    make_index(box->path);
    g_assert_true(g_file_get_contents(box->path, &bytes, &len, NULL));
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    for (guint round = 0; round < 300; round++) {
        g_autofree char *copy = g_memdup2(bytes, len);
        for (guint i = 0; i < 20; i++) {
            copy[g_rand_int_range(rand, 0, (gint32)len)] = (char)g_rand_int(rand);
        }
        g_assert_true(g_file_set_contents(box->path, copy, (gssize)len, NULL));
        read_all(box->path);
    }
}

static void expect_tus_damaged(const char *path, const char *sql)
{
    make_index(path);
    ql_sample_run_sql(path, sql);
    guint n = 0;
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) store = ql_store_open(path, &ql_sample_meta, FALSE, NULL);
    g_assert_false(ql_store_each_tu(store, NULL, count_tu, &n, &error));
    g_assert_error(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX);
    g_assert_nonnull(strstr(error->message, "damaged"));
}

static void test_bad_rows(QlBox *box, gconstpointer data)
{
    expect_tus_damaged(box->path, "UPDATE tu_definition SET last = 1000000000000 WHERE tu = 1");
    expect_tus_damaged(box->path, "UPDATE tu_definition SET last = -5 WHERE tu = 1");
    expect_tus_damaged(box->path, "INSERT INTO tu_definition VALUES (1, 0, 3)");
    expect_tus_damaged(box->path, "DELETE FROM definition WHERE id = 3");
    expect_tus_damaged(box->path, "UPDATE definition SET id = 1000000000000 WHERE id = 20");
}

static void test_damaged_definition(QlBox *box, gconstpointer data)
{
    make_index(box->path);
    ql_sample_run_sql(box->path, "UPDATE definition SET data = x'0100' WHERE id = 3");
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) store = ql_store_open(box->path, &ql_sample_meta, FALSE, NULL);
    FILE *out = fopen("/dev/null", "w");
    g_assert_false(ql_store_dump_facts(store, out, &error));
    fclose(out);
    g_assert_error(error, QL_STORE_ERROR, QL_STORE_ERROR_NOT_AN_INDEX);
    g_assert_nonnull(strstr(error->message, "damaged definition"));
}

/* A process that writes TUs until it is killed, and tells after each. */
static void write_until_killed(const char *path, int tell)
{
    QlStore *store = ql_sample_create(path);
    for (guint i = 0;; i++) {
        g_autofree char *name = g_strdup_printf("function_%u", i);
        add_tu(store, name);
        if (write(tell, "x", 1) != 1) {
            _exit(1);
        }
    }
}

static void test_killed(QlBox *box, gconstpointer data)
{
    int ends[2];
    char byte;
    g_assert_cmpint(pipe(ends), ==, 0);
    pid_t child = fork();
    if (child == 0) {
        write_until_killed(box->path, ends[1]);
    }
    for (guint i = 0; i < 50; i++) {
        g_assert_cmpint(read(ends[0], &byte, 1), ==, 1);
    }
    g_assert_cmpint(kill(child, SIGKILL), ==, 0);
    g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
    close(ends[0]);
    close(ends[1]);
    expect_refused(box->path, &ql_sample_meta, QL_STORE_ERROR_IN_PROGRESS, "not finished");
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) store = ql_store_open(box->path, &ql_sample_meta, TRUE, &error);
    g_assert_no_error(error);
    QlStoreSummary summary;
    g_assert_true(ql_store_summary(store, &summary, &error));
    g_assert_cmpuint(summary.tus, >=, 50);
    g_assert_cmpuint(summary.functions, ==, summary.tus);
}

/* A read-only cache: no right to write to the file or beside it. */
static void test_read_only_place(QlBox *box, gconstpointer data)
{
    g_autofree char *journal = g_strconcat(box->path, "-journal", NULL);
    make_index(box->path);
    g_assert_cmpint(g_chmod(box->path, 0400), ==, 0);
    g_assert_cmpint(g_chmod(box->directory, 0500), ==, 0);
    g_autoptr(GError) error = NULL;
    g_autoptr(QlStore) store = ql_store_open(box->path, &ql_sample_meta, FALSE, &error);
    g_assert_no_error(error);
    guint n = 0;
    g_assert_true(ql_store_each_tu(store, NULL, count_tu, &n, &error));
    g_assert_cmpuint(n, ==, 20);
    g_assert_false(g_file_test(journal, G_FILE_TEST_EXISTS));
}

#define ADD(name, function)                                                                        \
    g_test_add("/store/" name, QlBox, NULL, ql_box_set_up, function, tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("missing", test_missing);
    ADD("foreign", test_foreign);
    ADD("versions", test_versions);
    ADD("in-progress", test_in_progress);
    ADD("cannot-create", test_cannot_create);
    ADD("truncated", test_truncated);
    ADD("overwritten", test_overwritten);
    ADD("bad-rows", test_bad_rows);
    ADD("damaged-definition", test_damaged_definition);
    ADD("killed", test_killed);
    ADD("read-only-place", test_read_only_place);
    return g_test_run();
}
