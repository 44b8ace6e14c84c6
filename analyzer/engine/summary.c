/* SPDX-License-Identifier: Apache-2.0 */
/* From the outcomes of a walk to what callers need to know. */
#include "summaries.h"
#include <string.h>

#define MAX_OUTCOMES 8

void ql_summary_free(QlSummary *summary)
{
    if (!summary) {
        return;
    }
    g_array_unref(summary->outcomes);
    g_array_unref(summary->ambiguous);
    g_free(summary);
}

static int effect_on(const QlOutcome *outcome, QlLockRef lock)
{
    for (guint i = 0; i < outcome->n_effects; i++) {
        if (outcome->effects[i].lock == lock) {
            return outcome->effects[i].delta;
        }
    }
    return 0;
}

static void remove_effect(QlOutcome *outcome, QlLockRef lock)
{
    for (guint i = 0; i < outcome->n_effects; i++) {
        if (outcome->effects[i].lock == lock) {
            outcome->n_effects--;
            memmove(&outcome->effects[i], &outcome->effects[i + 1],
                    (outcome->n_effects - i) * sizeof(QlEffect));
            memset(&outcome->effects[outcome->n_effects], 0, sizeof(QlEffect));
            return;
        }
    }
}

/* Whether both may happen for the same entry: no predicate tells them apart. */
static gboolean same_entry_possible(const QlOutcome *a, const QlOutcome *b)
{
    for (guint i = 0; i < a->n_predicates; i++) {
        for (guint k = 0; k < b->n_predicates; k++) {
            if (a->predicates[i].lock_class == b->predicates[k].lock_class &&
                (a->predicates[i].depth > 0) != (b->predicates[k].depth > 0)) {
                return FALSE;
            }
        }
    }
    return TRUE;
}

static gboolean is_listed(const GArray *locks, QlLockRef lock)
{
    for (guint i = 0; i < locks->len; i++) {
        if (g_array_index(locks, QlLockRef, i) == lock) {
            return TRUE;
        }
    }
    return FALSE;
}

static void note_ambiguous(QlSummary *summary, QlLockRef lock)
{
    if (!is_listed(summary->ambiguous, lock)) {
        g_array_append_val(summary->ambiguous, lock);
    }
}

static void compare_effects(QlSummary *summary, const QlOutcome *a, const QlOutcome *b)
{
    for (guint i = 0; i < a->n_effects; i++) {
        if (effect_on(b, a->effects[i].lock) != a->effects[i].delta) {
            note_ambiguous(summary, a->effects[i].lock);
        }
    }
}

static void find_ambiguous(QlSummary *summary)
{
    const GArray *outcomes = summary->outcomes;
    for (guint i = 0; i < outcomes->len; i++) {
        for (guint k = 0; k < outcomes->len; k++) {
            const QlOutcome *a = &g_array_index(outcomes, QlOutcome, i);
            const QlOutcome *b = &g_array_index(outcomes, QlOutcome, k);
            if (i != k && a->result == b->result && same_entry_possible(a, b)) {
                compare_effects(summary, a, b);
            }
        }
    }
}

static gboolean same_effects(const QlOutcome *a, const QlOutcome *b)
{
    return a->n_effects == b->n_effects && memcmp(a->effects, b->effects, sizeof a->effects) == 0;
}

static gboolean same_predicates(const QlOutcome *a, const QlOutcome *b)
{
    return a->n_predicates == b->n_predicates &&
           memcmp(a->predicates, b->predicates, sizeof a->predicates) == 0;
}

/* Joins @b into @a if together they say no more than one of them; TRUE if joined. */
static gboolean join(QlOutcome *a, const QlOutcome *b)
{
    if (!same_effects(a, b)) {
        return FALSE;
    }
    if (same_predicates(a, b)) {
        if (a->result != b->result) {
            a->result = QL_RETURN_UNKNOWN;
        }
        return TRUE;
    }
    if (a->result != b->result) {
        return FALSE;
    }
    /* One predicate with opposite values and all else equal: the predicate does not matter. */
    if (a->n_predicates == b->n_predicates) {
        guint different = 0;
        guint at = 0;
        for (guint i = 0; i < a->n_predicates; i++) {
            if (a->predicates[i].lock_class != b->predicates[i].lock_class) {
                return FALSE;
            }
            if ((a->predicates[i].depth > 0) != (b->predicates[i].depth > 0)) {
                different++;
                at = i;
            }
        }
        if (different == 1) {
            a->n_predicates--;
            memmove(&a->predicates[at], &a->predicates[at + 1],
                    (a->n_predicates - at) * sizeof(QlPredicateValue));
            memset(&a->predicates[a->n_predicates], 0, sizeof(QlPredicateValue));
            return TRUE;
        }
        return FALSE;
    }
    /* No predicate at all covers every entry. */
    if (a->n_predicates == 0 || b->n_predicates == 0) {
        memset(a->predicates, 0, sizeof a->predicates);
        a->n_predicates = 0;
        return TRUE;
    }
    return FALSE;
}

static gboolean join_any_pair(GArray *outcomes)
{
    for (guint i = 0; i < outcomes->len; i++) {
        for (guint k = i + 1; k < outcomes->len; k++) {
            if (join(&g_array_index(outcomes, QlOutcome, i),
                     &g_array_index(outcomes, QlOutcome, k))) {
                g_array_remove_index(outcomes, k);
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void drop_effects(QlSummary *summary)
{
    for (guint i = 0; i < summary->outcomes->len; i++) {
        for (guint k = 0; k < summary->ambiguous->len; k++) {
            remove_effect(&g_array_index(summary->outcomes, QlOutcome, i),
                          g_array_index(summary->ambiguous, QlLockRef, k));
        }
    }
}

/* Too many ways to end: keep none of them. */
static void give_up(QlSummary *summary)
{
    for (guint i = 0; i < summary->outcomes->len; i++) {
        const QlOutcome *outcome = &g_array_index(summary->outcomes, QlOutcome, i);
        for (guint k = 0; k < outcome->n_effects; k++) {
            note_ambiguous(summary, outcome->effects[k].lock);
        }
    }
    g_array_set_size(summary->outcomes, 1);
    memset(summary->outcomes->data, 0, sizeof(QlOutcome));
}

static gboolean says_nothing(const QlSummary *summary)
{
    const QlOutcome *only = (const QlOutcome *)summary->outcomes->data;
    return summary->outcomes->len == 1 && only->n_effects == 0 && only->n_predicates == 0 &&
           summary->ambiguous->len == 0;
}

QlSummary *ql_summary_from_outcomes(const GArray *outcomes, gboolean bounded)
{
    QlSummary *summary = g_new0(QlSummary, 1);
    summary->ambiguous = g_array_new(FALSE, FALSE, sizeof(QlLockRef));
    summary->outcomes = g_array_sized_new(FALSE, FALSE, sizeof(QlOutcome), outcomes->len);
    g_array_append_vals(summary->outcomes, outcomes->data, outcomes->len);
    find_ambiguous(summary);
    drop_effects(summary);
    while (join_any_pair(summary->outcomes)) {
    }
    if (summary->outcomes->len > MAX_OUTCOMES) {
        give_up(summary);
    }
    /* A walk that was cut short must not claim that the function never returns. */
    gboolean unsure = bounded && summary->outcomes->len == 0;
    if (unsure || says_nothing(summary)) {
        ql_summary_free(summary);
        return NULL;
    }
    return summary;
}
