/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads what definition_encode.c wrote and checks everything a reader of the graph relies on: every
 * index is in range, expressions are acyclic and small, blocks end as their terminator says. The
 * first fault sticks and makes all further reads return 0, so the code below reads straight on.
 */
#include "definition_format.h"
#include <string.h>

/* Far above any real function; keeps every size below what containers can hold. */
#define LARGEST (1u << 26)

typedef struct Decoder {
    const guint8 *start;
    const guint8 *next;
    const guint8 *end;
    const char *fault; /* what is wrong, or NULL */
    gsize fault_at;
    QlStrings *strings;
    QlSym *syms; /* the string table; syms[0] is none */
    guint n_syms;
    guint n_exprs;
    guint n_blocks;
    guint32 last_id;
    guint32 last_line;
} Decoder;

static void fail(Decoder *dec, const char *what)
{
    if (!dec->fault) {
        dec->fault = what;
        dec->fault_at = (gsize)(dec->next - dec->start);
        dec->next = dec->end;
    }
}

static void check(Decoder *dec, gboolean good, const char *what)
{
    if (G_UNLIKELY(!good)) {
        fail(dec, what);
    }
}

static guint64 get_long(Decoder *dec)
{
    guint64 value = 0;
    for (guint shift = 0; dec->next < dec->end && shift < 64; shift += 7) {
        guint8 byte = *dec->next++;
        value |= (guint64)(byte & 0x7f) << shift;
        if (!(byte & 0x80)) {
            return value;
        }
    }
    fail(dec, "number runs past the end or is too long");
    return 0;
}

static inline guint64 get(Decoder *dec)
{
    if (G_LIKELY(dec->next < dec->end && *dec->next < 0x80)) {
        return *dec->next++;
    }
    return get_long(dec);
}

/* A number below @limit; @what names it in the error. */
static guint32 get_below(Decoder *dec, guint64 limit, const char *what)
{
    guint64 value = get(dec);
    if (G_UNLIKELY(value >= limit)) {
        fail(dec, what);
        return 0;
    }
    return (guint32)value;
}

static guint32 get_u32(Decoder *dec)
{
    return get_below(dec, (guint64)G_MAXUINT32 + 1, "number above 32 bits");
}

static gint64 get_signed(Decoder *dec)
{
    guint64 raw = get(dec);
    return (gint64)(raw >> 1 ^ (raw & 1 ? G_MAXUINT64 : 0));
}

static guint32 get_delta(Decoder *dec, guint32 base)
{
    guint64 value = (guint64)get_signed(dec) + base;
    check(dec, value <= G_MAXUINT32, "difference leaves 32 bits");
    return (guint32)value;
}

/* The length of a list. An element takes @least bytes, so a lie cannot make us allocate much. */
static guint get_count(Decoder *dec, guint least)
{
    guint64 most = (guint64)(dec->end - dec->next) / least;
    return get_below(dec, most + 1, "list longer than the data");
}

static QlSym get_sym(Decoder *dec)
{
    return dec->syms[get_below(dec, dec->n_syms, "name outside the string table")];
}

static QlExprRef get_expr_ref(Decoder *dec)
{
    return get_below(dec, dec->n_exprs, "reference to a missing expression");
}

static QlSym get_text(Decoder *dec)
{
    const guint8 *nul = memchr(dec->next, 0, (gsize)(dec->end - dec->next));
    if (!nul) {
        fail(dec, "string without end");
        return 0;
    }
    if (nul == dec->next) {
        fail(dec, "empty string in the string table");
        return 0;
    }
    const char *text = (const char *)dec->next;
    dec->next = nul + 1;
    return ql_strings_intern(dec->strings, text);
}

static void get_string_table(Decoder *dec)
{
    guint count = get_count(dec, 2);
    dec->n_syms = count + 1;
    dec->syms = g_new(QlSym, (gsize)count + 1);
    dec->syms[0] = 0;
    for (guint i = 1; i <= count; i++) {
        dec->syms[i] = dec->fault ? 0 : get_text(dec);
    }
}

