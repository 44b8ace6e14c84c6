/* SPDX-License-Identifier: Apache-2.0 */
/* Encoding and decoding of definitions. */
#include "print_facts.h"
#include "sample.h"
#include <string.h>

static char *print(const QlDefinition *def, const QlStrings *strings)
{
    GString *out = g_string_new(NULL);
    ql_print_definition(out, def, strings);
    return g_string_free(out, FALSE);
}

static GBytes *sample_bytes(gboolean shuffle)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_function(strings, shuffle);
    return ql_definition_encode(def, strings);
}

static QlDefinition *decode(GBytes *bytes, QlStrings *strings, GError **error)
{
    gsize len;
    const guint8 *data = g_bytes_get_data(bytes, &len);
    return ql_definition_decode(data, len, strings, error);
}

static void test_round_trip(void)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlStrings) other = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_function(strings, FALSE);
    g_autoptr(GBytes) bytes = ql_definition_encode(def, strings);
    g_autoptr(GError) error = NULL;
    g_autoptr(QlDefinition) back = decode(bytes, other, &error);
    g_assert_no_error(error);
    g_autofree char *before = print(def, strings);
    g_autofree char *after = print(back, other);
    g_assert_cmpstr(before, ==, after);
    g_assert_cmpuint(back->flags, ==, def->flags);
    g_assert_cmpuint(back->flow->exprs->len, ==, def->flow->exprs->len);
    g_autoptr(GBytes) again = ql_definition_encode(back, other);
    g_assert_true(g_bytes_equal(bytes, again));
}

static void test_declaration(void)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_definition_new();
    def->kind = QL_DEF_DECLARATION;
    def->key = ql_strings_intern(strings, "f");
    g_autoptr(GBytes) bytes = ql_definition_encode(def, strings);
    g_autoptr(QlDefinition) back = decode(bytes, strings, NULL);
    g_assert_nonnull(back);
    g_assert_null(back->flow);
    g_assert_cmpuint(back->kind, ==, QL_DEF_DECLARATION);
}

static void test_canonical(void)
{
    g_autoptr(GBytes) plain = sample_bytes(FALSE);
    g_autoptr(GBytes) shuffled = sample_bytes(TRUE);
    g_assert_true(g_bytes_equal(plain, shuffled));
    guint8 a[QL_ID_SIZE];
    guint8 b[QL_ID_SIZE];
    ql_definition_id(plain, a);
    ql_definition_id(shuffled, b);
    g_assert_cmpmem(a, sizeof a, b, sizeof b);
}

static void test_difference_shows(void)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_function(strings, FALSE);
    g_autoptr(GBytes) before = ql_definition_encode(def, strings);
    g_array_index(def->flow->events, QlEvent, 0).column++;
    g_autoptr(GBytes) after = ql_definition_encode(def, strings);
    g_assert_false(g_bytes_equal(before, after));
    guint8 a[QL_ID_SIZE];
    guint8 b[QL_ID_SIZE];
    ql_definition_id(before, a);
    ql_definition_id(after, b);
    g_assert_cmpint(memcmp(a, b, sizeof a), !=, 0);
}

static void test_truncated(void)
{
    g_autoptr(GBytes) bytes = sample_bytes(FALSE);
    for (gsize len = 0; len < g_bytes_get_size(bytes); len++) {
        g_autoptr(QlStrings) strings = ql_strings_new();
        g_autoptr(GError) error = NULL;
        /* A copy of exactly this size, so that the sanitizer sees a read behind its end. */
        g_autofree guint8 *copy = g_memdup2(g_bytes_get_data(bytes, NULL), len);
        g_assert_null(ql_definition_decode(copy, len, strings, &error));
        g_assert_error(error, QL_MODEL_ERROR, QL_MODEL_ERROR_DAMAGED);
    }
}

/* What decodes must print and encode, whatever the bytes were. */
static void exercise(const guint8 *data, gsize len)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(GError) error = NULL;
    g_autoptr(QlDefinition) def = ql_definition_decode(data, len, strings, &error);
    if (!def) {
        g_assert_error(error, QL_MODEL_ERROR, QL_MODEL_ERROR_DAMAGED);
        return;
    }
    g_autofree char *text = print(def, strings);
    g_assert_cmpint(*text, !=, 0);
    g_autoptr(GBytes) bytes = ql_definition_encode(def, strings);
    g_autoptr(QlDefinition) again = decode(bytes, strings, NULL);
    g_assert_nonnull(again);
}

