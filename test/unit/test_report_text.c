/* SPDX-License-Identifier: Apache-2.0 */
/* The text report, compared as a whole: what people read must not change by accident. */
#include "report_sample.h"

#include <stdlib.h>
#include <string.h>

static char *NOTHING[] = {NULL};
static char *HOLDING_A[] = {"A", NULL};
static char *HOLDING_B[] = {"B", NULL};

static void expect(QlFinding *finding, const QlReportOptions *options, const char *expected)
{
    char *text = sample_report(ql_report_text, finding, options);

    g_assert_cmpstr(text, ==, expected);
    free(text);
}

static QlWitness *add_witness(QlFinding *finding, const char *thread)
{
    QlWitness *witness = ql_witness_new(thread);

    g_ptr_array_add(finding->witnesses, witness);
    return witness;
}

/* root, lock, four direct calls, an indirect one, one more call, the violation */
static QlWitness *add_long_witness(QlFinding *finding)
{
    QlWitness *w = add_witness(finding, "worker");

    ql_witness_add(w, QL_STEP_ROOT, "start", "t.c", 1, "", "callback spawn", NOTHING);
    ql_witness_add(w, QL_STEP_ACQUIRE, "start", "t.c", 3, "a_lock", "", NOTHING);
    ql_witness_add(w, QL_STEP_CALL, "start", "t.c", 4, "f", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "f", "f.c", 14, "g", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "g", "f.c", 24, "h", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_INDIRECT, "h", "f.c", 34, "k", "Ops.notify", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "k", "k.c", 44, "m", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_VIOLATION, "m", "m.c", 54, "b_lock", "", HOLDING_A);
    return w;
}

