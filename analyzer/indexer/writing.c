/* SPDX-License-Identifier: Apache-2.0 */
#include "writing.h"

#include "links.h"
#include "session.h"
#include "shard.h"

/* ---- before parsing ---- */

static QlStore *resume_store(const QlReuse *reuse, GError **error)
{
    if (!reuse->continues && !ql_replacement_copy(reuse->file, error)) {
        return NULL;
    }
    return ql_store_resume(ql_replacement_path(reuse->file), reuse->meta, error);
}

static gboolean remove_outdated(QlStore *store, const QlPlan *plan, GError **error)
{
    for (guint i = 0; i < plan->outdated->len; i++) {
        const QlBaseTu *tu = plan->outdated->pdata[i];

        if (!ql_store_remove_tu(store, tu->row, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; i < plan->untrusted->len; i++) {
        const QlBaseFile *file = plan->untrusted->pdata[i];

        if (!ql_store_set_file_hash(store, file->path, NULL, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean rename_outputs(QlStore *store, const QlPlan *plan, GError **error)
{
    for (guint i = 0; i < plan->renamed->len; i++) {
        const QlPlanEntry *entry = plan->renamed->pdata[i];

        if (!ql_store_set_output(store, entry->row, entry->output, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Only now, with nothing left of the unfinished run that may be false, this run's beginning is the
 * one that counts. */
static gboolean note_beginning(QlStore *store, gint64 moment, GError **error)
{
    g_autofree char *session = ql_session();
    g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT " %s", moment, session);

    return ql_store_set_meta(store, QL_META_STARTED, text, error);
}

QlStore *ql_writing_begin(const QlReuse *reuse, gint64 moment, GError **error)
{
    gboolean fresh = ql_reuse_count(reuse) == 0;
    g_autoptr(QlStore) store =
        fresh ? ql_store_create(ql_replacement_path(reuse->file), reuse->meta, error)
              : resume_store(reuse, error);

    if (!store) {
        return NULL;
    }
    if (!fresh && (!remove_outdated(store, reuse->plan, error) ||
                   !rename_outputs(store, reuse->plan, error))) {
        return NULL;
    }
    return note_beginning(store, moment, error) ? g_steal_pointer(&store) : NULL;
}

/* ---- after parsing ---- */

typedef struct Changed {
    QlFileStates *states;
    gint64 moment;
    GPtrArray *paths; /* char* */
} Changed;

static gboolean collect_changed(const QlStoredFile *file, gpointer user)
{
    Changed *changed = user;

    if (file->hash && ql_file_states_changed_since(changed->states, file->path, changed->moment)) {
        g_ptr_array_add(changed->paths, g_strdup(file->path));
    }
    return TRUE;
}

/* What a file contained while TUs were parsed is not known if it changed meanwhile. */
static gboolean forget_changed_files(QlStore *store, QlFileStates *states, gint64 moment,
                                     GError **error)
{
    g_autoptr(GPtrArray) paths = g_ptr_array_new_with_free_func(g_free);
    Changed changed = {states, moment, paths};

    if (!ql_store_each_file(store, collect_changed, &changed, error)) {
        return FALSE;
    }
    for (guint i = 0; i < paths->len; i++) {
        if (!ql_store_set_file_hash(store, paths->pdata[i], NULL, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean store_meta(QlStore *store, const QlReuse *reuse, GError **error)
{
    const char *shard = reuse->sources->shard;

    return ql_store_set_meta(store, QL_META_LINKS, reuse->links, error) &&
           ql_store_set_meta(store, QL_SHARD_META, *shard ? shard : NULL, error) &&
           ql_store_set_meta(store, QL_META_STARTED, NULL, error);
}

gboolean ql_writing_finish(QlStore *store, const QlReuse *reuse, gint64 moment, GError **error)
{
    return ql_links_store(reuse->sources->selection, reuse->plan, store, error) &&
           forget_changed_files(store, reuse->states, moment, error) &&
           (ql_reuse_count(reuse) == 0 || ql_store_sweep(store, error)) &&
           store_meta(store, reuse, error) && ql_store_finish(store, error);
}
