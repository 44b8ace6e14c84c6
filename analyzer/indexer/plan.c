/* SPDX-License-Identifier: Apache-2.0 */
#include "plan.h"

#include "placeless.h"
#include <string.h>

typedef enum Answer { UNKNOWN, YES, NO } Answer;

typedef struct Planner {
    QlPlan *plan;
    const QlBase *base;
    QlFileStates *states;
    QlIncludeSearch *search;
    gboolean interrupted;   /* the base's run did not end */
    gint64 started;         /* then: when it began */
    guint8 *same;           /* Answer, by file of the base: is it as it was? */
    guint8 *current;        /* Answer, by TU of the base: is it up to date? */
    guint8 *used;           /* by TU of the base: is it reused? */
    QlSearchFile **files;   /* by file of the base */
    GHashTable *candidates; /* source and flags -> GArray of positions in base->tus */
} Planner;

/* ---- a TU of the base ---- */

static gboolean is_same(Planner *planner, guint number)
{
    const QlBaseFile *file = planner->base->files->pdata[number];
    const guint8 *hash;
    gboolean same;

    if (planner->same[number] != UNKNOWN) {
        return planner->same[number] == YES;
    }
    hash = file->known ? ql_file_states_hash(planner->states, file->path) : NULL;
    same = hash && !memcmp(hash, file->hash, QL_HASH_SIZE);
    if (same && planner->interrupted) {
        same = !ql_file_states_changed_since(planner->states, file->path, planner->started);
    }
    planner->same[number] = same ? YES : NO;
    return same;
}

static gboolean files_are_same(Planner *planner, const QlBaseTu *tu)
{
    for (guint i = 0; i < tu->n_files; i++) {
        const QlBaseFile *file = planner->base->files->pdata[tu->files[i]];

        if (!g_str_has_prefix(file->path, QL_NOT_FOUND) && !is_same(planner, tu->files[i])) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean search_is_same(Planner *planner, const QlBaseTu *tu, const QlTuInput *input)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new();
    g_autofree char *hash = NULL;

    if (!tu->search_hash) {
        return FALSE;
    }
    g_ptr_array_set_size(files, (gint)tu->n_files);
    for (guint i = 0; i < tu->n_files; i++) {
        guint number = tu->files[i];

        if (!planner->files[number]) {
            const QlBaseFile *file = planner->base->files->pdata[number];

            planner->files[number] = ql_include_search_file(planner->search, file->path);
        }
        files->pdata[i] = planner->files[number];
    }
    hash = ql_include_search_hash(planner->search, input, files);
    return hash && !strcmp(hash, tu->search_hash);
}

/* @input has the flags of the TU. */
static gboolean is_current(Planner *planner, guint number, const QlTuInput *input)
{
    const QlBaseTu *tu = planner->base->tus->pdata[number];
    gboolean current;

    if (planner->current[number] != UNKNOWN) {
        return planner->current[number] == YES;
    }
    current = tu->state != QL_TU_FAILED && files_are_same(planner, tu) &&
              search_is_same(planner, tu, input);
    planner->current[number] = current ? YES : NO;
    return current;
}

/* ---- matching ---- */

static char *match_key(const char *source, const char *flags_hash)
{
    return g_strconcat(flags_hash, " ", source, NULL);
}

static void collect_candidates(Planner *planner)
{
    for (guint i = 0; i < planner->base->tus->len; i++) {
        const QlBaseTu *tu = planner->base->tus->pdata[i];
        char *key = match_key(tu->source, tu->flags_hash);
        GArray *list = g_hash_table_lookup(planner->candidates, key);

        if (list) {
            g_free(key);
        } else {
            list = g_array_new(FALSE, FALSE, sizeof(guint));
            g_hash_table_insert(planner->candidates, key, list);
        }
        g_array_append_val(list, i);
    }
}

static void reuse(Planner *planner, QlPlanEntry *entry, guint number)
{
    const QlBaseTu *tu = planner->base->tus->pdata[number];

    planner->used[number] = TRUE;
    entry->reused = tu;
    entry->row = tu->row;
    entry->state = tu->state;
    entry->message = g_strdup(tu->message);
}

static void match(Planner *planner, QlPlanEntry *entry, gboolean any_output)
{
    g_autofree char *key = match_key(entry->source, entry->flags_hash);
    const GArray *list = g_hash_table_lookup(planner->candidates, key);

    for (guint i = 0; list && i < list->len && !entry->reused; i++) {
        guint number = g_array_index(list, guint, i);
        const QlBaseTu *tu = planner->base->tus->pdata[number];

        if (!planner->used[number] && (any_output || !g_strcmp0(tu->output, entry->output)) &&
            is_current(planner, number, entry->input)) {
            reuse(planner, entry, number);
        }
    }
}

/* Those that kept their output come first, so that no other entry takes their TU. */
static void match_all(Planner *planner)
{
    const GPtrArray *entries = planner->plan->entries;

    for (guint i = 0; i < entries->len; i++) {
        match(planner, entries->pdata[i], FALSE);
    }
    for (guint i = 0; i < entries->len; i++) {
        QlPlanEntry *entry = entries->pdata[i];

        if (!entry->reused) {
            match(planner, entry, TRUE);
            if (entry->reused) {
                g_ptr_array_add(planner->plan->renamed, entry);
            }
        }
    }
}

/* ---- what follows ---- */

static void collect_parse(QlPlan *plan)
{
    g_ptr_array_set_size(plan->parse, 0);
    for (guint i = 0; i < plan->entries->len; i++) {
        QlPlanEntry *entry = plan->entries->pdata[i];

        if (!entry->reused) {
            g_ptr_array_add(plan->parse, entry);
        }
    }
}

static void collect_outdated(Planner *planner)
{
    for (guint i = 0; i < planner->base->tus->len; i++) {
        if (!planner->used[i]) {
            g_ptr_array_add(planner->plan->outdated, planner->base->tus->pdata[i]);
        }
    }
    for (guint i = 0; i < planner->base->files->len; i++) {
        QlBaseFile *file = planner->base->files->pdata[i];

        if (file->known && planner->same[i] != YES) {
            g_ptr_array_add(planner->plan->untrusted, file);
        }
    }
}

/* An outdated TU is replaced by one of the same source that is parsed. */
static void count_removed(QlPlan *plan)
{
    g_autoptr(GHashTable) parsed = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint i = 0; i < plan->parse->len; i++) {
        const QlPlanEntry *entry = plan->parse->pdata[i];
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(parsed, entry->source));

        g_hash_table_insert(parsed, entry->source, GUINT_TO_POINTER(n + 1));
    }
    plan->removed = 0;
    for (guint i = 0; i < plan->outdated->len; i++) {
        const QlBaseTu *tu = plan->outdated->pdata[i];
        guint n = GPOINTER_TO_UINT(g_hash_table_lookup(parsed, tu->source));

        if (n == 0) {
            plan->removed++;
        } else {
            g_hash_table_insert(parsed, tu->source, GUINT_TO_POINTER(n - 1));
        }
    }
}

