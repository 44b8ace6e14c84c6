/* SPDX-License-Identifier: Apache-2.0 */
/* MISSING_UNLOCK and UNHELD_UNLOCK: a path of a function that leaves a lock out of balance. */
#include "balance.h"
#include "patterns.h"

#define MAX_WITNESSES 4

/* The class, or what the function calls the lock it is given. */
static const char *lock_name(const QlRuleRun *run, const QlImbalance *imbalance)
{
    const QlProgram *program = run->engine->program;

    if (imbalance->lock >= 0) {
        return ql_lock_classes_get(run->engine->classes, (guint)imbalance->lock)->name;
    }
    guint param = (guint)(-1 - imbalance->lock);
    const GArray *params = imbalance->function->def->params;
    QlSym name = param < params->len ? g_array_index(params, QlVariable, param).name : 0;
    return name ? ql_strings_get(program->strings, name) : NULL;
}

typedef struct Telling {
    const QlProgram *program;
    const QlImbalance *imbalance;
    QlWitness *witness;
    char **held;
} Telling;

static void tell(const Telling *telling, QlStepKind kind, guint line, const char *callee,
                 gboolean holding)
{
    const QlFunction *function = telling->imbalance->function;

    ql_witness_add(telling->witness, kind, ql_function_name(telling->program, function),
                   ql_function_file(telling->program, function), line, callee, "",
                   holding ? telling->held : NULL);
}

static void tell_event(const Telling *telling, QlStepKind kind, const QlEvent *event,
                       gboolean holding)
{
    tell(telling, kind, event->line,
         ql_program_callee_text(telling->program, telling->imbalance->function->def, event),
         holding);
}

static void tell_kept(const Telling *telling)
{
    const QlImbalance *imbalance = telling->imbalance;

    tell_event(telling, QL_STEP_ACQUIRE, imbalance->event, FALSE);
    if (imbalance->branch) {
        tell(telling, QL_STEP_BRANCH, imbalance->branch, "", TRUE);
    }
    tell(telling, QL_STEP_RETURN, imbalance->end, "", TRUE);
}

static void tell_dropped(const Telling *telling)
{
    const QlImbalance *imbalance = telling->imbalance;

    if (imbalance->before) {
        tell_event(telling, QL_STEP_RELEASE, imbalance->before, TRUE);
    } else if (imbalance->branch) {
        tell(telling, QL_STEP_BRANCH, imbalance->branch, "", FALSE);
    }
    tell_event(telling, QL_STEP_VIOLATION, imbalance->event, FALSE);
}

static QlWitness *witness_of(const QlRuleRun *run, const QlImbalance *imbalance)
{
    char *held[] = {(char *)lock_name(run, imbalance), NULL};
    const Telling telling = {run->engine->program, imbalance, ql_witness_new(""), held};

    if (run->rule->pattern == QL_PATTERN_MISSING_UNLOCK) {
        tell_kept(&telling);
    } else {
        tell_dropped(&telling);
    }
    return telling.witness;
}

static gboolean same_finding(const QlImbalance *a, const QlImbalance *b)
{
    return a->function == b->function && a->lock == b->lock;
}

/* One finding of the imbalances from @first on that are about one lock; returns the next one. */
static guint add_finding(QlRuleRun *run, const GPtrArray *found, guint first)
{
    const QlImbalance *imbalance = found->pdata[first];
    const QlParties parties = {
        .holder = imbalance->function,
        .violator = imbalance->function,
        .lock = lock_name(run, imbalance),
    };
    QlFinding *finding = ql_rule_finding(run, &parties);
    guint i = first;

    for (; i < found->len && same_finding(found->pdata[i], imbalance); i++) {
        const QlImbalance *one = found->pdata[i];
        if (finding->witnesses->len < MAX_WITNESSES) {
            ql_rule_add_witness(run, finding, witness_of(run, one), one->confidence);
        }
    }
    ql_rule_add(run, finding);
    return i;
}

void ql_pattern_balance(QlRuleRun *run)
{
    gboolean kept = run->rule->pattern == QL_PATTERN_MISSING_UNLOCK;
    g_autoptr(GPtrArray) found =
        ql_balance_find(run->engine, kept ? QL_BALANCE_KEPT : QL_BALANCE_DROPPED);

    for (guint i = 0; i < found->len;) {
        const QlImbalance *imbalance = found->pdata[i];
        if (imbalance->lock >= 0 && !ql_rule_is_about(run, imbalance->lock)) {
            i++;
        } else {
            i = add_finding(run, found, i);
        }
    }
}
