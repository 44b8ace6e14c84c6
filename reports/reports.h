/* SPDX-License-Identifier: Apache-2.0 */
/* Findings on paper. All formats print the one model of finding.h; docs/findings.md describes them.
 */
#ifndef QL_REPORTS_H
#define QL_REPORTS_H

#include "finding.h"
#include <stdio.h>

typedef struct QlReportOptions {
    gboolean colour;    /* text: with terminal colours */
    gboolean full_path; /* text: every hop, also runs of direct calls */
} QlReportOptions;

/**
 * Prints @findings (QlFinding*) in the order given, as compiler diagnostics. @options may be NULL.
 * Returns FALSE if writing failed.
 */
gboolean ql_report_text(FILE *out, const GPtrArray *findings, const QlReportOptions *options);

/**
 * Prints @witness alone, with its title, as in ql_report_text(). Returns FALSE if writing failed.
 */
gboolean ql_report_witness(FILE *out, const QlWitness *witness, const QlReportOptions *options);

/** As ql_report_text(), one JSON object a line: a stable interface. */
gboolean ql_report_json(FILE *out, const GPtrArray *findings, const QlReportOptions *options);

#endif