static void get_syms(Decoder *dec, GArray *syms)
{
    guint count = get_count(dec, 1);
    g_array_set_size(syms, count);
    for (guint i = 0; i < count; i++) {
        g_array_index(syms, QlSym, i) = get_sym(dec);
    }
}

static void get_variables(Decoder *dec, GArray *variables)
{
    guint count = get_count(dec, 4);
    g_array_set_size(variables, count);
    for (guint i = 0; i < count; i++) {
        QlVariable *v = &g_array_index(variables, QlVariable, i);
        v->name = get_sym(dec);
        v->type = get_sym(dec);
        v->record = get_sym(dec);
        v->cleanup = get_sym(dec);
    }
}

/* An operand of expression @self: the distance back to it, so never itself or a later one. */
static QlExprRef get_operand(Decoder *dec, QlExprRef self)
{
    guint32 back = get_below(dec, (guint64)self, "expression refers beyond its graph");
    check(dec, back != 0, "expression refers to itself");
    return dec->fault ? 0 : self - back;
}

static void check_expr(Decoder *dec, const QlExpr *e, const QlDefinition *def)
{
    guint64 value = (guint64)e->value;
    switch (e->kind) {
    case QL_EXPR_PARAM: check(dec, value < def->params->len, "parameter out of range"); break;
    case QL_EXPR_LOCAL: check(dec, value < def->locals->len, "local out of range"); break;
    case QL_EXPR_CALL: check(dec, value < QL_EVENT_ID_LIMIT, "call id out of range"); break;
    case QL_EXPR_UNARY:
        check(dec, e->op == '!' || e->op == '-' || e->op == '~', "unknown unary operator");
        break;
    case QL_EXPR_BINARY: check(dec, e->op <= QL_OP_LAST, "unknown binary operator"); break;
    default: break;
    }
}

static void get_expr_members(Decoder *dec, QlExpr *e, QlExprRef self, guint mask)
{
    if (mask & EXPR_HAS_A) {
        e->a = get_operand(dec, self);
    }
    if (mask & EXPR_HAS_NAME) {
        e->name = get_sym(dec);
    }
    if (mask & EXPR_HAS_VALUE) {
        e->value = get_signed(dec);
    }
    if (mask & EXPR_HAS_B) {
        e->b = get_operand(dec, self);
    }
    if (mask & EXPR_HAS_RECORD) {
        e->record = get_sym(dec);
    }
    if (mask & EXPR_HAS_OP) {
        e->op = (guint8)get_below(dec, 256, "operator out of range");
    }
}

static void get_expr(Decoder *dec, const QlDefinition *def, QlExprRef self)
{
    guint32 head = get_below(dec, (EXPR_MASK + 1) << EXPR_KIND_BITS, "unknown expression form");
    QlExpr e = {.kind = head & ((1 << EXPR_KIND_BITS) - 1)};
    check(dec, e.kind <= QL_EXPR_KIND_LAST, "unknown expression kind");
    get_expr_members(dec, &e, self, head >> EXPR_KIND_BITS);
    check_expr(dec, &e, def);
    guint size = 1 + (e.a ? ql_flow_expr(def->flow, e.a)->size : 0) +
                 (e.b ? ql_flow_expr(def->flow, e.b)->size : 0);
    check(dec, size <= QL_EXPR_SIZE_LIMIT, "expression too large");
    e.size = (guint16)size;
    g_array_append_val(def->flow->exprs, e);
}

static void get_exprs(Decoder *dec, const QlDefinition *def)
{
    guint count = get_count(dec, 1);
    dec->n_exprs = count + 1;
    for (guint i = 1; i <= count && !dec->fault; i++) {
        get_expr(dec, def, i);
    }
}

static void get_args(Decoder *dec, QlFlow *flow, QlEvent *event)
{
    event->n_args = get_count(dec, 1);
    g_array_set_size(flow->args, flow->args->len + event->n_args);
    for (guint i = 0; i < event->n_args; i++) {
        g_array_index(flow->args, QlExprRef, event->first_arg + i) = get_expr_ref(dec);
    }
}

