/* SPDX-License-Identifier: Apache-2.0 */
/* REACH: while the rule's locks are held, something is done that it forbids. */
#include "judge.h"
#include "patterns.h"

/* Paths shown per finding; each enters the violating function by another caller. */
#define MAX_WITNESSES 4

/* … and of a finding that has no one holder, one for each. */
#define MAX_HOLDERS 8

static const char *first_of(char **names)
{
    return names ? names[0] : NULL;
}

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

static QlParties parties_of(const QlRuleRun *run, const QlQuery *query, const char *lock,
                            const QlViolation *violation)
{
    const QlEngine *engine = run->engine;
    const QlLockClass *forbidden =
        ql_lock_classes_get(engine->classes, (guint)violation->lock_class);
    return (QlParties){
        .holder = violation->holder,
        .violator = violation->violator,
        .thread = engine->program->threads->pdata[violation->thread],
        .any_thread = query->focus >= 0,
        .lock = lock,
        .forbidden = forbidden->name,
    };
}

static void add_finding(QlRuleRun *run, const QlQuery *query, const char *lock,
                        QlJudgement *judgement, QlViolation *violation)
{
    const QlParties parties = parties_of(run, query, lock, violation);
    QlFinding *finding = ql_rule_finding(run, &parties);

    take_witnesses(run, violation, finding);
    ql_judgement_apply(judgement, violation, finding);
    ql_rule_add(run, finding);
}

static void remove_excused(const QlRuleRun *run, const QlParties *parties, QlViolation *violation)
{
    for (guint i = violation->witnesses->len; i > 0; i--) {
        if (ql_rule_excuses(run, parties, violation->witnesses->pdata[i - 1])) {
            g_ptr_array_remove_index(violation->witnesses, i - 1);
            g_array_remove_index(violation->confidences, i - 1);
        }
    }
}

/*
 * What is excused lends its holder's name, and its place among what one call leads to, to nothing
 * else.
 */
static void drop_excused(const QlRuleRun *run, const QlQuery *query, const char *lock,
                         GPtrArray *violations)
{
    for (guint i = violations->len; i > 0; i--) {
        QlViolation *violation = violations->pdata[i - 1];
        const QlParties parties = parties_of(run, query, lock, violation);
        remove_excused(run, &parties, violation);
        if (!violation->witnesses->len) {
            g_ptr_array_remove_index(violations, i - 1);
        }
    }
}

static double best_confidence(const QlViolation *violation)
{
    return g_array_index(violation->confidences, double, 0);
}

static guint best_length(const QlViolation *violation)
{
    return ((const QlWitness *)violation->witnesses->pdata[0])->steps->len;
}

/* Whether the best way of @a is more believable than that of @b, or as much and shorter. */
static gboolean is_better(const QlViolation *a, const QlViolation *b)
{
    if (best_confidence(a) != best_confidence(b)) {
        return best_confidence(a) > best_confidence(b);
    }
    return best_length(a) < best_length(b);
}

/* Moves the best witness of @from to @to. */
static void move_witness(QlViolation *to, QlViolation *from)
{
    double confidence = best_confidence(from);
    g_ptr_array_add(to->witnesses, g_ptr_array_steal_index(from->witnesses, 0));
    g_array_append_val(to->confidences, confidence);
}

/* The violation of @list with @violation's violator, thread and wait, or NULL. */
static guint find_same(const GPtrArray *list, const QlViolation *violation)
{
    guint i = 0;
    for (; i < list->len; i++) {
        const QlViolation *other = list->pdata[i];
        if (other->violator == violation->violator && other->thread == violation->thread &&
            other->lock_class == violation->lock_class) {
            break;
        }
    }
    return i;
}

/*
 * One violation a violator: where a thread takes the lock is of little interest to a poll that must
 * not happen at all. The holder with the best way stays; the best ways of others are its witnesses.
 */
static GPtrArray *merge_holders(GPtrArray *violations)
{
    GPtrArray *merged = g_ptr_array_new_with_free_func((GDestroyNotify)ql_violation_free);
    while (violations->len) {
        QlViolation *violation = g_ptr_array_steal_index(violations, 0);
        guint i = find_same(merged, violation);
        if (i == merged->len) {
            g_ptr_array_add(merged, violation);
            continue;
        }
        QlViolation *kept = merged->pdata[i];
        if (is_better(violation, kept)) {
            merged->pdata[i] = violation;
            violation = kept;
            kept = merged->pdata[i];
        }
        if (kept->witnesses->len < MAX_HOLDERS) {
            move_witness(kept, violation);
        }
        ql_violation_free(violation);
    }
    g_ptr_array_unref(violations);
    return merged;
}

