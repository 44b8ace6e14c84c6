/* SPDX-License-Identifier: Apache-2.0 */
/* The order of findings, and steps that own their strings. */
#include "finding.h"

static QlFinding *make(const char *rule, double confidence, const char *file, guint line,
                       const char *fingerprint)
{
    QlFinding *finding = ql_finding_new();
    QlWitness *witness = ql_witness_new("main");
    finding->rule = g_strdup(rule);
    finding->confidence = confidence;
    finding->fingerprint = g_strdup(fingerprint);
    ql_witness_add(witness, QL_STEP_ROOT, "start", "a.c", 1, NULL, NULL, NULL);
    ql_witness_add(witness, QL_STEP_VIOLATION, "end", file, line, NULL, NULL, NULL);
    g_ptr_array_add(finding->witnesses, witness);
    return finding;
}

static void expect_before(QlFinding *first, QlFinding *second)
{
    g_assert_cmpint(ql_finding_compare(&first, &second), <, 0);
    g_assert_cmpint(ql_finding_compare(&second, &first), >, 0);
    g_assert_cmpint(ql_finding_compare(&first, &first), ==, 0);
    ql_finding_free(first);
    ql_finding_free(second);
}

static void test_order(void)
{
    expect_before(make("a", 0.1, "z.c", 9, "f"), make("b", 0.9, "a.c", 1, "a"));
    expect_before(make("a", 0.9, "z.c", 9, "f"), make("a", 0.1, "a.c", 1, "a"));
    expect_before(make("a", 0.5, "a.c", 9, "f"), make("a", 0.5, "b.c", 1, "a"));
    expect_before(make("a", 0.5, "a.c", 1, "f"), make("a", 0.5, "a.c", 9, "a"));
    expect_before(make("a", 0.5, "a.c", 1, "a"), make("a", 0.5, "a.c", 1, "f"));
}

static void test_without_witness(void)
{
    QlFinding *bare = ql_finding_new();
    bare->rule = g_strdup("a");
    expect_before(bare, make("a", 0.0, "a.c", 1, "f"));
}

static void test_steps_copy(void)
{
    char held_name[] = "L";
    char *held[] = {held_name, NULL};
    g_autoptr(QlWitness) witness = ql_witness_new("main");
    const QlStep *step = ql_witness_add(witness, QL_STEP_CALL, "f", NULL, 3, "g", NULL, held);
    held_name[0] = 'X';
    g_assert_cmpstr(step->held[0], ==, "L");
    g_assert_cmpstr(step->file, ==, "");
    g_assert_cmpstr(step->via, ==, "");
}

static void test_names(void)
{
    g_assert_cmpstr(ql_severity_name(QL_SEVERITY_NOTE), ==, "note");
    g_assert_cmpstr(ql_severity_name(QL_SEVERITY_WARNING), ==, "warning");
    g_assert_cmpstr(ql_severity_name(QL_SEVERITY_ERROR), ==, "error");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_ROOT), ==, "root");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_CALL), ==, "call");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_INDIRECT), ==, "indirect");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_ACQUIRE), ==, "acquire");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_RELEASE), ==, "release");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_WAIT), ==, "wait");
    g_assert_cmpstr(ql_step_kind_name(QL_STEP_VIOLATION), ==, "violation");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/finding/order", test_order);
    g_test_add_func("/finding/without-witness", test_without_witness);
    g_test_add_func("/finding/steps-copy", test_steps_copy);
    g_test_add_func("/finding/names", test_names);
    return g_test_run();
}