static void get_event_head(Decoder *dec, QlEvent *event, guint *mask)
{
    guint32 head = get_below(dec, 1u << (EVENT_FLAGS_SHIFT + 16), "event flags out of range");
    event->kind = head & ((1 << EVENT_ASSIGN_SHIFT) - 1);
    event->assign = head >> EVENT_ASSIGN_SHIFT & 3;
    event->flags = (guint16)(head >> EVENT_FLAGS_SHIFT);
    *mask = head >> EVENT_MASK_SHIFT & 15;
    event->id = dec->last_id = get_delta(dec, dec->last_id + 1);
    check(dec, event->id < QL_EVENT_ID_LIMIT, "event id out of range");
    event->line = dec->last_line = get_delta(dec, dec->last_line);
    event->column = get_u32(dec);
    event->target = get_expr_ref(dec);
}

static void get_event(Decoder *dec, QlFlow *flow)
{
    QlEvent event = {.first_arg = flow->args->len};
    guint mask;
    get_event_head(dec, &event, &mask);
    if (mask & EVENT_HAS_MACRO) {
        event.macro = get_sym(dec);
    }
    if (mask & EVENT_HAS_VALUE) {
        event.value = get_expr_ref(dec);
    }
    if (mask & EVENT_HAS_ARGS) {
        get_args(dec, flow, &event);
    }
    if (mask & EVENT_HAS_RECORD) {
        event.record = get_sym(dec);
    }
    g_array_append_val(flow->events, event);
}

static void get_events(Decoder *dec, QlFlow *flow, QlBlock *block)
{
    block->n_events = get_count(dec, 5);
    for (guint i = 0; i < block->n_events && !dec->fault; i++) {
        get_event(dec, flow);
    }
}

static void get_edge(Decoder *dec, QlFlow *flow)
{
    guint32 head = get_below(dec, EDGE_HAS_RANGE << 1, "unknown edge form");
    QlEdge edge = {.kind = head & (EDGE_HAS_RANGE - 1)};
    check(dec, edge.kind <= QL_EDGE_LAST, "unknown edge kind");
    edge.target = get_below(dec, dec->n_blocks, "edge to a missing block");
    if (head & EDGE_HAS_RANGE) {
        edge.low = get_signed(dec);
        edge.high = (gint64)((guint64)edge.low + (guint64)get_signed(dec));
    }
    g_array_append_val(flow->edges, edge);
}

static void get_edges(Decoder *dec, QlFlow *flow, QlBlock *block)
{
    block->n_edges = get_count(dec, 2);
    for (guint i = 0; i < block->n_edges && !dec->fault; i++) {
        get_edge(dec, flow);
    }
}

static gboolean is_switch_edges(const QlFlow *flow, const QlBlock *block)
{
    for (guint i = 0; i < block->n_edges; i++) {
        guint8 kind = ql_flow_edge(flow, block, i)->kind;
        if (kind != QL_EDGE_CASE && kind != QL_EDGE_DEFAULT) {
            return FALSE;
        }
    }
    return block->n_edges > 0;
}

/* Readers take edge 0 and edge 1 on trust. */
static gboolean edges_fit_term(const QlFlow *flow, const QlBlock *block)
{
    switch (block->term) {
    case QL_TERM_JUMP:
        return block->n_edges == 1 && ql_flow_edge(flow, block, 0)->kind == QL_EDGE_ALWAYS;
    case QL_TERM_BRANCH:
        return block->n_edges == 2 && ql_flow_edge(flow, block, 0)->kind == QL_EDGE_TRUE &&
               ql_flow_edge(flow, block, 1)->kind == QL_EDGE_FALSE;
    case QL_TERM_SWITCH: return is_switch_edges(flow, block);
    default: return block->n_edges == 0;
    }
}

