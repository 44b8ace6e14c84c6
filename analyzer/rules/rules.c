/* SPDX-License-Identifier: Apache-2.0 */
#include "rules.h"
#include "fingerprint.h"
#include <string.h>

/* Paths shown per finding; each enters the violating function by another caller. */
#define MAX_WITNESSES 4

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

char **ql_rules_tracked(const QlAnnotations *annotations, const char *const *only)
{
    g_autoptr(GHashTable) names = g_hash_table_new(g_str_hash, g_str_equal);
    for (guint i = 0; i < annotations->rules->len; i++) {
        const QlRule *rule = annotations->rules->pdata[i];
        if (selected(rule, only)) {
            add_names(names, rule->holding);
            add_names(names, rule->not_holding);
        }
    }
    for (guint i = 0; i < annotations->predicates->len; i++) {
        g_hash_table_add(names, ((const QlPredicate *)annotations->predicates->pdata[i])->fact);
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

static void add_class(const QlEngine *engine, QlTracked *classes, const char *name)
{
    int lock_class = ql_lock_classes_find(engine->classes, name);
    if (classes->n < QL_MAX_TRACKED) {
        classes->classes[classes->n++] = lock_class;
    }
}

static void add_forbidden(const QlEngine *engine, GArray *forbidden, char **names)
{
    for (guint i = 0; names && names[i]; i++) {
        int lock_class = ql_lock_classes_find(engine->classes, names[i]);
        if (lock_class >= 0) {
            g_array_append_val(forbidden, lock_class);
        }
    }
}

static void add_threads(const QlEngine *engine, GArray *threads, char **kinds)
{
    for (guint i = 0; i < engine->program->threads->len; i++) {
        const QlThread *thread = engine->program->threads->pdata[i];
        if (kinds && g_strv_contains((const char *const *)kinds, thread->kind)) {
            g_array_append_val(threads, i);
        }
    }
}

static GPtrArray *search(const QlEngine *engine, const QlRule *rule)
{
    QlQuery query = {.max_witnesses = MAX_WITNESSES};
    query.forbidden = g_array_new(FALSE, FALSE, sizeof(int));
    query.threads = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; rule->holding && rule->holding[i]; i++) {
        add_class(engine, &query.holding, rule->holding[i]);
    }
    for (guint i = 0; rule->not_holding && rule->not_holding[i]; i++) {
        add_class(engine, &query.not_holding, rule->not_holding[i]);
    }
    add_forbidden(engine, query.forbidden, rule->acquire);
    add_forbidden(engine, query.forbidden, rule->wait);
    add_threads(engine, query.threads, rule->threads);
    GPtrArray *violations = ql_engine_search(engine, &query);
    g_array_unref(query.forbidden);
    g_array_unref(query.threads);
    return violations;
}

static gboolean passes(const QlWitness *witness, const char *function)
{
    for (guint i = 0; i < witness->steps->len; i++) {
        const QlStep *step = witness->steps->pdata[i];
        if (g_str_equal(step->function, function) || g_str_equal(step->callee, function)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean excepted(const QlRule *rule, const QlWitness *witness)
{
    for (guint i = 0; i < rule->exceptions->len; i++) {
        const QlRuleException *exception = rule->exceptions->pdata[i];
        gboolean all = exception->functions && exception->functions[0];
        for (guint k = 0; all && exception->functions[k]; k++) {
            all = passes(witness, exception->functions[k]);
        }
        if (all) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The rule's message with %h and %v replaced by the holder's and the violator's name. */
static char *message_for(const QlEngine *engine, const QlRule *rule, const QlViolation *violation)
{
    g_autoptr(GString) text = g_string_new(rule->message);
    g_string_replace(text, "%h", ql_function_name(engine->program, violation->holder), 0);
    g_string_replace(text, "%v", ql_function_name(engine->program, violation->violator), 0);
    return g_strdup(text->str);
}

static char **lock_names(const QlEngine *engine, const QlRule *rule, const QlViolation *violation)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; rule->holding && rule->holding[i]; i++) {
        g_ptr_array_add(names, g_strdup(rule->holding[i]));
    }
    const QlLockClass *forbidden =
        ql_lock_classes_get(engine->classes, (guint)violation->lock_class);
    g_ptr_array_add(names, g_strdup(forbidden->name));
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

static void take_witnesses(const QlRule *rule, QlViolation *violation, QlFinding *finding)
{
    for (guint i = 0; i < violation->witnesses->len; i++) {
        QlWitness *witness = violation->witnesses->pdata[i];
        violation->witnesses->pdata[i] = NULL;
        if (excepted(rule, witness)) {
            ql_witness_free(witness);
            continue;
        }
        finding->confidence =
            MAX(finding->confidence, g_array_index(violation->confidences, double, i));
        g_ptr_array_add(finding->witnesses, witness);
    }
}

static void add_finding(const QlEngine *engine, const QlRule *rule, QlViolation *violation,
                        GPtrArray *findings)
{
    QlFinding *finding = ql_finding_new();
    take_witnesses(rule, violation, finding);
    if (!finding->witnesses->len) {
        ql_finding_free(finding);
        return;
    }
    const QlThread *thread = engine->program->threads->pdata[violation->thread];
    finding->rule = g_strdup(rule->id);
    finding->severity = rule->severity;
    finding->message = message_for(engine, rule, violation);
    finding->assumption = ql_program_assumption(engine->program, thread->kind, violation->holder);
    finding->locks = lock_names(engine, rule, violation);
    finding->fingerprint =
        ql_fingerprint(rule->id, (const char *const *)finding->locks,
                       ql_function_key(engine->program, violation->holder),
                       ql_function_key(engine->program, violation->violator), thread->kind);
    g_ptr_array_add(findings, finding);
}

GPtrArray *ql_rules_evaluate(const QlEngine *engine, const char *const *only)
{
    GPtrArray *findings = g_ptr_array_new_with_free_func((GDestroyNotify)ql_finding_free);
    for (guint i = 0; i < engine->annotations->rules->len; i++) {
        const QlRule *rule = engine->annotations->rules->pdata[i];
        if (!selected(rule, only)) {
            continue;
        }
        g_autoptr(GPtrArray) violations = search(engine, rule);
        for (guint k = 0; k < violations->len; k++) {
            add_finding(engine, rule, violations->pdata[k], findings);
        }
    }
    g_ptr_array_sort(findings, ql_finding_compare);
    return findings;
}
