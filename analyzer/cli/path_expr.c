/* SPDX-License-Identifier: Apache-2.0 */
#include "path_expr.h"

#include <string.h>

#define MAX_DEPTH 50

/* A part of the expression, as Glushkov's construction needs it. */
typedef struct Part {
    gboolean empty; /* it may be no function at all */
    guint64 first;
    guint64 last;
} Part;

static QlPathExpr *expr_new(const QlCallGraph *graph)
{
    QlPathExpr *expr = g_new0(QlPathExpr, 1);
    expr->n_functions = graph->functions->len;
    expr->member = g_new0(guint64, expr->n_functions);
    return expr;
}

void ql_path_expr_free(QlPathExpr *expr)
{
    if (expr) {
        g_free(expr->member);
        g_free(expr);
    }
}

static void set_members(QlPathExpr *expr, guint64 positions, const QlFunctionSet *set)
{
    for (guint i = 0; i < set->n; i++) {
        expr->member[i] |= set->has[i] ? positions : 0;
    }
}

/* A new position; the caller has checked that there is room. */
static Part add_position(QlPathExpr *expr)
{
    guint64 bit = G_GUINT64_CONSTANT(1) << expr->n++;
    return (Part){FALSE, bit, bit};
}

static void link_parts(QlPathExpr *expr, guint64 from, guint64 to)
{
    for (guint p = 0; p < expr->n; p++) {
        if (from >> p & 1) {
            expr->follow[p] |= to;
        }
    }
}

static Part sequence(QlPathExpr *expr, Part a, Part b)
{
    link_parts(expr, a.last, b.first);
    return (Part){a.empty && b.empty, a.first | (a.empty ? b.first : 0),
                  b.last | (b.empty ? a.last : 0)};
}

static Part either(Part a, Part b)
{
    return (Part){a.empty || b.empty, a.first | b.first, a.last | b.last};
}

static Part repeated(QlPathExpr *expr, Part a)
{
    link_parts(expr, a.last, a.first);
    return a;
}

static Part optional(Part a)
{
    a.empty = TRUE;
    return a;
}

static void finish(QlPathExpr *expr, Part whole)
{
    expr->first = whole.first;
    expr->last = whole.last;
}

/* "..." at @positions: every function but those that begin or end the path by name. */
static void set_any(QlPathExpr *expr, guint64 positions)
{
    guint64 ends = (expr->first | expr->last) & ~positions;
    for (guint i = 0; i < expr->n_functions; i++) {
        if (!(expr->member[i] & ends)) {
            expr->member[i] |= positions;
        }
    }
}

guint64 ql_path_expr_step(const QlPathExpr *expr, guint64 states, guint function)
{
    guint64 next = 0;
    for (guint p = 0; p < expr->n; p++) {
        next |= states >> p & 1 ? expr->follow[p] : 0;
    }
    return next & expr->member[function];
}

guint64 ql_path_expr_start(const QlPathExpr *expr, guint function)
{
    return expr->first & expr->member[function];
}

void ql_path_expr_avoid(QlPathExpr *expr, const QlFunctionSet *set)
{
    for (guint i = 0; i < expr->n_functions; i++) {
        if (set->has[i]) {
            expr->member[i] = 0;
        }
    }
}

/* ---- from options ---- */

static Part any_number(QlPathExpr *expr, guint64 *positions)
{
    Part any = add_position(expr);
    *positions |= any.first;
    return optional(repeated(expr, any));
}

static Part one_of(QlPathExpr *expr, const QlFunctionSet *set)
{
    Part part = add_position(expr);
    set_members(expr, part.first, set);
    return part;
}

