/* SPDX-License-Identifier: Apache-2.0 */
#include "commands.h"

#include "definition.h"
#include "print_facts.h"
#include <stdio.h>

static const char details[] =
    "--facts prints every fact in a canonical form: equal indexes give equal text, whatever the\n"
    "number of workers or the place of the tree. --flow prints each function or initialiser that\n"
    "has the name or key FUNC (a static function's key is name@file).\n"
    "\n"
    "Exit codes: 0 done; 2 the run failed, or there is no such function.\n"
    "\n"
    "Examples:\n"
    "  qlockdep dump --facts | sha256sum\n"
    "  qlockdep dump --flow main";

/* Searching for definitions of one name. */
typedef struct Search {
    const char *wanted;
    QlStrings *strings;
    GString *text;
    GError *error;
} Search;

static gboolean is_wanted(const Search *search, const QlDefinition *def)
{
    QlSym wanted = ql_strings_lookup(search->strings, search->wanted);

    return wanted && def->flow && (def->name == wanted || def->key == wanted);
}

static gboolean visit(const QlStoredDefinition *stored, gpointer user)
{
    Search *search = user;
    g_autoptr(QlDefinition) def =
        ql_definition_decode(stored->data, stored->len, search->strings, &search->error);

    if (!def) {
        return FALSE;
    }
    if (is_wanted(search, def)) {
        ql_print_definition(search->text, def, search->strings);
    }
    return TRUE;
}

static int dump_flow(QlStore *store, const char *name)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(GString) text = g_string_new(NULL);
    Search search = {name, strings, text, NULL};
    GError *error = NULL;

    if (!ql_store_each_definition(store, visit, &search, &error)) {
        return ql_cli_fail(error);
    }
    if (search.error) {
        return ql_cli_fail(search.error);
    }
    if (text->len == 0) {
        ql_cli_error("no definition of \"%s\" in the index", name);
        return QL_EXIT_ERROR;
    }
    fwrite(text->str, 1, text->len, stdout);
    return QL_EXIT_OK;
}

static int dump_facts(QlStore *store)
{
    GError *error = NULL;

    if (!ql_store_dump_facts(store, stdout, &error)) {
        return ql_cli_fail(error);
    }
    return QL_EXIT_OK;
}

static int run_dump(const char *database, const char *function)
{
    g_autoptr(QlStore) store = ql_cli_open_index(database, TRUE);

    if (!store) {
        return QL_EXIT_ERROR;
    }
    return ql_cli_close_output(function ? dump_flow(store, function) : dump_facts(store));
}

int ql_cmd_dump(int argc, char **argv)
{
    g_autofree char *database = NULL;
    g_autofree char *function = NULL;
    gboolean facts = FALSE;
    const GOptionEntry options[] = {
        {"db", 0, 0, G_OPTION_ARG_FILENAME, &database,
         "The index (default: " QL_DEFAULT_DATABASE ")", "DB"},
        {"facts", 0, 0, G_OPTION_ARG_NONE, &facts, "Print all facts", NULL},
        {"flow", 0, 0, G_OPTION_ARG_FILENAME, &function, "Print a function's flow graph", "FUNC"},
        {NULL, 0, 0, G_OPTION_ARG_NONE, NULL, NULL, NULL},
    };
    const QlUsage usage = {
        "--facts | --flow FUNC", "Prints what an index holds.", details, options, 0, 0};

    if (!ql_cli_parse(&usage, &argc, &argv)) {
        return QL_EXIT_ERROR;
    }
    if (facts == (function != NULL)) {
        ql_cli_error("dump: give one of --facts and --flow FUNC");
        return QL_EXIT_ERROR;
    }
    return run_dump(database ? database : QL_DEFAULT_DATABASE, function);
}
