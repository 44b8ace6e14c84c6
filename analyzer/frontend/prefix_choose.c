/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Which headers go into a prefix: those that many of the TUs read, directly or through other
 * headers, and that some TUs name themselves, which a header not made to be included alone is not.
 * Only texts are looked at, conditions are not: a wrong guess costs speed, nothing else.
 */
#include "prefix_private.h"

#include <string.h>

/* A header is worth having parsed once if this share of the TUs reads it: below it, more TUs fall
 * back to a plain parse for its sake than gain (measured on QEMU 7.2). */
static const double WORTHWHILE_SHARE = 0.10;
/* TUs that must name a header themselves. */
enum { MIN_DIRECT = 2 };

typedef struct Header {
    char *path;
    char *name;          /* as most likely written: "x.h" */
    guint direct;        /* TUs that include it themselves */
    guint readers;       /* TUs that read it */
    guint last_seen;     /* number of the TU counted last, from 1 */
    GPtrArray *includes; /* Header*; NULL: not looked at yet */
} Header;

typedef struct Choice {
    const QlPaths *paths;
    QlScans *scans;
    QlIncludeDirs *dirs;
    GHashTable *headers;  /* path -> Header* */
    GHashTable *resolved; /* "directory\nname" -> char* path or NULL */
} Choice;

const char *ql_prefix_bad_start(const QlScan *scan, const char *first)
{
    const QlDirective *directive;

    if (scan->directives->len == 0) {
        return "it includes nothing";
    }
    directive = &g_array_index(scan->directives, QlDirective, 0);
    if (directive->kind != QL_DIRECTIVE_INCLUDE || scan->first_code_offset < directive->offset) {
        return "something precedes its first #include";
    }
    gboolean same = strlen(first) == strlen(directive->name) + 2 &&
                    !strncmp(first + 1, directive->name, strlen(directive->name)) &&
                    (first[0] == '<') == directive->angled && !directive->next;
    return same ? NULL : "it includes another header first";
}

