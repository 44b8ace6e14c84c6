/* SPDX-License-Identifier: Apache-2.0 */
/* The prefixes of a run: groups of TUs with equal flags, and what each group gets. */
#include "prefix.h"

#include "frontend.h"
#include "prefix_private.h"

#include <glib/gstdio.h>
#include <string.h>

/* Building one costs about as much as parsing this many TUs costs more without it. */
enum { MIN_WANTED = 8 };
/* One TU in about twenty does not suit its prefix (QEMU 7.2), and one for those of so many pays. */
enum { MIN_WANTED_TWICE = 300 };

struct QlPrefixes {
    const GPtrArray *inputs;
    const QlPaths *paths;
    char *directory;
    QlScans *scans;
    GPtrArray *specs;    /* QlPrefixSpec* */
    GPtrArray *to_build; /* QlPrefixSpec*, of specs */
    gint *spec_of;       /* by input: index of specs, -1: none */
    const char **reason; /* by input, if it has none */
    guint8 *wanted;      /* by input */
};

static void spec_free(gpointer data)
{
    QlPrefixSpec *spec = data;

    g_free(spec->key);
    g_free(spec->stem);
    g_free(spec->first);
    g_ptr_array_unref(spec->members);
    g_hash_table_destroy(spec->unfit);
    g_free(spec->unfit_reason);
    g_free(spec->failure);
    g_clear_pointer(&spec->headers, g_ptr_array_unref);
    ql_prefix_free(spec->prefix);
    g_free(spec);
}

