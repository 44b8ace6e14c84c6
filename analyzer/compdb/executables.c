/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an edge links is read off its command line, after variables and response files are put in:
 * every word that some other edge makes is an object, an archive or a shared library of this build,
 * and --whole-archive stands before the archives it applies to. This serves meson and CMake alike.
 */
#include "executables.h"
#include "shell_words.h"

#include <string.h>

/* An edge whose files go into the executable. */
typedef struct Part {
    const QlNinjaEdge *edge;
    QlLinkKind kind; /* of its own objects */
} Part;

typedef struct Collector {
    const char *directory;
    GHashTable *objects; /* absolute path to entry + 1 */
    GHashTable *edges;   /* absolute path to QlNinjaEdge*: who makes it */
    GHashTable *seen;    /* absolute path to QlLinkKind + 1: of the executable being read */
    GArray *pending;     /* Part: not yet looked into */
    GError **error;
} Collector;

typedef enum FileKind { FILE_OTHER, FILE_OBJECT, FILE_ARCHIVE, FILE_SHARED } FileKind;

typedef struct Suffix {
    const char *text;
    FileKind kind;
} Suffix;

static const Suffix SUFFIXES[] = {
    {".o", FILE_OBJECT},  {".obj", FILE_OBJECT},   {".lo", FILE_OBJECT},
    {".a", FILE_ARCHIVE}, {".fa", FILE_ARCHIVE},   {".lib", FILE_ARCHIVE},
    {".so", FILE_SHARED}, {".dylib", FILE_SHARED}, {".dll", FILE_SHARED},
};

static FileKind file_kind(const char *path)
{
    for (gsize i = 0; i < G_N_ELEMENTS(SUFFIXES); i++) {
        if (g_str_has_suffix(path, SUFFIXES[i].text)) {
            return SUFFIXES[i].kind;
        }
    }
    return strstr(path, ".so.") ? FILE_SHARED : FILE_OTHER;
}

static FileKind edge_kind(const QlNinjaEdge *edge)
{
    gboolean is_archive = strstr(ql_ninja_edge_rule(edge), "STATIC") != NULL;

    return is_archive ? FILE_ARCHIVE : file_kind(ql_ninja_edge_outputs(edge)->pdata[0]);
}

