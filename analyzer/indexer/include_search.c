/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A thousand TUs read hundreds of files each, so everything is looked up once: directories are
 * listed, not asked for files; a name is looked for among the directories that have its first
 * part; and a TU adds up digests of (name, directory) that were made once.
 */
#include "include_search.h"

#include "content_hash.h"
#include "file_states.h"
#include "include_dirs.h"
#include <dirent.h>
#include <string.h>
#include <sys/stat.h>

/* Built into compilers for Linux, apart from the directories called "include" that files are read
 * from and those of an architecture. */
static const char *const USUAL_DIRS[] = {"SYS:usr/local/include", "SYS:usr/include"};

typedef struct Dir {
    char *path;          /* rooted */
    GHashTable *entries; /* char* -> type, as dirent has it; NULL: not listed yet */
    gboolean late;       /* changed since the first TU was parsed, or listed after that change */
    gboolean searched;   /* by some TU: its entries are in search->holders */
    guint tu;            /* the last one that searches it */
} Dir;

/* That a directory has a name. */
typedef struct Hit {
    Dir *dir;
    guint64 digest[2];
    gboolean sure; /* it did so when TUs were parsed */
    guint tu;      /* the last one that counted it */
} Hit;

/* A name as in an #include. */
typedef struct Name {
    char *text;
    GArray *hits;       /* Hit */
    GPtrArray *holders; /* Dir*: those searched that have its first part */
    guint n_looked_at;  /* how many of them */
} Name;

/* A name a file has, seen from a directory. */
typedef struct View {
    Dir *dir; /* NULL: from any */
    Name *name;
} View;

struct QlSearchFile {
    Dir *own;        /* where its quoted includes are looked for; NULL: nowhere */
    Dir *root;       /* the directory "include" above it, if it is the system's */
    gboolean untold; /* where it is looked for cannot be known */
    GArray *views;   /* View */
};

/* What equal flags have in common. */
typedef struct Flags {
    GPtrArray *dirs; /* Dir* */
} Flags;

struct QlIncludeSearch {
    const QlPaths *paths;
    GHashTable *dirs;    /* path -> Dir */
    GHashTable *names;   /* text -> Name */
    GHashTable *files;   /* path -> QlSearchFile */
    GHashTable *holders; /* name in a directory -> GPtrArray of Dir that have it and are searched */
    GHashTable *flags;   /* QlTuInput, those of equal flags -> Flags */
    GPtrArray *usual;    /* Dir */
    gboolean begun;
    gint64 moment;
    guint tu;           /* number of the hash being made, from 1 */
    GPtrArray *current; /* Dir: those its TU searches */
};

/* ---- directories ---- */

static void dir_free(gpointer data)
{
    Dir *dir = data;

    g_clear_pointer(&dir->entries, g_hash_table_unref);
    g_free(dir->path);
    g_free(dir);
}

static Dir *get_dir(QlIncludeSearch *search, const char *path)
{
    Dir *dir = g_hash_table_lookup(search->dirs, path);

    if (!dir) {
        dir = g_new0(Dir, 1);
        dir->path = g_strdup(path);
        g_hash_table_insert(search->dirs, dir->path, dir);
    }
    return dir;
}

static char *join(const char *dir, const char *name)
{
    char last = dir[strlen(dir) - 1];

    return g_strconcat(dir, last == ':' || last == '/' ? "" : "/", name, NULL);
}

/* Whether the directory at @path may have changed since TUs are parsed. */
static gboolean is_late(const QlIncludeSearch *search, const char *path)
{
    struct stat info;

    return search->begun && (stat(path, &info) < 0 || ql_file_stamped_since(&info, search->moment));
}

/* The times are taken before the entries, so that a change in between is noticed next time. */
static void list(QlIncludeSearch *search, Dir *dir)
{
    g_autofree char *absolute = NULL;
    const char *path;
    struct dirent *entry;
    DIR *stream;

    if (dir->entries) {
        return;
    }
    dir->entries = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    absolute = ql_paths_to_absolute(search->paths, dir->path);
    path = *absolute ? absolute : "/";
    dir->late = is_late(search, path);
    stream = opendir(path);
    if (!stream) {
        return;
    }
    while ((entry = readdir(stream))) {
        g_hash_table_insert(dir->entries, g_strdup(entry->d_name), GUINT_TO_POINTER(entry->d_type));
    }
    closedir(stream);
}

static GPtrArray *get_holders(QlIncludeSearch *search, const char *name)
{
    GPtrArray *holders = g_hash_table_lookup(search->holders, name);

    if (!holders) {
        holders = g_ptr_array_new();
        g_hash_table_insert(search->holders, g_strdup(name), holders);
    }
    return holders;
}