static void get_block(Decoder *dec, QlFlow *flow)
{
    guint32 head = get_below(dec, (BLOCK_MASK + 1) << BLOCK_TERM_BITS, "unknown block form");
    guint mask = head >> BLOCK_TERM_BITS;
    QlBlock block = {
        .term = head & ((1 << BLOCK_TERM_BITS) - 1),
        .first_event = flow->events->len,
        .first_edge = flow->edges->len,
    };
    check(dec, block.term <= QL_TERM_LAST, "unknown terminator");
    if (mask & BLOCK_HAS_EVENTS) {
        get_events(dec, flow, &block);
    }
    if (mask & BLOCK_HAS_LINE) {
        block.line = dec->last_line = get_delta(dec, dec->last_line);
    }
    if (mask & BLOCK_HAS_COND) {
        block.cond = get_expr_ref(dec);
    }
    if (mask & BLOCK_HAS_EDGES) {
        get_edges(dec, flow, &block);
    }
    if (!dec->fault) {
        check(dec, edges_fit_term(flow, &block), "edges do not fit the end of their block");
    }
    g_array_append_val(flow->blocks, block);
}

static int compare_ids(gconstpointer a, gconstpointer b)
{
    guint32 x = *(const guint32 *)a;
    guint32 y = *(const guint32 *)b;
    return x < y ? -1 : x > y;
}

static void check_event_ids(Decoder *dec, const QlFlow *flow)
{
    gboolean ascending = TRUE;
    for (guint i = 1; i < flow->events->len; i++) {
        ascending &= g_array_index(flow->events, QlEvent, i - 1).id <
                     g_array_index(flow->events, QlEvent, i).id;
    }
    if (ascending) {
        return;
    }
    g_autofree guint32 *ids = g_new(guint32, flow->events->len);
    for (guint i = 0; i < flow->events->len; i++) {
        ids[i] = g_array_index(flow->events, QlEvent, i).id;
    }
    qsort(ids, flow->events->len, sizeof *ids, compare_ids);
    for (guint i = 1; i < flow->events->len; i++) {
        check(dec, ids[i - 1] != ids[i], "two events with one id");
    }
}

static void get_flow(Decoder *dec, QlDefinition *def)
{
    def->flow = ql_flow_new();
    get_exprs(dec, def);
    dec->n_blocks = get_count(dec, 1);
    check(dec, dec->n_blocks > 0, "flow graph without entry block");
    for (guint i = 0; i < dec->n_blocks && !dec->fault; i++) {
        get_block(dec, def->flow);
    }
    if (!dec->fault) {
        check_event_ids(dec, def->flow);
    }
}

static void get_definition(Decoder *dec, QlDefinition *def)
{
    def->kind = (guint8)get_below(dec, QL_DEF_KIND_LAST + 1, "unknown definition kind");
    def->flags = get_u32(dec);
    def->key = get_sym(dec);
    def->name = get_sym(dec);
    def->file = get_sym(dec);
    def->type = get_sym(dec);
    def->line = get_u32(dec);
    def->end_line = get_delta(dec, def->line);
    get_variables(dec, def->params);
    get_variables(dec, def->locals);
    get_syms(dec, def->marks);
    get_syms(dec, def->attrs);
    dec->last_line = def->line;
    dec->last_id = G_MAXUINT32;
    if (get_below(dec, 2, "bad flow graph mark")) {
        get_flow(dec, def);
    }
    check(dec, dec->next == dec->end, "bytes after the end");
}

QlDefinition *ql_definition_decode(const guint8 *data, gsize len, QlStrings *strings,
                                   GError **error)
{
    const guint8 *start = data ? data : (const guint8 *)"";
    Decoder dec = {.start = start, .next = start, .end = start + len, .strings = strings};
    g_autoptr(QlDefinition) def = ql_definition_new();
    check(&dec, len <= LARGEST, "too large");
    check(&dec, get(&dec) == QL_FORMAT, "unknown format");
    get_string_table(&dec);
    get_definition(&dec, def);
    g_free(dec.syms);
    if (dec.fault) {
        g_set_error(error, QL_MODEL_ERROR, QL_MODEL_ERROR_DAMAGED,
                    "damaged definition: %s (byte %" G_GSIZE_FORMAT ")", dec.fault, dec.fault_at);
        return NULL;
    }
    return g_steal_pointer(&def);
}
