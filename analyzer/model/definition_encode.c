/* SPDX-License-Identifier: Apache-2.0 */
#include "definition_format.h"
#include <string.h>

typedef struct Encoder {
    const QlStrings *strings;
    GByteArray *body;
    GByteArray *texts;
    GHashTable *positions; /* QlSym -> position in texts + 1 */
    guint32 last_id;       /* of the event before */
    guint32 last_line;     /* of the event or terminator before */
} Encoder;

static void append_unsigned(GByteArray *out, guint64 value)
{
    guint8 buffer[10];
    guint n = 0;
    while (value >= 0x80) {
        buffer[n++] = (guint8)(value | 0x80);
        value >>= 7;
    }
    buffer[n++] = (guint8)value;
    g_byte_array_append(out, buffer, n);
}

static void put(Encoder *enc, guint64 value)
{
    append_unsigned(enc->body, value);
}

static void put_signed(Encoder *enc, gint64 value)
{
    put(enc, ((guint64)value << 1) ^ (value < 0 ? G_MAXUINT64 : 0));
}

/* The distance from @base to @value; small if they are near, whichever is larger. */
static void put_delta(Encoder *enc, guint32 base, guint32 value)
{
    put_signed(enc, (gint64)value - base);
}

static void put_sym(Encoder *enc, QlSym sym)
{
    if (!sym) {
        put(enc, 0);
        return;
    }
    guint position = GPOINTER_TO_UINT(g_hash_table_lookup(enc->positions, GUINT_TO_POINTER(sym)));
    if (!position) {
        const char *text = ql_strings_get(enc->strings, sym);
        g_byte_array_append(enc->texts, (const guint8 *)text, (guint)strlen(text) + 1);
        position = g_hash_table_size(enc->positions) + 1;
        g_hash_table_insert(enc->positions, GUINT_TO_POINTER(sym), GUINT_TO_POINTER(position));
    }
    put(enc, position);
}

static void put_syms(Encoder *enc, const GArray *syms)
{
    put(enc, syms->len);
    for (guint i = 0; i < syms->len; i++) {
        put_sym(enc, g_array_index(syms, QlSym, i));
    }
}

static void put_variables(Encoder *enc, const GArray *variables)
{
    put(enc, variables->len);
    for (guint i = 0; i < variables->len; i++) {
        const QlVariable *v = &g_array_index(variables, QlVariable, i);
        put_sym(enc, v->name);
        put_sym(enc, v->type);
        put_sym(enc, v->record);
        put_sym(enc, v->cleanup);
    }
}

static void put_expr(Encoder *enc, const QlExpr *e, QlExprRef self)
{
    guint mask = (e->a ? EXPR_HAS_A : 0) | (e->name ? EXPR_HAS_NAME : 0) |
                 (e->value ? EXPR_HAS_VALUE : 0) | (e->b ? EXPR_HAS_B : 0) |
                 (e->record ? EXPR_HAS_RECORD : 0) | (e->op ? EXPR_HAS_OP : 0);
    put(enc, e->kind | mask << EXPR_KIND_BITS);
    if (e->a) {
        put(enc, self - e->a);
    }
    if (e->name) {
        put_sym(enc, e->name);
    }
    if (e->value) {
        put_signed(enc, e->value);
    }
    if (e->b) {
        put(enc, self - e->b);
    }
    if (e->record) {
        put_sym(enc, e->record);
    }
    if (e->op) {
        put(enc, e->op);
    }
}

static void put_args(Encoder *enc, const QlFlow *flow, const QlEvent *event)
{
    put(enc, event->n_args);
    for (guint i = 0; i < event->n_args; i++) {
        put(enc, ql_flow_arg(flow, event, i));
    }
}

static void put_event(Encoder *enc, const QlFlow *flow, const QlEvent *event)
{
    guint mask = (event->macro ? EVENT_HAS_MACRO : 0) | (event->value ? EVENT_HAS_VALUE : 0) |
                 (event->n_args ? EVENT_HAS_ARGS : 0) | (event->record ? EVENT_HAS_RECORD : 0);
    put(enc, event->kind | (guint)event->assign << EVENT_ASSIGN_SHIFT | mask << EVENT_MASK_SHIFT |
                 (guint)event->flags << EVENT_FLAGS_SHIFT);
    put_delta(enc, enc->last_id + 1, event->id);
    put_delta(enc, enc->last_line, event->line);
    put(enc, event->column);
    put(enc, event->target);
    if (event->macro) {
        put_sym(enc, event->macro);
    }
    if (event->value) {
        put(enc, event->value);
    }
    if (event->n_args) {
        put_args(enc, flow, event);
    }
    if (event->record) {
        put_sym(enc, event->record);
    }
    enc->last_id = event->id;
    enc->last_line = event->line;
}