/* Makes @dir one of those the present TU searches. */
static void search_in(QlIncludeSearch *search, Dir *dir)
{
    GHashTableIter iter;
    gpointer name;

    if (dir->tu != search->tu) {
        dir->tu = search->tu;
        g_ptr_array_add(search->current, dir);
    }
    if (dir->searched) {
        return;
    }
    dir->searched = TRUE;
    list(search, dir);
    g_hash_table_iter_init(&iter, dir->entries);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        g_ptr_array_add(get_holders(search, name), dir);
    }
}

/* ---- names ---- */

static void name_free(gpointer data)
{
    Name *name = data;

    g_array_unref(name->hits);
    g_free(name->text);
    g_free(name);
}

static char *first_part(const char *name)
{
    return g_strndup(name, strcspn(name, "/"));
}

static Name *get_name(QlIncludeSearch *search, const char *text)
{
    Name *name = g_hash_table_lookup(search->names, text);

    if (!name) {
        g_autofree char *part = first_part(text);

        name = g_new0(Name, 1);
        name->holders = get_holders(search, part);
        name->text = g_strdup(text);
        name->hits = g_array_new(FALSE, FALSE, sizeof(Hit));
        g_hash_table_insert(search->names, name->text, name);
    }
    return name;
}

/* Whether what @path names, in a directory that has changed lately, has been there for longer. */
static gboolean is_old(const QlIncludeSearch *search, const char *path)
{
    g_autofree char *absolute = ql_paths_to_absolute(search->paths, path);
    struct stat info;

    return lstat(absolute, &info) == 0 && !ql_file_stamped_since(&info, search->moment);
}

/* Whether an include may be the entry of @type at @path: compilers pass over a directory and over a
 * link to nothing. What a link leads to appears without a change of the link's directory, so @sure
 * is cleared if that may be new. */
static gboolean is_file(const QlIncludeSearch *search, const char *path, guint type, gboolean *sure)
{
    g_autofree char *absolute = NULL;
    struct stat info;

    if (type == DT_REG || type == DT_DIR) {
        return type == DT_REG;
    }
    absolute = ql_paths_to_absolute(search->paths, path);
    if (stat(absolute, &info) < 0 || S_ISDIR(info.st_mode)) {
        return FALSE;
    }
    if (search->begun && ql_file_stamped_since(&info, search->moment)) {
        *sure = FALSE;
    }
    return TRUE;
}

/* Whether @dir has @name, which may have several parts. Clears @sure if it may be new. */
static gboolean has(QlIncludeSearch *search, Dir *dir, const char *name, gboolean *sure)
{
    const char *slash = strchr(name, '/');
    g_autofree char *part = first_part(name);
    g_autofree char *path = join(dir->path, part);
    gpointer type;

    list(search, dir);
    if (!g_hash_table_lookup_extended(dir->entries, part, NULL, &type)) {
        return FALSE;
    }
    if (dir->late && !is_old(search, path)) {
        *sure = FALSE;
    }
    return slash ? has(search, get_dir(search, path), slash + 1, sure)
                 : is_file(search, path, GPOINTER_TO_UINT(type), sure);
}

static void add_hit(Name *name, Dir *dir, gboolean sure)
{
    g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
    Hit hit = {.dir = dir, .sure = sure};

    g_checksum_update(sum, (const guchar *)name->text, (gssize)strlen(name->text) + 1);
    g_checksum_update(sum, (const guchar *)dir->path, (gssize)strlen(dir->path) + 1);
    G_STATIC_ASSERT(sizeof hit.digest == QL_HASH_SIZE);
    ql_content_hash_finish(sum, (guint8 *)hit.digest);
    g_array_append_val(name->hits, hit);
}

/* Completes the hits of @name: directories may have come to be searched since the last time. */
static void find_hits(QlIncludeSearch *search, Name *name)
{
    for (; name->n_looked_at < name->holders->len; name->n_looked_at++) {
        Dir *dir = name->holders->pdata[name->n_looked_at];
        gboolean sure = TRUE;

        if (has(search, dir, name->text, &sure)) {
            add_hit(name, dir, sure);
        }
    }
}

/* ---- files ---- */

static void file_free(gpointer data)
{
    QlSearchFile *file = data;

    g_array_unref(file->views);
    g_free(file);
}

static void add_view(QlSearchFile *file, Dir *dir, Name *name)
{
    View view = {dir, name};

    g_array_append_val(file->views, view);
}

