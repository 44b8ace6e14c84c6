/* SPDX-License-Identifier: Apache-2.0 */
#include "lock_text.h"

static char *parameter_name(const QlLockWords *words, guint i)
{
    const GArray *params = words->function->def->params;
    QlSym name = i < params->len ? g_array_index(params, QlVariable, i).name : 0;

    return name ? g_strdup_printf("parameter %s", ql_strings_get(words->program->strings, name))
                : g_strdup_printf("parameter %u", i + 1);
}

char *ql_cli_lock_text(const QlLockWords *words, QlLockRef lock)
{
    if (lock >= 0) {
        return g_strdup(ql_lock_classes_get(words->classes, (guint)lock)->name);
    }
    if (lock == QL_LOCK_UNKNOWN) {
        return g_strdup("a lock that is not known");
    }
    g_autofree char *name = parameter_name(words, (guint)(-1 - lock));
    return g_strdup_printf("the lock that is %s", name);
}

char *ql_cli_condition_text(const QlLockWords *words, const QlPredicateValue *predicate)
{
    const char *nothing = predicate->depth > 0 ? "" : "not ";

    if (predicate->lock_class >= 0) {
        const QlLockClass *info = ql_lock_classes_get(words->classes, (guint)predicate->lock_class);
        return info->fact ? g_strdup_printf("%s%s", nothing, info->name)
                          : g_strdup_printf("%s is %sheld", info->name, nothing);
    }
    guint number = (guint)(-1 - predicate->lock_class);
    g_autofree char *name = parameter_name(words, number / 2);
    nothing = predicate->depth > 0 ? "not " : "";
    return number % 2 ? g_strdup_printf("what %s points to is %s0", name, nothing)
                      : g_strdup_printf("%s is %s0", name, nothing);
}

static void add_conditions(const QlLockWords *words, const QlOutcome *outcome, GString *text)
{
    for (guint i = 0; i < outcome->n_predicates; i++) {
        g_autofree char *condition = ql_cli_condition_text(words, &outcome->predicates[i]);
        g_string_append_printf(text, "%s%s", i ? " and " : "if ", condition);
    }
    g_string_append(text, outcome->n_predicates ? ": " : "");
}

static void add_effects(const QlLockWords *words, const QlOutcome *outcome, GString *text)
{
    for (guint i = 0; i < outcome->n_effects; i++) {
        const QlEffect *effect = &outcome->effects[i];
        g_autofree char *lock = ql_cli_lock_text(words, effect->lock);
        g_string_append_printf(text, "%s%s %s", i ? ", " : "",
                               effect->delta > 0 ? "takes" : "releases", lock);
        if (ABS(effect->delta) > 1) {
            g_string_append_printf(text, " %d times", ABS(effect->delta));
        }
    }
    if (!outcome->n_effects) {
        g_string_append(text, "changes nothing");
    }
}

char *ql_cli_outcome_text(const QlLockWords *words, const QlOutcome *outcome)
{
    GString *text = g_string_new(NULL);

    add_conditions(words, outcome, text);
    add_effects(words, outcome, text);
    if (outcome->result != QL_RETURN_UNKNOWN) {
        g_string_append(text,
                        outcome->result == QL_RETURN_ZERO ? ", returns 0" : ", returns non-zero");
    }
    return g_string_free(text, FALSE);
}
