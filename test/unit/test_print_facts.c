/* SPDX-License-Identifier: Apache-2.0 */
/* The text form of facts: every kind of expression, event and terminator. */
#include "print_facts.h"
#include "sample.h"

static const char expected[] =
    "function run@SRC:a.c SRC:a.c:10-21 static inline int (Device *d, ...)\n"
    "  marks: mark\n"
    "  attrs: constructor, mark\n"
    "  param p0 d: Device * [record Device]\n"
    "  local l0 guard: Device * [record Device] [cleanup unlock]\n"
    "  local l1 i: int\n"
    "  b0:\n"
    "    #0 12:9 call lock(&p0->Device.mutex) [macro GUARD]\n"
    "    12 if !call#0 -> b1 else b4\n"
    "  b1:\n"
    "    #7 13:5 l1 |= l1 & -9223372036854775808 [declares]\n"
    "    14 switch l1 & -9223372036854775808\n"
    "      case -9223372036854775808..9223372036854775807 -> b2\n"
    "      case 3 -> b2\n"
    "      default -> b3\n"
    "  b2:\n"
    "    #3 11:9 call (*p0->Device.notify)(*p0, \"a\\\"b\", ?)\n"
    "    #4 16:5 table[l1] = call#0 [record Device]\n"
    "    -> b4\n"
    "  b3:\n"
    "    #5 17:9 call lock() [noreturn] [cleanup]\n"
    "    unreachable\n"
    "  b4:\n"
    "    #8 19:5 l1 op= ?\n"
    "    20 return call#0\n";

static void test_function(void)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_function(strings, FALSE);
    g_autoptr(GString) out = g_string_new(NULL);
    ql_print_definition(out, def, strings);
    g_assert_cmpstr(out->str, ==, expected);
}

static void test_variable(void)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_variable(strings, "go");
    g_autoptr(GString) out = g_string_new(NULL);
    ql_print_definition(out, def, strings);
    g_assert_cmpstr(out->str, ==,
                    "variable ops SRC:ops.c:5-7 Ops\n"
                    "  b0:\n"
                    "    #0 6:5 ops.Ops.run = go\n"
                    "    return\n");
}

/* Prints the expression that @build adds over `p0` and `l0`. */
static char *print_built(QlExprRef (*build)(QlFlow *, QlExprRef, QlExprRef))
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_definition_new();
    def->flow = ql_flow_new();
    QlExprRef param = ql_flow_add_expr(def->flow, (QlExpr){.kind = QL_EXPR_PARAM});
    QlExprRef local = ql_flow_add_expr(def->flow, (QlExpr){.kind = QL_EXPR_LOCAL});
    GString *out = g_string_new(NULL);
    ql_print_expr(out, def, build(def->flow, param, local), strings);
    return g_string_free(out, FALSE);
}

static QlExprRef add(QlFlow *flow, QlExprKind kind, guint8 op, QlExprRef a, QlExprRef b)
{
    return ql_flow_add_expr(flow, (QlExpr){.kind = kind, .op = op, .a = a, .b = b});
}

static QlExprRef negated_sum(QlFlow *flow, QlExprRef p, QlExprRef l)
{
    return add(flow, QL_EXPR_UNARY, '-', add(flow, QL_EXPR_BINARY, QL_OP_ADD, p, l), 0);
}

static QlExprRef indexed_deref(QlFlow *flow, QlExprRef p, QlExprRef l)
{
    return add(flow, QL_EXPR_INDEX, 0, add(flow, QL_EXPR_DEREF, 0, p, 0), l);
}

static QlExprRef nested_compare(QlFlow *flow, QlExprRef p, QlExprRef l)
{
    QlExprRef masked = add(flow, QL_EXPR_BINARY, QL_OP_AND, p, l);
    return add(flow, QL_EXPR_BINARY, QL_OP_EQ, masked, l);
}

static QlExprRef deref_of_sum_field(QlFlow *flow, QlExprRef p, QlExprRef l)
{
    QlExprRef sum = add(flow, QL_EXPR_BINARY, QL_OP_SUB, p, l);
    return add(flow, QL_EXPR_FIELD, 0, add(flow, QL_EXPR_DEREF, 0, sum, 0), 0);
}

static void test_parentheses(void)
{
    static const struct {
        QlExprRef (*build)(QlFlow *, QlExprRef, QlExprRef);
        const char *text;
    } cases[] = {
        {negated_sum, "-(p0 + l0)"},
        {indexed_deref, "(*p0)[l0]"},
        {nested_compare, "(p0 & l0) == l0"},
        {deref_of_sum_field, "(p0 - l0)->"},
    };
    for (guint i = 0; i < G_N_ELEMENTS(cases); i++) {
        g_autofree char *text = print_built(cases[i].build);
        g_assert_cmpstr(text, ==, cases[i].text);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/print/function", test_function);
    g_test_add_func("/print/variable", test_variable);
    g_test_add_func("/print/parentheses", test_parentheses);
    return g_test_run();
}
