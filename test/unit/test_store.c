/* SPDX-License-Identifier: Apache-2.0 */
/* The store: what is written comes back, in an order that content alone decides. */
#include "test_store_sample.h"
#include <string.h>

/* Characters that mean something in a file: URI. */
static void set_up(QlBox *box, gconstpointer data)
{
    ql_box_set_up(box, data);
    g_free(box->path);
    box->path = ql_box_file(box, "a b?#%20.db");
}

static void link_tu(QlStore *store, gint64 executable, gint64 tu, gboolean archive)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_link(store, executable, tu, archive, &error));
    g_assert_no_error(error);
}

/* An index of TUs one, two and a failed one; @reverse stores them the other way round. */
static void make_index(const char *path, gboolean reverse)
{
    g_autoptr(GError) error = NULL;
    QlStore *store = ql_sample_create(path);
    if (reverse) {
        ql_sample_add_failed(store, "bad");
    }
    gint64 a = ql_sample_add_tu(store, reverse ? "two" : "one", "shared");
    gint64 b = ql_sample_add_tu(store, reverse ? "one" : "two", "shared");
    if (!reverse) {
        ql_sample_add_failed(store, "bad");
    }
    gint64 emulator = ql_store_add_executable(store, "emulator", &error);
    gint64 tool = ql_store_add_executable(store, "tool", &error);
    g_assert_no_error(error);
    link_tu(store, emulator, a, FALSE);
    link_tu(store, emulator, b, FALSE);
    link_tu(store, tool, reverse ? a : b, TRUE);
    ql_sample_finish(store);
}

static void test_summary(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    QlStoreSummary summary;
    g_assert_true(ql_store_summary(store, &summary, NULL));
    g_assert_cmpint(summary.state, ==, QL_STORE_COMPLETE);
    g_assert_cmpuint(summary.tus, ==, 3);
    g_assert_cmpuint(summary.clean, ==, 2);
    g_assert_cmpuint(summary.errors, ==, 0);
    g_assert_cmpuint(summary.failed, ==, 1);
    g_assert_cmpuint(summary.functions, ==, 3);
    g_assert_cmpuint(summary.variables, ==, 0);
}

static void test_one_file(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autoptr(GDir) dir = g_dir_open(box->directory, 0, NULL);
    const char *name = g_dir_read_name(dir);
    g_assert_nonnull(name);
    g_assert_null(g_dir_read_name(dir));
}

static void test_order_does_not_show(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autofree char *first = ql_sample_dump(box->path);
    make_index(box->path, TRUE);
    g_autofree char *second = ql_sample_dump(box->path);
    g_assert_cmpstr(first, ==, second);
    g_assert_nonnull(strstr(first, "function one SRC:one.c:1-3"));
    g_assert_nonnull(strstr(first, "executable tool: SRC:two.c -> BUILD:two.o [archive]"));
    g_assert_nonnull(strstr(first, "tu SRC:bad.c -> BUILD:bad.o: failed"));
}

static void test_difference_shows(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autofree char *first = ql_sample_dump(box->path);
    QlStore *store = ql_sample_create(box->path);
    ql_sample_add_tu(store, "one", "shared");
    ql_sample_add_tu(store, "three", "shared");
    ql_sample_finish(store);
    g_autofree char *second = ql_sample_dump(box->path);
    g_assert_cmpstr(first, !=, second);
}

static gboolean collect_definition(const QlStoredDefinition *def, gpointer user)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) decoded = ql_definition_decode(def->data, def->len, strings, NULL);
    g_assert_nonnull(decoded);
    g_string_append_printf(user, "%d %s\n", (int)def->id, ql_strings_get(strings, decoded->key));
    return TRUE;
}

static gboolean collect_tu(const QlStoredTu *tu, gpointer user)
{
    g_string_append_printf(user, "%d %s %s %d %s:", (int)tu->id, tu->source, tu->output,
                           tu->archive, tu->message ? tu->message : "-");
    for (guint i = 0; i < tu->n_definitions; i++) {
        g_string_append_printf(user, " %d", (int)tu->definitions[i]);
    }
    g_string_append_c(user, '\n');
    return TRUE;
}

static char *read_all(const char *path, const char *executable)
{
    g_autoptr(QlStore) store = ql_sample_open(path, FALSE);
    g_autoptr(GError) error = NULL;
    GString *out = g_string_new(NULL);
    g_assert_true(ql_store_each_definition(store, collect_definition, out, &error));
    g_assert_no_error(error);
    g_assert_true(ql_store_each_tu(store, executable, collect_tu, out, &error));
    g_assert_no_error(error);
    return g_string_free(out, FALSE);
}

