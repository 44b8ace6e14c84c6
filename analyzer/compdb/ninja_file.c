/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A build.ninja of QEMU has 19 MB, nearly all of it order-only inputs, so the reader works on whole
 * logical lines (joined by "$" at the end) and never looks at what it does not need.
 */
#include "ninja_file.h"
#include "compdb.h"
#include "ninja_scope.h"
#include "read_file.h"

#include <string.h>

enum {
    MAX_BYTES = 1 << 30,
    MAX_DEPTH = 16, /* of files that include files: also ends circles */
    MAX_FILES = 1024,
};

struct QlNinja {
    char *directory;   /* of the first file: included names are relative to it */
    GPtrArray *edges;  /* QlNinjaEdge* */
    GPtrArray *scopes; /* QlNinjaScope* */
    GPtrArray *files;  /* char*: names for messages */
};

/* A logical line, or a part of one. */
typedef struct Slice {
    const char *start;
    const char *end;
} Slice;

typedef struct Reader {
    QlNinja *ninja;
    QlNinjaScope *scope;
    const char *file;
    const char *next; /* first line not yet taken */
    const char *end;
    guint next_line;
    guint line; /* number of the line being read */
    guint depth;
    GError **error;
} Reader;

static gboolean read_into(QlNinja *ninja, QlNinjaScope *scope, const char *path, guint depth,
                          GError **error);

G_GNUC_PRINTF(2, 3)
static gboolean fail(Reader *r, const char *format, ...)
{
    g_autofree char *text = NULL;
    va_list args;

    va_start(args, format);
    text = g_strdup_vprintf(format, args);
    va_end(args);
    g_set_error(r->error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_SYNTAX, "%s:%u: %s", r->file, r->line,
                text);
    return FALSE;
}

/* ---- lines ---- */

static gboolean is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r';
}

/* Whether the newline at @newline is escaped: an odd number of $ stands before it. */
static gboolean is_continued(const char *start, const char *newline)
{
    const char *p = newline;

    if (p > start && p[-1] == '\r') {
        p--;
    }
    const char *last = p;
    while (p > start && p[-1] == '$') {
        p--;
    }
    return (last - p) % 2 == 1;
}

/* The end of the logical line at @start; counts its newlines but the last in @joined. */
static const char *line_end(const char *start, const char *end, guint *joined)
{
    const char *p = start;

    for (;;) {
        const char *newline = memchr(p, '\n', end - p);

        if (!newline) {
            return end;
        }
        if (!is_continued(start, newline)) {
            return newline;
        }
        ++*joined;
        p = newline + 1;
    }
}

static gboolean is_empty_or_comment(Slice line)
{
    while (line.start < line.end && is_blank(*line.start)) {
        line.start++;
    }
    return line.start == line.end || *line.start == '#';
}

static Slice physical_line(const Reader *r)
{
    const char *newline = memchr(r->next, '\n', r->end - r->next);

    return (Slice){r->next, newline ? newline : r->end};
}

static void skip_empty_lines(Reader *r)
{
    while (r->next < r->end) {
        Slice line = physical_line(r);

        if (!is_empty_or_comment(line)) {
            return;
        }
        r->next = line.end < r->end ? line.end + 1 : r->end;
        r->next_line++;
    }
}

/* Takes the next logical line that says something; FALSE at the end of the file. */
static gboolean take_line(Reader *r, Slice *line)
{
    guint joined = 0;

    skip_empty_lines(r);
    if (r->next == r->end) {
        return FALSE;
    }
    r->line = r->next_line;
    line->start = r->next;
    line->end = line_end(r->next, r->end, &joined);
    r->next = line->end < r->end ? line->end + 1 : r->end;
    r->next_line += joined + 1;
    if (line->end > line->start && line->end[-1] == '\r') {
        line->end--;
    }
    return TRUE;
}

static gboolean take_indented_line(Reader *r, Slice *line)
{
    skip_empty_lines(r);
    return r->next < r->end && (*r->next == ' ' || *r->next == '\t') && take_line(r, line);
}