static void test_folded(void)
{
    QlFinding *finding = sample_finding();

    add_long_witness(finding);
    expect(finding, NULL,
           "m.c:54: error: B is taken while A is held [a-then-b]\n"
           "  thread worker, holding A, gets to b_lock():\n"
           "t.c:1: note: starts in start() through callback spawn\n"
           "t.c:3: note: start() takes A with a_lock()\n"
           "t.c:4: note: … 3 direct calls: start -> f -> g -> h [holding A]\n"
           "f.c:34: note: h() calls k() through Ops.notify [holding A]\n"
           "k.c:44: note: k() calls m() [holding A]\n"
           "m.c:54: note: m() calls b_lock(): this is forbidden here [holding A]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_full_path(void)
{
    QlFinding *finding = sample_finding();
    const QlReportOptions options = {.full_path = TRUE};

    add_long_witness(finding);
    expect(finding, &options,
           "m.c:54: error: B is taken while A is held [a-then-b]\n"
           "  thread worker, holding A, gets to b_lock():\n"
           "t.c:1: note: starts in start() through callback spawn\n"
           "t.c:3: note: start() takes A with a_lock()\n"
           "t.c:4: note: start() calls f() [holding A]\n"
           "f.c:14: note: f() calls g() [holding A]\n"
           "f.c:24: note: g() calls h() [holding A]\n"
           "f.c:34: note: h() calls k() through Ops.notify [holding A]\n"
           "k.c:44: note: k() calls m() [holding A]\n"
           "m.c:54: note: m() calls b_lock(): this is forbidden here [holding A]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_ends_are_shown(void)
{
    QlFinding *finding = sample_finding();
    QlWitness *w = add_witness(finding, "main");

    finding->severity = QL_SEVERITY_WARNING;
    for (guint i = 0; i < 4; i++) {
        g_autofree char *name = g_strdup_printf("f%u", i);
        g_autofree char *next = g_strdup_printf("f%u", i + 1);
        ql_witness_add(w, QL_STEP_CALL, name, "f.c", i + 1, next, "", HOLDING_A);
    }
    expect(finding, NULL,
           "f.c:4: warning: B is taken while A is held [a-then-b]\n"
           "  thread main, holding A, gets to f4():\n"
           "f.c:1: note: f0() calls f1() [holding A]\n"
           "f.c:2: note: … 2 direct calls: f1 -> f2 -> f3 [holding A]\n"
           "f.c:4: note: f3() calls f4() [holding A]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

/* A run ends where the locks change or the callee is not the next function. */
static void test_runs_are_split(void)
{
    QlFinding *finding = sample_finding();
    QlWitness *w = add_witness(finding, "main");

    ql_witness_add(w, QL_STEP_ROOT, "f", "f.c", 1, "", "", NOTHING);
    ql_witness_add(w, QL_STEP_CALL, "f", "f.c", 2, "g", "", NOTHING);
    ql_witness_add(w, QL_STEP_CALL, "g", "f.c", 3, "h", "", NOTHING);
    ql_witness_add(w, QL_STEP_CALL, "h", "f.c", 4, "k", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "k", "f.c", 5, "m", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "other", "f.c", 6, "n", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_VIOLATION, "n", "f.c", 7, "", "", HOLDING_A);
    expect(finding, NULL,
           "f.c:7: error: B is taken while A is held [a-then-b]\n"
           "  thread main, holding A, gets to n():\n"
           "f.c:1: note: starts in f()\n"
           "f.c:2: note: … 2 direct calls: f -> g -> h\n"
           "f.c:4: note: … 2 direct calls: h -> k -> m [holding A]\n"
           "f.c:6: note: other() calls n() [holding A]\n"
           "f.c:7: note: n(): this is forbidden here [holding A]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_lock_steps(void)
{
    QlFinding *finding = sample_finding();
    QlWitness *w = add_witness(finding, "main");
    char *both[] = {"A", "B", NULL};

    finding->severity = QL_SEVERITY_NOTE;
    ql_witness_add(w, QL_STEP_ACQUIRE, "f", "f.c", 1, "a_lock", "", HOLDING_B);
    ql_witness_add(w, QL_STEP_ACQUIRE, "f", "f.c", 2, "a_lock", "", both);
    ql_witness_add(w, QL_STEP_RELEASE, "f", "f.c", 3, "b_unlock", "", both);
    ql_witness_add(w, QL_STEP_WAIT, "f", "f.c", 4, "drain", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_RELEASE, "f", "f.c", 5, "", "", HOLDING_A);
    expect(finding, NULL,
           "f.c:5: note: B is taken while A is held [a-then-b]\n"
           "  thread main, holding A, gets to f():\n"
           "f.c:1: note: f() takes A with a_lock() [holding B]\n"
           "f.c:2: note: f() takes a lock with a_lock() [holding A, B]\n"
           "f.c:3: note: f() drops B with b_unlock() [holding A, B]\n"
           "f.c:4: note: f() waits in drain() [holding A]\n"
           "f.c:5: note: f() drops a lock [holding A]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static QlWitness *add_branch(QlFinding *finding, const char *thread, const char *last)
{
    QlWitness *w = add_witness(finding, thread);

    ql_witness_add(w, QL_STEP_ROOT, "f", "f.c", 1, "", "", NOTHING);
    ql_witness_add(w, QL_STEP_ACQUIRE, "f", "f.c", 2, "a_lock", "", NOTHING);
    ql_witness_add(w, QL_STEP_CALL, "f", "f.c", 3, "g", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "g", "g.c", 4, last, "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, last, "h.c", 5, "k", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_CALL, "k", "k.c", 6, "m", "", HOLDING_A);
    ql_witness_add(w, QL_STEP_VIOLATION, "m", "m.c", 7, "b_lock", "", HOLDING_A);
    return w;
}

static void test_branch_point(void)
{
    QlFinding *finding = sample_finding();

    add_branch(finding, "main", "h");
    add_branch(finding, "main", "i");
    expect(finding, NULL,
           "m.c:7: error: B is taken while A is held [a-then-b]\n"
           "  witness 1 of 2: thread main, holding A, gets to b_lock():\n"
           "f.c:1: note: starts in f()\n"
           "f.c:2: note: f() takes A with a_lock()\n"
           "f.c:3: note: … 4 direct calls: f -> g -> h -> k -> m [holding A]\n"
           "m.c:7: note: m() calls b_lock(): this is forbidden here [holding A]\n"
           "  witness 2 of 2: thread main, holding A, gets to b_lock():\n"
           "  … the first 3 hops are those of witness 1\n"
           "g.c:4: note: g() calls i() [holding A]\n"
           "h.c:5: note: … 2 direct calls: i -> k -> m [holding A]\n"
           "m.c:7: note: m() calls b_lock(): this is forbidden here [holding A]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_two_threads(void)
{
    QlFinding *finding = sample_finding();
    QlWitness *w;

    w = add_witness(finding, "one");
    ql_witness_add(w, QL_STEP_ROOT, "f", "f.c", 1, "", "", NOTHING);
    ql_witness_add(w, QL_STEP_VIOLATION, "f", "f.c", 2, "b_lock", "", HOLDING_A);
    w = add_witness(finding, "two");
    ql_witness_add(w, QL_STEP_ROOT, "f", "f.c", 1, "", "", NOTHING);
    ql_witness_add(w, QL_STEP_ACQUIRE, "f", "f.c", 3, "a_lock", "", HOLDING_B);
    expect(finding, NULL,
           "f.c:2: error: B is taken while A is held [a-then-b]\n"
           "  witness 1 of 2: thread one, holding A, gets to b_lock():\n"
           "f.c:1: note: starts in f()\n"
           "f.c:2: note: f() calls b_lock(): this is forbidden here [holding A]\n"
           "  witness 2 of 2: thread two, holding B, gets to a_lock():\n"
           "f.c:1: note: starts in f()\n"
           "f.c:3: note: f() takes a lock with a_lock() [holding B]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_same_witness_twice(void)
{
    QlFinding *finding = sample_finding();

    add_branch(finding, "main", "h");
    add_branch(finding, "main", "h");
    char *text = sample_report(ql_report_text, finding, NULL);

    g_assert_nonnull(strstr(text, "  … the first 6 hops are those of witness 1\n"
                                  "m.c:7: note: m() calls b_lock()"));
    free(text);
}

static void test_nothing_known(void)
{
    QlFinding *finding = ql_finding_new();

    add_witness(finding, NULL);
    ql_witness_add(finding->witnesses->pdata[0], QL_STEP_CALL, NULL, NULL, 0, NULL, NULL, NULL);
    add_witness(finding, "");
    expect(finding, NULL,
           "(unknown place): note:  []\n"
           "  witness 1 of 2: thread (unknown), holding nothing, gets to (unknown)():\n"
           "(unknown place): note: (unknown)()\n"
           "  witness 2 of 2: thread (unknown):\n"
           "  confidence 0.00, fingerprint \n");
}

static void test_colours(void)
{
    QlFinding *finding = sample_finding();
    const QlReportOptions options = {.colour = TRUE};
    QlWitness *w = add_witness(finding, "main");

    ql_witness_add(w, QL_STEP_ACQUIRE, "f", "f.c", 1, "a_lock", "", NOTHING);
    ql_witness_add(w, QL_STEP_VIOLATION, "f", "f.c", 2, "b_lock", "", HOLDING_A);
    expect(finding, &options,
           "\033[1mf.c:2:\033[0m \033[1;31merror:\033[0m \033[1mB is taken while A is held\033[0m "
           "[a-then-b]\n"
           "  thread main, holding \033[33mA\033[0m, gets to b_lock():\n"
           "\033[1mf.c:1:\033[0m \033[1;36mnote:\033[0m f() takes \033[33mA\033[0m with a_lock()\n"
           "\033[1mf.c:2:\033[0m \033[1;36mnote:\033[0m f() calls b_lock(): this is forbidden "
           "here [holding \033[33mA\033[0m]\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_hostile_names(void)
{
    QlFinding *finding = sample_finding();
    QlWitness *w = add_witness(finding, "t\n");

    ql_witness_add(w, QL_STEP_CALL, "f\033[2J", "\xff.c", 2, "\u202eg", "ü\x7f", NOTHING);
    expect(finding, NULL,
           "\\xff.c:2: error: B is taken while A is held [a-then-b]\n"
           "  thread t\\u{a}, holding nothing, gets to \\u{202e}g():\n"
           "\\xff.c:2: note: f\\u{1b}[2J() calls \\u{202e}g()\n"
           "  confidence 0.90, fingerprint 0123456789abcdef0123456789abcdef\n");
}

static void test_blank_line_between(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    g_ptr_array_add(findings, sample_finding());
    g_ptr_array_add(findings, sample_finding());
    g_assert_true(ql_report_text(out, findings, NULL));
    fclose(out);
    g_assert_nonnull(strstr(text, "cdef\n\n(unknown place): error: "));
    g_assert_true(g_str_has_suffix(text, "cdef\n"));
    free(text);
}

static void test_full_disk(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    FILE *out = fopen("/dev/full", "w");

    g_ptr_array_add(findings, sample_finding());
    g_assert_false(ql_report_text(out, findings, NULL));
    fclose(out);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report-text/folded", test_folded);
    g_test_add_func("/report-text/full-path", test_full_path);
    g_test_add_func("/report-text/ends-are-shown", test_ends_are_shown);
    g_test_add_func("/report-text/runs-are-split", test_runs_are_split);
    g_test_add_func("/report-text/lock-steps", test_lock_steps);
    g_test_add_func("/report-text/branch-point", test_branch_point);
    g_test_add_func("/report-text/two-threads", test_two_threads);
    g_test_add_func("/report-text/same-witness-twice", test_same_witness_twice);
    g_test_add_func("/report-text/nothing-known", test_nothing_known);
    g_test_add_func("/report-text/colours", test_colours);
    g_test_add_func("/report-text/hostile-names", test_hostile_names);
    g_test_add_func("/report-text/blank-line-between", test_blank_line_between);
    g_test_add_func("/report-text/full-disk", test_full_disk);
    return g_test_run();
}
