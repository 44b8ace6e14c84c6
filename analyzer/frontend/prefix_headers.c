/* SPDX-License-Identifier: Apache-2.0 */
#include "prefix_headers.h"

#include <string.h>

static void header_free(gpointer data)
{
    QlHeader *header = data;

    g_free(header->path);
    g_free(header->name);
    g_clear_pointer(&header->includes, g_ptr_array_unref);
    g_free(header);
}

QlHeaders *ql_headers_new(const QlTuInput *model, const QlPaths *paths, QlScans *scans)
{
    QlHeaders *headers = g_new0(QlHeaders, 1);

    headers->paths = paths;
    headers->scans = scans;
    headers->dirs = ql_include_dirs_new(model);
    headers->all = g_ptr_array_new_with_free_func(header_free);
    headers->by_path = g_hash_table_new(g_str_hash, g_str_equal);
    headers->resolved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return headers;
}

void ql_headers_free(QlHeaders *headers)
{
    if (headers) {
        ql_include_dirs_free(headers->dirs);
        g_hash_table_destroy(headers->by_path);
        g_hash_table_destroy(headers->resolved);
        g_ptr_array_unref(headers->all);
        g_free(headers);
    }
}

static char *find_in(const char *directory, const char *name)
{
    char *path = g_canonicalize_filename(name, directory);

    if (g_file_test(path, G_FILE_TEST_IS_REGULAR)) {
        return path;
    }
    g_free(path);
    return NULL;
}

static char *search(const QlHeaders *headers, const QlDirective *directive, const char *beside)
{
    guint i = directive->angled ? headers->dirs->n_quote : 0;
    char *path = directive->angled ? NULL : find_in(beside, directive->name);

    for (; !path && i < headers->dirs->dirs->len; i++) {
        path = find_in(headers->dirs->dirs->pdata[i], directive->name);
    }
    return path;
}

/* Where @directive leads, "" if nowhere. */
static const char *resolve(QlHeaders *headers, const QlDirective *directive, const char *beside)
{
    g_autofree char *key = g_strconcat(directive->angled ? "<" : "\"", directive->name, "\n",
                                       directive->angled ? "" : beside, NULL);
    char *path = g_hash_table_lookup(headers->resolved, key);

    if (!path) {
        path = search(headers, directive, beside);
        path = path ? path : g_strdup("");
        g_hash_table_insert(headers->resolved, g_steal_pointer(&key), path);
    }
    return path;
}

static gboolean is_in_tree(const QlHeaders *headers, const char *path)
{
    g_autofree char *rooted = ql_paths_to_rooted(headers->paths, path, NULL);

    return g_str_has_prefix(rooted, "SRC:") || g_str_has_prefix(rooted, "BUILD:");
}

static QlHeader *header_at(QlHeaders *headers, const char *path, const QlDirective *directive)
{
    QlHeader *header = g_hash_table_lookup(headers->by_path, path);

    if (header || *path == '\0' || !is_in_tree(headers, path)) {
        return header;
    }
    header = g_new0(QlHeader, 1);
    header->number = headers->all->len;
    header->path = g_strdup(path);
    header->name = g_strdup_printf(directive->angled ? "<%s>" : "\"%s\"", directive->name);
    g_ptr_array_add(headers->all, header);
    g_hash_table_insert(headers->by_path, header->path, header);
    return header;
}

static GPtrArray *includes_of(QlHeaders *headers, const char *path, const QlScan *scan,
                              gboolean unconditional)
{
    GPtrArray *includes = g_ptr_array_new();
    g_autofree char *beside = g_path_get_dirname(path);
    guint depth = 0;

    for (guint i = 0; scan && i < scan->directives->len; i++) {
        const QlDirective *directive = &g_array_index(scan->directives, QlDirective, i);

        depth += directive->kind == QL_DIRECTIVE_IF;
        depth -= directive->kind == QL_DIRECTIVE_ENDIF && depth > 0;
        if (directive->kind == QL_DIRECTIVE_INCLUDE && *directive->name &&
            !(unconditional && depth)) {
            QlHeader *header = header_at(headers, resolve(headers, directive, beside), directive);
            if (header) {
                g_ptr_array_add(includes, header);
            }
        }
    }
    return includes;
}

GPtrArray *ql_headers_of_tu(QlHeaders *headers, const char *source, const QlScan *scan)
{
    return includes_of(headers, source, scan, TRUE);
}

const GPtrArray *ql_headers_below(QlHeaders *headers, QlHeader *header)
{
    if (!header->includes) {
        header->scan = ql_scans_file(headers->scans, header->path, NULL);
        header->includes = includes_of(headers, header->path, header->scan, FALSE);
    }
    return header->includes;
}

/* The #include that @name stands for; its own name is to be freed with g_free(). */
static QlDirective directive_for(const char *name)
{
    return (QlDirective){.kind = QL_DIRECTIVE_INCLUDE,
                         .angled = name[0] == '<',
                         .name = g_strndup(name + 1, strlen(name) - 2)};
}

QlHeader *ql_headers_named(QlHeaders *headers, const char *name)
{
    QlDirective directive = directive_for(name);
    g_autofree char *bare = (char *)directive.name;

    return header_at(headers, resolve(headers, &directive, "/nonexistent"), &directive);
}

gboolean ql_headers_begin(QlHeaders *headers, const char *source, const QlScan *scan,
                          const char *first)
{
    QlDirective wanted = directive_for(first);
    g_autofree char *bare = (char *)wanted.name;
    g_autofree char *beside = g_path_get_dirname(source);
    const QlDirective *begin =
        scan->directives->len ? &g_array_index(scan->directives, QlDirective, 0) : NULL;

    return begin && begin->kind == QL_DIRECTIVE_INCLUDE && !begin->next && *begin->name &&
           scan->first_code_offset > begin->offset &&
           !strcmp(resolve(headers, begin, beside), resolve(headers, &wanted, "/nonexistent"));
}