static void test_read_back(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autofree char *all = read_all(box->path, NULL);
    g_autofree char *tool = read_all(box->path, "tool");
    g_assert_nonnull(strstr(all, "run@SRC:a.c\n"));
    g_assert_nonnull(strstr(all, "1 SRC:bad.c BUILD:bad.o 0 killed by signal 9:\n"));
    g_assert_nonnull(strstr(all, "2 SRC:one.c BUILD:one.o 0 -: "));
    g_assert_null(strstr(tool, "SRC:one.c"));
    g_assert_nonnull(strstr(tool, "3 SRC:two.c BUILD:two.o 1 -: "));
    make_index(box->path, TRUE);
    g_autofree char *reversed = read_all(box->path, NULL);
    g_assert_cmpstr(all, ==, reversed);
}

static void test_executables(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    g_auto(GStrv) names = ql_store_executables(store, NULL);
    g_assert_cmpuint(g_strv_length(names), ==, 2);
    g_assert_cmpstr(names[0], ==, "emulator");
    g_assert_cmpstr(names[1], ==, "tool");
    g_autoptr(GError) error = NULL;
    g_autoptr(GString) out = g_string_new(NULL);
    g_assert_false(ql_store_each_tu(store, "nothing", collect_tu, out, &error));
    g_assert_error(error, QL_STORE_ERROR, QL_STORE_ERROR_QUERY);
    g_assert_nonnull(strstr(error->message, "no executable 'nothing'; it has: emulator, tool"));
}

static gboolean collect_row(int n, const char *const *names, const char *const *values,
                            gpointer user)
{
    for (int i = 0; i < n; i++) {
        g_string_append_printf(user, "%s=%s%s", names[i], values[i] ? values[i] : "NULL",
                               i + 1 < n ? " " : "\n");
    }
    return TRUE;
}

static void expect_rows(QlStore *store, const char *sql, const char *want)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_query(store, sql, collect_row, out, &error));
    g_assert_no_error(error);
    g_assert_cmpstr(out->str, ==, want);
}

static void expect_refused(QlStore *store, const char *sql, const char *message)
{
    g_autoptr(GString) out = g_string_new(NULL);
    g_autoptr(GError) error = NULL;
    g_assert_false(ql_store_query(store, sql, collect_row, out, &error));
    g_assert_error(error, QL_STORE_ERROR, QL_STORE_ERROR_QUERY);
    if (!strstr(error->message, message)) {
        g_error("%s: got '%s', not '%s'", sql, error->message, message);
    }
    g_assert_cmpstr(out->str, ==, "");
}

static void test_views(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    expect_rows(
        store,
        "SELECT caller, file, line, \"column\", kind, callee, expression, macro FROM v_calls "
        "WHERE caller IN ('one', 'run@SRC:a.c') ORDER BY caller, line, event",
        "caller=one file=SRC:one.c line=2 column=9 kind=direct callee=shared "
        "expression=shared(shared) macro=NULL\n"
        "caller=run@SRC:a.c file=SRC:a.c line=11 column=9 kind=indirect "
        "callee=Device.notify expression=(*p0->Device.notify)(*p0, \"a\\\"b\", ?) "
        "macro=NULL\n"
        "caller=run@SRC:a.c file=SRC:a.c line=12 column=9 kind=direct callee=lock "
        "expression=lock(&p0->Device.mutex) macro=GUARD\n"
        "caller=run@SRC:a.c file=SRC:a.c line=17 column=9 kind=direct callee=lock "
        "expression=lock() macro=NULL\n");
    expect_rows(store, "SELECT holder, kind, function, target_key FROM v_stores ORDER BY holder",
                "holder=one kind=argument function=shared target_key=shared#0\n"
                "holder=two kind=argument function=shared target_key=shared#0\n");
    expect_rows(store,
                "SELECT key, name, linkage, flags, marks, attrs FROM v_functions "
                "WHERE name = 'run'",
                "key=run@SRC:a.c name=run linkage=static flags=inline variadic marks=mark "
                "attrs=constructor mark\n");
    expect_rows(store,
                "SELECT source, state, definitions, files, message FROM v_tus ORDER BY source",
                "source=SRC:bad.c state=failed definitions=0 files=0 message=killed by signal 9\n"
                "source=SRC:one.c state=clean definitions=2 files=2 message=NULL\n"
                "source=SRC:two.c state=clean definitions=2 files=2 message=NULL\n");
    expect_rows(store, "SELECT file FROM v_tu_files WHERE source = 'SRC:two.c' ORDER BY file",
                "file=SRC:shared.h\nfile=SRC:two.c\n");
    expect_rows(store,
                "SELECT source FROM v_tu_definitions WHERE key = 'run@SRC:a.c' ORDER BY source",
                "source=SRC:one.c\nsource=SRC:two.c\n");
    expect_rows(store, "SELECT * FROM v_executables WHERE executable = 'tool'",
                "executable=tool source=SRC:two.c output=BUILD:two.o archive=1\n");
    expect_rows(store, "SELECT value FROM v_meta WHERE key = 'state'", "value=complete\n");
}

