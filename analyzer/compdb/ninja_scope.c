/* SPDX-License-Identifier: Apache-2.0 */
#include "ninja_scope.h"
#include "compdb.h"
#include "ninja_file.h"
#include "shell_words.h"

#include <string.h>

enum {
    MAX_DEPTH = 64,       /* of variables that refer to variables: also ends circles */
    MAX_STEPS = 1 << 20,  /* variables replaced for one value */
    MAX_VALUE = 64 << 20, /* bytes; doubling variables must not fill the memory */
};

typedef struct Evaluation {
    const QlNinjaScope *scope;
    const QlNinjaEdge *edge; /* or NULL */
    GString *out;
    guint depth;
    guint steps;
    GError **error;
} Evaluation;

QlNinjaScope *ql_ninja_scope_new(QlNinjaScope *parent)
{
    QlNinjaScope *scope = g_new0(QlNinjaScope, 1);

    scope->parent = parent;
    scope->variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    scope->rules =
        g_hash_table_new_full(g_str_hash, g_str_equal, NULL, (GDestroyNotify)ql_ninja_rule_free);
    return scope;
}

void ql_ninja_scope_free(QlNinjaScope *scope)
{
    g_hash_table_destroy(scope->variables);
    g_hash_table_destroy(scope->rules);
    g_free(scope);
}

QlNinjaRule *ql_ninja_rule_new(const char *name)
{
    QlNinjaRule *rule = g_new0(QlNinjaRule, 1);

    rule->name = g_strdup(name);
    rule->bindings = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return rule;
}

void ql_ninja_rule_free(QlNinjaRule *rule)
{
    g_free(rule->name);
    g_hash_table_destroy(rule->bindings);
    g_free(rule);
}

const QlNinjaRule *ql_ninja_scope_rule(const QlNinjaScope *scope, const char *name)
{
    for (; scope; scope = scope->parent) {
        const QlNinjaRule *rule = g_hash_table_lookup(scope->rules, name);

        if (rule) {
            return rule;
        }
    }
    return NULL;
}

static const char *scope_value(const QlNinjaScope *scope, const char *name)
{
    for (; scope; scope = scope->parent) {
        const char *value = g_hash_table_lookup(scope->variables, name);

        if (value) {
            return value;
        }
    }
    return "";
}

static gboolean fail(Evaluation *e, const char *format, const char *name)
{
    g_set_error(e->error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_SYNTAX, format, name);
    return FALSE;
}

static gboolean append(Evaluation *e, const char *text, gsize length)
{
    g_string_append_len(e->out, text, length);
    return e->out->len <= MAX_VALUE || fail(e, "%s is too long", "a value");
}

static gboolean evaluate(Evaluation *e, const char *text, const char *end);

static gboolean append_paths(Evaluation *e, const GPtrArray *paths, guint count, char separator)
{
    for (guint i = 0; i < count; i++) {
        if (i) {
            g_string_append_c(e->out, separator);
        }
        ql_shell_append(e->out, paths->pdata[i]);
    }
    return append(e, "", 0);
}

static gboolean append_edge_variable(Evaluation *e, const char *name)
{
    const QlNinjaEdge *edge = e->edge;
    const char *text;

    if (!strcmp(name, "in") || !strcmp(name, "in_newline")) {
        return append_paths(e, edge->inputs, edge->inputs->len, name[2] ? '\n' : ' ');
    }
    if (!strcmp(name, "out")) {
        return append_paths(e, edge->outputs, edge->n_explicit_outputs, ' ');
    }
    text = edge->variables ? g_hash_table_lookup(edge->variables, name) : NULL;
    if (text) {
        return append(e, text, strlen(text));
    }
    text = g_hash_table_lookup(edge->rule->bindings, name);
    if (text) {
        return evaluate(e, text, text + strlen(text));
    }
    text = scope_value(e->scope, name);
    return append(e, text, strlen(text));
}

static gboolean append_variable(Evaluation *e, const char *name)
{
    gboolean good;

    if (++e->steps > MAX_STEPS) {
        return fail(e, "variable '%s' is too long", name);
    }
    if (!e->edge) {
        const char *value = scope_value(e->scope, name);
        return append(e, value, strlen(value));
    }
    if (e->depth == MAX_DEPTH) {
        return fail(e, "variable '%s' refers to itself", name);
    }
    e->depth++;
    good = append_edge_variable(e, name);
    e->depth--;
    return good;
}

static gboolean is_name_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '-';
}

static const char *skip_name(const char *p, const char *end, gboolean in_braces)
{
    while (p < end && (is_name_char(*p) || (in_braces && *p == '.'))) {
        p++;
    }
    return p;
}

static const char *skip_indent(const char *p, const char *end)
{
    while (p < end && (*p == ' ' || *p == '\t')) {
        p++;
    }
    return p;
}

/* Resolves what follows a '$' at @p; returns where the text goes on, or NULL. */
static const char *evaluate_escape(Evaluation *e, const char *p, const char *end)
{
    gboolean in_braces = p < end && *p == '{';
    const char *start = p + in_braces;
    const char *stop;

    if (p < end && strchr("$ :", *p) && *p) {
        return append(e, p, 1) ? p + 1 : NULL;
    }
    if (p < end && *p == '\r') {
        p++;
    }
    if (p < end && *p == '\n') {
        return skip_indent(p + 1, end);
    }
    stop = skip_name(start, end, in_braces);
    if (stop == start || (in_braces && (stop == end || *stop != '}'))) {
        fail(e, "bad $-escape (%s)", "a literal $ is written $$");
        return NULL;
    }
    g_autofree char *name = g_strndup(start, stop - start);
    return append_variable(e, name) ? stop + in_braces : NULL;
}

static gboolean evaluate(Evaluation *e, const char *text, const char *end)
{
    while (text && text < end) {
        const char *dollar = memchr(text, '$', end - text);

        if (!dollar) {
            return append(e, text, end - text);
        }
        if (!append(e, text, dollar - text)) {
            return FALSE;
        }
        text = evaluate_escape(e, dollar + 1, end);
    }
    return text != NULL;
}

char *ql_ninja_evaluate(const char *text, gsize length, const QlNinjaScope *scope,
                        const QlNinjaEdge *edge, GError **error)
{
    Evaluation e = {.scope = scope, .edge = edge, .out = g_string_new(NULL), .error = error};
    gboolean good = evaluate(&e, text, text + length);

    return g_string_free(e.out, !good);
}

char *ql_ninja_edge_value(const QlNinjaEdge *edge, const char *name, GError **error)
{
    Evaluation e = {.scope = edge->scope, .edge = edge, .out = g_string_new(NULL), .error = error};
    gboolean good = append_variable(&e, name);

    if (!good) {
        g_prefix_error(error, "%s:%u: ", edge->file, edge->line);
    }
    return g_string_free(e.out, !good);
}
