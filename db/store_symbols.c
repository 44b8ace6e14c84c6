/* SPDX-License-Identifier: Apache-2.0 */
/* Fills the tables for people: symbols, calls, and stores of function addresses. */
#include "print_facts.h"
#include "store_private.h"

typedef struct Adder {
    QlStore *store;
    gint64 row;
    const QlDefinition *def;
    GString *text; /* scratch */
    GError **error;
} Adder;

static const char *sym_text(const Adder *add, QlSym sym)
{
    return ql_strings_get(add->store->strings, sym);
}

static const QlExpr *expr_get(const Adder *add, QlExprRef ref)
{
    return ql_flow_expr(add->def->flow, ref);
}

static char *join_flags(guint32 flags)
{
    static const struct {
        guint32 flag;
        const char *name;
    } names[] = {
        {QL_DEF_INLINE, "inline"},
        {QL_DEF_NORETURN, "noreturn"},
        {QL_DEF_CONSTRUCTOR, "constructor"},
        {QL_DEF_DESTRUCTOR, "destructor"},
        {QL_DEF_WEAK, "weak"},
        {QL_DEF_VARIADIC, "variadic"},
    };
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (flags & names[i].flag) {
            g_string_append_printf(out, "%s%s", out->len ? " " : "", names[i].name);
        }
    }
    return g_string_free(out, FALSE);
}

static char *join_syms(const Adder *add, const GArray *syms)
{
    GString *out = g_string_new(NULL);
    for (guint i = 0; i < syms->len; i++) {
        g_string_append_printf(out, "%s%s", i ? " " : "",
                               sym_text(add, g_array_index(syms, QlSym, i)));
    }
    return g_string_free(out, FALSE);
}

static gboolean add_symbol(const Adder *add)
{
    static const char *const kinds[] = {
        [QL_DEF_FUNCTION] = "function",
        [QL_DEF_VARIABLE] = "variable",
        [QL_DEF_DECLARATION] = "declaration",
    };
    const QlDefinition *def = add->def;
    g_autofree char *flags = join_flags(def->flags);
    g_autofree char *marks = join_syms(add, def->marks);
    g_autofree char *attrs = join_syms(add, def->attrs);
    return ql_sql_run(add->store->sql, QL_SQL_ADD_SYMBOL, add->error, "issssiisssss", add->row,
                      kinds[def->kind], sym_text(add, def->key), sym_text(add, def->name),
                      sym_text(add, def->file), (gint64)def->line, (gint64)def->end_line,
                      sym_text(add, def->type), def->flags & QL_DEF_STATIC ? "static" : "external",
                      flags, marks, attrs);
}

static char *field_key(const Adder *add, const QlExpr *e)
{
    return e->record ? g_strdup_printf("%s.%s", sym_text(add, e->record), sym_text(add, e->name))
                     : g_strdup(sym_text(add, e->name));
}

/* What a function's address is stored under or called by: "Record.field" or a key; else NULL. */
static char *place_key(const Adder *add, QlExprRef ref)
{
    const QlExpr *e = expr_get(add, ref);
    while (e->kind == QL_EXPR_INDEX || e->kind == QL_EXPR_DEREF || e->kind == QL_EXPR_ADDR) {
        e = expr_get(add, e->a);
    }
    if (e->kind == QL_EXPR_FIELD) {
        return field_key(add, e);
    }
    return e->kind == QL_EXPR_FUNCTION || e->kind == QL_EXPR_GLOBAL
               ? g_strdup(sym_text(add, e->name))
               : NULL;
}

static gboolean add_call(const Adder *add, const QlEvent *event)
{
    g_autofree char *callee = place_key(add, event->target);
    gint64 direct = expr_get(add, event->target)->kind == QL_EXPR_FUNCTION;
    g_string_truncate(add->text, 0);
    ql_print_call(add->text, add->def, event, add->store->strings);
    return ql_sql_run(add->store->sql, QL_SQL_ADD_CALL, add->error, "iiiiisss", add->row,
                      (gint64)event->id, (gint64)event->line, (gint64)event->column, direct, callee,
                      add->text->str, event->macro ? sym_text(add, event->macro) : NULL);
}

/* The function whose address @ref is, or NULL. */
static const char *function_address(const Adder *add, QlExprRef ref)
{
    const QlExpr *e = expr_get(add, ref);
    if (e->kind == QL_EXPR_ADDR) {
        e = expr_get(add, e->a);
    }
    return e->kind == QL_EXPR_FUNCTION ? sym_text(add, e->name) : NULL;
}

static gboolean add_store(const Adder *add, const QlEvent *event, gint64 argument,
                          const char *function, const char *key)
{
    return ql_sql_run(add->store->sql, QL_SQL_ADD_STORE, add->error, "iiiiisss", add->row,
                      (gint64)event->id, argument, (gint64)event->line, (gint64)event->column,
                      function, add->text->str, key);
}

static gboolean add_assigned(const Adder *add, const QlEvent *event)
{
    const char *function = function_address(add, event->value);
    if (!function) {
        return TRUE;
    }
    /* A store through a pointer changes what it points to, not the place that holds it. */
    gboolean through = expr_get(add, event->target)->kind == QL_EXPR_DEREF;
    g_autofree char *key = through ? NULL : place_key(add, event->target);
    g_string_truncate(add->text, 0);
    ql_print_expr(add->text, add->def, event->target, add->store->strings);
    return add_store(add, event, -1, function, key);
}

static gboolean add_argument(const Adder *add, const QlEvent *event, guint i)
{
    const char *function = function_address(add, ql_flow_arg(add->def->flow, event, i));
    if (!function) {
        return TRUE;
    }
    g_autofree char *callee = place_key(add, event->target);
    g_autofree char *key = callee ? g_strdup_printf("%s#%u", callee, i) : NULL;
    g_string_truncate(add->text, 0);
    ql_print_expr(add->text, add->def, event->target, add->store->strings);
    g_string_append_printf(add->text, "#%u", i);
    return add_store(add, event, i, function, key);
}

static gboolean add_event(const Adder *add, const QlEvent *event)
{
    if (event->kind == QL_EVENT_ASSIGN) {
        return add_assigned(add, event);
    }
    if (!add_call(add, event)) {
        return FALSE;
    }
    for (guint i = 0; i < event->n_args; i++) {
        if (!add_argument(add, event, i)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean add_events(const Adder *add)
{
    for (guint i = 0; add->def->flow && i < add->def->flow->events->len; i++) {
        if (!add_event(add, &g_array_index(add->def->flow->events, QlEvent, i))) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean ql_store_add_symbols(QlStore *store, gint64 row, const QlDefinition *def, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);
    Adder add = {store, row, def, text, error};
    return add_symbol(&add) && add_events(&add);
}