static void test_stores(QlBox *box, gconstpointer data)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    QlStore *store = ql_sample_create(box->path);
    ql_sample_add_definition(facts, strings, ql_sample_variable(strings, "go"));
    QlTuRecord record = {.source = "SRC:ops.c", .flags_hash = "f"};
    g_assert_cmpint(ql_store_add_tu(store, &record, facts, NULL), >, 0);
    ql_sample_finish(store);
    g_autoptr(QlStore) reader = ql_sample_open(box->path, FALSE);
    expect_rows(reader,
                "SELECT holder, file, line, kind, function, target, target_key FROM v_stores",
                "holder=ops file=SRC:ops.c line=6 kind=initialiser function=go "
                "target=ops.Ops.run target_key=Ops.run\n");
    expect_rows(reader, "SELECT key, type FROM v_variables", "key=ops type=Ops\n");
}

static void test_query_values(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    expect_rows(store, "SELECT NULL AS a, x'00ff' AS b, 1.5 AS c, -7 AS d, 'x' AS e",
                "a=NULL b=00ff c=1.5 d=-7 e=x\n");
    expect_rows(store, "SELECT 1 AS a;  \n", "a=1\n");
    expect_rows(store,
                "WITH RECURSIVE n(i) AS (SELECT 1 UNION SELECT i + 1 FROM n WHERE i < 3) "
                "SELECT max(i) AS m FROM n",
                "m=3\n");
}

static void test_query_refused(QlBox *box, gconstpointer data)
{
    make_index(box->path, FALSE);
    g_autoptr(QlStore) store = ql_sample_open(box->path, FALSE);
    expect_refused(store, "SELEC 1", "syntax error");
    expect_refused(store, "SELECT * FROM absent", "no such table: absent");
    expect_refused(store, "", "no statement given");
    expect_refused(store, "SELECT 1; SELECT 2", "more than one statement");
    expect_refused(store, "DELETE FROM tu", "read-only");
    expect_refused(store, "CREATE TABLE x (y)", "read-only");
    expect_refused(store, "CREATE TEMP TABLE x (y)", "read-only");
    expect_refused(store, "ATTACH ':memory:' AS m", "read-only");
    expect_refused(store, "VACUUM INTO 'x.db'", "read-only");
    expect_refused(store, "PRAGMA user_version = 5", "read-only");
    expect_refused(store, "PRAGMA journal_mode = WAL", "read-only");
    expect_refused(store, "BEGIN", "read-only");
    expect_refused(store, "SELECT load_extension('x')", "load_extension");
    /* The refusals end with the query: the store itself still works. */
    expect_rows(store, "SELECT count(*) AS n FROM v_tus", "n=3\n");
}

/* A TU whose facts cannot be stored leaves nothing behind, and the store goes on. */
static void test_rolled_back(QlBox *box, gconstpointer data)
{
    QlStore *store = ql_sample_create(box->path);
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    g_autoptr(GError) error = NULL;
    ql_sample_add_definition(facts, strings, ql_sample_variable(strings, "go"));
    QlTuDefinition *broken = g_new0(QlTuDefinition, 1);
    broken->bytes = g_bytes_new_static("\x01\x05", 2);
    g_ptr_array_add(facts->definitions, broken);
    QlTuRecord record = {.source = "SRC:x.c", .flags_hash = "f"};
    g_assert_cmpint(ql_store_add_tu(store, &record, facts, &error), ==, 0);
    g_assert_error(error, QL_MODEL_ERROR, QL_MODEL_ERROR_DAMAGED);
    g_assert_true(g_str_has_prefix(error->message, "storing SRC:x.c: damaged definition"));
    g_ptr_array_set_size(facts->definitions, 1);
    g_assert_cmpint(ql_store_add_tu(store, &record, facts, NULL), >, 0);
    ql_sample_finish(store);
    g_autoptr(QlStore) reader = ql_sample_open(box->path, FALSE);
    expect_rows(reader, "SELECT source, definitions FROM v_tus", "source=SRC:x.c definitions=1\n");
    expect_rows(reader, "SELECT count(*) AS n FROM symbol", "n=1\n");
}

#define ADD(name, function)                                                                        \
    g_test_add("/store/" name, QlBox, NULL, set_up, function, ql_box_tear_down)

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    ADD("summary", test_summary);
    ADD("one-file", test_one_file);
    ADD("order-does-not-show", test_order_does_not_show);
    ADD("difference-shows", test_difference_shows);
    ADD("read-back", test_read_back);
    ADD("executables", test_executables);
    ADD("views", test_views);
    ADD("stores", test_stores);
    ADD("query-values", test_query_values);
    ADD("query-refused", test_query_refused);
    ADD("rolled-back", test_rolled_back);
    return g_test_run();
}