static void test_flipped(void)
{
    g_autoptr(GBytes) bytes = sample_bytes(FALSE);
    gsize len;
    const guint8 *data = g_bytes_get_data(bytes, &len);
    g_autofree guint8 *copy = g_memdup2(data, len);
    for (gsize i = 0; i < len; i++) {
        for (guint value = 0; value < 256; value++) {
            copy[i] = (guint8)value;
            exercise(copy, len);
        }
        copy[i] = data[i];
    }
}

static void test_random_pairs(void)
{
    g_autoptr(GBytes) bytes = sample_bytes(FALSE);
    g_autoptr(GRand) rand = g_rand_new_with_seed(1);
    gsize len;
    const guint8 *data = g_bytes_get_data(bytes, &len);
    g_autofree guint8 *copy = g_memdup2(data, len);
    for (guint round = 0; round < 20000; round++) {
        gsize a = (gsize)g_rand_int_range(rand, 0, (gint32)len);
        gsize b = (gsize)g_rand_int_range(rand, 0, (gint32)len);
        copy[a] = (guint8)g_rand_int(rand);
        copy[b] ^= (guint8)(1u << g_rand_int_range(rand, 0, 8));
        exercise(copy, len);
        copy[a] = data[a];
        copy[b] = data[b];
    }
}

/* Encodes the sample after @spoil changed it and expects the decoder to object with @message. */
static void expect_damage(void (*spoil)(QlDefinition *), const char *message)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_function(strings, FALSE);
    spoil(def);
    g_autoptr(GBytes) bytes = ql_definition_encode(def, strings);
    g_autoptr(GError) error = NULL;
    g_assert_null(decode(bytes, strings, &error));
    g_assert_error(error, QL_MODEL_ERROR, QL_MODEL_ERROR_DAMAGED);
    g_assert_nonnull(strstr(error->message, message));
}

static QlExpr *expr_of_kind(QlDefinition *def, QlExprKind kind)
{
    guint i = 0;
    while (g_array_index(def->flow->exprs, QlExpr, i).kind != kind) {
        i++;
    }
    return &g_array_index(def->flow->exprs, QlExpr, i);
}

static void spoil_kind(QlDefinition *def)
{
    def->kind = QL_DEF_KIND_LAST + 1;
}

static void spoil_expr_kind(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_INT)->kind = QL_EXPR_KIND_LAST + 1;
}

static void spoil_param(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_PARAM)->value = 1;
}

static void spoil_local(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_LOCAL)->value = -1;
}

static void spoil_call(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_CALL)->value = QL_EVENT_ID_LIMIT;
}

static void spoil_unary(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_UNARY)->op = '?';
}

static void spoil_binary(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_BINARY)->op = QL_OP_LAST + 1;
}

static void spoil_cycle(QlDefinition *def)
{
    QlExpr *e = expr_of_kind(def, QL_EXPR_DEREF);
    e->a = (QlExprRef)(e - (QlExpr *)(void *)def->flow->exprs->data);
}

static void spoil_forward(QlDefinition *def)
{
    expr_of_kind(def, QL_EXPR_DEREF)->a = def->flow->exprs->len - 1;
}

static void spoil_size(QlDefinition *def)
{
    for (guint i = 0; i < 300; i++) {
        QlExpr e = {.kind = QL_EXPR_DEREF, .a = def->flow->exprs->len - 1};
        g_array_append_val(def->flow->exprs, e);
    }
}

static void spoil_target(QlDefinition *def)
{
    g_array_index(def->flow->events, QlEvent, 0).target = def->flow->exprs->len;
}

static void spoil_arg(QlDefinition *def)
{
    g_array_index(def->flow->args, QlExprRef, 0) = def->flow->exprs->len;
}

static void spoil_event_id(QlDefinition *def)
{
    g_array_index(def->flow->events, QlEvent, 1).id = 0;
}

static void spoil_large_id(QlDefinition *def)
{
    g_array_index(def->flow->events, QlEvent, 1).id = QL_EVENT_ID_LIMIT;
}

