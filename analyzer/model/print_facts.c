/* SPDX-License-Identifier: Apache-2.0 */
#include "print_facts.h"
#include <string.h>

typedef struct Printer {
    GString *out;
    const QlDefinition *def;
    const QlStrings *strings;
} Printer;

static void print_expr(const Printer *p, QlExprRef ref);

static const char *text(const Printer *p, QlSym sym)
{
    return ql_strings_get(p->strings, sym);
}

static const char *binary_text(guint8 op)
{
    static const char *const names[QL_OP_LAST + 1] = {
        [QL_OP_EQ] = "==", [QL_OP_NE] = "!=", [QL_OP_LT] = "<",  [QL_OP_LE] = "<=",
        [QL_OP_GT] = ">",  [QL_OP_GE] = ">=", [QL_OP_AND] = "&", [QL_OP_OR] = "|",
        [QL_OP_XOR] = "^", [QL_OP_ADD] = "+", [QL_OP_SUB] = "-", [QL_OP_OTHER] = "op",
    };
    return op <= QL_OP_LAST ? names[op] : "op";
}

/* Whether an expression needs parentheses as an operand of '*', '&', '!', '[]' and the like. */
static gboolean is_compound(const Printer *p, QlExprRef ref)
{
    return ql_flow_expr(p->def->flow, ref)->kind == QL_EXPR_BINARY;
}

static gboolean is_prefixed(const Printer *p, QlExprRef ref)
{
    guint8 kind = ql_flow_expr(p->def->flow, ref)->kind;
    return kind == QL_EXPR_DEREF || kind == QL_EXPR_ADDR || kind == QL_EXPR_UNARY ||
           kind == QL_EXPR_BINARY;
}

static void print_operand(const Printer *p, QlExprRef ref, gboolean parentheses)
{
    if (parentheses) {
        g_string_append_c(p->out, '(');
    }
    print_expr(p, ref);
    if (parentheses) {
        g_string_append_c(p->out, ')');
    }
}

static void print_prefixed(const Printer *p, char op, QlExprRef operand)
{
    g_string_append_c(p->out, op);
    print_operand(p, operand, is_compound(p, operand));
}

static void print_string(const Printer *p, QlSym sym)
{
    g_autofree char *escaped = g_strescape(text(p, sym), NULL);
    g_string_append_printf(p->out, "\"%s\"", escaped);
}

static void print_field(const Printer *p, const QlExpr *e)
{
    const QlExpr *base = ql_flow_expr(p->def->flow, e->a);
    gboolean arrow = base->kind == QL_EXPR_DEREF;
    QlExprRef object = arrow ? base->a : e->a;
    print_operand(p, object, is_prefixed(p, object));
    g_string_append(p->out, arrow ? "->" : ".");
    if (e->record) {
        g_string_append_printf(p->out, "%s.", text(p, e->record));
    }
    g_string_append(p->out, text(p, e->name));
}

static void print_index(const Printer *p, const QlExpr *e)
{
    print_operand(p, e->a, is_prefixed(p, e->a));
    g_string_append_c(p->out, '[');
    print_expr(p, e->b);
    g_string_append_c(p->out, ']');
}

static void print_binary(const Printer *p, const QlExpr *e)
{
    print_operand(p, e->a, is_compound(p, e->a));
    g_string_append_printf(p->out, " %s ", binary_text(e->op));
    print_operand(p, e->b, is_compound(p, e->b));
}

static void print_expr(const Printer *p, QlExprRef ref)
{
    const QlExpr *e = ql_flow_expr(p->def->flow, ref);
    switch (e->kind) {
    case QL_EXPR_INT: g_string_append_printf(p->out, "%" G_GINT64_FORMAT, e->value); break;
    case QL_EXPR_STRING: print_string(p, e->name); break;
    case QL_EXPR_FUNCTION:
    case QL_EXPR_GLOBAL: g_string_append(p->out, text(p, e->name)); break;
    case QL_EXPR_PARAM: g_string_append_printf(p->out, "p%" G_GINT64_FORMAT, e->value); break;
    case QL_EXPR_LOCAL: g_string_append_printf(p->out, "l%" G_GINT64_FORMAT, e->value); break;
    case QL_EXPR_CALL: g_string_append_printf(p->out, "call#%" G_GINT64_FORMAT, e->value); break;
    case QL_EXPR_FIELD: print_field(p, e); break;
    case QL_EXPR_DEREF: print_prefixed(p, '*', e->a); break;
    case QL_EXPR_ADDR: print_prefixed(p, '&', e->a); break;
    case QL_EXPR_UNARY: print_prefixed(p, (char)e->op, e->a); break;
    case QL_EXPR_INDEX: print_index(p, e); break;
    case QL_EXPR_BINARY: print_binary(p, e); break;
    default: g_string_append_c(p->out, '?'); break;
    }
}

