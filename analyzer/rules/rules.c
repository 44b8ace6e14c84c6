/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"
#include "fold.h"
#include "patterns.h"
#include <string.h>

G_DEFINE_QUARK(ql - rules - error - quark, ql_rules_error)

static gboolean selected(const QlRule *rule, const char *const *only)
{
    return !only || !only[0] || g_strv_contains(only, rule->id);
}

static void add_names(GHashTable *names, char **list)
{
    for (guint i = 0; list && list[i]; i++) {
        g_hash_table_add(names, list[i]);
    }
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Names of the classes and facts that the rules selected by @only ask about: a set. */
static GHashTable *asked_about(const QlAnnotations *annotations, const char *const *only)
{
    GHashTable *names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < annotations->rules->len; i++) {
        const QlRule *rule = annotations->rules->pdata[i];
        if (selected(rule, only)) {
            add_names(names, rule->holding);
            add_names(names, rule->holding_twice);
            add_names(names, rule->not_holding);
            if (rule->pattern == QL_PATTERN_UNMET_REQUIREMENT) {
                add_names(names, rule->holding_any);
            }
        }
    }
    for (guint i = 0; i < annotations->predicates->len; i++) {
        g_hash_table_add(names, ((const QlPredicate *)annotations->predicates->pdata[i])->fact);
    }
    return names;
}

char **ql_rules_tracked(const QlAnnotations *annotations, const char *const *only)
{
    g_autoptr(GHashTable) names = asked_about(annotations, NULL);
    if (g_hash_table_size(names) > QL_MAX_TRACKED) {
        g_hash_table_unref(names);
        names = asked_about(annotations, only);
    }
    GPtrArray *sorted = g_ptr_array_new();
    GHashTableIter iter;
    gpointer name;
    g_hash_table_iter_init(&iter, names);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_ptr_array_add(sorted, g_strdup(name));
    }
    g_ptr_array_sort(sorted, compare_text);
    g_ptr_array_add(sorted, NULL);
    return (char **)g_ptr_array_free(sorted, FALSE);
}

gboolean ql_rules_check_tracked(const char *const *tracked, GError **error)
{
    guint n = g_strv_length((char **)tracked);
    if (n <= QL_MAX_TRACKED) {
        return TRUE;
    }
    g_set_error(
        error, QL_RULES_ERROR, QL_RULES_ERROR_TOO_MANY,
        "the rules ask about %u lock classes and facts, at most %d can be told apart in one "
        "run; select fewer rules with --rule",
        n, QL_MAX_TRACKED);
    return FALSE;
}

gboolean ql_rules_check_ids(const QlAnnotations *annotations, const char *const *only,
                            GError **error)
{
    g_autoptr(GPtrArray) ids = g_ptr_array_new();
    for (guint i = 0; i < annotations->rules->len; i++) {
        g_ptr_array_add(ids, ((const QlRule *)annotations->rules->pdata[i])->id);
    }
    g_ptr_array_add(ids, NULL);
    for (guint i = 0; only && only[i]; i++) {
        if (!g_strv_contains((const char *const *)ids->pdata, only[i])) {
            g_autofree char *known = g_strjoinv(", ", (char **)ids->pdata);
            g_set_error(error, QL_RULES_ERROR, QL_RULES_ERROR_UNKNOWN,
                        "no rule is called '%s'; known rules: %s", only[i],
                        *known ? known : "none (no annotation file with rules was loaded)");
            return FALSE;
        }
    }
    return TRUE;
}

/* In the order of QlPattern. */
static void (*const patterns[])(QlRuleRun *run) = {
    [QL_PATTERN_REACH] = ql_pattern_reach,
    [QL_PATTERN_CYCLE] = ql_pattern_cycle,
    [QL_PATTERN_REACQUIRE] = ql_pattern_reacquire,
    [QL_PATTERN_UNMET_REQUIREMENT] = ql_pattern_requirement,
    [QL_PATTERN_THREAD_AT_FORK] = ql_pattern_thread_at_fork,
    [QL_PATTERN_ALLOCATION_AT_FORK] = ql_pattern_allocation_at_fork,
    [QL_PATTERN_LOCK_AT_FORK] = ql_pattern_lock_at_fork,
    [QL_PATTERN_MISSING_UNLOCK] = ql_pattern_balance,
    [QL_PATTERN_UNHELD_UNLOCK] = ql_pattern_balance,
};

GPtrArray *ql_rules_evaluate(const QlEngine *engine, const char *const *only,
                             QlSeverity min_severity)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    for (guint i = 0; i < engine->annotations->rules->len; i++) {
        const QlRule *rule = engine->annotations->rules->pdata[i];
        QlRuleRun run = {engine, rule, min_severity, findings};
        if (selected(rule, only)) {
            patterns[rule->pattern](&run);
        }
    }
    ql_fold(findings);
    g_ptr_array_sort(findings, ql_finding_compare);
    return findings;
}
