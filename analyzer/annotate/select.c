/* SPDX-License-Identifier: Apache-2.0 */
/* What an index decides: which conditional entries apply, and which names match nothing. */
#include "annotations.h"

static gboolean condition_holds(const QlCondition *condition, const QlNameOracle *oracle)
{
    switch (condition->kind) {
    case QL_CONDITION_EXISTS: return oracle->exists(condition->name, oracle->user);
    case QL_CONDITION_ABSENT: return !oracle->exists(condition->name, oracle->user);
    case QL_CONDITION_PARAMS:
        return oracle->n_params(condition->name, oracle->user) == condition->count;
    }
    return FALSE;
}

/** TRUE if all of @when (may be NULL) holds. */
static gboolean all_hold(const GPtrArray *when, const QlNameOracle *oracle)
{
    for (guint i = 0; when && i < when->len; i++) {
        if (!condition_holds(g_ptr_array_index(when, i), oracle)) {
            return FALSE;
        }
    }
    return TRUE;
}

/**
 * Drops the entries of @list that do not apply, noting them in @dropped; @when_offset is where they
 * keep their conditions, which those that stay lose.
 */
static void select_entries(GPtrArray *list, gsize when_offset, const QlNameOracle *oracle,
                           GHashTable *dropped)
{
    guint i = 0;

    while (i < list->len) {
        gpointer entry = g_ptr_array_index(list, i);
        GPtrArray **when = &G_STRUCT_MEMBER(GPtrArray *, entry, when_offset);
        if (!all_hold(*when, oracle)) {
            g_hash_table_add(dropped, entry);
            g_ptr_array_remove_index(list, i);
            continue;
        }
        g_clear_pointer(when, g_ptr_array_unref);
        i++;
    }
}

/** Drops the names and references of dropped entries. The others forget their entry. */
static void drop_uses(QlAnnotations *annotations, GHashTable *dropped)
{
    for (guint i = annotations->names->len; i-- > 0;) {
        QlNameUse *use = g_ptr_array_index(annotations->names, i);
        if (use->entry && g_hash_table_contains(dropped, use->entry)) {
            g_ptr_array_remove_index(annotations->names, i);
        } else {
            use->entry = NULL;
        }
    }
    for (guint i = annotations->references->len; i-- > 0;) {
        QlReference *reference = g_ptr_array_index(annotations->references, i);
        if (reference->entry && g_hash_table_contains(dropped, reference->entry)) {
            g_ptr_array_remove_index(annotations->references, i);
        } else {
            reference->entry = NULL;
        }
    }
}

/* ---- one entry a class, one entry a kind ---- */

/** Appends to *@into the strings of @from that it lacks. */
static void append_words(char ***into, char **from)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();

    for (guint i = 0; (*into)[i]; i++) {
        g_ptr_array_add(words, (*into)[i]);
    }
    for (guint i = 0; from[i]; i++) {
        if (!g_strv_contains((const char *const *)*into, from[i])) {
            g_ptr_array_add(words, g_strdup(from[i]));
        }
    }
    g_ptr_array_add(words, NULL);
    g_free(*into);
    *into = (char **)g_ptr_array_steal(words, NULL);
}

static gboolean merge_locks(gpointer a, gpointer b)
{
    QlLock *into = a, *from = b;

    if (!g_str_equal(into->name, from->name) || into->family != from->family) {
        return FALSE;
    }
    into->recursive |= from->recursive;
    append_words(&into->objects, from->objects);
    append_words(&into->wraps, from->wraps);
    append_words(&into->apart, from->apart);
    while (from->ops->len) {
        g_ptr_array_add(into->ops, g_ptr_array_steal_index(from->ops, 0));
    }
    return TRUE;
}

/** One of two lists that say the same; an empty one says nothing. FALSE if they differ. */
static gboolean agree(char **a, char **b)
{
    return !a[0] || !b[0] || g_strv_equal((const char *const *)a, (const char *const *)b);
}

static gboolean merge_threads(gpointer a, gpointer b)
{
    QlThread *into = a, *from = b;

    if (!g_str_equal(into->kind, from->kind) || !agree(into->holds, from->holds) ||
        !agree(into->entry_holds, from->entry_holds)) {
        return FALSE;
    }
    into->parallel |= from->parallel;
    append_words(&into->entries, from->entries);
    append_words(&into->contexts, from->contexts);
    append_words(&into->holds, from->holds);
    append_words(&into->entry_holds, from->entry_holds);
    return TRUE;
}

/** Merges each entry of @list into the first one @merge accepts. */
static void merge_entries(GPtrArray *list, gboolean (*merge)(gpointer into, gpointer from))
{
    for (guint i = 0; i < list->len; i++) {
        guint j = i + 1;
        while (j < list->len) {
            if (merge(g_ptr_array_index(list, i), g_ptr_array_index(list, j))) {
                g_ptr_array_remove_index(list, j);
            } else {
                j++;
            }
        }
    }
}

