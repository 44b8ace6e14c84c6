/* SPDX-License-Identifier: Apache-2.0 */
/* The JSON report is an interface: keys, their order and the form of values are compared exactly.
 */
#include "report_sample.h"

#include <locale.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#define HEAD "{\"rule\":\"a-then-b\",\"severity\":\"error\","
#define TAIL                                                                                       \
    "\"fingerprint\":\"0123456789abcdef0123456789abcdef\","                                        \
    "\"message\":\"B is taken while A is held\",\"assumption\":\"\",\"locks\":[\"A\",\"B\"],\"also\":[],"

static void expect(QlFinding *finding, const char *expected)
{
    char *text = sample_report(ql_report_json, finding, NULL);

    g_assert_cmpstr(text, ==, expected);
    free(text);
}

static void test_shape(void)
{
    QlFinding *finding = sample_finding();
    QlWitness *w = ql_witness_new("worker");
    char *held[] = {"A", "C", NULL};

    ql_witness_add(w, QL_STEP_ROOT, "f", "d/f.c", 1, "", "", NULL);
    ql_witness_add(w, QL_STEP_INDIRECT, "f", "d/f.c", 22, "g", "Ops.notify", held);
    g_ptr_array_add(finding->witnesses, w);
    expect(finding,
           HEAD "\"confidence\":0.9," TAIL "\"witnesses\":[{\"thread\":\"worker\",\"steps\":["
                "{\"function\":\"f\",\"file\":\"d/f.c\",\"line\":1,\"kind\":\"root\","
                "\"callee\":\"\",\"via\":\"\",\"held\":[]},"
                "{\"function\":\"f\",\"file\":\"d/f.c\",\"line\":22,"
                "\"kind\":\"indirect\",\"callee\":\"g\",\"via\":\"Ops.notify\","
                "\"held\":[\"A\",\"C\"]}]}]}\n");
}

static void expect_confidence(double confidence, const char *printed)
{
    g_autofree char *expected =
        g_strconcat(HEAD "\"confidence\":", printed, "," TAIL "\"witnesses\":[]}\n", NULL);
    QlFinding *finding = sample_finding();

    finding->confidence = confidence;
    expect(finding, expected);
}

static void test_confidence(void)
{
    expect_confidence(0, "0.0");
    expect_confidence(1, "1.0");
    expect_confidence(0.1 + 0.2, "0.3");
    expect_confidence(2.0 / 3, "0.67");
    expect_confidence(-1, "0.0");
    expect_confidence(7, "1.0");
    expect_confidence(NAN, "0.0");
    expect_confidence(INFINITY, "0.0");
}

static void test_locale(void)
{
    if (!setlocale(LC_ALL, "de_DE.UTF-8")) {
        g_test_skip("locale de_DE.UTF-8 is not installed");
        return;
    }
    expect_confidence(0.25, "0.25");
    setlocale(LC_ALL, "C");
}

static void test_escapes(void)
{
    QlFinding *finding = sample_finding();

    g_free(finding->message);
    finding->message = g_strdup("\xff\xc3 \"q\" \\ \t\033 ü</script>");
    char *text = sample_report(ql_report_json, finding, NULL);

    g_assert_nonnull(
        strstr(text, "\"message\":\"\\\\xff\\\\xc3 \\\"q\\\" \\\\ \\t\\u001B ü</script>\","));
    g_assert_true(g_utf8_validate(text, -1, NULL));
    free(text);
}

static void test_absent(void)
{
    expect(ql_finding_new(),
           "{\"rule\":\"\",\"severity\":\"note\",\"confidence\":0.0,\"fingerprint\":\"\","
           "\"message\":\"\",\"assumption\":\"\",\"locks\":[],\"also\":[],\"witnesses\":[]}\n");
}

static void test_one_line_each(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    g_ptr_array_add(findings, sample_finding());
    g_ptr_array_add(findings, sample_finding());
    g_assert_true(ql_report_json(out, findings, NULL));
    fclose(out);
    g_auto(GStrv) lines = g_strsplit(text, "\n", -1);
    g_assert_cmpuint(g_strv_length(lines), ==, 3);
    g_assert_cmpstr(lines[0], ==, lines[1]);
    g_assert_cmpstr(lines[2], ==, "");
    free(text);
}

static void test_full_disk(void)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    FILE *out = fopen("/dev/full", "w");

    g_ptr_array_add(findings, sample_finding());
    g_assert_false(ql_report_json(out, findings, NULL));
    fclose(out);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/report-json/shape", test_shape);
    g_test_add_func("/report-json/confidence", test_confidence);
    g_test_add_func("/report-json/locale", test_locale);
    g_test_add_func("/report-json/escapes", test_escapes);
    g_test_add_func("/report-json/absent", test_absent);
    g_test_add_func("/report-json/one-line-each", test_one_line_each);
    g_test_add_func("/report-json/full-disk", test_full_disk);
    return g_test_run();
}
