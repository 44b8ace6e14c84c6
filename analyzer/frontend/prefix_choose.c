/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which headers go into a prefix: those that many of the TUs read, directly or through other
 * headers, and that some TUs name themselves, which a header not made to be included alone is not.
 * Only texts are looked at, conditions are not: a wrong guess costs speed, nothing else.
 */
#include "prefix_conflicts.h"

#include <string.h>

/* A header is worth having parsed once if this share of the TUs reads it … */
static const double WORTHWHILE_SHARE = 0.10;
/* … or if those that read it, not few, would read so many bytes. With less of either, more TUs do
 * not suit the prefix for its sake than gain (measured on QEMU 7.2). */
static const double WORTHWHILE_BYTES = 3e5;
enum { MIN_READERS = 6 };
/* TUs that must name a header themselves. */
enum { MIN_DIRECT = 2 };

static void count_reader(QlHeaders *headers, QlHeader *header, guint reader)
{
    if (header->last_reader == reader) {
        return;
    }
    header->last_reader = reader;
    header->readers++;
    const GPtrArray *below = ql_headers_below(headers, header);
    for (guint i = 0; i < below->len; i++) {
        count_reader(headers, below->pdata[i], reader);
    }
}

/* What a header includes that only its neighbours find is as good as included by the TU. */
static void count_direct(QlHeaders *headers, QlHeader *header, guint number)
{
    if (header->last_direct == number) {
        return;
    }
    header->last_direct = number;
    header->direct++;
    if (ql_headers_named(headers, header->name) == header) {
        return;
    }
    const GPtrArray *below = ql_headers_below(headers, header);
    for (guint i = 0; i < below->len; i++) {
        count_direct(headers, below->pdata[i], number);
    }
}

static int compare_headers(gconstpointer a, gconstpointer b)
{
    const QlHeader *x = *(QlHeader *const *)a, *y = *(QlHeader *const *)b;

    if (x->readers != y->readers) {
        return x->readers > y->readers ? -1 : 1;
    }
    return strcmp(x->path, y->path);
}

static gboolean is_worthwhile(const QlHeader *header, guint n_tus)
{
    gdouble bytes = header->scan ? (gdouble)header->readers * header->scan->length : 0;

    return header->direct >= MIN_DIRECT &&
           (header->readers >= WORTHWHILE_SHARE * n_tus ||
            (header->readers >= MIN_READERS && bytes >= WORTHWHILE_BYTES));
}

static GPtrArray *worthwhile(QlHeaders *headers, guint n_tus, const QlHeader *first)
{
    GPtrArray *found = g_ptr_array_new();

    for (guint i = 0; i < headers->all->len; i++) {
        QlHeader *header = headers->all->pdata[i];

        if (header != first && is_worthwhile(header, n_tus) &&
            ql_headers_named(headers, header->name) == header) {
            g_ptr_array_add(found, header);
        }
    }
    g_ptr_array_sort(found, compare_headers);
    return found;
}

/* The most frequent of the texts in @counts. */
static char *most_frequent(GHashTable *counts)
{
    GHashTableIter iter;
    gpointer text, count;
    const char *best = "";
    guint most = 0;

    g_hash_table_iter_init(&iter, counts);
    while (g_hash_table_iter_next(&iter, &text, &count)) {
        guint n = GPOINTER_TO_UINT(count);
        if (n > most || (n == most && strcmp(text, best) < 0)) {
            best = text;
            most = n;
        }
    }
    return most ? g_strdup(best) : NULL;
}

static void count_text(GHashTable *counts, char *text)
{
    guint n = GPOINTER_TO_UINT(g_hash_table_lookup(counts, text));

    g_hash_table_insert(counts, text, GUINT_TO_POINTER(n + 1));
}