QlPathExpr *ql_path_expr_between(const QlCallGraph *graph, const QlFunctionSet *from,
                                 const GPtrArray *through, const QlFunctionSet *to)
{
    QlPathExpr *expr = expr_new(graph);
    guint64 any = 0;
    Part whole = one_of(expr, from);
    for (guint i = 0; through && i < through->len; i++) {
        whole = sequence(expr, whole, any_number(expr, &any));
        whole = sequence(expr, whole, one_of(expr, through->pdata[i]));
    }
    whole = sequence(expr, whole, any_number(expr, &any));
    finish(expr, sequence(expr, whole, one_of(expr, to)));
    set_any(expr, any);
    return expr;
}

/* ---- from text ---- */

typedef struct Reader {
    const QlCallGraph *graph;
    QlPathExpr *expr;
    const char *start;
    const char *at;
    guint64 any;
    guint depth;
    GError **error;
} Reader;

static gboolean fail(Reader *reader, const char *what)
{
    g_set_error(reader->error, QL_SELECTOR_ERROR, QL_SELECTOR_ERROR_SYNTAX,
                "\"%s\", character %u: %s", reader->start, (guint)(reader->at - reader->start) + 1,
                what);
    return FALSE;
}

static void skip_blanks(Reader *reader)
{
    reader->at += strspn(reader->at, " \t\n");
}

static gboolean read_alternatives(Reader *reader, Part *out);

static Part apply_repetition(Reader *reader, Part part)
{
    switch (*reader->at) {
    case '*': reader->at++; return optional(repeated(reader->expr, part));
    case '+': reader->at++; return repeated(reader->expr, part);
    case '?': reader->at++; return optional(part);
    default: return part;
    }
}

static gboolean read_group(Reader *reader, Part *out)
{
    reader->at++;
    if (!read_alternatives(reader, out)) {
        return FALSE;
    }
    if (*reader->at != ')') {
        return fail(reader, "')' is missing");
    }
    reader->at++;
    *out = apply_repetition(reader, *out);
    return TRUE;
}

static gboolean read_step(Reader *reader, Part *out)
{
    if (*reader->at == '(') {
        return read_group(reader, out);
    }
    if (reader->expr->n == QL_MAX_POSITIONS) {
        return fail(reader, "more than 60 selectors");
    }
    if (g_str_has_prefix(reader->at, "...")) {
        reader->at += strlen("...");
        *out = any_number(reader->expr, &reader->any);
        return TRUE;
    }
    g_autoptr(QlFunctionSet) set = ql_selector_read(reader->graph, &reader->at, reader->error);
    if (set) {
        *out = one_of(reader->expr, set);
    }
    return set != NULL;
}

static gboolean read_sequence(Reader *reader, Part *out)
{
    *out = (Part){.empty = TRUE};
    for (skip_blanks(reader); *reader->at && !strchr("|)", *reader->at); skip_blanks(reader)) {
        Part next;
        if (!read_step(reader, &next)) {
            return FALSE;
        }
        *out = sequence(reader->expr, *out, next);
    }
    return TRUE;
}

static gboolean read_alternatives(Reader *reader, Part *out)
{
    if (++reader->depth > MAX_DEPTH) {
        return fail(reader, "too many parentheses inside each other");
    }
    if (!read_sequence(reader, out)) {
        return FALSE;
    }
    while (*reader->at == '|') {
        Part next;
        reader->at++;
        if (!read_sequence(reader, &next)) {
            return FALSE;
        }
        *out = either(*out, next);
    }
    reader->depth--;
    return TRUE;
}

QlPathExpr *ql_path_expr_parse(const QlCallGraph *graph, const char *text, GError **error)
{
    g_autoptr(QlPathExpr) expr = expr_new(graph);
    Reader reader = {.graph = graph, .expr = expr, .start = text, .at = text, .error = error};
    Part whole;
    if (!read_alternatives(&reader, &whole)) {
        return NULL;
    }
    if (*reader.at) {
        fail(&reader, "'(' is missing");
        return NULL;
    }
    finish(expr, whole);
    set_any(expr, reader.any);
    return g_steal_pointer(&expr);
}