static gboolean has_object_input(const QlNinjaEdge *edge)
{
    const GPtrArray *inputs = ql_ninja_edge_inputs(edge);

    for (guint i = 0; i < inputs->len; i++) {
        if (file_kind(inputs->pdata[i]) == FILE_OBJECT) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean has_extension(const char *path)
{
    const char *slash = strrchr(path, '/');

    return strchr(slash ? slash + 1 : path, '.') != NULL;
}

/* meson and CMake have LINKER in the names of their rules; others are told by what they make. */
static gboolean is_link_edge(const QlNinjaEdge *edge)
{
    const char *rule = ql_ninja_edge_rule(edge);
    const char *output = ql_ninja_edge_outputs(edge)->pdata[0];
    FileKind kind = edge_kind(edge);

    if (kind == FILE_ARCHIVE || kind == FILE_OBJECT || !strcmp(rule, "phony")) {
        return FALSE;
    }
    if (strstr(rule, "LINKER")) {
        return TRUE;
    }
    return has_object_input(edge) && !strstr(rule, "CUSTOM_COMMAND") &&
           (kind == FILE_SHARED || !has_extension(output) || g_str_has_suffix(output, ".exe"));
}

/* ---- the words of a link command ---- */

static void add_words(GPtrArray *out, char **words, const char *response_file,
                      char **response_words)
{
    for (char **word = words; *word; word++) {
        if (response_words && **word == '@' && !strcmp(*word + 1, response_file)) {
            add_words(out, response_words, "", NULL);
        } else if (g_str_has_prefix(*word, "-Wl,")) {
            g_auto(GStrv) parts = g_strsplit(*word + strlen("-Wl,"), ",", -1);
            add_words(out, parts, "", NULL);
        } else {
            g_ptr_array_add(out, g_strdup(*word));
        }
    }
}

static char **split_value(Collector *c, const QlNinjaEdge *edge, const char *name)
{
    g_autofree char *value = ql_ninja_edge_value(edge, name, c->error);
    g_autoptr(GError) failure = NULL;
    char **words = value ? ql_shell_words(value, &failure) : NULL;

    if (failure) {
        g_set_error(c->error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_SYNTAX,
                    "build.ninja: %s of '%s': %s", name,
                    (char *)ql_ninja_edge_outputs(edge)->pdata[0], failure->message);
    }
    return words;
}

static GPtrArray *command_words(Collector *c, const QlNinjaEdge *edge)
{
    g_auto(GStrv) command = split_value(c, edge, "command");
    g_auto(GStrv) response = command ? split_value(c, edge, "rspfile_content") : NULL;
    g_autofree char *response_file =
        response ? ql_ninja_edge_value(edge, "rspfile", c->error) : NULL;
    GPtrArray *words;

    if (!response_file) {
        return NULL;
    }
    words = g_ptr_array_new_with_free_func(g_free);
    add_words(words, command, response_file, *response_file ? response : NULL);
    return words;
}

/* ---- collecting ---- */

static gboolean is_entry(const Collector *c, const char *path)
{
    return g_hash_table_contains(c->objects, path);
}

/* Notes @path as linked with @kind; FALSE if that is nothing new. */
static gboolean note(Collector *c, const char *path, QlLinkKind kind)
{
    gpointer known = g_hash_table_lookup(c->seen, path);

    if (known && GPOINTER_TO_UINT(known) <= kind + 1u) {
        return FALSE;
    }
    g_hash_table_replace(c->seen, g_strdup(path), GUINT_TO_POINTER(kind + 1u));
    return TRUE;
}

/* How a file of kind @file that @from names gets into the executable. */
static QlLinkKind link_kind(const Part *from, FileKind file, gboolean whole)
{
    if (file != FILE_ARCHIVE || edge_kind(from->edge) == FILE_ARCHIVE) {
        return from->kind;
    }
    return whole ? QL_LINK_OBJECT : QL_LINK_ARCHIVE;
}

static void add_file(Collector *c, const Part *from, const char *word, gboolean whole)
{
    g_autofree char *path = g_canonicalize_filename(word, c->directory);
    const QlNinjaEdge *maker = g_hash_table_lookup(c->edges, path);
    FileKind file = maker ? edge_kind(maker) : file_kind(path);
    Part part = {maker, link_kind(from, file, whole)};

    if (maker == from->edge || file == FILE_OTHER || (!maker && !is_entry(c, path))) {
        return;
    }
    if (!note(c, path, part.kind) || is_entry(c, path)) {
        return;
    }
    if (file != FILE_OBJECT || has_object_input(maker)) { /* an object may be linked from others */
        g_array_append_val(c->pending, part);
    }
}

static gboolean add_files(Collector *c, const Part *from)
{
    g_autoptr(GPtrArray) words = command_words(c, from->edge);
    gboolean whole = FALSE;

    for (guint i = 0; words && i < words->len; i++) {
        const char *word = words->pdata[i];

        if (g_str_has_suffix(word, "-whole-archive")) {
            whole = !strstr(word, "-no-whole");
        } else if (*word && *word != '-') {
            add_file(c, from, word, whole);
        }
    }
    return words != NULL;
}

/* Fills c->seen with all files that @edge links, directly or through others. */
static gboolean collect(Collector *c, const QlNinjaEdge *edge)
{
    Part first = {edge, QL_LINK_OBJECT};

    g_array_append_val(c->pending, first);
    while (c->pending->len) {
        Part part = g_array_index(c->pending, Part, c->pending->len - 1);

        g_array_set_size(c->pending, c->pending->len - 1);
        if (!add_files(c, &part)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* ---- executables ---- */

static void executable_free(QlExecutable *executable)
{
    g_free(executable->name);
    g_array_unref(executable->tus);
    g_free(executable);
}

static int compare_tus(gconstpointer a, gconstpointer b)
{
    const QlExecutableTu *x = a;
    const QlExecutableTu *y = b;

    return (x->entry > y->entry) - (x->entry < y->entry);
}

static int compare_executables(gconstpointer a, gconstpointer b)
{
    const QlExecutable *const *x = a;
    const QlExecutable *const *y = b;

    return strcmp((*x)->name, (*y)->name);
}

static gboolean is_plain_object(const Collector *c, const char *path)
{
    const QlNinjaEdge *maker = g_hash_table_lookup(c->edges, path);

    return edge_kind(maker) == FILE_OBJECT && !has_object_input(maker);
}

static void add_seen(const Collector *c, QlExecutable *executable)
{
    GHashTableIter iter;
    gpointer path;
    gpointer kind;

    g_hash_table_iter_init(&iter, c->seen);
    while (g_hash_table_iter_next(&iter, &path, &kind)) {
        guint entry = GPOINTER_TO_UINT(g_hash_table_lookup(c->objects, path));
        QlExecutableTu tu = {entry - 1, GPOINTER_TO_UINT(kind) - 1};

        if (entry) {
            g_array_append_val(executable->tus, tu);
        } else if (is_plain_object(c, path)) {
            executable->others++;
        }
    }
    g_array_sort(executable->tus, compare_tus);
}

static QlExecutable *read_executable(Collector *c, const QlNinjaEdge *edge)
{
    QlExecutable *executable;

    g_hash_table_remove_all(c->seen);
    if (!collect(c, edge)) {
        return NULL;
    }
    executable = g_new0(QlExecutable, 1);
    executable->name = g_strdup(ql_ninja_edge_outputs(edge)->pdata[0]);
    executable->tus = g_array_new(FALSE, FALSE, sizeof(QlExecutableTu));
    add_seen(c, executable);
    return executable;
}

static gboolean read_executables(Collector *c, const QlNinja *ninja, GPtrArray *executables)
{
    const GPtrArray *edges = ql_ninja_edges(ninja);

    for (guint i = 0; i < edges->len; i++) {
        QlExecutable *executable;

        if (!is_link_edge(edges->pdata[i])) {
            continue;
        }
        executable = read_executable(c, edges->pdata[i]);
        if (!executable) {
            return FALSE;
        }
        if (executable->tus->len) {
            g_ptr_array_add(executables, executable);
        } else {
            executable_free(executable);
        }
    }
    g_ptr_array_sort(executables, compare_executables);
    return TRUE;
}

static GHashTable *index_outputs(const QlNinja *ninja, const char *directory)
{
    GHashTable *edges = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    const GPtrArray *all = ql_ninja_edges(ninja);

    for (guint i = 0; i < all->len; i++) {
        const GPtrArray *outputs = ql_ninja_edge_outputs(all->pdata[i]);

        for (guint j = 0; j < outputs->len; j++) {
            g_hash_table_replace(edges, g_canonicalize_filename(outputs->pdata[j], directory),
                                 all->pdata[i]);
        }
    }
    return edges;
}

gboolean ql_executables_read(QlCompdb *compdb, const QlNinja *ninja, const char *directory,
                             GHashTable *objects, GError **error)
{
    g_autoptr(GHashTable) edges = index_outputs(ninja, directory);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    g_autoptr(GArray) pending = g_array_new(FALSE, FALSE, sizeof(Part));
    Collector collector = {directory, objects, edges, seen, pending, error};

    g_ptr_array_set_free_func(compdb->executables, (GDestroyNotify)executable_free);
    return read_executables(&collector, ninja, compdb->executables);
}
