/* SPDX-License-Identifier: Apache-2.0 */
#include "reports.h"

#include "escape_text.h"
#include <jansson.h>
#include <math.h>

static json_t *text(const char *value)
{
    g_autofree char *valid = ql_escape_bytes(value);

    return json_string(valid);
}

static json_t *texts(char *const *values)
{
    json_t *array = json_array();

    for (; values && *values; values++) {
        json_array_append_new(array, text(*values));
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

    set(object, "function", text(step->function));
    set(object, "file", text(step->file));
    set(object, "line", json_integer(step->line));
    set(object, "kind", text(ql_step_kind_name(step->kind)));
    set(object, "callee", text(step->callee));
    set(object, "via", text(step->via));
    set(object, "held", texts(step->held));
    return object;
}

static json_t *witness_object(const QlWitness *witness)
{
    json_t *object = json_object();
    json_t *steps = json_array();

    for (guint i = 0; i < witness->steps->len; i++) {
        json_array_append_new(steps, step_object(witness->steps->pdata[i]));
    }
    set(object, "thread", text(witness->thread));
    set(object, "steps", steps);
    return object;
}

/* Two decimals say all there is to know, and print alike everywhere. */
static json_t *confidence_number(double confidence)
{
    double known = isfinite(confidence) ? CLAMP(confidence, 0, 1) : 0;

    return json_real((int)(known * 100 + 0.5) / 100.0);
}

static json_t *finding_object(const QlFinding *finding)
{
    json_t *object = json_object();
    json_t *witnesses = json_array();

    for (guint i = 0; i < finding->witnesses->len; i++) {
        json_array_append_new(witnesses, witness_object(finding->witnesses->pdata[i]));
    }
    set(object, "rule", text(finding->rule));
    set(object, "severity", text(ql_severity_name(finding->severity)));
    set(object, "confidence", confidence_number(finding->confidence));
    set(object, "fingerprint", text(finding->fingerprint));
    set(object, "message", text(finding->message));
    set(object, "assumption", text(finding->assumption ? finding->assumption : ""));
    set(object, "locks", texts(finding->locks));
    set(object, "also", texts(finding->also));
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
