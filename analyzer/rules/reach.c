/* SPDX-License-Identifier: Apache-2.0 */
/* REACH: while the rule's locks are held, something is done that it forbids. */
#include "patterns.h"

/* Paths shown per finding; each enters the violating function by another caller. */
#define MAX_WITNESSES 4

static void add_class(const QlEngine *engine, QlTracked *classes, const char *name)
{
    int lock_class = ql_lock_classes_find(engine->classes, name);
    if (classes->n < QL_MAX_TRACKED) {
        classes->classes[classes->n++] = lock_class;
    }
}

static void add_classes(const QlEngine *engine, QlTracked *classes, char **names)
{
    for (guint i = 0; names && names[i]; i++) {
        add_class(engine, classes, names[i]);
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

/* The threads whose findings count; empty: none of them does. */
static GArray *wanted_threads(const QlRuleRun *run)
{
    GArray *threads = g_array_new(FALSE, FALSE, sizeof(guint));
    const GPtrArray *all = run->engine->program->threads;
    char **kinds = run->rule->threads;
    for (guint i = 0; i < all->len; i++) {
        const QlThread *thread = all->pdata[i];
        if ((!kinds || !kinds[0] || g_strv_contains((const char *const *)kinds, thread->kind)) &&
            ql_rule_severity(run->rule, thread->kind) >= run->min_severity) {
            g_array_append_val(threads, i);
        }
    }
    return threads;
}

static void take_witnesses(const QlRuleRun *run, QlViolation *violation, QlFinding *finding)
{
    for (guint i = 0; i < violation->witnesses->len; i++) {
        QlWitness *witness = violation->witnesses->pdata[i];
        violation->witnesses->pdata[i] = NULL;
        ql_rule_add_witness(run, finding, witness,
                            g_array_index(violation->confidences, double, i));
    }
}

static void add_finding(QlRuleRun *run, const QlQuery *query, const char *lock,
                        QlViolation *violation)
{
    const QlEngine *engine = run->engine;
    const QlLockClass *forbidden =
        ql_lock_classes_get(engine->classes, (guint)violation->lock_class);
    const QlParties parties = {
        .holder = violation->holder,
        .violator = violation->violator,
        .thread = engine->program->threads->pdata[violation->thread],
        .any_thread = query->focus >= 0,
        .lock = lock,
        .forbidden = forbidden->name,
    };
    QlFinding *finding = ql_rule_finding(run, &parties);

    take_witnesses(run, violation, finding);
    ql_rule_add(run, finding);
}

static void search(QlRuleRun *run, const QlQuery *query, const char *lock)
{
    g_autoptr(GPtrArray) violations = ql_engine_search(run->engine, query);
    for (guint i = 0; i < violations->len; i++) {
        add_finding(run, query, lock, violations->pdata[i]);
    }
}

/* One search for each class that the rule is about. */
static void search_any(QlRuleRun *run, const QlQuery *query)
{
    const QlLockClasses *classes = run->engine->classes;
    for (guint i = 0; i < ql_lock_classes_count(classes); i++) {
        const QlLockClass *info = ql_lock_classes_get(classes, i);
        QlQuery one = *query;
        if (info->fact || !ql_rule_is_about(run, (int)i)) {
            continue;
        }
        if (ql_tracked_position(&run->engine->tracked, (int)i) >= 0) {
            add_class(run->engine, &one.holding, info->name);
            one.taken = (int)i;
        } else {
            one.focus = (int)i;
        }
        search(run, &one, info->name);
    }
}

static const char *first_of(char **names)
{
    return names ? names[0] : NULL;
}

void ql_pattern_reach(QlRuleRun *run)
{
    const QlRule *rule = run->rule;
    g_autoptr(GArray) forbidden = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GArray) threads = wanted_threads(run);
    QlQuery query = {.taken = -1,
                     .focus = -1,
                     .forbidden = forbidden,
                     .threads = threads,
                     .max_witnesses = MAX_WITNESSES,
                     .max_doubt = ql_rule_max_doubt(rule)};
    add_classes(run->engine, &query.holding, rule->holding);
    add_classes(run->engine, &query.twice, rule->holding_twice);
    add_classes(run->engine, &query.not_holding, rule->not_holding);
    add_forbidden(run->engine, forbidden, rule->acquire);
    add_forbidden(run->engine, forbidden, rule->wait);
    if (!threads->len) {
        return;
    }
    if (first_of(rule->holding_any)) {
        search_any(run, &query);
    } else {
        const char *lock = first_of(rule->holding);
        search(run, &query, lock ? lock : first_of(rule->holding_twice));
    }
}
