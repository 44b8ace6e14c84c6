/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What an edge links is read off its command line, after variables and response files are put in:
 * every word that some other edge makes is an object, an archive or a shared library of this build,
 * and --whole-archive stands before the archives it applies to. This serves meson and CMake alike.
 */
#include "executables.h"
#include "shell_words.h"

#include <string.h>

typedef enum FileKind { FILE_OTHER, FILE_OBJECT, FILE_ARCHIVE, FILE_SHARED } FileKind;

/* What a path on a link line names. */
typedef struct File {
    const QlNinjaEdge *maker; /* or NULL */
    guint entry;              /* number plus one of the entry whose object this is; 0: of none */
    FileKind kind;
    guint linked; /* QlLinkKind + 1: into the executable being read; 0: not */
} File;

/* A file that an edge names in its command. */
typedef struct Named {
    File *file;
    gboolean whole; /* behind --whole-archive */
} Named;

/* An edge whose files go into the executable. */
typedef struct Part {
    const QlNinjaEdge *edge;
    QlLinkKind kind; /* of its own objects */
} Part;

typedef struct Collector {
    const char *directory;
    GHashTable *files; /* absolute path to File* */
    GHashTable *named; /* QlNinjaEdge* to GArray of Named: many executables link one archive */
    GPtrArray *linked; /* File*: into the executable being read */
    GArray *pending;   /* Part: not yet looked into */
    GError **error;
} Collector;

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

/* ---- the files of a link command ---- */

/* A new one is of no kind: nobody makes it, and it is no entry's object. */
static File *find_file(Collector *c, const char *word)
{
    char *path = g_canonicalize_filename(word, c->directory);
    File *file = g_hash_table_lookup(c->files, path);

    if (file) {
        g_free(path);
        return file;
    }
    file = g_new0(File, 1);
    g_hash_table_insert(c->files, path, file);
    return file;
}

static void add_named(Collector *c, const QlNinjaEdge *edge, const char *word, gboolean whole,
                      GArray *all)
{
    Named named = {find_file(c, word), whole};
    const File *file = named.file;

    if (file->kind != FILE_OTHER && file->maker != edge) {
        g_array_append_val(all, named);
    }
}

static GArray *read_named(Collector *c, const QlNinjaEdge *edge)
{
    g_autoptr(GPtrArray) words = command_words(c, edge);
    GArray *all = words ? g_array_new(FALSE, FALSE, sizeof(Named)) : NULL;
    gboolean whole = FALSE;

    for (guint i = 0; words && i < words->len; i++) {
        const char *word = words->pdata[i];

        if (g_str_has_suffix(word, "-whole-archive")) {
            whole = !strstr(word, "-no-whole");
        } else if (*word && *word != '-') {
            add_named(c, edge, word, whole, all);
        }
    }
    return all;
}

/* The files of this build that @edge names; NULL on an error. */
static const GArray *named_files(Collector *c, const QlNinjaEdge *edge)
{
    GArray *all = g_hash_table_lookup(c->named, edge);

    if (!all) {
        all = read_named(c, edge);
        if (all) {
            g_hash_table_insert(c->named, (gpointer)edge, all);
        }
    }
    return all;
}

/* ---- collecting ---- */

/* Notes @file as linked with @kind; FALSE if that is nothing new. */
static gboolean note(Collector *c, File *file, QlLinkKind kind)
{
    if (file->linked && file->linked <= kind + 1u) {
        return FALSE;
    }
    if (!file->linked) {
        g_ptr_array_add(c->linked, file);
    }
    file->linked = kind + 1u;
    return TRUE;
}

/* How a file that @from names gets into the executable. */
static QlLinkKind link_kind(const Part *from, const Named *named)
{
    if (named->file->kind != FILE_ARCHIVE || edge_kind(from->edge) == FILE_ARCHIVE) {
        return from->kind;
    }
    return named->whole ? QL_LINK_OBJECT : QL_LINK_ARCHIVE;
}