static void header_free(gpointer data)
{
    Header *header = data;

    g_free(header->path);
    g_free(header->name);
    g_clear_pointer(&header->includes, g_ptr_array_unref);
    g_free(header);
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

static char *search(const Choice *choice, const QlDirective *directive, const char *beside)
{
    guint i = directive->angled ? choice->dirs->n_quote : 0;
    char *path = directive->angled ? NULL : find_in(beside, directive->name);

    for (; !path && i < choice->dirs->dirs->len; i++) {
        path = find_in(choice->dirs->dirs->pdata[i], directive->name);
    }
    return path;
}

/* Where @directive leads, "" if nowhere. */
static const char *resolve(Choice *choice, const QlDirective *directive, const char *beside)
{
    g_autofree char *key = g_strconcat(directive->angled ? "<" : "\"", directive->name, "\n",
                                       directive->angled ? "" : beside, NULL);
    char *path = g_hash_table_lookup(choice->resolved, key);

    if (!path) {
        path = search(choice, directive, beside);
        path = path ? path : g_strdup("");
        g_hash_table_insert(choice->resolved, g_steal_pointer(&key), path);
    }
    return path;
}

/* Only headers of the trees: a system header comes with those that need it. */
static Header *header_at(Choice *choice, const char *path, const QlDirective *directive)
{
    Header *header = g_hash_table_lookup(choice->headers, path);
    g_autofree char *rooted = NULL;

    if (header || *path == '\0') {
        return header;
    }
    rooted = ql_paths_to_rooted(choice->paths, path, NULL);
    if (!g_str_has_prefix(rooted, "SRC:") && !g_str_has_prefix(rooted, "BUILD:")) {
        return NULL;
    }
    header = g_new0(Header, 1);
    header->path = g_strdup(path);
    header->name = g_strdup_printf(directive->angled ? "<%s>" : "\"%s\"", directive->name);
    g_hash_table_insert(choice->headers, header->path, header);
    return header;
}

static GPtrArray *includes_of(Choice *choice, const char *path, const QlScan *scan, gboolean top)
{
    GPtrArray *includes = g_ptr_array_new();
    g_autofree char *beside = g_path_get_dirname(path);
    guint depth = 0;

    for (guint i = 0; scan && i < scan->directives->len; i++) {
        const QlDirective *directive = &g_array_index(scan->directives, QlDirective, i);

        depth += directive->kind == QL_DIRECTIVE_IF;
        depth -= directive->kind == QL_DIRECTIVE_ENDIF && depth > 0;
        if (directive->kind == QL_DIRECTIVE_INCLUDE && *directive->name && !(top && depth)) {
            Header *header = header_at(choice, resolve(choice, directive, beside), directive);
            if (header) {
                g_ptr_array_add(includes, header);
            }
        }
    }
    return includes;
}

static void count_reader(Choice *choice, Header *header, guint reader)
{
    if (header->last_seen == reader) {
        return;
    }
    header->last_seen = reader;
    header->readers++;
    if (!header->includes) {
        header->includes = includes_of(choice, header->path,
                                       ql_scans_file(choice->scans, header->path, NULL), FALSE);
    }
    for (guint i = 0; i < header->includes->len; i++) {
        count_reader(choice, header->includes->pdata[i], reader);
    }
}

static void count_tu(Choice *choice, const char *source, const QlScan *scan, guint number)
{
    g_autoptr(GPtrArray) includes = includes_of(choice, source, scan, TRUE);

    for (guint i = 0; i < includes->len; i++) {
        Header *header = includes->pdata[i];

        header->direct++;
        count_reader(choice, header, number);
    }
}

static int compare_headers(gconstpointer a, gconstpointer b)
{
    const Header *x = *(Header *const *)a, *y = *(Header *const *)b;

    if (x->readers != y->readers) {
        return x->readers > y->readers ? -1 : 1;
    }
    return strcmp(x->path, y->path);
}

static gboolean is_found_by_name(Choice *choice, const Header *header)
{
    g_autofree char *bare = g_strndup(header->name + 1, strlen(header->name) - 2);
    QlDirective directive = {
        .kind = QL_DIRECTIVE_INCLUDE, .angled = header->name[0] == '<', .name = bare};

    return !strcmp(resolve(choice, &directive, "/nonexistent"), header->path);
}

static GPtrArray *worthwhile(Choice *choice, guint n_tus, const char *first)
{
    GPtrArray *found = g_ptr_array_new();
    GHashTableIter iter;
    gpointer value;

    g_hash_table_iter_init(&iter, choice->headers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const Header *header = value;

        if (header->direct >= MIN_DIRECT && header->readers >= WORTHWHILE_SHARE * n_tus &&
            strcmp(header->name, first) != 0 && is_found_by_name(choice, header)) {
            g_ptr_array_add(found, value);
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
    g_autofree char *best = NULL;

    for (guint i = 0; i < spec->members->len; i++) {
        const QlTuInput *input = inputs->pdata[GPOINTER_TO_UINT(spec->members->pdata[i])];
        g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(input);
        count_text(counts, g_strdup(dirs->text));
    }
    best = most_frequent(counts);
    for (guint i = 0; i < spec->members->len; i++) {
        const QlTuInput *input = inputs->pdata[GPOINTER_TO_UINT(spec->members->pdata[i])];
        g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(input);
        if (!strcmp(dirs->text, best)) {
            return input;
        }
    }
    return NULL;
}

static guint count_all(Choice *choice, const QlPrefixSpec *spec, const GPtrArray *inputs)
{
    guint fitting = 0;

    for (guint i = 0; i < spec->members->len; i++) {
        const QlTuInput *input = inputs->pdata[GPOINTER_TO_UINT(spec->members->pdata[i])];
        const QlScan *scan = ql_scans_file(choice->scans, input->source, NULL);

        if (scan && !ql_prefix_bad_start(scan, spec->first)) {
            count_tu(choice, input->source, scan, ++fitting);
        }
    }
    return fitting;
}

gboolean ql_prefix_choose(QlPrefixSpec *spec, const GPtrArray *inputs, const QlPaths *paths,
                          QlScans *scans)
{
    Choice choice = {.paths = paths, .scans = scans};

    spec->first = most_frequent_first(spec, inputs, scans);
    if (!spec->first) {
        return FALSE;
    }
    spec->model = typical_member(spec, inputs);
    choice.dirs = ql_include_dirs_new(spec->model);
    choice.headers = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, header_free);
    choice.resolved = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    guint fitting = count_all(&choice, spec, inputs);
    g_autoptr(GPtrArray) headers = worthwhile(&choice, fitting, spec->first);
    spec->headers = g_ptr_array_new_with_free_func(g_free);
    for (guint i = 0; i < headers->len; i++) {
        g_ptr_array_add(spec->headers, g_strdup(((const Header *)headers->pdata[i])->name));
    }
    g_hash_table_destroy(choice.headers);
    g_hash_table_destroy(choice.resolved);
    ql_include_dirs_free(choice.dirs);
    return fitting > 0;
}
