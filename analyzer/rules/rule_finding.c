/* SPDX-License-Identifier: Apache-2.0 */
/* What the findings of all patterns have in common. */
#include "fingerprint.h"
#include "patterns.h"
#include "rules.h"
#include <math.h>

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

/* Whether one of @wanted, if there is any, is among @locks. */
static gboolean is_about_one(char **locks, char **wanted)
{
    for (guint i = 0; wanted && wanted[i]; i++) {
        if (locks && g_strv_contains((const char *const *)locks, wanted[i])) {
            return TRUE;
        }
    }
    return !wanted || !wanted[0];
}

static gboolean applies(const QlRuleException *exception, char **locks, const QlWitness *witness)
{
    gboolean all = exception->functions && exception->functions[0];

    for (guint k = 0; all && exception->functions[k]; k++) {
        all = passes(witness, exception->functions[k]);
    }
    return all && is_about_one(locks, exception->locks);
}

/* Whether an exception of @rule excuses @witness; others lower the severity of @finding. */
static gboolean excepted(const QlRule *rule, QlFinding *finding, const QlWitness *witness)
{
    gboolean excused = FALSE;

    for (guint i = 0; i < rule->exceptions->len; i++) {
        const QlRuleException *exception = rule->exceptions->pdata[i];
        if (!applies(exception, finding->locks, witness)) {
            continue;
        }
        if (exception->lowers) {
            finding->severity = MIN(finding->severity, exception->severity);
        } else {
            excused = TRUE;
        }
    }
    return excused;
}

/* What placeholder %@letter stands for. */
static const char *word_for(const QlRuleRun *run, const QlParties *parties, char letter)
{
    const char *word = NULL;

    switch (letter) {
    case 'h': return ql_function_name(run->engine->program, parties->holder);
    case 'v': return ql_function_name(run->engine->program, parties->violator);
    case 'l': word = parties->lock; break;
    case 'w': word = parties->forbidden; break;
    case 't': word = parties->thread ? parties->thread->kind : NULL; break;
    default: return "%";
    }
    return word ? word : "(unknown)";
}

static char *message_for(const QlRuleRun *run, const QlParties *parties)
{
    GString *text = g_string_new(NULL);

    for (const char *p = run->rule->message; *p; p++) {
        if (*p == '%' && p[1]) {
            g_string_append(text, word_for(run, parties, *++p));
        } else {
            g_string_append_c(text, *p);
        }
    }
    return g_string_free(text, FALSE);
}

static char **lock_names(const QlRuleRun *run, const QlParties *parties)
{
    GPtrArray *names = g_ptr_array_new();

    for (char **name = run->rule->holding; name && *name; name++) {
        if (g_strcmp0(*name, parties->lock)) {
            g_ptr_array_add(names, g_strdup(*name));
        }
    }
    if (parties->lock) {
        g_ptr_array_add(names, g_strdup(parties->lock));
    }
    if (parties->forbidden && g_strcmp0(parties->forbidden, parties->lock)) {
        g_ptr_array_add(names, g_strdup(parties->forbidden));
    }
    g_ptr_array_add(names, NULL);
    return (char **)g_ptr_array_free(names, FALSE);
}

QlSeverity ql_rule_severity(const QlRule *rule, const char *thread)
{
    for (guint i = 0; i < rule->grades->len; i++) {
        const QlGrade *grade = rule->grades->pdata[i];
        if (g_strv_contains((const char *const *)grade->threads, thread)) {
            return grade->severity;
        }
    }
    return rule->severity;
}

QlFinding *ql_rule_finding(const QlRuleRun *run, const QlParties *parties)
{
    const QlProgram *program = run->engine->program;
    const char *thread = parties->thread ? parties->thread->kind : "";
    QlFinding *finding = ql_finding_new();

    finding->rule = g_strdup(run->rule->id);
    finding->severity = ql_rule_severity(run->rule, thread);
    finding->holder = g_strdup(ql_function_key(program, parties->holder));
    finding->message = message_for(run, parties);
    finding->assumption = ql_program_assumption(program, thread, parties->holder);
    finding->locks = lock_names(run, parties);
    finding->fingerprint = ql_fingerprint(run->rule->id, (const char *const *)finding->locks,
                                          ql_function_key(program, parties->holder),
                                          ql_function_key(program, parties->violator),
                                          parties->any_thread ? "" : thread);
    return finding;
}

gboolean ql_rule_excuses(const QlRuleRun *run, const QlParties *parties, const QlWitness *witness)
{
    const GPtrArray *exceptions = run->rule->exceptions;
    g_auto(GStrv) locks = exceptions->len ? lock_names(run, parties) : NULL;

    for (guint i = 0; i < exceptions->len; i++) {
        const QlRuleException *exception = exceptions->pdata[i];
        if (!exception->lowers && applies(exception, locks, witness)) {
            return TRUE;
        }
    }
    return FALSE;
}

void ql_rule_add_witness(const QlRuleRun *run, QlFinding *finding, QlWitness *witness,
                         double confidence)
{
    if (excepted(run->rule, finding, witness)) {
        ql_witness_free(witness);
        return;
    }
    finding->confidence = MAX(finding->confidence, confidence);
    g_ptr_array_add(finding->witnesses, witness);
}

/* Witnesses of a finding that is made of several. */
#define MAX_MERGED 6

/* The finding of @run with the fingerprint of @finding, or NULL. */
static QlFinding *find_twin(const QlRuleRun *run, const QlFinding *finding)
{
    for (guint i = 0; i < run->findings->len; i++) {
        QlFinding *other = run->findings->pdata[i];
        if (g_str_equal(other->fingerprint, finding->fingerprint)) {
            return other;
        }
    }
    return NULL;
}

/* One mistake that was found twice, on two kinds of threads for instance: @from ends in @to. */
static void merge(QlFinding *to, QlFinding *from)
{
    gboolean better = from->confidence > to->confidence;
    for (guint i = 0; i < from->witnesses->len && to->witnesses->len < MAX_MERGED; i++) {
        g_ptr_array_insert(to->witnesses, better ? (int)i : -1, from->witnesses->pdata[i]);
        from->witnesses->pdata[i] = NULL;
    }
    to->confidence = MAX(to->confidence, from->confidence);
    to->severity = MAX(to->severity, from->severity);
    ql_finding_free(from);
}

void ql_rule_add(QlRuleRun *run, QlFinding *finding)
{
    QlFinding *twin = find_twin(run, finding);
    if (!finding->witnesses->len || finding->severity < run->min_severity) {
        ql_finding_free(finding);
    } else if (twin) {
        merge(twin, finding);
    } else {
        g_ptr_array_add(run->findings, finding);
    }
}

guint ql_rule_max_doubt(const QlRule *rule)
{
    return ql_rules_doubt(rule->max_targets);
}

guint ql_rules_doubt(guint max_targets)
{
    return max_targets ? (guint)(100 * log2(max_targets)) : QL_MAX_DOUBT;
}

gboolean ql_rule_is_about(const QlRuleRun *run, int lock_class)
{
    return ql_rules_concern(run->engine, run->rule, lock_class);
}

gboolean ql_rules_concern(const QlEngine *engine, const QlRule *rule, int lock_class)
{
    const QlLockClass *info = ql_lock_classes_get(engine->classes, (guint)lock_class);
    const char *const *names = (const char *const *)rule->holding_any;

    return !names || !names[0] || g_strv_contains(names, info->name) ||
           (info->family && g_strv_contains(names, info->family));
}
