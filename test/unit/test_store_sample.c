/* SPDX-License-Identifier: Apache-2.0 */
#include "test_store_sample.h"
#include <glib/gstdio.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>

const QlStoreMeta ql_sample_meta = {
    .frontend_version = 3, .clang_version = "clang 19", .tool_version = "0.1.0"};

void ql_box_set_up(QlBox *box, gconstpointer data)
{
    box->directory = g_dir_make_tmp("qlockdep-XXXXXX", NULL);
    box->path = ql_box_file(box, "index.db");
}

void ql_box_tear_down(QlBox *box, gconstpointer data)
{
    const char *name;
    g_autoptr(GDir) dir = g_dir_open(box->directory, 0, NULL);
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *file = ql_box_file(box, name);
        g_unlink(file);
    }
    g_assert_cmpint(g_rmdir(box->directory), ==, 0);
    g_free(box->directory);
    g_free(box->path);
}

char *ql_box_file(const QlBox *box, const char *name)
{
    return g_build_filename(box->directory, name, NULL);
}

void ql_sample_add_definition(QlTuFacts *facts, QlStrings *strings, QlDefinition *def)
{
    QlTuDefinition *stored = g_new0(QlTuDefinition, 1);
    stored->bytes = ql_definition_encode(def, strings);
    ql_definition_id(stored->bytes, stored->id);
    g_ptr_array_add(facts->definitions, stored);
    ql_definition_free(def);
}

gint64 ql_sample_add_tu(QlStore *store, const char *name, const char *callee)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    g_autoptr(GError) error = NULL;
    g_autofree char *source = g_strdup_printf("SRC:%s.c", name);
    g_autofree char *output = g_strdup_printf("BUILD:%s.o", name);
    QlTuRecord record = {
        .source = source, .output = output, .flags_hash = "f00", .search_hash = "s00"};
    ql_sample_add_definition(facts, strings, ql_sample_caller(strings, name, source, callee));
    ql_sample_add_definition(facts, strings, ql_sample_function(strings, FALSE));
    g_ptr_array_add(facts->files, g_strdup(source));
    g_ptr_array_add(facts->files, g_strdup("SRC:shared.h"));
    gint64 tu = ql_store_add_tu(store, &record, facts, &error);
    g_assert_no_error(error);
    return tu;
}

gint64 ql_sample_add_failed(QlStore *store, const char *name)
{
    g_autoptr(GError) error = NULL;
    g_autofree char *source = g_strdup_printf("SRC:%s.c", name);
    g_autofree char *output = g_strdup_printf("BUILD:%s.o", name);
    QlTuRecord record = {.source = source,
                         .output = output,
                         .flags_hash = "f00",
                         .state = QL_TU_FAILED,
                         .message = "killed by signal 9"};
    gint64 tu = ql_store_add_tu(store, &record, NULL, &error);
    g_assert_no_error(error);
    return tu;
}

QlStore *ql_sample_create(const char *path)
{
    g_autoptr(GError) error = NULL;
    QlStore *store = ql_store_create(path, &ql_sample_meta, &error);
    g_assert_no_error(error);
    return store;
}

QlStore *ql_sample_resume(const char *path)
{
    g_autoptr(GError) error = NULL;
    QlStore *store = ql_store_resume(path, &ql_sample_meta, &error);
    g_assert_no_error(error);
    return store;
}

QlStore *ql_sample_open(const char *path, gboolean partial)
{
    g_autoptr(GError) error = NULL;
    QlStore *store = ql_store_open(path, &ql_sample_meta, partial, &error);
    g_assert_no_error(error);
    return store;
}

void ql_sample_finish(QlStore *store)
{
    g_autoptr(GError) error = NULL;
    g_assert_true(ql_store_finish(store, &error));
    g_assert_no_error(error);
    ql_store_close(store);
}

static gboolean print_tu(const QlStoredTu *tu, gpointer out)
{
    fprintf(out, "%d %s:", (int)tu->id, tu->source);
    for (guint i = 0; i < tu->n_definitions; i++) {
        fprintf(out, " %d", (int)tu->definitions[i]);
    }
    fputc('\n', out);
    return TRUE;
}

char *ql_sample_dump(const char *path)
{
    g_autoptr(QlStore) store = ql_sample_open(path, TRUE);
    g_autoptr(GError) error = NULL;
    char *text = NULL;
    size_t len = 0;
    FILE *out = open_memstream(&text, &len);
    g_assert_true(ql_store_dump_facts(store, out, &error));
    g_assert_true(ql_store_each_tu(store, NULL, print_tu, out, &error));
    fclose(out);
    char *copy = g_strdup(text);
    free(text);
    return copy;
}

static gboolean take_value(int n, const char *const *names, const char *const *values,
                           gpointer user)
{
    char **value = user;
    g_assert_null(*value);
    *value = g_strdup(values[0] ? values[0] : "NULL");
    return TRUE;
}

char *ql_sample_query(const char *path, const char *sql)
{
    g_autoptr(QlStore) store = ql_sample_open(path, TRUE);
    g_autoptr(GError) error = NULL;
    char *value = NULL;
    g_assert_true(ql_store_query(store, sql, take_value, &value, &error));
    g_assert_no_error(error);
    return value;
}

void ql_expect_value(const char *path, const char *sql, const char *want)
{
    g_autofree char *value = ql_sample_query(path, sql);
    if (g_strcmp0(value, want) != 0) {
        g_error("%s: got %s, not %s", sql, value ? value : "nothing", want);
    }
}

void ql_expect_like(const char *path, const char *like)
{
    g_autofree char *have = ql_sample_dump(path);
    g_autofree char *want = ql_sample_dump(like);
    g_assert_cmpstr(have, ==, want);
}

void ql_sample_run_sql(const char *path, const char *sql)
{
    sqlite3 *db;
    g_assert_cmpint(sqlite3_open(path, &db), ==, SQLITE_OK);
    int code = sqlite3_exec(db, sql, NULL, NULL, NULL);
    if (code != SQLITE_OK) {
        g_error("%s: %s", sql, sqlite3_errmsg(db));
    }
    sqlite3_close(db);
}

void ql_sample_expect_error(GError **error, int code, const char *text)
{
    g_assert_error(*error, QL_STORE_ERROR, code);
    if (!strstr((*error)->message, text)) {
        g_error("got '%s', not '%s'", (*error)->message, text);
    }
    g_clear_error(error);
}