static char *most_frequent_first(const QlPrefixSpec *spec, const GPtrArray *inputs, QlScans *scans)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

    for (guint i = 0; i < spec->members->len; i++) {
        const QlTuInput *input = inputs->pdata[GPOINTER_TO_UINT(spec->members->pdata[i])];
        const QlScan *scan = ql_scans_file(scans, input->source, NULL);
        const QlDirective *d =
            scan && scan->directives->len ? &g_array_index(scan->directives, QlDirective, 0) : NULL;

        if (d && d->kind == QL_DIRECTIVE_INCLUDE && !d->next && *d->name) {
            count_text(counts, g_strdup_printf(d->angled ? "<%s>" : "\"%s\"", d->name));
        }
    }
    return most_frequent(counts);
}

/* A member with the include directories that most members have. */
static const QlTuInput *typical_member(const QlPrefixSpec *spec, const GPtrArray *inputs)
{
    g_autoptr(GHashTable) counts = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GHashTable) inputs_by_text =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autofree char *best = NULL;

    for (guint i = spec->members->len; i > 0; i--) { /* the first of equal ones stays */
        gpointer input = inputs->pdata[GPOINTER_TO_UINT(spec->members->pdata[i - 1])];
        g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(input);
        count_text(counts, g_strdup(dirs->text));
        g_hash_table_replace(inputs_by_text, g_strdup(dirs->text), input);
    }
    best = most_frequent(counts);
    return g_hash_table_lookup(inputs_by_text, best);
}

static void user_clear(gpointer data)
{
    QlPrefixUser *user = data;

    g_ptr_array_unref(user->includes);
}

/* The members of @spec that begin with its first header; the others are unfit. */
static GArray *collect_users(QlPrefixSpec *spec, const GPtrArray *inputs, QlHeaders *headers)
{
    GArray *users = g_array_new(FALSE, FALSE, sizeof(QlPrefixUser));

    g_array_set_clear_func(users, user_clear);
    spec->unfit_reason = g_strdup_printf("it does not begin with %.*s",
                                         (int)strlen(spec->first) - 2, spec->first + 1);
    for (guint i = 0; i < spec->members->len; i++) {
        guint tu = GPOINTER_TO_UINT(spec->members->pdata[i]);
        const QlTuInput *input = inputs->pdata[tu];
        QlPrefixUser user = {ql_scans_file(headers->scans, input->source, NULL), NULL};

        if (user.scan && ql_headers_begin(headers, input->source, user.scan, spec->first)) {
            user.includes = ql_headers_of_tu(headers, input->source, user.scan);
            g_array_append_val(users, user);
        } else {
            g_hash_table_add(spec->unfit, GUINT_TO_POINTER(tu + 1));
        }
    }
    return users;
}

static void count(QlHeaders *headers, const GArray *users)
{
    for (guint i = 0; i < users->len; i++) {
        const GPtrArray *includes = g_array_index(users, QlPrefixUser, i).includes;
        for (guint k = 0; k < includes->len; k++) {
            count_direct(headers, includes->pdata[k], i + 1);
            count_reader(headers, includes->pdata[k], i + 1);
        }
    }
}

static gboolean choose(QlPrefixSpec *spec, const GPtrArray *inputs, QlHeaders *headers)
{
    g_autoptr(GArray) users = collect_users(spec, inputs, headers);
    QlHeader *first = ql_headers_named(headers, spec->first);

    count(headers, users);
    g_autoptr(GPtrArray) chosen = worthwhile(headers, users->len, first);
    if (first) { /* it may be the system's */
        ql_prefix_drop_conflicts(headers, first, chosen, users);
    }
    for (guint i = 0; i < chosen->len; i++) {
        g_ptr_array_add(spec->headers, g_strdup(((const QlHeader *)chosen->pdata[i])->name));
    }
    return users->len > 0;
}

gboolean ql_prefix_choose(QlPrefixSpec *spec, const GPtrArray *inputs, const QlPaths *paths,
                          QlScans *scans)
{
    if (!spec->first) {
        spec->first = most_frequent_first(spec, inputs, scans);
        spec->model = spec->first ? typical_member(spec, inputs) : NULL;
    }
    if (!spec->first) {
        return FALSE;
    }
    spec->headers = g_ptr_array_new_with_free_func(g_free);
    if (spec->is_least) {
        return TRUE;
    }
    g_autoptr(QlHeaders) headers = ql_headers_new(spec->model, paths, scans);
    return choose(spec, inputs, headers);
}