static gboolean are_facts(const QlEngine *engine, char **names)
{
    for (char **name = names; name && *name; name++) {
        int index = ql_lock_classes_find(engine->classes, *name);
        if (index < 0 || !ql_lock_classes_get(engine->classes, (guint)index)->fact) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Whether it matters little who holds: a poll must not happen at all, a fact is nobody's doing. */
static gboolean has_no_holder(const QlRuleRun *run)
{
    const QlRule *rule = run->rule;
    gboolean locks = first_of(rule->holding_any) || first_of(rule->holding_twice);
    return rule->judge == QL_JUDGE_NESTED || (!locks && are_facts(run->engine, rule->holding));
}

/*
 * What a call leads to under a lock is one mistake of who holds it: the first violation of a class
 * counts fully, two more are worth a look, the others are the same again.
 */
static double rank_weight(GHashTable *seen, const QlViolation *violation)
{
    const gpointer key[2] = {(gpointer)violation->first, GINT_TO_POINTER(violation->lock_class)};
    g_autoptr(GBytes) bytes = g_bytes_new(key, sizeof key);
    guint rank = GPOINTER_TO_UINT(g_hash_table_lookup(seen, bytes));
    g_hash_table_insert(seen, g_bytes_ref(bytes), GUINT_TO_POINTER(rank + 1));
    return rank == 0 ? 1 : rank < 3 ? 0.7 : 0.45;
}

static int compare_doubts(gconstpointer a, gconstpointer b)
{
    const QlViolation *x = *(const QlViolation *const *)a;
    const QlViolation *y = *(const QlViolation *const *)b;
    if (x->doubt != y->doubt) {
        return x->doubt < y->doubt ? -1 : 1;
    }
    if (best_length(x) != best_length(y)) {
        return best_length(x) < best_length(y) ? -1 : 1;
    }
    if (x->violator != y->violator) {
        return x->violator->index < y->violator->index ? -1 : 1;
    }
    return x->lock_class - y->lock_class;
}

/* Lowers the confidence of those that repeat what another one says of the same call. */
static void rank(GPtrArray *violations)
{
    g_autoptr(GHashTable) seen =
        g_hash_table_new_full(g_bytes_hash, g_bytes_equal, (GDestroyNotify)g_bytes_unref, NULL);
    g_ptr_array_sort(violations, compare_doubts);
    for (guint i = 0; i < violations->len; i++) {
        QlViolation *violation = violations->pdata[i];
        double weight = rank_weight(seen, violation);
        for (guint k = 0; k < violation->confidences->len; k++) {
            g_array_index(violation->confidences, double, k) *= weight;
        }
    }
}

static void search(QlRuleRun *run, const QlQuery *query, const char *lock)
{
    GPtrArray *found = ql_engine_search(run->engine, query);
    drop_excused(run, query, lock, found);
    g_autoptr(GPtrArray) violations = has_no_holder(run) ? merge_holders(found) : found;
    rank(violations);
    QlJudgement *judgement =
        violations->len && lock
            ? ql_judgement_new(run, ql_lock_classes_find(run->engine->classes, lock))
            : NULL;
    for (guint i = 0; i < violations->len; i++) {
        add_finding(run, query, lock, judgement, violations->pdata[i]);
    }
    ql_judgement_free(judgement);
}

/* One search for each class that the rule is about. */
static void search_any(QlRuleRun *run, const QlQuery *query)
{
    const QlLockClasses *classes = run->engine->classes;
    g_autofree guint8 *leads = ql_engine_leads(run->engine, query->forbidden);
    for (guint i = 0; i < ql_lock_classes_count(classes); i++) {
        const QlLockClass *info = ql_lock_classes_get(classes, i);
        QlQuery one = *query;
        if (info->fact || !ql_rule_is_about(run, (int)i)) {
            continue;
        }
        one.leads = leads;
        ql_query_hold(run->engine, &one, (int)i);
        one.taken = (int)i;
        search(run, &one, info->name);
    }
}

void ql_pattern_reach(QlRuleRun *run)
{
    const QlRule *rule = run->rule;
    g_autoptr(GArray) forbidden = g_array_new(FALSE, FALSE, sizeof(int));
    g_autoptr(GArray) threads = wanted_threads(run);
    QlQuery query = ql_query_new(forbidden, MAX_WITNESSES);
    query.threads = threads;
    query.max_doubt = ql_rule_max_doubt(rule);
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
