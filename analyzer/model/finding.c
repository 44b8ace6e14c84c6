/* SPDX-License-Identifier: Apache-2.0 */
#include "finding.h"
#include <string.h>

const char *ql_severity_name(QlSeverity severity)
{
    switch (severity) {
    case QL_SEVERITY_NOTE: return "note";
    case QL_SEVERITY_WARNING: return "warning";
    case QL_SEVERITY_ERROR: return "error";
    }
    g_return_val_if_reached("");
}

const char *ql_step_kind_name(QlStepKind kind)
{
    switch (kind) {
    case QL_STEP_ROOT: return "root";
    case QL_STEP_CALL: return "call";
    case QL_STEP_INDIRECT: return "indirect";
    case QL_STEP_ACQUIRE: return "acquire";
    case QL_STEP_RELEASE: return "release";
    case QL_STEP_WAIT: return "wait";
    case QL_STEP_VIOLATION: return "violation";
    case QL_STEP_CREATE: return "create";
    case QL_STEP_FORK: return "fork";
    case QL_STEP_RETURN: return "return";
    case QL_STEP_NESTED: return "nested";
    case QL_STEP_BRANCH: return "branch";
    }
    g_return_val_if_reached("");
}

static void step_free(gpointer data)
{
    QlStep *step = data;
    g_free(step->function);
    g_free(step->file);
    g_free(step->callee);
    g_free(step->via);
    g_strfreev(step->held);
    g_free(step);
}

QlWitness *ql_witness_new(const char *thread)
{
    QlWitness *witness = g_new0(QlWitness, 1);
    witness->thread = g_strdup(thread ? thread : "");
    witness->steps = g_ptr_array_new_with_free_func(step_free);
    return witness;
}

void ql_witness_free(QlWitness *witness)
{
    if (!witness) {
        return;
    }
    g_free(witness->thread);
    g_ptr_array_unref(witness->steps);
    g_free(witness);
}

QlWitness *ql_witness_copy(const QlWitness *witness)
{
    QlWitness *copy = ql_witness_new(witness->thread);
    for (guint i = 0; i < witness->steps->len; i++) {
        const QlStep *step = witness->steps->pdata[i];
        ql_witness_add(copy, step->kind, step->function, step->file, step->line, step->callee,
                       step->via, step->held);
    }
    return copy;
}

static char *copy_text(const char *text)
{
    return g_strdup(text ? text : "");
}

QlStep *ql_witness_add(QlWitness *witness, QlStepKind kind, const char *function, const char *file,
                       guint line, const char *callee, const char *via, char **held)
{
    QlStep *step = g_new0(QlStep, 1);
    step->kind = kind;
    step->function = copy_text(function);
    step->file = copy_text(file);
    step->line = line;
    step->callee = copy_text(callee);
    step->via = copy_text(via);
    step->held = held ? g_strdupv(held) : g_new0(char *, 1);
    g_ptr_array_add(witness->steps, step);
    return step;
}

static void witness_free(gpointer data)
{
    ql_witness_free(data);
}

QlFinding *ql_finding_new(void)
{
    QlFinding *finding = g_new0(QlFinding, 1);
    finding->witnesses = g_ptr_array_new_with_free_func(witness_free);
    return finding;
}

void ql_finding_free(QlFinding *finding)
{
    if (!finding) {
        return;
    }
    g_free(finding->rule);
    g_free(finding->fingerprint);
    g_free(finding->holder);
    g_free(finding->message);
    g_free(finding->assumption);
    g_strfreev(finding->locks);
    g_strfreev(finding->also);
    g_ptr_array_unref(finding->witnesses);
    g_free(finding);
}

/* Where the finding is: the last step of its best witness. */
static const QlStep *finding_place(const QlFinding *finding)
{
    if (finding->witnesses->len == 0) {
        return NULL;
    }
    const QlWitness *best = g_ptr_array_index(finding->witnesses, 0);
    guint n = best->steps->len;
    return n > 0 ? g_ptr_array_index(best->steps, n - 1) : NULL;
}

static int compare_places(const QlStep *a, const QlStep *b)
{
    if (!a || !b) {
        return (a != NULL) - (b != NULL);
    }
    int order = strcmp(a->file, b->file);
    if (order != 0) {
        return order;
    }
    return (a->line > b->line) - (a->line < b->line);
}

int ql_finding_compare(gconstpointer a, gconstpointer b)
{
    const QlFinding *x = *(const QlFinding *const *)a;
    const QlFinding *y = *(const QlFinding *const *)b;
    int order = g_strcmp0(x->rule, y->rule);
    if (order == 0) {
        order = (x->confidence < y->confidence) - (x->confidence > y->confidence);
    }
    if (order == 0) {
        order = compare_places(finding_place(x), finding_place(y));
    }
    return order ? order : g_strcmp0(x->fingerprint, y->fingerprint);
}
