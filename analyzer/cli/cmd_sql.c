/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include <stdio.h>

static const char details[] =
    "Prints a row of column names, then one line a row, with tabs between the columns. Tabs,\n"
    "newlines and backslashes in values appear as \\t, \\n and \\\\; NULL is empty. Only "
    "statements\n"
    "that read are accepted. docs/schema.md describes tables and views.\n"
    "\n"
    "Exit codes: 0 the query ran; 2 it failed.\n"
    "\n"
    "Examples:\n"
    "  qlockdep sql \"SELECT name FROM sqlite_schema WHERE type = 'view'\"\n"
    "  qlockdep sql --db qlockdep.db \"SELECT count(*) FROM tu\"";

static void print_value(const char *value)
{
    for (; value && *value; value++) {
        switch (*value) {
        case '\t': fputs("\\t", stdout); break;
        case '\n': fputs("\\n", stdout); break;
        case '\r': fputs("\\r", stdout); break;
        case '\\': fputs("\\\\", stdout); break;
        default: putchar(*value);
        }
    }
}

static void print_line(int n, const char *const *values)
{
    for (int i = 0; i < n; i++) {
        if (i > 0) {
            putchar('\t');
        }
        print_value(values[i]);
    }
    putchar('\n');
}

static gboolean print_row(int n, const char *const *names, const char *const *values, gpointer user)
{
    gboolean *started = user;

    if (!*started) {
        print_line(n, names);
    }
    *started = TRUE;
    print_line(n, values);
    return !ferror(stdout);
}

static int run_query(const char *database, gboolean partial, const char *sql)
{
    g_autoptr(QlStore) store = ql_cli_open_index(database, partial);
    GError *error = NULL;
    gboolean started = FALSE;

    if (!store) {
        return QL_EXIT_ERROR;
    }
    if (!ql_store_query(store, sql, print_row, &started, &error)) {
        return ql_cli_fail(error);
    }
    return ql_cli_close_output(QL_EXIT_OK);
}

int ql_cmd_sql(int argc, char **argv)
{
    g_autofree char *database = NULL;
    gboolean partial = FALSE;
    const GOptionEntry options[] = {
        {"db", 0, 0, G_OPTION_ARG_FILENAME, &database,
         "The index (default: " QL_DEFAULT_DATABASE ")", "DB"},
        {"partial", 0, 0, G_OPTION_ARG_NONE, &partial,
         "Accept a shard, or an index whose making has not finished", NULL},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    const QlUsage usage = {
        "\"SELECT...\"", "Runs an SQL query on an index.", details, options, 1, 1};

    if (!ql_cli_parse(&usage, &argc, &argv)) {
        return QL_EXIT_ERROR;
    }
    return run_query(database ? database : QL_DEFAULT_DATABASE, partial, argv[1]);
}
