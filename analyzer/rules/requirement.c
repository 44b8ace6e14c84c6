/* SPDX-License-Identifier: Apache-2.0 */
/* UNMET_REQUIREMENT: code reached without what it requires. */
#include "fingerprint.h"
#include "patterns.h"

/* Paths shown per finding. */
#define MAX_WITNESSES 6

/* The mistake is a call made without the lock; what it leads to may be several functions. */
static void identify(const QlRuleRun *run, const QlUnmet *unmet, const char *demand,
                     QlFinding *finding)
{
    const QlProgram *program = run->engine->program;

    g_free(finding->fingerprint);
    finding->fingerprint = ql_fingerprint(run->rule->id, (const char *const *)finding->locks,
                                          ql_function_key(program, unmet->holder),
                                          ql_function_key(program, unmet->callee), demand);
}

static void add_finding(QlRuleRun *run, QlUnmet *unmet)
{
    const char *lock = ql_lock_classes_get(run->engine->classes, (guint)unmet->lock_class)->name;
    g_autofree char *demand = g_strdup_printf("%s %sheld", lock, unmet->without ? "not " : "");
    const QlParties parties = {
        .holder = unmet->holder, .violator = unmet->requirer, .forbidden = demand};
    QlFinding *finding = ql_rule_finding(run, &parties);

    g_strfreev(finding->locks);
    finding->locks = g_strsplit(lock, "\n", 0);
    identify(run, unmet, demand, finding);
    for (guint i = 0; i < unmet->witnesses->len; i++) {
        QlWitness *witness = unmet->witnesses->pdata[i];
        unmet->witnesses->pdata[i] = NULL;
        ql_rule_add_witness(run, finding, witness, g_array_index(unmet->confidences, double, i));
    }
    ql_rule_add(run, finding);
}

void ql_pattern_requirement(QlRuleRun *run)
{
    g_autoptr(GPtrArray) violations = ql_engine_unmet(run->engine, MAX_WITNESSES);

    for (guint i = 0; i < violations->len; i++) {
        QlUnmet *unmet = violations->pdata[i];
        if (unmet->annotated || ql_rule_is_about(run, unmet->lock_class)) {
            add_finding(run, unmet);
        }
    }
}
