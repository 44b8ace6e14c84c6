/* SPDX-License-Identifier: Apache-2.0 */
/* CYCLE: locks are taken in an order that has a cycle, which several threads can close. */
#include "order.h"
#include "fingerprint.h"
#include "patterns.h"

/* Ways shown of each edge of a cycle. */
#define MAX_WAYS 4

static gboolean is_wanted(int lock_class, gpointer run)
{
    return ql_rule_is_about(run, lock_class);
}

static const char *class_name(const QlRuleRun *run, int lock_class)
{
    return ql_lock_classes_get(run->engine->classes, (guint)lock_class)->name;
}

/* Adds the witnesses of @edge; returns the confidence of the best, 0: there is none. */
static double add_edge(const QlRuleRun *run, const QlOrder *order, const GPtrArray *cycle,
                       const QlOrderEdge *edge, QlFinding *finding)
{
    g_autoptr(GArray) ways = ql_order_ways(order, cycle, edge);
    double best = 0;
    for (guint i = 0; i < ways->len && i < MAX_WAYS; i++) {
        double confidence = 0;
        QlWitness *witness =
            ql_order_witness(order, edge, &g_array_index(ways, QlOrderWay, i), &confidence);
        if (witness) {
            ql_rule_add_witness(run, finding, witness, 0);
            best = MAX(best, confidence);
        }
    }
    return best;
}

/* All classes of @cycle, and a fingerprint of them alone: a cycle is one mistake, whoever closes
 * it. */
static void set_classes(const QlRuleRun *run, const GPtrArray *cycle, QlFinding *finding)
{
    GPtrArray *names = g_ptr_array_new();
    for (guint i = 0; i < cycle->len; i++) {
        const QlOrderEdge *edge = cycle->pdata[i];
        g_ptr_array_add(names, g_strdup(class_name(run, edge->from)));
    }
    g_ptr_array_add(names, NULL);
    g_strfreev(finding->locks);
    finding->locks = (char **)g_ptr_array_free(names, FALSE);
    g_free(finding->fingerprint);
    finding->fingerprint =
        ql_fingerprint(run->rule->id, (const char *const *)finding->locks, "", "", "");
}

static const QlFunction *first_holder(const QlOrder *order, const GPtrArray *cycle, guint i)
{
    g_autoptr(GArray) ways = ql_order_ways(order, cycle, cycle->pdata[i]);
    return g_array_index(ways, QlOrderWay, 0).holder;
}

static void add_cycle(QlRuleRun *run, const QlOrder *order, const GPtrArray *cycle)
{
    const QlOrderEdge *first = cycle->pdata[0];
    const QlParties parties = {
        .holder = first_holder(order, cycle, 0),
        .violator = first_holder(order, cycle, cycle->len - 1),
        .any_thread = TRUE,
        .lock = class_name(run, first->from),
        .forbidden = class_name(run, first->to),
    };
    QlFinding *finding = ql_rule_finding(run, &parties);
    double confidence = 1;
    for (guint i = 0; i < cycle->len; i++) {
        confidence *= add_edge(run, order, cycle, cycle->pdata[i], finding);
    }
    finding->confidence = confidence;
    set_classes(run, cycle, finding);
    ql_rule_add(run, finding);
}

void ql_pattern_cycle(QlRuleRun *run)
{
    QlOrder *order = ql_order_new(run->engine, is_wanted, run, ql_rule_max_doubt(run->rule));
    g_autoptr(GPtrArray) cycles = ql_order_cycles(order);
    for (guint i = 0; i < cycles->len; i++) {
        add_cycle(run, order, cycles->pdata[i]);
    }
    ql_order_free(order);
}