static void spoil_edge_target(QlDefinition *def)
{
    g_array_index(def->flow->edges, QlEdge, 0).target = def->flow->blocks->len;
}

static void spoil_edge_kind(QlDefinition *def)
{
    g_array_index(def->flow->edges, QlEdge, 0).kind = QL_EDGE_LAST + 1;
}

static void spoil_branch(QlDefinition *def)
{
    g_array_index(def->flow->blocks, QlBlock, 0).n_edges = 1;
}

static void spoil_term(QlDefinition *def)
{
    g_array_index(def->flow->blocks, QlBlock, 3).term = QL_TERM_LAST + 1;
}

static void spoil_blocks(QlDefinition *def)
{
    g_array_set_size(def->flow->blocks, 0);
}

static void test_checks(void)
{
    expect_damage(spoil_kind, "unknown definition kind");
    expect_damage(spoil_expr_kind, "unknown expression kind");
    expect_damage(spoil_param, "parameter out of range");
    expect_damage(spoil_local, "local out of range");
    expect_damage(spoil_call, "call id out of range");
    expect_damage(spoil_unary, "unknown unary operator");
    expect_damage(spoil_binary, "unknown binary operator");
    expect_damage(spoil_cycle, "expression refers to itself");
    expect_damage(spoil_forward, "expression refers beyond its graph");
    expect_damage(spoil_size, "expression too large");
    expect_damage(spoil_target, "reference to a missing expression");
    expect_damage(spoil_arg, "reference to a missing expression");
    expect_damage(spoil_event_id, "two events with one id");
    expect_damage(spoil_large_id, "event id out of range");
    expect_damage(spoil_edge_target, "edge to a missing block");
    expect_damage(spoil_edge_kind, "unknown edge kind");
    expect_damage(spoil_branch, "edges do not fit the end of their block");
    expect_damage(spoil_term, "unknown terminator");
    expect_damage(spoil_blocks, "flow graph without entry block");
}

static void test_appended(void)
{
    g_autoptr(GBytes) bytes = sample_bytes(FALSE);
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(GByteArray) longer = g_byte_array_new();
    g_autoptr(GError) error = NULL;
    g_byte_array_append(longer, g_bytes_get_data(bytes, NULL), (guint)g_bytes_get_size(bytes));
    g_byte_array_append(longer, (const guint8 *)"x", 1);
    g_assert_null(ql_definition_decode(longer->data, longer->len, strings, &error));
    g_assert_nonnull(strstr(error->message, "bytes after the end"));
}

static void test_shared_exprs(void)
{
    g_autoptr(QlFlow) flow = ql_flow_new();
    QlExpr five = {.kind = QL_EXPR_INT, .value = 5};
    QlExpr six = {.kind = QL_EXPR_INT, .value = 6};
    QlExprRef ref = ql_flow_add_expr(flow, five);
    g_assert_cmpuint(ql_flow_add_expr(flow, five), ==, ref);
    g_assert_cmpuint(ql_flow_add_expr(flow, six), !=, ref);
    g_assert_cmpuint(ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_OTHER}), ==, 0);
}

static void test_expr_limit(void)
{
    g_autoptr(QlFlow) flow = ql_flow_new();
    QlExprRef ref = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_INT, .value = 1});
    for (guint i = 1; i < QL_EXPR_SIZE_LIMIT; i++) {
        ref = ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_DEREF, .a = ref});
        g_assert_cmpuint(ref, !=, 0);
    }
    g_assert_cmpuint(ql_flow_add_expr(flow, (QlExpr){.kind = QL_EXPR_DEREF, .a = ref}), ==, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/definition/round-trip", test_round_trip);
    g_test_add_func("/definition/declaration", test_declaration);
    g_test_add_func("/definition/canonical", test_canonical);
    g_test_add_func("/definition/difference-shows", test_difference_shows);
    g_test_add_func("/definition/truncated", test_truncated);
    g_test_add_func("/definition/flipped", test_flipped);
    g_test_add_func("/definition/random-pairs", test_random_pairs);
    g_test_add_func("/definition/checks", test_checks);
    g_test_add_func("/definition/appended", test_appended);
    g_test_add_func("/flow/shared-expressions", test_shared_exprs);
    g_test_add_func("/flow/expression-limit", test_expr_limit);
    return g_test_run();
}