/* ---- parts of a line; each function moves the start of what is left ---- */

static void skip_blanks(Slice *rest)
{
    for (;;) {
        while (rest->start < rest->end && is_blank(*rest->start)) {
            rest->start++;
        }
        const char *p = rest->start;
        if (p == rest->end || *p != '$') {
            return;
        }
        p++;
        p += p < rest->end && *p == '\r';
        if (p == rest->end || *p != '\n') {
            return;
        }
        rest->start = p + 1;
    }
}

static char *take_name(Slice *rest)
{
    const char *start = rest->start;

    while (rest->start < rest->end &&
           (g_ascii_isalnum(*rest->start) || strchr("_.-", *rest->start)) && *rest->start) {
        rest->start++;
    }
    return g_strndup(start, rest->start - start);
}

static gboolean take_char(Slice *rest, char c)
{
    skip_blanks(rest);
    if (rest->start == rest->end || *rest->start != c) {
        return FALSE;
    }
    rest->start++;
    return TRUE;
}

/* Takes paths up to a '|', a ':' or the end. */
static void take_paths(Slice *rest, GArray *paths)
{
    for (;;) {
        skip_blanks(rest);
        Slice path = {rest->start, rest->start};

        while (path.end < rest->end && !is_blank(*path.end) && *path.end != ':' &&
               *path.end != '|') {
            path.end += *path.end == '$' && path.end + 1 < rest->end ? 2 : 1;
        }
        if (path.end == path.start) {
            return;
        }
        rest->start = path.end;
        g_array_append_val(paths, path);
    }
}

/* Splits "name = value"; the value is not evaluated. */
static gboolean split_binding(Reader *r, Slice line, char **name, Slice *value)
{
    skip_blanks(&line);
    *name = take_name(&line);
    if (!**name || !take_char(&line, '=')) {
        g_clear_pointer(name, g_free);
        return fail(r, "expected 'name = value'");
    }
    skip_blanks(&line);
    *value = line;
    return TRUE;
}

static char *evaluate(Reader *r, Slice text, const QlNinjaScope *scope)
{
    char *value;

    if (!memchr(text.start, '$', text.end - text.start)) {
        return g_strndup(text.start, text.end - text.start);
    }
    value = ql_ninja_evaluate(text.start, text.end - text.start, scope, NULL, r->error);
    if (!value) {
        g_prefix_error(r->error, "%s:%u: ", r->file, r->line);
    }
    return value;
}

/* ---- statements ---- */

static gboolean read_variable(Reader *r, Slice line, GHashTable *variables)
{
    char *name;
    char *value;
    Slice text;

    if (!split_binding(r, line, &name, &text)) {
        return FALSE;
    }
    value = evaluate(r, text, r->scope);
    if (!value) {
        g_free(name);
        return FALSE;
    }
    g_hash_table_replace(variables, name, value);
    return TRUE;
}

static gboolean read_rule(Reader *r, Slice rest)
{
    g_autofree char *name = NULL;
    QlNinjaRule *rule;
    Slice line;

    skip_blanks(&rest);
    name = take_name(&rest);
    if (!*name) {
        return fail(r, "expected a name after 'rule'");
    }
    rule = ql_ninja_rule_new(name);
    g_hash_table_replace(r->scope->rules, rule->name, rule);
    while (take_indented_line(r, &line)) {
        char *key;
        Slice value;

        if (!split_binding(r, line, &key, &value)) {
            return FALSE;
        }
        g_hash_table_replace(rule->bindings, key, g_strndup(value.start, value.end - value.start));
    }
    return TRUE;
}