static void put_edge(Encoder *enc, const QlEdge *edge)
{
    gboolean range = edge->low || edge->high;
    put(enc, edge->kind | (range ? EDGE_HAS_RANGE : 0));
    put(enc, edge->target);
    if (range) {
        put_signed(enc, edge->low);
        put_signed(enc, (gint64)((guint64)edge->high - (guint64)edge->low));
    }
}

static void put_block_events(Encoder *enc, const QlFlow *flow, const QlBlock *block)
{
    put(enc, block->n_events);
    for (guint i = 0; i < block->n_events; i++) {
        put_event(enc, flow, ql_flow_event(flow, block, i));
    }
}

static void put_block_edges(Encoder *enc, const QlFlow *flow, const QlBlock *block)
{
    put(enc, block->n_edges);
    for (guint i = 0; i < block->n_edges; i++) {
        put_edge(enc, ql_flow_edge(flow, block, i));
    }
}

static void put_block(Encoder *enc, const QlFlow *flow, const QlBlock *block)
{
    guint mask = (block->line ? BLOCK_HAS_LINE : 0) | (block->cond ? BLOCK_HAS_COND : 0) |
                 (block->n_events ? BLOCK_HAS_EVENTS : 0) | (block->n_edges ? BLOCK_HAS_EDGES : 0);
    put(enc, block->term | mask << BLOCK_TERM_BITS);
    if (block->n_events) {
        put_block_events(enc, flow, block);
    }
    if (block->line) {
        put_delta(enc, enc->last_line, block->line);
        enc->last_line = block->line;
    }
    if (block->cond) {
        put(enc, block->cond);
    }
    if (block->n_edges) {
        put_block_edges(enc, flow, block);
    }
}

static void put_flow(Encoder *enc, const QlFlow *flow)
{
    put(enc, flow->exprs->len - 1);
    for (guint i = 1; i < flow->exprs->len; i++) {
        put_expr(enc, ql_flow_expr(flow, i), i);
    }
    put(enc, flow->blocks->len);
    for (guint i = 0; i < flow->blocks->len; i++) {
        put_block(enc, flow, ql_flow_block(flow, i));
    }
}

static void put_definition(Encoder *enc, const QlDefinition *def)
{
    put(enc, def->kind);
    put(enc, def->flags);
    put_sym(enc, def->key);
    put_sym(enc, def->name);
    put_sym(enc, def->file);
    put_sym(enc, def->type);
    put(enc, def->line);
    put_delta(enc, def->line, def->end_line);
    put_variables(enc, def->params);
    put_variables(enc, def->locals);
    put_syms(enc, def->marks);
    put_syms(enc, def->attrs);
    put(enc, def->flow ? 1 : 0);
    enc->last_line = def->line;
    enc->last_id = G_MAXUINT32; /* so that the first event is expected to be number 0 */
    if (def->flow) {
        put_flow(enc, def->flow);
    }
}

static GBytes *assemble(const Encoder *enc)
{
    GByteArray *out = g_byte_array_sized_new(enc->body->len + enc->texts->len + 8);
    append_unsigned(out, QL_FORMAT);
    append_unsigned(out, g_hash_table_size(enc->positions));
    g_byte_array_append(out, enc->texts->data, enc->texts->len);
    g_byte_array_append(out, enc->body->data, enc->body->len);
    return g_byte_array_free_to_bytes(out);
}

GBytes *ql_definition_encode(const QlDefinition *def, const QlStrings *strings)
{
    Encoder enc = {
        .strings = strings,
        .body = g_byte_array_new(),
        .texts = g_byte_array_new(),
        .positions = g_hash_table_new(NULL, NULL),
    };
    put_definition(&enc, def);
    GBytes *bytes = assemble(&enc);
    g_byte_array_unref(enc.body);
    g_byte_array_unref(enc.texts);
    g_hash_table_destroy(enc.positions);
    return bytes;
}