static void add_file(Collector *c, const Part *from, const Named *named)
{
    File *file = named->file;
    Part part = {file->maker, link_kind(from, named)};

    if (!note(c, file, part.kind) || file->entry) {
        return;
    }
    if (file->kind != FILE_OBJECT ||
        has_object_input(file->maker)) { /* an object may be linked from others */
        g_array_append_val(c->pending, part);
    }
}

static gboolean add_files(Collector *c, const Part *from)
{
    const GArray *all = named_files(c, from->edge);

    for (guint i = 0; all && i < all->len; i++) {
        add_file(c, from, &g_array_index(all, Named, i));
    }
    return all != NULL;
}

/* Fills c->linked with all files that @edge links, directly or through others. */
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

static gboolean is_plain_object(const File *file)
{
    return file->kind == FILE_OBJECT && !has_object_input(file->maker);
}

static void add_linked(const Collector *c, QlExecutable *executable)
{
    for (guint i = 0; i < c->linked->len; i++) {
        const File *file = c->linked->pdata[i];
        QlExecutableTu tu = {file->entry - 1, file->linked - 1};

        if (file->entry) {
            g_array_append_val(executable->tus, tu);
        } else if (is_plain_object(file)) {
            executable->others++;
        }
    }
    g_array_sort(executable->tus, compare_tus);
}

static void forget_linked(Collector *c)
{
    for (guint i = 0; i < c->linked->len; i++) {
        ((File *)c->linked->pdata[i])->linked = 0;
    }
    g_ptr_array_set_size(c->linked, 0);
}

static QlExecutable *read_executable(Collector *c, const QlNinjaEdge *edge)
{
    QlExecutable *executable;

    forget_linked(c);
    if (!collect(c, edge)) {
        return NULL;
    }
    executable = g_new0(QlExecutable, 1);
    executable->name = g_strdup(ql_ninja_edge_outputs(edge)->pdata[0]);
    executable->tus = g_array_new(FALSE, FALSE, sizeof(QlExecutableTu));
    add_linked(c, executable);
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

/* If several edges make a path, the last one counts. */
static void index_outputs(Collector *c, const QlNinja *ninja)
{
    const GPtrArray *all = ql_ninja_edges(ninja);

    for (guint i = 0; i < all->len; i++) {
        const GPtrArray *outputs = ql_ninja_edge_outputs(all->pdata[i]);

        for (guint j = 0; j < outputs->len; j++) {
            File *file = find_file(c, outputs->pdata[j]);

            file->maker = all->pdata[i];
            file->kind = edge_kind(file->maker);
        }
    }
}

static void index_objects(Collector *c, GHashTable *objects)
{
    GHashTableIter iter;
    gpointer path;
    gpointer entry;

    g_hash_table_iter_init(&iter, objects);
    while (g_hash_table_iter_next(&iter, &path, &entry)) {
        File *file = find_file(c, path);

        file->entry = GPOINTER_TO_UINT(entry);
        if (!file->maker) {
            file->kind = file_kind(path);
        }
    }
}

gboolean ql_executables_read(QlCompdb *compdb, const QlNinja *ninja, const char *directory,
                             GHashTable *objects, GError **error)
{
    g_autoptr(GHashTable) files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    g_autoptr(GHashTable) named =
        g_hash_table_new_full(g_direct_hash, g_direct_equal, NULL, (GDestroyNotify)g_array_unref);
    g_autoptr(GPtrArray) linked = g_ptr_array_new();
    g_autoptr(GArray) pending = g_array_new(FALSE, FALSE, sizeof(Part));
    Collector collector = {directory, files, named, linked, pending, error};

    index_outputs(&collector, ninja);
    index_objects(&collector, objects);
    g_ptr_array_set_free_func(compdb->executables, (GDestroyNotify)executable_free);
    return read_executables(&collector, ninja, compdb->executables);
}