/* The names of the file at @path, one from each directory above it. */
static void add_views(QlIncludeSearch *search, QlSearchFile *file, const char *path)
{
    const char *colon = strchr(path, ':');
    gboolean system = g_str_has_prefix(path, "SYS:") || g_str_has_prefix(path, "EXT:");
    const char *end = path + strlen(path);

    for (const char *at = end; colon && at > colon; at--) {
        g_autofree char *above = NULL;
        Dir *dir;

        if (at[-1] != '/' && at - 1 != colon) {
            continue;
        }
        above = g_strndup(path, (gsize)(at - path) - (at[-1] == '/'));
        dir = get_dir(search, above);
        add_view(file, dir, get_name(search, at));
        if (!file->own) {
            file->own = dir;
        }
        if (system && g_str_has_suffix(above, "/include")) {
            file->root = dir;
        }
    }
    if (g_str_has_prefix(path, "SYS:")) {
        file->own = NULL;
    }
}

/* @text without what does not matter where it is found. */
static char *plain_name(const char *text)
{
    g_auto(GStrv) parts = g_strsplit(text, "/", -1);
    GString *name = g_string_new(NULL);

    for (char **part = parts; *part; part++) {
        if (**part && strcmp(*part, ".") != 0) {
            g_string_append_printf(name, "%s%s", name->len ? "/" : "", *part);
        }
    }
    return g_string_free(name, FALSE);
}

static void add_not_found(QlIncludeSearch *search, QlSearchFile *file, const char *text)
{
    g_autofree char *name = plain_name(text);

    if (g_path_is_absolute(text)) {
        g_autofree char *rooted = ql_paths_to_rooted(search->paths, text, NULL);

        add_views(search, file, rooted);
        file->own = g_array_index(file->views, View, 0).dir;
        return;
    }
    add_view(file, NULL, get_name(search, name));
}

QlSearchFile *ql_include_search_file(QlIncludeSearch *search, const char *path)
{
    QlSearchFile *file = g_hash_table_lookup(search->files, path);

    if (file) {
        return file;
    }
    file = g_new0(QlSearchFile, 1);
    file->views = g_array_new(FALSE, FALSE, sizeof(View));
    if (g_str_has_prefix(path, QL_UNTOLD)) {
        file->untold = TRUE;
    } else if (g_str_has_prefix(path, QL_NOT_FOUND)) {
        add_not_found(search, file, path + strlen(QL_NOT_FOUND));
    } else {
        add_views(search, file, path);
    }
    g_hash_table_insert(search->files, g_strdup(path), file);
    return file;
}

/* ---- flags ---- */

static void flags_free(gpointer data)
{
    Flags *flags = data;

    g_ptr_array_unref(flags->dirs);
    g_free(flags);
}

static void add_absolute(QlIncludeSearch *search, Flags *flags, const char *path)
{
    g_autofree char *rooted = ql_paths_to_rooted(search->paths, path, NULL);

    g_ptr_array_add(flags->dirs, get_dir(search, rooted));
}

/* Directories in environment variable @name. */
static void add_variable(QlIncludeSearch *search, Flags *flags, const QlTuInput *input,
                         const char *name)
{
    const char *value = g_getenv(name);
    g_auto(GStrv) dirs = g_strsplit(value ? value : "", G_SEARCHPATH_SEPARATOR_S, -1);

    for (char **dir = dirs; *dir; dir++) {
        g_autofree char *path = g_canonicalize_filename(*dir, input->directory);

        add_absolute(search, flags, path);
    }
}

/* The usual directories below the root that a cross compiler's flags name. */
static void add_sysroot(QlIncludeSearch *search, Flags *flags, const char *sysroot)
{
    for (guint i = 0; sysroot && i < G_N_ELEMENTS(USUAL_DIRS); i++) {
        g_autofree char *path = g_build_filename(sysroot, strchr(USUAL_DIRS[i], ':') + 1, NULL);

        add_absolute(search, flags, path);
    }
}

static const Flags *get_flags(QlIncludeSearch *search, const QlTuInput *input)
{
    Flags *flags = g_hash_table_lookup(search->flags, input);
    g_autoptr(QlIncludeDirs) dirs = NULL;

    if (flags) {
        return flags;
    }
    flags = g_new0(Flags, 1);
    flags->dirs = g_ptr_array_new();
    dirs = ql_include_dirs_new(input);
    for (guint i = 0; i < dirs->dirs->len; i++) {
        add_absolute(search, flags, dirs->dirs->pdata[i]);
    }
    add_sysroot(search, flags, dirs->sysroot);
    add_variable(search, flags, input, "CPATH");
    add_variable(search, flags, input, "C_INCLUDE_PATH");
    add_absolute(search, flags, input->directory);
    g_hash_table_insert(search->flags, ql_tu_input_copy(input), flags);
    return flags;
}