static void planner_clear(Planner *planner)
{
    g_hash_table_unref(planner->candidates);
    g_free(planner->same);
    g_free(planner->current);
    g_free(planner->used);
    g_free(planner->files);
}

void ql_plan_reuse(QlPlan *plan, const QlBase *base, QlFileStates *states, QlIncludeSearch *search)
{
    Planner planner = {
        .plan = plan,
        .base = base,
        .states = states,
        .search = search,
        .interrupted = *base->started != '\0',
        .started = g_ascii_strtoll(base->started, NULL, 10),
        .same = g_malloc0(base->files->len),
        .current = g_malloc0(base->tus->len),
        .used = g_malloc0(base->tus->len),
        .files = g_malloc0(base->files->len * sizeof(QlSearchFile *)),
        .candidates =
            g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_array_unref),
    };

    collect_candidates(&planner);
    match_all(&planner);
    collect_parse(plan);
    collect_outdated(&planner);
    count_removed(plan);
    planner_clear(&planner);
}

static void entry_free(gpointer data)
{
    QlPlanEntry *entry = data;

    g_free(entry->source);
    g_free(entry->output);
    g_free(entry->flags_hash);
    g_free(entry->message);
    g_free(entry);
}

/* The hash of @input's flags; @known has those met before. */
static const char *flags_hash(GHashTable *known, const QlTuInput *input, const QlPaths *paths)
{
    char *hash = g_hash_table_lookup(known, input);

    if (!hash) {
        hash = ql_placeless_flags(input, paths);
        g_hash_table_insert(known, (gpointer)input, hash);
    }
    return hash;
}

QlPlan *ql_plan_new(const GPtrArray *inputs, const QlPaths *paths)
{
    g_autoptr(GHashTable) hashes =
        g_hash_table_new_full(ql_tu_input_flags_hash, ql_tu_input_flags_equal, NULL, g_free);
    QlPlan *plan = g_new0(QlPlan, 1);

    plan->entries = g_ptr_array_new_with_free_func(entry_free);
    plan->parse = g_ptr_array_new();
    plan->renamed = g_ptr_array_new();
    plan->outdated = g_ptr_array_new();
    plan->untrusted = g_ptr_array_new();
    for (guint i = 0; i < inputs->len; i++) {
        const QlTuInput *input = inputs->pdata[i];
        QlPlanEntry *entry = g_new0(QlPlanEntry, 1);

        entry->input = input;
        entry->source = ql_paths_to_rooted(paths, input->source, input->directory);
        entry->output =
            input->output ? ql_paths_to_rooted(paths, input->output, input->directory) : NULL;
        entry->flags_hash = g_strdup(flags_hash(hashes, input, paths));
        g_ptr_array_add(plan->entries, entry);
    }
    collect_parse(plan);
    return plan;
}

void ql_plan_free(QlPlan *plan)
{
    if (!plan) {
        return;
    }
    g_ptr_array_unref(plan->entries);
    g_ptr_array_unref(plan->parse);
    g_ptr_array_unref(plan->renamed);
    g_ptr_array_unref(plan->outdated);
    g_ptr_array_unref(plan->untrusted);
    g_free(plan);
}
