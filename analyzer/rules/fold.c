/* SPDX-License-Identifier: Apache-2.0 */
#include "fold.h"
#include <string.h>

static const QlStep *violation_of(const QlFinding *finding)
{
    const QlWitness *best = finding->witnesses->pdata[0];
    for (guint i = 0; i < best->steps->len; i++) {
        const QlStep *step = best->steps->pdata[i];
        if (step->kind == QL_STEP_VIOLATION) {
            return step;
        }
    }
    return NULL;
}

/* What is done where, on which kind of thread, under whose locks; NULL: the finding is about more
 * than one operation.
 */
static char *operation_of(const QlFinding *finding)
{
    const QlStep *step = violation_of(finding);
    const QlWitness *best = finding->witnesses->pdata[0];
    if (!step || !*best->thread || !*step->callee) {
        return NULL;
    }
    return g_strdup_printf("%s:%u %s %s %s %s", step->file, step->line, step->function,
                           step->callee, best->thread, finding->holder ? finding->holder : "");
}

static gboolean covers(const QlFinding *first, const QlFinding *other)
{
    gboolean shown =
        first->confidence >= QL_MIN_CONFIDENCE || first->confidence >= other->confidence;
    return strcmp(first->rule, other->rule) != 0 && first->severity >= other->severity && shown;
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static void add_rule(QlFinding *finding, const char *rule)
{
    GPtrArray *rules = g_ptr_array_new();
    for (char **known = finding->also; known && *known; known++) {
        g_ptr_array_add(rules, g_strdup(*known));
    }
    if (!finding->also || !g_strv_contains((const char *const *)finding->also, rule)) {
        g_ptr_array_add(rules, g_strdup(rule));
    }
    g_ptr_array_sort(rules, compare_text);
    g_ptr_array_add(rules, NULL);
    g_strfreev(finding->also);
    finding->also = (char **)g_ptr_array_free(rules, FALSE);
}

/* The first of @list that covers @finding, or NULL. */
static QlFinding *find_cover(const GPtrArray *list, const QlFinding *finding)
{
    for (guint i = 0; i < list->len; i++) {
        if (covers(list->pdata[i], finding)) {
            return list->pdata[i];
        }
    }
    return NULL;
}

/* Whether @finding went into one of those with the same operation in @by_operation. */
static gboolean fold_one(GHashTable *by_operation, QlFinding *finding)
{
    char *operation = operation_of(finding);
    if (!operation) {
        return FALSE;
    }
    GPtrArray *list = g_hash_table_lookup(by_operation, operation);
    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(by_operation, g_strdup(operation), list);
    }
    g_free(operation);
    QlFinding *cover = find_cover(list, finding);
    if (cover) {
        add_rule(cover, finding->rule);
    } else {
        g_ptr_array_add(list, finding);
    }
    return cover != NULL;
}

void ql_fold(GPtrArray *findings)
{
    g_autoptr(GHashTable) by_operation =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    guint kept = 0;
    for (guint i = 0; i < findings->len; i++) {
        QlFinding *finding = findings->pdata[i];
        findings->pdata[i] = NULL;
        if (fold_one(by_operation, finding)) {
            ql_finding_free(finding);
        } else {
            findings->pdata[kept++] = finding;
        }
    }
    g_ptr_array_set_size(findings, (int)kept);
}
