/* SPDX-License-Identifier: Apache-2.0 */
/* Findings for the tests of reports, and what a report makes of them. */
#ifndef QL_TEST_REPORT_SAMPLE_H
#define QL_TEST_REPORT_SAMPLE_H

#include "reports.h"

typedef gboolean (*QlReport)(FILE *out, const GPtrArray *findings, const QlReportOptions *options);

/** A finding of rule "a-then-b" about locks A and B, without witnesses. */
static inline QlFinding *sample_finding(void)
{
    const char *const locks[] = {"A", "B", NULL};
    QlFinding *finding = ql_finding_new();

    finding->rule = g_strdup("a-then-b");
    finding->severity = QL_SEVERITY_ERROR;
    finding->confidence = 0.9;
    finding->fingerprint = g_strdup("0123456789abcdef0123456789abcdef");
    finding->message = g_strdup("B is taken while A is held");
    finding->locks = g_strdupv((char **)locks);
    return finding;
}

/** The output of @report for @finding, which is freed. */
static inline char *sample_report(QlReport report, QlFinding *finding,
                                  const QlReportOptions *options)
{
    g_autoptr(GPtrArray) findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    char *text = NULL;
    size_t length;
    FILE *out = open_memstream(&text, &length);

    g_ptr_array_add(findings, finding);
    g_assert_true(report(out, findings, options));
    fclose(out);
    return text;
}

#endif