static gboolean includes_by_force(const QlTuInput *input)
{
    for (char **flag = input->flags; flag && *flag; flag++) {
        if (!strcmp(*flag, "-include") || !strcmp(*flag, "-imacros")) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Everything that may change what a header says, apart from where headers are looked for, which is
 * compared name by name. A precompiled header knows where its own files lie. */
static char *group_key(const QlPrefixes *p, const QlTuInput *input)
{
    g_autofree char *clang = ql_frontend_clang_version();
    GString *key = g_string_new(NULL);

    g_string_printf(key, "%d\n%s\n%s\n%s\n%s\n%s", ql_frontend_version(), clang, p->directory,
                    p->paths->src, p->paths->build, input->directory ? input->directory : "");
    for (char **flag = input->flags; flag && *flag; flag++) {
        gboolean next = FALSE;

        if (!ql_is_include_dir_flag(*flag, &next)) {
            g_string_append_printf(key, "\n%s", *flag);
        } else if (next && flag[1]) {
            flag++;
        }
    }
    return g_string_free(key, FALSE);
}

static char *stem_of(const char *directory, const char *key)
{
    g_autofree char *hash = g_compute_checksum_for_string(G_CHECKSUM_SHA256, key, -1);

    hash[16] = '\0';
    return g_build_filename(directory, hash, NULL);
}

static QlPrefixSpec *spec_new(const QlPrefixes *p, char *key, GPtrArray *members)
{
    QlPrefixSpec *spec = g_new0(QlPrefixSpec, 1);

    spec->key = key;
    spec->stem = stem_of(p->directory, key);
    spec->members = members;
    spec->unfit = g_hash_table_new(NULL, NULL);
    return spec;
}

static gint spec_for(QlPrefixes *p, GHashTable *by_key, guint tu)
{
    char *key = group_key(p, p->inputs->pdata[tu]);
    gpointer known = g_hash_table_lookup(by_key, key);
    QlPrefixSpec *spec;

    if (known) {
        g_free(key);
        return (gint)GPOINTER_TO_UINT(known) - 1;
    }
    spec = spec_new(p, key, g_ptr_array_new());
    g_ptr_array_add(p->specs, spec);
    g_hash_table_insert(by_key, key, GUINT_TO_POINTER(p->specs->len));
    return (gint)p->specs->len - 1;
}

static void group(QlPrefixes *p)
{
    g_autoptr(GHashTable) by_key = g_hash_table_new(g_str_hash, g_str_equal);

    for (guint tu = 0; tu < p->inputs->len; tu++) {
        p->spec_of[tu] = -1;
        if (includes_by_force(p->inputs->pdata[tu])) {
            p->reason[tu] = "its flags include a file";
            continue;
        }
        p->spec_of[tu] = spec_for(p, by_key, tu);
        QlPrefixSpec *spec = p->specs->pdata[p->spec_of[tu]];
        g_ptr_array_add(spec->members, GUINT_TO_POINTER(tu));
        spec->wanted += p->wanted[tu] != 0;
    }
}

static void load(QlPrefixes *p, QlPrefixSpec *spec)
{
    g_autofree char *path = g_strconcat(spec->stem, ".manifest", NULL);
    QlPrefixManifest *manifest = ql_prefix_manifest_load(path, spec->key);
    g_autofree char *search = manifest ? ql_prefix_search_hash(manifest) : NULL;

    if (manifest && strcmp(search, manifest->search) != 0) {
        g_clear_pointer(&manifest, ql_prefix_manifest_free);
    }
    spec->prefix = manifest ? ql_prefix_load(manifest, spec->stem, p->paths, p->scans) : NULL;
}

static void load_or_choose(QlPrefixes *p, QlPrefixSpec *spec)
{
    load(p, spec);
    if (!spec->prefix && ql_prefix_choose(spec, p->inputs, p->paths, p->scans)) {
        g_ptr_array_add(p->to_build, spec);
    }
}

/* The members of @spec find what the first header includes where its model does. */
static void plan_least(QlPrefixes *p, QlPrefixSpec *spec)
{
    char *key = g_strconcat(spec->key, "\nthe first header alone", NULL);
    QlPrefixSpec *least = spec_new(p, key, g_ptr_array_ref(spec->members));

    least->is_least = TRUE;
    least->first = g_strdup(spec->first);
    least->model = spec->model;
    spec->least = least;
    g_ptr_array_add(p->specs, least);
    load_or_choose(p, least);
}

/* Their texts are many, and workers get a copy of what is kept. */
static void forget_sources(const QlPrefixes *p, const QlPrefixSpec *spec)
{
    for (guint i = 0; i < spec->members->len; i++) {
        const QlTuInput *input = p->inputs->pdata[GPOINTER_TO_UINT(spec->members->pdata[i])];
        ql_scans_forget(p->scans, input->source);
    }
}

static void plan(QlPrefixes *p, QlPrefixSpec *spec)
{
    if (spec->wanted >= MIN_WANTED) {
        load_or_choose(p, spec);
    } else if (spec->wanted > 0) {
        load(p, spec);
    }
    if (spec->wanted >= MIN_WANTED_TWICE) {
        plan_least(p, spec);
    }
    forget_sources(p, spec);
}

QlPrefixes *ql_prefixes_new(const GPtrArray *inputs, const guint8 *wanted, const QlPaths *paths,
                            const char *directory)
{
    QlPrefixes *p = g_new0(QlPrefixes, 1);

    p->inputs = inputs;
    p->paths = paths;
    p->directory = g_canonicalize_filename(directory, NULL);
    p->scans = ql_scans_new();
    p->specs = g_ptr_array_new_with_free_func(spec_free);
    p->to_build = g_ptr_array_new();
    p->spec_of = g_new(gint, inputs->len + 1);
    p->reason = g_new0(const char *, inputs->len + 1);
    p->wanted = g_memdup2(wanted, inputs->len);
    group(p);
    for (guint i = 0, n = p->specs->len; i < n; i++) {
        plan(p, p->specs->pdata[i]);
    }
    return p;
}

void ql_prefixes_free(QlPrefixes *prefixes)
{
    if (!prefixes) {
        return;
    }
    g_ptr_array_unref(prefixes->to_build);
    g_ptr_array_unref(prefixes->specs);
    ql_scans_free(prefixes->scans);
    g_free(prefixes->directory);
    g_free(prefixes->spec_of);
    g_free(prefixes->reason);
    g_free(prefixes->wanted);
    g_free(prefixes);
}

guint ql_prefixes_to_build(const QlPrefixes *prefixes)
{
    return prefixes->to_build->len;
}

gboolean ql_prefixes_build(QlPrefixes *prefixes, guint number, GError **error)
{
    return ql_prefix_build(prefixes->to_build->pdata[number], prefixes->paths, error);
}

void ql_prefixes_note_failure(QlPrefixes *prefixes, guint number, const char *reason)
{
    QlPrefixSpec *spec = prefixes->to_build->pdata[number];

    g_free(spec->failure);
    spec->failure = g_strdup(reason);
}

/* ---- after building ---- */

/* What a killed build left has another ending. */
static gboolean is_used(const QlPrefixes *p, const char *name)
{
    static const char *const endings[] = {".h", ".names.h", ".pch", ".manifest", NULL};
    gsize n = strcspn(name, ".");

    for (guint i = 0; i < p->specs->len; i++) {
        const QlPrefixSpec *spec = p->specs->pdata[i];
        g_autofree char *base = g_path_get_basename(spec->stem);

        if (strlen(base) == n && !strncmp(base, name, n)) {
            return g_strv_contains(endings, name + n);
        }
    }
    return FALSE;
}

/* Names are ours if they begin like a stem: 16 hexadecimal digits and a dot. */
static gboolean is_prefix_file(const char *name)
{
    return strspn(name, "0123456789abcdef") == 16 && name[16] == '.';
}

static void remove_unused(const QlPrefixes *p)
{
    GDir *dir = g_dir_open(p->directory, 0, NULL);
    const char *name;

    while (dir && (name = g_dir_read_name(dir))) {
        if (is_prefix_file(name) && !is_used(p, name)) {
            g_autofree char *path = g_build_filename(p->directory, name, NULL);
            g_unlink(path);
        }
    }
    g_clear_pointer(&dir, g_dir_close);
}

/* Whether @directory has another file for an include of the prefix, or (if @same) the same one. */
static gboolean finds_in(const char *directory, const QlPrefixManifest *m, gboolean same)
{
    for (guint i = 0; i < m->edges->len; i++) {
        const QlPrefixEdge *edge = &g_array_index(m->edges, QlPrefixEdge, i);
        g_autofree char *path = g_canonicalize_filename(edge->name, directory);
        gboolean equal = !strcmp(path, m->files->pdata[edge->to]);

        if (same ? equal : !equal && g_file_test(path, G_FILE_TEST_EXISTS)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean contains(char *const *list, guint n, const char *dir)
{
    for (guint i = 0; i < n; i++) {
        if (!strcmp(list[i], dir)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether a TU that searches @dirs finds for every include of the prefix what the prefix found.
 * Directories in both lists must come in the same order; others must not matter. */
static gboolean search_alike(const QlPrefix *prefix, const GPtrArray *dirs)
{
    char *const *theirs = prefix->manifest->dirs;
    guint n = g_strv_length((char **)theirs), at = 0;

    for (guint i = 0; i < dirs->len; i++) {
        const char *dir = dirs->pdata[i];

        if (!contains(theirs, n, dir)) {
            if (finds_in(dir, prefix->manifest, FALSE)) {
                return FALSE;
            }
            continue;
        }
        while (at < n && strcmp(theirs[at], dir) != 0) {
            if (contains((char *const *)dirs->pdata, dirs->len, theirs[at]) ||
                finds_in(theirs[at], prefix->manifest, TRUE)) {
                return FALSE;
            }
            at++;
        }
        at += at < n;
    }
    for (; at < n; at++) {
        if (finds_in(theirs[at], prefix->manifest, TRUE)) {
            return FALSE;
        }
    }
    return TRUE;
}

/* Takes the members out of @spec that find other headers. */
static GPtrArray *take_out_strangers(QlPrefixes *p, QlPrefixSpec *spec)
{
    g_autoptr(GHashTable) known = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    GPtrArray *strangers = g_ptr_array_new();
    GPtrArray *members = g_ptr_array_new();

    for (guint i = 0; i < spec->members->len; i++) {
        guint tu = GPOINTER_TO_UINT(spec->members->pdata[i]);
        g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(p->inputs->pdata[tu]);
        gpointer alike;

        if (!g_hash_table_lookup_extended(known, dirs->text, NULL, &alike)) {
            alike = GINT_TO_POINTER(search_alike(spec->prefix, dirs->dirs));
            g_hash_table_insert(known, g_strdup(dirs->text), alike);
        }
        g_ptr_array_add(alike ? members : strangers, GUINT_TO_POINTER(tu));
    }
    g_ptr_array_unref(spec->members);
    spec->members = members;
    return strangers;
}

/* Those that find other headers than most of their group become a group themselves, once. */
static void regroup(QlPrefixes *p, QlPrefixSpec *spec)
{
    GPtrArray *strangers = take_out_strangers(p, spec);
    QlPrefixSpec *other = spec_new(p, g_strconcat(spec->key, "\nthe rest", NULL), strangers);

    other->is_rest = TRUE;
    for (guint i = 0; i < strangers->len; i++) {
        guint tu = GPOINTER_TO_UINT(strangers->pdata[i]);
        p->spec_of[tu] = spec->is_rest ? -1 : (gint)p->specs->len;
        p->reason[tu] = "its flags find other headers";
        other->wanted += p->wanted[tu] != 0;
    }
    if (spec->is_rest || strangers->len == 0) {
        spec_free(other);
        return;
    }
    g_ptr_array_add(p->specs, other);
    plan(p, other);
}

/* The members were compared with where @spec's own prefix found its files. One of the two may have
 * been kept from another run, with another model. */
static const QlPrefix *fallback_for(const QlPrefixSpec *spec)
{
    const QlPrefix *least = spec->least->prefix;
    gboolean alike = least && g_strv_equal((const char *const *)least->manifest->dirs,
                                           (const char *const *)spec->prefix->manifest->dirs);

    return alike ? least : NULL;
}

void ql_prefixes_load(QlPrefixes *prefixes)
{
    for (guint i = 0; i < prefixes->to_build->len; i++) {
        load(prefixes, prefixes->to_build->pdata[i]);
    }
    g_ptr_array_set_size(prefixes->to_build, 0);
    for (guint i = 0; i < prefixes->specs->len; i++) {
        QlPrefixSpec *spec = prefixes->specs->pdata[i];

        if (spec->prefix && !spec->is_grouped && !spec->is_least) {
            spec->is_grouped = TRUE;
            regroup(prefixes, spec);
        }
        if (spec->prefix && spec->least) {
            spec->prefix->fallback = fallback_for(spec);
        }
    }
    remove_unused(prefixes);
}

static const char *why_none(const QlPrefixSpec *spec)
{
    if (spec->failure) {
        return spec->failure;
    }
    return spec->headers ? "its prefix could not be built" : "too few TUs have its flags";
}

const QlPrefix *ql_prefixes_of(const QlPrefixes *prefixes, guint tu, const char **reason)
{
    gint number = prefixes->spec_of[tu];
    const QlPrefixSpec *spec = number >= 0 ? prefixes->specs->pdata[number] : NULL;
    gboolean unfit = spec && g_hash_table_contains(spec->unfit, GUINT_TO_POINTER(tu + 1));

    if ((!spec || !spec->prefix || unfit) && reason) {
        *reason = unfit ? spec->unfit_reason : spec ? why_none(spec) : prefixes->reason[tu];
    }
    return spec && !unfit ? spec->prefix : NULL;
}
