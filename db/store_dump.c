/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The canonical text of an index: state, TUs, executables, definitions, each in an order that
 * content alone decides. What a TU reads and holds is printed as count and digest; v_tu_files and
 * v_tu_definitions have the lists.
 */
#include "print_facts.h"
#include "store_private.h"
#include <errno.h>

typedef struct Dump {
    QlStore *store;
    FILE *out;
    GError **error;
} Dump;

static const char tus[] = "SELECT id, source, output, flags_hash, state, errors, message FROM tu"
                          " ORDER BY source, output, flags_hash, state, message";

static const char tu_definitions[] =
    "SELECT d.content FROM tu_definition AS r JOIN definition AS d"
    " ON d.id BETWEEN r.first AND r.last WHERE r.tu = ? ORDER BY d.content";

static const char tu_files[] = "SELECT f.path FROM tu_file AS r JOIN file AS f"
                               " ON f.id BETWEEN r.first AND r.last WHERE r.tu = ? ORDER BY f.path";

static const char links[] = "SELECT executable, source, output, archive FROM v_executables"
                            " ORDER BY executable, source, output, archive";

static const char sorted_definitions[] =
    "SELECT d.id FROM definition AS d JOIN symbol AS s ON s.definition = d.id"
    " ORDER BY s.file, s.key, s.line, d.content";

/* Runs @visit for each row of @text; FALSE with the dump's error set if anything goes wrong. */
static gboolean each_row(Dump *dump, const char *text, gboolean (*visit)(Dump *, sqlite3_stmt *))
{
    GError *problem = NULL;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(dump->store->sql, text, dump->error);
    if (!stmt) {
        return FALSE;
    }
    while (ql_sql_step(dump->store->sql, stmt, &problem)) {
        if (!visit(dump, stmt)) {
            return FALSE;
        }
    }
    if (problem) {
        g_propagate_error(dump->error, problem);
    }
    return !problem;
}

static gboolean print_digest(Dump *dump, const char *label, const char *text, gint64 tu)
{
    GError *problem = NULL;
    guint count = 0;
    g_autoptr(sqlite3_stmt) stmt = ql_sql_prepare(dump->store->sql, text, dump->error);
    if (!stmt) {
        return FALSE;
    }
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    sqlite3_bind_int64(stmt, 1, tu);
    for (; ql_sql_step(dump->store->sql, stmt, &problem); count++) {
        QlBlob item = ql_sql_blob(stmt, 0);
        g_checksum_update(sum, item.data, (gssize)item.len);
        g_checksum_update(sum, (const guchar *)"", 1);
    }
    if (problem) {
        g_propagate_error(dump->error, problem);
        return FALSE;
    }
    fprintf(dump->out, "  %s: %u %.32s\n", label, count, g_checksum_get_string(sum));
    return TRUE;
}

static gboolean print_tu(Dump *dump, sqlite3_stmt *stmt)
{
    gint64 tu = sqlite3_column_int64(stmt, 0);
    fprintf(dump->out, "tu %s -> %s: %s\n", ql_sql_text(stmt, 1), ql_sql_text(stmt, 2),
            ql_sql_text(stmt, 4));
    fprintf(dump->out, "  flags: %s\n", ql_sql_text(stmt, 3));
    if (sqlite3_column_int64(stmt, 5)) {
        fprintf(dump->out, "  errors: %s\n", ql_sql_text(stmt, 5));
    }
    if (*ql_sql_text(stmt, 6)) {
        fprintf(dump->out, "  message: %s\n", ql_sql_text(stmt, 6));
    }
    return print_digest(dump, "files", tu_files, tu) &&
           print_digest(dump, "definitions", tu_definitions, tu);
}

static gboolean print_link(Dump *dump, sqlite3_stmt *stmt)
{
    fprintf(dump->out, "executable %s: %s -> %s%s\n", ql_sql_text(stmt, 0), ql_sql_text(stmt, 1),
            ql_sql_text(stmt, 2), sqlite3_column_int(stmt, 3) ? " [archive]" : "");
    return TRUE;
}

static void print_id(Dump *dump, QlBlob id)
{
    const guint8 *bytes = id.data;
    fputs("id ", dump->out);
    for (gsize i = 0; i < id.len; i++) {
        fprintf(dump->out, "%02x", bytes[i]);
    }
    fputc('\n', dump->out);
}

/* A table of strings of its own for each definition keeps memory flat. */
static gboolean print_data(Dump *dump, QlBlob id, QlBlob data)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(GString) text = g_string_new(NULL);
    GError *problem = NULL;
    g_autoptr(QlDefinition) def = ql_definition_decode(data.data, data.len, strings, &problem);
    if (!def) {
        ql_sql_set_damaged(dump->store->sql, problem->message, dump->error);
        g_error_free(problem);
        return FALSE;
    }
    ql_print_definition(text, def, strings);
    print_id(dump, id);
    fwrite(text->str, 1, text->len, dump->out);
    return TRUE;
}

static gboolean print_definition(Dump *dump, sqlite3_stmt *row)
{
    GError *problem = NULL;
    QlSql *sql = dump->store->sql;
    sqlite3_stmt *stmt = ql_sql_bind(sql, QL_SQL_GET_DEFINITION, dump->error, "i",
                                     (gint64)sqlite3_column_int64(row, 0));
    if (!stmt) {
        return FALSE;
    }
    if (!ql_sql_step(sql, stmt, &problem)) {
        if (problem) {
            g_propagate_error(dump->error, problem);
        } else {
            ql_sql_set_damaged(dump->store->sql, "missing definition", dump->error);
        }
        return FALSE;
    }
    gboolean good = print_data(dump, ql_sql_blob(stmt, 0), ql_sql_blob(stmt, 1));
    sqlite3_reset(stmt);
    return good;
}

static gboolean print_head(Dump *dump)
{
    g_autofree char *state = ql_store_get_meta(dump->store, "state", dump->error);
    if (!state) {
        return FALSE;
    }
    fprintf(dump->out, "facts: schema %d, %s\n", QL_SCHEMA_VERSION, *state ? state : "?");
    return TRUE;
}

static gboolean check_written(Dump *dump)
{
    if (fflush(dump->out) == 0 && !ferror(dump->out)) {
        return TRUE;
    }
    g_set_error(dump->error, QL_STORE_ERROR, QL_STORE_ERROR_IO, "cannot write the facts: %s",
                g_strerror(errno));
    return FALSE;
}

gboolean ql_store_dump_facts(QlStore *store, FILE *out, GError **error)
{
    Dump dump = {store, out, error};
    return print_head(&dump) && each_row(&dump, tus, print_tu) &&
           each_row(&dump, links, print_link) &&
           each_row(&dump, sorted_definitions, print_definition) && check_written(&dump);
}
