/* SPDX-License-Identifier: Apache-2.0 */
#include "links.h"

#include <string.h>

/* The plan of compile database entry @number, or NULL if it is not selected. */
static const QlPlanEntry *find_entry(const QlSelection *selection, const QlPlan *plan, guint number)
{
    const GArray *entries = selection->entries;
    guint low = 0, high = entries->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;

        if (g_array_index(entries, guint, middle) < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == entries->len || g_array_index(entries, guint, low) != number) {
        return NULL;
    }
    return plan->entries->pdata[low];
}

/* ---- digest ---- */

static int compare_lines(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void add_executable(GPtrArray *lines, const char *name)
{
    g_ptr_array_add(lines, g_strdup_printf("%s\n", name));
}

static void add_link(GPtrArray *lines, const QlStoredLink *link)
{
    g_ptr_array_add(lines, g_strdup_printf("%s\t%s\t%s\t%s\t%d\n", link->executable, link->source,
                                           link->output ? link->output : "", link->flags_hash,
                                           link->archive));
}

static GPtrArray *link_lines(const QlSelection *selection, const QlPlan *plan)
{
    GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);

    for (guint i = 0; i < selection->executables->len; i++) {
        const QlExecutable *executable = selection->executables->pdata[i];

        add_executable(lines, executable->name);
        for (guint j = 0; j < executable->tus->len; j++) {
            QlExecutableTu tu = g_array_index(executable->tus, QlExecutableTu, j);
            const QlPlanEntry *entry = find_entry(selection, plan, tu.entry);

            if (entry) {
                QlStoredLink link = {executable->name, entry->source, entry->output,
                                     entry->flags_hash, tu.kind == QL_LINK_ARCHIVE};

                add_link(lines, &link);
            }
        }
    }
    return lines;
}

/* Whether two lines of links differ in their last value at most. */
static gboolean same_link(const char *a, const char *b)
{
    gsize value = strlen("0\n");
    gsize length = strlen(a);

    return strchr(a, '\t') && length == strlen(b) && !strncmp(a, b, length - value);
}

/* Of a TU that is linked both ways the first line counts, as in the store. */
static char *digest(GPtrArray *lines)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    const char *previous = "";

    g_ptr_array_sort(lines, compare_lines);
    for (guint i = 0; i < lines->len; i++) {
        if (!same_link(previous, lines->pdata[i])) {
            g_checksum_update(sum, lines->pdata[i], -1);
        }
        previous = lines->pdata[i];
    }
    return g_strdup(g_checksum_get_string(sum));
}

char *ql_links_digest(const QlSelection *selection, const QlPlan *plan)
{
    g_autoptr(GPtrArray) lines = link_lines(selection, plan);

    return digest(lines);
}

static gboolean read_link(const QlStoredLink *link, gpointer user)
{
    add_link(user, link);
    return TRUE;
}

char *ql_links_stored_digest(QlStore *store, GError **error)
{
    g_autoptr(GPtrArray) lines = g_ptr_array_new_with_free_func(g_free);
    g_auto(GStrv) executables = ql_store_executables(store, error);

    if (!executables || !ql_store_each_link(store, read_link, lines, error)) {
        return NULL;
    }
    for (char **name = executables; *name; name++) {
        add_executable(lines, *name);
    }
    return digest(lines);
}

/* ---- store ---- */

static gboolean store_executable(const QlSelection *selection, const QlPlan *plan,
                                 const QlExecutable *executable, QlStore *store, GError **error)
{
    gint64 id = ql_store_add_executable(store, executable->name, error);

    if (!id) {
        return FALSE;
    }
    for (guint i = 0; i < executable->tus->len; i++) {
        QlExecutableTu tu = g_array_index(executable->tus, QlExecutableTu, i);
        const QlPlanEntry *entry = find_entry(selection, plan, tu.entry);

        if (entry && !ql_store_link(store, id, entry->row, tu.kind == QL_LINK_ARCHIVE, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean ql_links_store(const QlSelection *selection, const QlPlan *plan, QlStore *store,
                        GError **error)
{
    if (!ql_store_clear_executables(store, error)) {
        return FALSE;
    }
    for (guint i = 0; i < selection->executables->len; i++) {
        if (!store_executable(selection, plan, selection->executables->pdata[i], store, error)) {
            return FALSE;
        }
    }
    return TRUE;
}