static gboolean read_edge_variables(Reader *r, QlNinjaEdge *edge)
{
    Slice line;

    while (take_indented_line(r, &line)) {
        if (!edge->variables) {
            edge->variables = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
        }
        if (!read_variable(r, line, edge->variables)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean evaluate_paths(Reader *r, const QlNinjaEdge *edge, const GArray *slices,
                               GPtrArray *paths)
{
    QlNinjaScope own = {.parent = r->scope, .variables = edge->variables};
    const QlNinjaScope *scope = edge->variables ? &own : r->scope;

    r->line = edge->line;
    for (guint i = 0; i < slices->len; i++) {
        char *path = evaluate(r, g_array_index(slices, Slice, i), scope);

        if (!path) {
            return FALSE;
        }
        g_ptr_array_add(paths, path);
    }
    return TRUE;
}

static gboolean take_rule(Reader *r, Slice *rest, QlNinjaEdge *edge)
{
    g_autofree char *name = NULL;

    if (!take_char(rest, ':')) {
        return fail(r, "expected ':' after the outputs of 'build'");
    }
    skip_blanks(rest);
    name = take_name(rest);
    if (!*name) {
        return fail(r, "expected the name of a rule after ':'");
    }
    edge->rule = ql_ninja_scope_rule(r->scope, name);
    return edge->rule || fail(r, "unknown rule '%s'", name);
}

/* Reads "outputs | implicit : rule inputs"; the rest of the line is not wanted. */
static gboolean read_edge_line(Reader *r, Slice rest, QlNinjaEdge *edge, GArray *outputs,
                               GArray *inputs)
{
    take_paths(&rest, outputs);
    edge->n_explicit_outputs = outputs->len;
    if (take_char(&rest, '|')) {
        take_paths(&rest, outputs);
    }
    if (!outputs->len) {
        return fail(r, "expected a path after 'build'");
    }
    if (!take_rule(r, &rest, edge)) {
        return FALSE;
    }
    take_paths(&rest, inputs);
    skip_blanks(&rest);
    return rest.start == rest.end || *rest.start == '|' || fail(r, "unexpected ':'");
}

static void edge_free(QlNinjaEdge *edge)
{
    g_clear_pointer(&edge->variables, g_hash_table_destroy);
    g_ptr_array_unref(edge->outputs);
    g_ptr_array_unref(edge->inputs);
    g_free(edge);
}

static QlNinjaEdge *edge_new(const Reader *r)
{
    QlNinjaEdge *edge = g_new0(QlNinjaEdge, 1);

    edge->file = r->file;
    edge->line = r->line;
    edge->scope = r->scope;
    edge->outputs = g_ptr_array_new_with_free_func(g_free);
    edge->inputs = g_ptr_array_new_with_free_func(g_free);
    return edge;
}

static gboolean read_build(Reader *r, Slice rest)
{
    g_autoptr(GArray) outputs = g_array_new(FALSE, FALSE, sizeof(Slice));
    g_autoptr(GArray) inputs = g_array_new(FALSE, FALSE, sizeof(Slice));
    QlNinjaEdge *edge = edge_new(r);

    g_ptr_array_add(r->ninja->edges, edge);
    return read_edge_line(r, rest, edge, outputs, inputs) && read_edge_variables(r, edge) &&
           evaluate_paths(r, edge, outputs, edge->outputs) &&
           evaluate_paths(r, edge, inputs, edge->inputs);
}

static gboolean skip_block(Reader *r)
{
    Slice line;

    while (take_indented_line(r, &line)) {
    }
    return TRUE;
}

static QlNinjaScope *add_scope(QlNinja *ninja, QlNinjaScope *parent)
{
    QlNinjaScope *scope = ql_ninja_scope_new(parent);

    g_ptr_array_add(ninja->scopes, scope);
    return scope;
}

static gboolean read_include(Reader *r, Slice rest, gboolean own_scope)
{
    g_autoptr(GError) failure = NULL;
    g_autofree char *name = NULL;
    g_autofree char *path = NULL;

    skip_blanks(&rest);
    name = evaluate(r, rest, r->scope);
    if (!name) {
        return FALSE;
    }
    if (r->depth == MAX_DEPTH || r->ninja->files->len == MAX_FILES) {
        return fail(r, "too many files included");
    }
    path = g_path_is_absolute(name) ? g_strdup(name)
                                    : g_build_filename(r->ninja->directory, name, NULL);
    if (read_into(r->ninja, own_scope ? add_scope(r->ninja, r->scope) : r->scope, path,
                  r->depth + 1, &failure)) {
        return TRUE;
    }
    if (failure->domain == QL_COMPDB_ERROR && failure->code == QL_COMPDB_ERROR_READ) {
        return fail(r, "%s", failure->message);
    }
    g_propagate_error(r->error, g_steal_pointer(&failure));
    return FALSE;
}

static gboolean read_statement(Reader *r, Slice line)
{
    Slice rest = line;
    g_autofree char *word = take_name(&rest);

    if (is_blank(*line.start)) {
        return fail(r, "unexpected indentation");
    }
    if (rest.start < rest.end && !is_blank(*rest.start) && *rest.start != '=') {
        return fail(r, "expected a statement");
    }
    if (!strcmp(word, "build")) {
        return read_build(r, rest);
    }
    if (!strcmp(word, "rule")) {
        return read_rule(r, rest);
    }
    if (!strcmp(word, "include") || !strcmp(word, "subninja")) {
        return read_include(r, rest, *word == 's');
    }
    if (!strcmp(word, "pool") || !strcmp(word, "default")) {
        return skip_block(r);
    }
    return read_variable(r, line, r->scope->variables);
}

static gboolean read_statements(Reader *r)
{
    Slice line;

    while (take_line(r, &line)) {
        if (!read_statement(r, line)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean read_into(QlNinja *ninja, QlNinjaScope *scope, const char *path, guint depth,
                          GError **error)
{
    g_autoptr(GError) failure = NULL;
    gsize length;
    g_autofree char *text = ql_read_file(path, MAX_BYTES, &length, &failure);
    Reader r = {.ninja = ninja, .scope = scope, .next_line = 1, .depth = depth, .error = error};

    if (!text) {
        g_set_error(error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_READ, "cannot read %s: %s", path,
                    failure->message);
        return FALSE;
    }
    r.file = g_strdup(path);
    r.next = text;
    r.end = text + length;
    g_ptr_array_add(ninja->files, (char *)r.file);
    return read_statements(&r);
}

QlNinja *ql_ninja_read(const char *path, GError **error)
{
    g_autoptr(QlNinja) ninja = g_new0(QlNinja, 1);
    QlNinjaScope *scope;
    QlNinjaRule *phony = ql_ninja_rule_new("phony");

    ninja->directory = g_path_get_dirname(path);
    ninja->edges = g_ptr_array_new_with_free_func((GDestroyNotify)edge_free);
    ninja->scopes = g_ptr_array_new_with_free_func((GDestroyNotify)ql_ninja_scope_free);
    ninja->files = g_ptr_array_new_with_free_func(g_free);
    scope = add_scope(ninja, NULL);
    g_hash_table_insert(scope->rules, phony->name, phony);
    return read_into(ninja, scope, path, 0, error) ? g_steal_pointer(&ninja) : NULL;
}

void ql_ninja_free(QlNinja *ninja)
{
    if (ninja) {
        g_free(ninja->directory);
        g_ptr_array_unref(ninja->edges);
        g_ptr_array_unref(ninja->scopes);
        g_ptr_array_unref(ninja->files);
        g_free(ninja);
    }
}

const GPtrArray *ql_ninja_edges(const QlNinja *ninja)
{
    return ninja->edges;
}

const char *ql_ninja_edge_rule(const QlNinjaEdge *edge)
{
    return edge->rule->name;
}

const GPtrArray *ql_ninja_edge_outputs(const QlNinjaEdge *edge)
{
    return edge->outputs;
}

const GPtrArray *ql_ninja_edge_inputs(const QlNinjaEdge *edge)
{
    return edge->inputs;
}
