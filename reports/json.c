/* SPDX-License-Identifier: Apache-2.0 */
#include "reports.h"

#include "escape_text.h"
#include "report_json.h"
#include <math.h>

json_t *ql_json_text(const char *value)
{
    g_autofree char *valid = ql_escape_bytes(value);

    return json_string(valid);
}

json_t *ql_json_texts(char *const *values)
{
    json_t *array = json_array();

    for (; values && *values; values++) {
        json_array_append_new(array, ql_json_text(*values));
    }
    return array;
}

static void set(json_t *object, const char *key, json_t *value)
{
    json_object_set_new(object, key, value);
}

static json_t *step_object(const QlStep *step)
{
    json_t *object = json_object();

    set(object, "function", ql_json_text(step->function));
    set(object, "file", ql_json_text(step->file));
    set(object, "line", json_integer(step->line));
    set(object, "kind", ql_json_text(ql_step_kind_name(step->kind)));
    set(object, "callee", ql_json_text(step->callee));
    set(object, "via", ql_json_text(step->via));
    set(object, "held", ql_json_texts(step->held));
    return object;
}

json_t *ql_json_witness(const QlWitness *witness)
{
    json_t *object = json_object();
    json_t *steps = json_array();

    for (guint i = 0; i < witness->steps->len; i++) {
        json_array_append_new(steps, step_object(witness->steps->pdata[i]));
    }
    set(object, "thread", ql_json_text(witness->thread));
    set(object, "steps", steps);
    return object;
}

/* Two decimals say all there is to know, and print alike everywhere. */
json_t *ql_json_confidence(double confidence)
{
    double known = isfinite(confidence) ? CLAMP(confidence, 0, 1) : 0;

    return json_real((int)(known * 100 + 0.5) / 100.0);
}

static json_t *finding_object(const QlFinding *finding)
{
    json_t *object = json_object();
    json_t *witnesses = json_array();

    for (guint i = 0; i < finding->witnesses->len; i++) {
        json_array_append_new(witnesses, ql_json_witness(finding->witnesses->pdata[i]));
    }
    set(object, "rule", ql_json_text(finding->rule));
    set(object, "severity", ql_json_text(ql_severity_name(finding->severity)));
    set(object, "confidence", ql_json_confidence(finding->confidence));
    set(object, "fingerprint", ql_json_text(finding->fingerprint));
    set(object, "message", ql_json_text(finding->message));
    set(object, "assumption", ql_json_text(finding->assumption ? finding->assumption : ""));
    set(object, "locks", ql_json_texts(finding->locks));
    set(object, "also", ql_json_texts(finding->also));
    set(object, "witnesses", witnesses);
    return object;
}

static gboolean print_finding(FILE *out, const QlFinding *finding)
{
    json_t *object = finding_object(finding);
    int failed = json_dumpf(object, out, JSON_COMPACT | JSON_REAL_PRECISION(4));

    json_decref(object);
    return !failed && fputc('\n', out) != EOF;
}

gboolean ql_report_json(FILE *out, const GPtrArray *findings, const QlReportOptions *options)
{
    for (guint i = 0; i < findings->len; i++) {
        if (!print_finding(out, findings->pdata[i])) {
            return FALSE;
        }
    }
    return !fflush(out);
}