void ql_annotations_select(QlAnnotations *annotations, const QlNameOracle *oracle)
{
    const struct {
        GPtrArray *list;
        gsize when;
    } sections[] = {
        {annotations->locks, G_STRUCT_OFFSET(QlLock, when)},
        {annotations->predicates, G_STRUCT_OFFSET(QlPredicate, when)},
        {annotations->waits, G_STRUCT_OFFSET(QlWait, when)},
        {annotations->threads, G_STRUCT_OFFSET(QlThread, when)},
        {annotations->creators, G_STRUCT_OFFSET(QlThreadCreator, when)},
        {annotations->forks, G_STRUCT_OFFSET(QlForkOp, when)},
        {annotations->callbacks, G_STRUCT_OFFSET(QlCallback, when)},
        {annotations->type_tables, G_STRUCT_OFFSET(QlTypeTable, when)},
        {annotations->containers, G_STRUCT_OFFSET(QlContainer, when)},
        {annotations->makers, G_STRUCT_OFFSET(QlMaker, when)},
        {annotations->broadcasts, G_STRUCT_OFFSET(QlBroadcast, when)},
        {annotations->affinities, G_STRUCT_OFFSET(QlAffinity, when)},
        {annotations->gateways, G_STRUCT_OFFSET(QlGateway, when)},
        {annotations->required, G_STRUCT_OFFSET(QlRequirement, when)},
        {annotations->rules, G_STRUCT_OFFSET(QlRule, when)},
    };
    g_autoptr(GHashTable) dropped = g_hash_table_new(NULL, NULL);

    for (guint i = 0; i < G_N_ELEMENTS(sections); i++) {
        select_entries(sections[i].list, sections[i].when, oracle, dropped);
    }
    drop_uses(annotations, dropped);
    merge_entries(annotations->locks, merge_locks);
    merge_entries(annotations->threads, merge_threads);
}

/* ---- names that match nothing ---- */

static void unmatched_free(gpointer p)
{
    QlUnmatched *unmatched = p;
    g_free(unmatched->message);
    g_free(unmatched);
}

/** What is wrong with @use; @mention is where the source tree has the name, or NULL. */
static char *unmatched_text(const QlNameUse *use, const char *mention)
{
    if (use->optional) {
        return g_strdup_printf("\"%s\" matches nothing in this index (optional: %s)", use->name,
                               use->optional);
    }
    if (mention) {
        return g_strdup_printf("\"%s\" is not in this build (%s mentions it)", use->name, mention);
    }
    return g_strdup_printf("\"%s\" matches nothing in this index; correct the name, or give the "
                           "reason with \"optional\"",
                           use->name);
}

static QlUnmatched *new_unmatched(const QlNameUse *use, const char *mention)
{
    QlUnmatched *unmatched = g_new0(QlUnmatched, 1);
    g_autofree char *text = unmatched_text(use, mention);

    unmatched->severity = use->optional || mention ? QL_SEVERITY_NOTE : QL_SEVERITY_WARNING;
    unmatched->message =
        g_strdup_printf("%s:%u:%u: %s", use->at.file, use->at.line, use->at.column, text);
    return unmatched;
}

/** QlNameUse* for each name that matches nothing. */
static GPtrArray *missing_names(const QlAnnotations *annotations, const QlNameOracle *oracle)
{
    GPtrArray *missing = g_ptr_array_new();

    for (guint i = 0; i < annotations->names->len; i++) {
        QlNameUse *use = g_ptr_array_index(annotations->names, i);
        if (!oracle->exists(use->name, oracle->user)) {
            g_ptr_array_add(missing, use);
        }
    }
    return missing;
}

/** Where the source tree has those of @missing that need a reason; NULL if none does. */
static GHashTable *find_mentions(const GPtrArray *missing, const QlNameOracle *oracle)
{
    g_autoptr(GPtrArray) names = g_ptr_array_new();

    for (guint i = 0; i < missing->len; i++) {
        const QlNameUse *use = g_ptr_array_index(missing, i);
        if (!use->optional) {
            g_ptr_array_add(names, use->name);
        }
    }
    return names->len > 0 && oracle->mentions ? oracle->mentions(names, oracle->user) : NULL;
}

GPtrArray *ql_annotations_unmatched(const QlAnnotations *annotations, const QlNameOracle *oracle)
{
    GPtrArray *result = g_ptr_array_new_with_free_func(unmatched_free);
    g_autoptr(GPtrArray) missing = missing_names(annotations, oracle);
    g_autoptr(GHashTable) mentions = find_mentions(missing, oracle);

    for (guint i = 0; i < missing->len; i++) {
        const QlNameUse *use = g_ptr_array_index(missing, i);
        const char *mention = mentions ? g_hash_table_lookup(mentions, use->name) : NULL;
        g_ptr_array_add(result, new_unmatched(use, mention));
    }
    return result;
}