static void search_flags(QlIncludeSearch *search, const QlTuInput *input)
{
    const Flags *flags = get_flags(search, input);

    for (guint i = 0; i < flags->dirs->len; i++) {
        search_in(search, flags->dirs->pdata[i]);
    }
    for (guint i = 0; i < search->usual->len; i++) {
        search_in(search, search->usual->pdata[i]);
    }
}

void ql_include_search_prepare(QlIncludeSearch *search, const QlTuInput *input, const char *source)
{
    const QlSearchFile *file = ql_include_search_file(search, source);

    search_flags(search, input);
    if (file->own) {
        search_in(search, file->own);
    }
}

void ql_include_search_begin(QlIncludeSearch *search, gint64 moment)
{
    search->begun = TRUE;
    search->moment = moment;
}

/* ---- a TU ---- */

typedef struct Sum {
    guint64 digest[2];
    guint count;
    gboolean sure;
} Sum;

static void count_name(QlIncludeSearch *search, Name *name, Sum *sum)
{
    find_hits(search, name);
    for (guint i = 0; i < name->hits->len; i++) {
        Hit *hit = &g_array_index(name->hits, Hit, i);

        if (hit->dir->tu != search->tu || hit->tu == search->tu) {
            continue;
        }
        hit->tu = search->tu;
        sum->digest[0] += hit->digest[0];
        sum->digest[1] += hit->digest[1];
        sum->count++;
        sum->sure &= hit->sure;
    }
}

static void count_file(QlIncludeSearch *search, const QlSearchFile *file, Sum *sum)
{
    sum->sure &= !file->untold;
    for (guint i = 0; i < file->views->len; i++) {
        const View *view = &g_array_index(file->views, View, i);

        if (!view->dir || view->dir->tu == search->tu) {
            count_name(search, view->name, sum);
        }
    }
}

char *ql_include_search_hash(QlIncludeSearch *search, const QlTuInput *input,
                             const GPtrArray *files)
{
    Sum sum = {.sure = TRUE};

    search->tu++;
    g_ptr_array_set_size(search->current, 0);
    search_flags(search, input);
    for (guint i = 0; i < files->len; i++) {
        const QlSearchFile *file = files->pdata[i];

        if (file->own) {
            search_in(search, file->own);
        }
        if (file->root) {
            search_in(search, file->root);
        }
    }
    for (guint i = 0; i < files->len; i++) {
        count_file(search, files->pdata[i], &sum);
    }
    if (!sum.sure) {
        return NULL;
    }
    return g_strdup_printf("%u-%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", sum.count,
                           sum.digest[0], sum.digest[1]);
}

/* Directories such as "x86_64-linux-gnu", whose headers belong to an architecture. */
static void add_architectures(QlIncludeSearch *search)
{
    Dir *dir = get_dir(search, "SYS:usr/include");
    GHashTableIter iter;
    gpointer name;

    list(search, dir);
    g_hash_table_iter_init(&iter, dir->entries);
    while (g_hash_table_iter_next(&iter, &name, NULL)) {
        if (strstr(name, "-linux-")) {
            g_autofree char *path = join(dir->path, name);

            g_ptr_array_add(search->usual, get_dir(search, path));
        }
    }
}

QlIncludeSearch *ql_include_search_new(const QlPaths *paths)
{
    QlIncludeSearch *search = g_new0(QlIncludeSearch, 1);

    search->paths = paths;
    search->dirs = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, dir_free);
    search->names = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, name_free);
    search->files = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, file_free);
    search->flags = g_hash_table_new_full(ql_tu_input_flags_hash, ql_tu_input_flags_equal,
                                          (GDestroyNotify)ql_tu_input_free, flags_free);
    search->holders =
        g_hash_table_new_full(g_str_hash, g_str_equal, g_free, (GDestroyNotify)g_ptr_array_unref);
    search->usual = g_ptr_array_new();
    search->current = g_ptr_array_new();
    for (guint i = 0; i < G_N_ELEMENTS(USUAL_DIRS); i++) {
        g_ptr_array_add(search->usual, get_dir(search, USUAL_DIRS[i]));
    }
    add_architectures(search);
    return search;
}

void ql_include_search_free(QlIncludeSearch *search)
{
    if (!search) {
        return;
    }
    g_hash_table_unref(search->files);
    g_hash_table_unref(search->names);
    g_hash_table_unref(search->flags);
    g_hash_table_unref(search->holders);
    g_hash_table_unref(search->dirs);
    g_ptr_array_unref(search->usual);
    g_ptr_array_unref(search->current);
    g_free(search);
}
