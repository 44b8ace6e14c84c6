/* SPDX-License-Identifier: Apache-2.0 */
#include "judge.h"
#include "nested_poll.h"
#include "wait_partners.h"

/* Handlers of a nested poll that a finding shows. */
#define MAX_HANDLERS 6
#define MAX_WAYS 12

struct QlJudgement {
    const QlRuleRun *run;
    int lock;
    GArray *waits;            /* int: classes that the rule forbids */
    QlWaitPartners *partners; /* of QL_JUDGE_PARTNER … */
    QlNestedPolls *polls;     /* … and of QL_JUDGE_NESTED */
};

static GArray *wait_classes(const QlRuleRun *run)
{
    GArray *waits = g_array_new(FALSE, FALSE, sizeof(int));
    for (char **name = run->rule->wait; name && *name; name++) {
        int index = ql_lock_classes_find(run->engine->classes, *name);
        if (index >= 0) {
            g_array_append_val(waits, index);
        }
    }
    return waits;
}

QlJudgement *ql_judgement_new(const QlRuleRun *run, int lock)
{
    if (run->rule->judge == QL_JUDGE_NONE || lock < 0) {
        return NULL;
    }
    QlJudgement *judgement = g_new0(QlJudgement, 1);
    judgement->run = run;
    judgement->lock = lock;
    judgement->waits = wait_classes(run);
    if (run->rule->judge == QL_JUDGE_PARTNER) {
        judgement->partners = ql_wait_partners_new(run->engine);
    } else {
        judgement->polls = ql_nested_polls_new(run->engine, lock, judgement->waits);
    }
    return judgement;
}

void ql_judgement_free(QlJudgement *judgement)
{
    if (!judgement) {
        return;
    }
    g_array_unref(judgement->waits);
    ql_wait_partners_free(judgement->partners);
    ql_nested_polls_free(judgement->polls);
    g_free(judgement);
}

/* ---- who ends the wait ---- */

/* Takes over what @answer has, if it is a better one than @best. */
static void keep_better(QlPartner *best, QlPartner answer)
{
    gboolean better = answer.need > best->need ||
                      (answer.need == best->need && answer.confidence > best->confidence);
    ql_witness_free(better ? best->witness : answer.witness);
    if (better) {
        *best = answer;
    }
}

/* Whether a witness of @finding ends its way at @line: the function may wait elsewhere, too. */
static gboolean is_at(const QlFinding *finding, guint line)
{
    for (guint i = 0; i < finding->witnesses->len; i++) {
        const QlWitness *witness = finding->witnesses->pdata[i];
        for (guint k = 0; k < witness->steps->len; k++) {
            const QlStep *step = witness->steps->pdata[k];
            if (step->kind == QL_STEP_VIOLATION && step->line == line) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

/* The answer for the waits of @violation: one that needs the lock counts. */
static QlPartner ask(const QlJudgement *judgement, const QlViolation *violation,
                     const QlFinding *finding)
{
    const QlFunction *violator = violation->violator;
    const QlLockClasses *classes = judgement->run->engine->classes;
    QlPartner best = {QL_PARTNER_UNKNOWN, NULL, 0};
    for (guint i = 0; i < violator->def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(violator->def->flow->events, QlEvent, i);
        const QlWait *wait = ql_lock_classes_wait(classes, violator, event);
        if (wait && is_at(finding, event->line) &&
            ql_lock_classes_find(classes, wait->name) == violation->lock_class) {
            keep_better(&best, ql_wait_partners_ask(judgement->partners, violator, event,
                                                    violation->thread, judgement->lock));
        }
    }
    return best;
}

static void judge_partner(const QlJudgement *judgement, const QlViolation *violation,
                          QlFinding *finding)
{
    if (!finding->witnesses->len) { /* all excused */
        return;
    }
    QlPartner partner = ask(judgement, violation, finding);
    if (partner.need != QL_PARTNER_NEEDS) {
        finding->severity = QL_SEVERITY_NOTE;
        return;
    }
    finding->confidence *= partner.confidence;
    g_ptr_array_add(finding->witnesses, partner.witness);
}

/* ---- what the poll runs ---- */

/* The ways of one handler, as continuations of the best way to the poll. */
static void add_ways(const QlJudgement *judgement, const QlNestedHandler *handler, guint max,
                     QlFinding *finding)
{
    const QlWitness *poller = finding->witnesses->pdata[0];
    for (guint i = 0; i < MIN(handler->ways->len, max); i++) {
        const QlNestedWay *way = &g_array_index(handler->ways, QlNestedWay, i);
        g_ptr_array_add(finding->witnesses,
                        ql_nested_polls_continue(judgement->run->engine, poller, handler, way));
    }
}

static void judge_nested(const QlJudgement *judgement, QlFinding *finding)
{
    const GPtrArray *handlers = ql_nested_polls_handlers(judgement->polls);
    if (finding->severity == QL_SEVERITY_NOTE || !handlers->len || !finding->witnesses->len) {
        return;
    }
    finding->severity = QL_SEVERITY_ERROR;
    for (guint i = 0; i < MIN(handlers->len, MAX_HANDLERS); i++) {
        add_ways(judgement, handlers->pdata[i], MAX_WAYS, finding);
    }
}

void ql_judgement_apply(QlJudgement *judgement, const QlViolation *violation, QlFinding *finding)
{
    if (!judgement) {
        return;
    }
    if (judgement->partners) {
        judge_partner(judgement, violation, finding);
    } else {
        judge_nested(judgement, finding);
    }
}
