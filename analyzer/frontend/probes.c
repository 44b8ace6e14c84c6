/* SPDX-License-Identifier: Apache-2.0 */
#include "probes.h"

#include "tu.h"

#include <string.h>

#define PROBE "__has_include"

struct QlProbes {
    const QlPaths *paths;
    GHashTable *by_file; /* rooted path -> GPtrArray of "NONE:x.h"; NULL: it asks for nothing */
};

static void free_names(gpointer names)
{
    if (names) {
        g_ptr_array_unref(names);
    }
}

QlProbes *ql_probes_new(const QlPaths *paths)
{
    QlProbes *probes = g_new0(QlProbes, 1);

    probes->paths = paths;
    probes->by_file = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_names);
    return probes;
}

void ql_probes_free(QlProbes *probes)
{
    if (probes) {
        g_hash_table_destroy(probes->by_file);
        g_free(probes);
    }
}

/* The name in what follows the word: ("x.h") or (<x.h>); NULL if it is computed. */
static char *asked_name(const char *at, const char *end)
{
    const char *close;

    while (at < end && (g_ascii_isspace(*at) || *at == '(')) {
        at++;
    }
    if (at == end || (*at != '"' && *at != '<')) {
        return NULL;
    }
    close = memchr(at + 1, *at == '<' ? '>' : '"', (gsize)(end - at) - 1);
    return close && !memchr(at, '\n', (gsize)(close - at))
               ? g_strdup_printf(QL_NOT_FOUND "%.*s", (int)(close - at - 1), at + 1)
               : NULL;
}

static GPtrArray *find_names(const char *text, gsize length)
{
    const char *end = text + length, *at = text;
    GPtrArray *names = NULL;

    while ((at = memmem(at, (gsize)(end - at), PROBE, strlen(PROBE)))) {
        at += strlen(PROBE);
        char *name = asked_name(at, end);
        if (name) {
            names = names ? names : g_ptr_array_new_with_free_func(g_free);
            g_ptr_array_add(names, name);
        }
    }
    return names;
}

static const GPtrArray *names_of(QlProbes *probes, const char *rooted)
{
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    gsize length;
    gpointer known;

    if (g_hash_table_lookup_extended(probes->by_file, rooted, NULL, &known)) {
        return known;
    }
    path = ql_paths_to_absolute(probes->paths, rooted);
    known =
        g_file_test(path, G_FILE_TEST_IS_REGULAR) && g_file_get_contents(path, &text, &length, NULL)
            ? find_names(text, length)
            : NULL;
    g_hash_table_insert(probes->by_file, g_strdup(rooted), known);
    return known;
}

void ql_probes_add(QlProbes *probes, GPtrArray *files)
{
    g_autoptr(GHashTable) added = g_hash_table_new(g_str_hash, g_str_equal);
    guint n = files->len;

    for (guint i = 0; i < n; i++) {
        const char *rooted = files->pdata[i];
        const GPtrArray *names = NULL;

        if (g_str_has_prefix(rooted, QL_NOT_FOUND)) {
            g_hash_table_add(added, files->pdata[i]);
        } else if (!g_str_has_prefix(rooted, "SYS:")) {
            names = names_of(probes, rooted);
        }
        for (guint k = 0; names && k < names->len; k++) {
            if (g_hash_table_add(added, names->pdata[k])) {
                g_ptr_array_add(files, g_strdup(names->pdata[k]));
            }
        }
    }
}
