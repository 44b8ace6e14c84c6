/* SPDX-License-Identifier: Apache-2.0 */
#include "summaries.h"
#include "components.h"
#include <string.h>

/* Rounds over a recursive component before its summaries are taken as they are. */
#define MAX_ROUNDS 4

static const QlSummary *lookup(const QlFunction *callee, gpointer user)
{
    return ql_summaries_get(user, callee);
}

const QlSummary *ql_summaries_get(const QlSummaries *summaries, const QlFunction *function)
{
    return summaries->by_function->pdata[function->index];
}

static gboolean calls_interesting(const QlSummaries *summaries, const QlFunction *function)
{
    for (guint i = 0; i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (!edge->gateway && ql_summaries_get(summaries, edge->callee)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean equal_summaries(const QlSummary *a, const QlSummary *b)
{
    if (!a || !b) {
        return a == b;
    }
    if (a->outcomes->len != b->outcomes->len) {
        return FALSE;
    }
    return a->outcomes->len == 0 ||
           memcmp(a->outcomes->data, b->outcomes->data, a->outcomes->len * sizeof(QlOutcome)) == 0;
}

static gboolean returns(const QlFunction *function)
{
    const QlFlow *flow = function->def->flow;
    for (guint i = 0; i < flow->blocks->len; i++) {
        if (ql_flow_block(flow, i)->term == QL_TERM_RETURN) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_interesting(const QlSummaries *summaries, const QlFunction *function)
{
    return ql_lock_classes_has_ops(summaries->classes, function) || !returns(function) ||
           calls_interesting(summaries, function);
}

/* Walks one function and stores its summary; TRUE if that changed it. */
static gboolean summarise(QlSummaries *summaries, const QlFunction *function)
{
    gpointer *plan = &summaries->plans->pdata[function->index];
    gpointer *slot = &summaries->by_function->pdata[function->index];
    if (!*plan) {
        *plan = ql_walk_plan_new(summaries->classes, function);
        summaries->walked++;
    }
    QlState entry;
    memset(&entry, 0, sizeof entry);
    QlWalkClient client = {.summary = lookup, .user = summaries};
    QlWalkResult result = ql_walk(*plan, &entry, &client);
    QlSummary *summary = ql_summary_from_outcomes(result.outcomes, result.bounded);
    gboolean changed = !equal_summaries(*slot, summary);
    ql_summary_free(*slot);
    *slot = summary;
    if (result.bounded) {
        g_hash_table_add(summaries->bounded, (gpointer)function);
    }
    g_array_unref(result.outcomes);
    return changed;
}

static void summarise_component(QlSummaries *summaries, const GPtrArray *component)
{
    gboolean changed = TRUE;
    for (guint round = 0; changed && round < MAX_ROUNDS; round++) {
        changed = FALSE;
        for (guint i = 0; i < component->len; i++) {
            const QlFunction *function = component->pdata[i];
            if (is_interesting(summaries, function)) {
                changed |= summarise(summaries, function);
            }
        }
        if (component->len == 1) {
            return;
        }
    }
}

static gboolean has_effect(const QlSummary *summary)
{
    for (guint i = 0; i < summary->outcomes->len; i++) {
        if (g_array_index(summary->outcomes, QlOutcome, i).n_effects) {
            return TRUE;
        }
    }
    return FALSE;
}

static void count(QlSummaries *summaries)
{
    for (guint i = 0; i < summaries->by_function->len; i++) {
        const QlSummary *summary = summaries->by_function->pdata[i];
        if (summary) {
            summaries->ambiguous += summary->ambiguous->len > 0;
            summaries->with_effect += has_effect(summary);
        }
    }
}

QlSummaries *ql_summaries_new(QlProgram *program, QlLockClasses *classes)
{
    QlSummaries *summaries = g_new0(QlSummaries, 1);
    summaries->classes = classes;
    summaries->by_function = g_ptr_array_new();
    summaries->plans = g_ptr_array_new();
    summaries->bounded = g_hash_table_new(NULL, NULL);
    g_ptr_array_set_size(summaries->by_function, (int)program->functions->len);
    g_ptr_array_set_size(summaries->plans, (int)program->functions->len);
    g_autoptr(GPtrArray) components = ql_components_find(program);
    for (guint i = 0; i < components->len; i++) {
        summarise_component(summaries, components->pdata[i]);
    }
    count(summaries);
    return summaries;
}

void ql_summaries_free(QlSummaries *summaries)
{
    if (!summaries) {
        return;
    }
    for (guint i = 0; i < summaries->by_function->len; i++) {
        ql_summary_free(summaries->by_function->pdata[i]);
        ql_walk_plan_free(summaries->plans->pdata[i]);
    }
    g_ptr_array_unref(summaries->by_function);
    g_ptr_array_unref(summaries->plans);
    g_hash_table_destroy(summaries->bounded);
    g_free(summaries);
}
