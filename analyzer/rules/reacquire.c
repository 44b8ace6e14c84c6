/* SPDX-License-Identifier: Apache-2.0 */
/* REACQUIRE: a lock that is not recursive is taken by a thread that holds it. */
#include "patterns.h"

#define MAX_WITNESSES 4

/* What is left of the confidence if the two locks may be two objects. */
#define UNKNOWN_OBJECT 0.6

/* Adds the witnesses of @violation that are about one object, or may be. */
static void take_witnesses(const QlRuleRun *run, QlViolation *violation, QlFinding *finding)
{
    double best = 0;
    for (guint i = 0; i < violation->witnesses->len; i++) {
        guint8 object = g_array_index(violation->objects, guint8, i);
        double confidence = g_array_index(violation->confidences, double, i);
        if (object == QL_OBJECT_DIFFERENT) {
            continue;
        }
        confidence *= object == QL_OBJECT_SAME ? 1 : UNKNOWN_OBJECT;
        if (confidence > best && object == QL_OBJECT_UNKNOWN && !finding->assumption) {
            finding->assumption = g_strdup("both are the same lock of its class");
        }
        best = MAX(best, confidence);
        ql_rule_add_witness(run, finding, violation->witnesses->pdata[i], confidence);
        violation->witnesses->pdata[i] = NULL;
    }
}

static void add_finding(QlRuleRun *run, const char *lock, QlViolation *violation)
{
    const QlParties parties = {
        .holder = violation->holder,
        .violator = violation->violator,
        .thread = run->engine->program->threads->pdata[violation->thread],
        .any_thread = TRUE,
        .lock = lock,
        .forbidden = lock,
    };
    QlFinding *finding = ql_rule_finding(run, &parties);
    take_witnesses(run, violation, finding);
    ql_rule_add(run, finding);
}

static void search(QlRuleRun *run, int lock_class, const char *name)
{
    g_autoptr(GArray) forbidden = g_array_new(FALSE, FALSE, sizeof(int));
    QlQuery query = ql_query_new(forbidden, MAX_WITNESSES);
    query.max_doubt = ql_rule_max_doubt(run->rule);
    query.compare_objects = TRUE;
    g_array_append_val(forbidden, lock_class);
    ql_query_hold(run->engine, &query, lock_class);
    g_autoptr(GPtrArray) violations = ql_engine_search(run->engine, &query);
    for (guint i = 0; i < violations->len; i++) {
        add_finding(run, name, violations->pdata[i]);
    }
}

void ql_pattern_reacquire(QlRuleRun *run)
{
    const QlLockClasses *classes = run->engine->classes;
    for (guint i = 0; i < ql_lock_classes_count(classes); i++) {
        const QlLockClass *info = ql_lock_classes_get(classes, i);
        if (!info->fact && !info->recursive && ql_rule_is_about(run, (int)i)) {
            search(run, (int)i, info->name);
        }
    }
}