void ql_print_expr(GString *out, const QlDefinition *def, QlExprRef ref, const QlStrings *strings)
{
    Printer p = {out, def, strings};
    print_expr(&p, ref);
}

/* A callee that is not a function's own name is written (*callee). */
static void print_callee(const Printer *p, QlExprRef target)
{
    if (ql_flow_expr(p->def->flow, target)->kind == QL_EXPR_FUNCTION) {
        print_expr(p, target);
        return;
    }
    g_string_append(p->out, "(*");
    print_expr(p, target);
    g_string_append_c(p->out, ')');
}

static void print_call(const Printer *p, const QlEvent *event)
{
    print_callee(p, event->target);
    g_string_append_c(p->out, '(');
    for (guint i = 0; i < event->n_args; i++) {
        g_string_append(p->out, i ? ", " : "");
        print_expr(p, ql_flow_arg(p->def->flow, event, i));
    }
    g_string_append_c(p->out, ')');
}

void ql_print_call(GString *out, const QlDefinition *def, const QlEvent *call,
                   const QlStrings *strings)
{
    Printer p = {out, def, strings};
    print_call(&p, call);
}

static void print_assign(const Printer *p, const QlEvent *event)
{
    static const char *const ops[QL_ASSIGN_LAST + 1] = {
        [QL_ASSIGN_SET] = "=",
        [QL_ASSIGN_OR] = "|=",
        [QL_ASSIGN_AND] = "&=",
        [QL_ASSIGN_MODIFY] = "op=",
    };
    print_expr(p, event->target);
    g_string_append_printf(p->out, " %s ", ops[event->assign]);
    print_expr(p, event->value);
}

static void print_tag(const Printer *p, const char *tag, QlSym name)
{
    g_string_append_printf(p->out, " [%s %s]", tag, text(p, name));
}

static void print_event_tags(const Printer *p, const QlEvent *event)
{
    if (event->macro) {
        print_tag(p, "macro", event->macro);
    }
    if (event->record) {
        print_tag(p, "record", event->record);
    }
    g_string_append(p->out, event->flags & QL_EVENT_NORETURN ? " [noreturn]" : "");
    g_string_append(p->out, event->flags & QL_EVENT_CLEANUP ? " [cleanup]" : "");
    g_string_append(p->out, event->flags & QL_EVENT_DECLARES ? " [declares]" : "");
}

static void print_event(const Printer *p, const QlEvent *event)
{
    g_string_append_printf(p->out, "    #%u %u:%u ", event->id, event->line, event->column);
    if (event->kind == QL_EVENT_CALL) {
        g_string_append(p->out, "call ");
        print_call(p, event);
    } else {
        print_assign(p, event);
    }
    print_event_tags(p, event);
    g_string_append_c(p->out, '\n');
}

static void print_branch(const Printer *p, const QlBlock *block)
{
    g_string_append(p->out, "if ");
    print_expr(p, block->cond);
    g_string_append_printf(p->out, " -> b%u else b%u\n",
                           ql_flow_edge(p->def->flow, block, 0)->target,
                           ql_flow_edge(p->def->flow, block, 1)->target);
}

static void print_switch_edge(const Printer *p, const QlEdge *edge)
{
    g_string_append(p->out, "      ");
    if (edge->kind == QL_EDGE_DEFAULT) {
        g_string_append(p->out, "default");
    } else if (edge->low == edge->high) {
        g_string_append_printf(p->out, "case %" G_GINT64_FORMAT, edge->low);
    } else {
        g_string_append_printf(p->out, "case %" G_GINT64_FORMAT "..%" G_GINT64_FORMAT, edge->low,
                               edge->high);
    }
    g_string_append_printf(p->out, " -> b%u\n", edge->target);
}

static void print_switch(const Printer *p, const QlBlock *block)
{
    g_string_append(p->out, "switch ");
    print_expr(p, block->cond);
    g_string_append_c(p->out, '\n');
    for (guint i = 0; i < block->n_edges; i++) {
        print_switch_edge(p, ql_flow_edge(p->def->flow, block, i));
    }
}

static void print_return(const Printer *p, const QlBlock *block)
{
    g_string_append(p->out, "return");
    if (block->cond) {
        g_string_append_c(p->out, ' ');
        print_expr(p, block->cond);
    }
    g_string_append_c(p->out, '\n');
}

