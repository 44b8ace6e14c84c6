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

static void take_witnesses(const QlRuleRun *run, QlViolation *violation, QlFinding *finding)
{
    for (guint i = 0; i < violation->witnesses->len; i++) {
        QlWitness *witness = violation->witnesses->pdata[i];
        violation->witnesses->pdata[i] = NULL;
        ql_rule_add_witness(run, finding, witness,
                            g_array_index(violation->confidences, double, i));
    }
}

static void add_finding(QlRuleRun *run, QlViolation *violation)
{
    const QlEngine *engine = run->engine;
    const QlLockClass *forbidden =
        ql_lock_classes_get(engine->classes, (guint)violation->lock_class);
    const QlParties parties = {
        .holder = violation->holder,
        .violator = violation->violator,
        .thread = engine->program->threads->pdata[violation->thread],
        .lock = run->rule->holding[0],
        .forbidden = forbidden->name,
    };
    QlFinding *finding = ql_rule_finding(run, &parties);

    take_witnesses(run, violation, finding);
    ql_rule_add(run, finding);
}

void ql_pattern_reach(QlRuleRun *run)
{
    g_autoptr(GPtrArray) violations = search(run->engine, run->rule);

    for (guint i = 0; i < violations->len; i++) {
        add_finding(run, violations->pdata[i]);
    }
}