static void print_term(const Printer *p, const QlBlock *block)
{
    g_string_append(p->out, "    ");
    if (block->line) {
        g_string_append_printf(p->out, "%u ", block->line);
    }
    switch (block->term) {
    case QL_TERM_JUMP:
        g_string_append_printf(p->out, "-> b%u\n", ql_flow_edge(p->def->flow, block, 0)->target);
        break;
    case QL_TERM_BRANCH: print_branch(p, block); break;
    case QL_TERM_SWITCH: print_switch(p, block); break;
    case QL_TERM_RETURN: print_return(p, block); break;
    default: g_string_append(p->out, "unreachable\n"); break;
    }
}

static void print_flow(const Printer *p)
{
    const QlFlow *flow = p->def->flow;
    for (guint i = 0; i < flow->blocks->len; i++) {
        const QlBlock *block = ql_flow_block(flow, i);
        g_string_append_printf(p->out, "  b%u:\n", i);
        for (guint j = 0; j < block->n_events; j++) {
            print_event(p, ql_flow_event(flow, block, j));
        }
        print_term(p, block);
    }
}

static void print_flags(const Printer *p)
{
    static const struct {
        guint flag;
        const char *name;
    } names[] = {
        {QL_DEF_STATIC, "static"},         {QL_DEF_INLINE, "inline"},
        {QL_DEF_NORETURN, "noreturn"},     {QL_DEF_CONSTRUCTOR, "constructor"},
        {QL_DEF_DESTRUCTOR, "destructor"}, {QL_DEF_WEAK, "weak"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(names); i++) {
        if (p->def->flags & names[i].flag) {
            g_string_append_printf(p->out, "%s ", names[i].name);
        }
    }
}

static void print_signature(const Printer *p)
{
    const QlDefinition *def = p->def;
    g_string_append_printf(p->out, "%s (", text(p, def->type));
    for (guint i = 0; i < def->params->len; i++) {
        const QlVariable *v = &g_array_index(def->params, QlVariable, i);
        const char *type = text(p, v->type);
        const char *gap = v->name && !g_str_has_suffix(type, "*") ? " " : "";
        g_string_append_printf(p->out, "%s%s%s%s", i ? ", " : "", type, gap, text(p, v->name));
    }
    if (def->flags & QL_DEF_VARIADIC) {
        g_string_append(p->out, def->params->len ? ", ..." : "...");
    }
    g_string_append_c(p->out, ')');
}

static void print_heading(const Printer *p)
{
    static const char *const kinds[QL_DEF_KIND_LAST + 1] = {
        [QL_DEF_FUNCTION] = "function",
        [QL_DEF_VARIABLE] = "variable",
        [QL_DEF_DECLARATION] = "declaration",
    };
    const QlDefinition *def = p->def;
    g_string_append_printf(p->out, "%s %s %s:%u-%u ", kinds[def->kind], text(p, def->key),
                           text(p, def->file), def->line, def->end_line);
    print_flags(p);
    if (def->kind == QL_DEF_VARIABLE) {
        g_string_append(p->out, text(p, def->type));
    } else {
        print_signature(p);
    }
    g_string_append_c(p->out, '\n');
}

static void print_syms(const Printer *p, const char *label, const GArray *syms)
{
    if (syms->len == 0) {
        return;
    }
    g_string_append_printf(p->out, "  %s:", label);
    for (guint i = 0; i < syms->len; i++) {
        g_string_append_printf(p->out, "%s %s", i ? "," : "",
                               text(p, g_array_index(syms, QlSym, i)));
    }
    g_string_append_c(p->out, '\n');
}

static void print_variables(const Printer *p, const char *label, char letter,
                            const GArray *variables)
{
    for (guint i = 0; i < variables->len; i++) {
        const QlVariable *v = &g_array_index(variables, QlVariable, i);
        g_string_append_printf(p->out, "  %s %c%u %s: %s", label, letter, i, text(p, v->name),
                               text(p, v->type));
        if (v->record) {
            print_tag(p, "record", v->record);
        }
        if (v->cleanup) {
            print_tag(p, "cleanup", v->cleanup);
        }
        g_string_append_c(p->out, '\n');
    }
}

/* Whether the key is the name, or the name followed by its file. */
static gboolean key_tells_name(const Printer *p)
{
    const char *key = text(p, p->def->key);
    const char *name = text(p, p->def->name);
    gsize len = strlen(name);
    return strncmp(key, name, len) == 0 && (key[len] == '\0' || key[len] == '@');
}

void ql_print_definition(GString *out, const QlDefinition *def, const QlStrings *strings)
{
    Printer p = {out, def, strings};
    print_heading(&p);
    if (!key_tells_name(&p)) {
        g_string_append_printf(out, "  name: %s\n", text(&p, def->name));
    }
    print_syms(&p, "marks", def->marks);
    print_syms(&p, "attrs", def->attrs);
    print_variables(&p, "param", 'p', def->params);
    print_variables(&p, "local", 'l', def->locals);
    if (def->flow) {
        print_flow(&p);
    }
}
