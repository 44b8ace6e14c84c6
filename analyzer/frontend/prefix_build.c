/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds a prefix with libclang: one clang itself made is refused unless resource directory and all
 * options agree. First the headers are parsed to learn what they read and which of them cannot be
 * in a prefix; then again, with a list of functions by name at the end.
 */
#include "facts.h"
#include "frontend.h"
#include "keys.h"
#include "prefix_private.h"
#include "probes.h"
#include "source_text.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

/* Headers are taken out and the rest tried again, so often. */
enum { MAX_ROUNDS = 6 };

/* A parse of the headers, and what came of it. */
typedef struct Round {
    QlTuContext tu;
    QlPrefixManifest *manifest;
    GHashTable *numbers; /* rooted path (QlSym) -> file number + 1: a file may have two spellings */
    GHashTable *bad;     /* rooted path (QlSym): files that keep a header out; 0: no file */
    GArray *tops;        /* guint: file number of each header the prefix names, in order */
    GHashTable *basic_macros; /* name -> text of the definition in what the first header reads */
    GHashTable *macro_names;  /* names of all macros that were defined */
    GPtrArray *functions;     /* char*: names that a cleanup attribute may name */
    GHashTable *reals;        /* paths without symbolic links of the files */
} Round;

static gboolean fail(GError **error, const char *stem, const char *why)
{
    g_set_error(error, QL_FRONTEND_ERROR, QL_FRONTEND_ERROR_PARSE, "%s: no precompiled prefix: %s",
                stem, why);
    return FALSE;
}

static gboolean write_headers(const QlPrefixSpec *spec, const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    g_string_append_printf(text, "#include %s\n", spec->first);
    for (guint i = 0; i < spec->headers->len; i++) {
        g_string_append_printf(text, "#include %s\n", (const char *)spec->headers->pdata[i]);
    }
    return g_file_set_contents(path, text->str, (gssize)text->len, error);
}

/* A macro may have come to have the name of a function. */
static void append_listing(GString *text, guint number, const char *name, GHashTable *macros)
{
    gboolean hidden = g_hash_table_contains(macros, name);

    if (hidden) {
        g_string_append_printf(text, "#pragma push_macro(\"%s\")\n#undef %s\n", name, name);
    }
    g_string_append_printf(text, QL_PREFIX_LISTING "%s;\n", number, name);
    if (hidden) {
        g_string_append_printf(text, "#pragma pop_macro(\"%s\")\n", name);
    }
}

static gboolean write_names(const Round *round, const char *path, GError **error)
{
    g_autoptr(GString) text = g_string_new(NULL);

    for (guint i = 0; i < round->functions->len; i++) {
        append_listing(text, i, round->functions->pdata[i], round->macro_names);
    }
    return g_file_set_contents(path, text->str, (gssize)text->len, error);
}

static GPtrArray *build_command(const QlPrefixSpec *spec, const char *header)
{
    GPtrArray *argv = ql_compiler_command(spec->model);

    g_ptr_array_add(argv, g_strdup("-fpch-validate-input-files-content"));
    g_ptr_array_add(argv, g_strdup("-x"));
    g_ptr_array_add(argv, g_strdup("c-header"));
    g_ptr_array_add(argv, g_strdup(header));
    return argv;
}

static CXTranslationUnit parse_headers(CXIndex index, const QlPrefixSpec *spec, const char *header,
                                       guint options)
{
    g_autoptr(GPtrArray) argv = build_command(spec, header);
    CXTranslationUnit unit = NULL;

    clang_parseTranslationUnit2FullArgv(
        index, NULL, (const char *const *)argv->pdata, (int)argv->len, NULL, 0,
        CXTranslationUnit_Incomplete | CXTranslationUnit_DetailedPreprocessingRecord | options,
        &unit);
    return unit;
}

/* ---- what the headers read ---- */

static char *absolute_path(Round *round, const QlSourceFile *file)
{
    return ql_paths_to_absolute(round->tu.paths, ql_strings_get(round->tu.strings, file->rooted));
}

static void add_bad(Round *round, const QlSourceFile *file)
{
    g_hash_table_add(round->bad, GUINT_TO_POINTER(file ? file->rooted : 0));
}

/* A header that asks which files there are says something else tomorrow. The system's do not count,
 * as in probes.h. */
static gboolean asks_for_files(Round *round, QlSourceFile *file)
{
    QlText text = ql_file_text(&round->tu, file, 0);

    return !g_str_has_prefix(ql_strings_get(round->tu.strings, file->rooted), "SYS:") &&
           ql_asks_for_files(text.at, text.length);
}

/* What the prefix itself would answer: the main file, and how deep in it we are. */
static gboolean asks_for_place(Round *round, QlSourceFile *file)
{
    QlText text = ql_file_text(&round->tu, file, 0);

    return memmem(text.at, text.length, "__BASE_FILE__", strlen("__BASE_FILE__")) != NULL ||
           memmem(text.at, text.length, "__INCLUDE_LEVEL__", strlen("__INCLUDE_LEVEL__")) != NULL;
}

/* A file read by two names has that by which a TU reads it first. */
static gboolean has_another_name(Round *round, const QlSourceFile *file)
{
    g_autofree char *path = absolute_path(round, file);
    char *real = realpath(path, NULL);
    gboolean known = real && !g_hash_table_add(round->reals, g_strdup(real));

    free(real);
    return known;
}

static guint number_of(Round *round, QlSourceFile *file)
{
    gpointer key = GUINT_TO_POINTER(file->rooted);
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(round->numbers, key));

    if (known) {
        return known - 1;
    }
    if (asks_for_files(round, file) || asks_for_place(round, file) ||
        has_another_name(round, file)) {
        add_bad(round, file);
    }
    guint8 guarded = clang_isFileMultipleIncludeGuarded(round->tu.unit, file->handle) != 0;
    g_ptr_array_add(round->manifest->files, absolute_path(round, file));
    g_byte_array_append(round->manifest->guarded, &guarded, 1);
    g_hash_table_insert(round->numbers, key, GUINT_TO_POINTER(round->manifest->files->len));
    return round->manifest->files->len - 1;
}

static void add_inclusion(Round *round, CXCursor cursor)
{
    QlSourceFile *to = ql_source_file(&round->tu, clang_getIncludedFile(cursor));
    QlPlace place = ql_place_name(&round->tu, cursor);
    guint number;

    if (!to || !place.file) {
        return;
    }
    number = number_of(round, to);
    if (place.file->is_main) {
        g_array_append_val(round->tops, number);
        return;
    }
    QlPrefixEdge edge = {number_of(round, place.file), number, place.line,
                         ql_take_clang(clang_getCursorSpelling(cursor))};
    g_array_append_val(round->manifest->edges, edge);
}

static char *definition_text(Round *round, CXCursor cursor)
{
    QlPlace start = ql_place_start(&round->tu, cursor), end = ql_place_end(&round->tu, cursor);
    QlText text = ql_file_text(&round->tu, start.file, start.offset);

    return g_strndup(text.at,
                     end.offset > start.offset ? MIN(end.offset - start.offset, text.length) : 0);
}

/* Only what was defined in fact: the text may define it if nobody else has. To define a macro again
 * as every TU has it already changes nothing. */
static void add_macro(Round *round, CXCursor cursor)
{
    QlPlace place = ql_place_name(&round->tu, cursor);
    gboolean basic = round->tops->len == 1;

    if (!place.file || place.file->is_main) {
        return;
    }
    char *name = ql_take_clang(clang_getCursorSpelling(cursor));
    char *text = definition_text(round, cursor);
    g_hash_table_add(round->macro_names, g_strdup(name));
    if (g_strcmp0(g_hash_table_lookup(round->basic_macros, name), text) != 0) {
        g_ptr_array_add(round->manifest->macros,
                        g_strdup_printf("%u %s", number_of(round, place.file), name));
    }
    if (basic) {
        g_hash_table_insert(round->basic_macros, name, text);
    } else {
        g_free(name);
        g_free(text);
    }
}

/* What a cleanup attribute can name: a function of one pointer. An external one of a system header
 * says nothing beyond its name. (Of one without its body, libclang does not say that it is
 * defined.) */
static gboolean may_clean_up(Round *round, CXCursor cursor)
{
    QlPlace place = ql_place_name(&round->tu, cursor);

    return clang_Cursor_getNumArguments(cursor) == 1 &&
           ql_pointee(clang_getCursorType(clang_Cursor_getArgument(cursor, 0))).kind !=
               CXType_Invalid &&
           place.file &&
           (!place.file->is_system || clang_getCursorLinkage(cursor) == CXLinkage_Internal ||
            clang_Cursor_isFunctionInlined(cursor));
}

static void add_function(Round *round, CXCursor cursor, GHashTable *seen)
{
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(cursor));

    if (may_clean_up(round, cursor) && !g_hash_table_contains(seen, name)) {
        g_ptr_array_add(round->functions, g_strdup(name));
        g_hash_table_add(seen, g_steal_pointer(&name));
    }
}

static void add_declared(Round *round, CXCursor cursor)
{
    QlPlace place = ql_place_name(&round->tu, cursor);

    if (place.file && !place.file->is_main) {
        g_autofree char *name = ql_take_clang(clang_getCursorSpelling(cursor));
        g_ptr_array_add(round->manifest->declared,
                        g_strdup_printf("%u %s", number_of(round, place.file), name));
    }
}

static void add_typedef(Round *round, CXCursor cursor)
{
    CXType type = clang_getCanonicalType(clang_getTypedefDeclUnderlyingType(cursor));

    g_hash_table_insert(round->manifest->typedefs, ql_take_clang(clang_getCursorSpelling(cursor)),
                        ql_take_clang(clang_getTypeSpelling(type)));
}

typedef struct Visit {
    Round *round;
    GHashTable *seen; /* function names */
} Visit;

static enum CXChildVisitResult visit(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Visit *v = data;

    switch (clang_getCursorKind(cursor)) {
    case CXCursor_InclusionDirective: add_inclusion(v->round, cursor); break;
    case CXCursor_MacroDefinition: add_macro(v->round, cursor); break;
    case CXCursor_FunctionDecl:
        add_function(v->round, cursor, v->seen);
        add_declared(v->round, cursor);
        break;
    case CXCursor_VarDecl: add_declared(v->round, cursor); break;
    case CXCursor_TypedefDecl: add_typedef(v->round, cursor); break;
    default: break;
    }
    if (ql_is_held_unasked(&v->round->tu, cursor)) {
        QlPlace place = ql_place_name(&v->round->tu, cursor);
        add_bad(v->round, place.file);
    }
    return CXChildVisit_Continue;
}

static void note_errors(Round *round)
{
    unsigned n = clang_getNumDiagnostics(round->tu.unit);

    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(round->tu.unit, i);
        CXFile file = NULL;

        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            clang_getExpansionLocation(clang_getDiagnosticLocation(diagnostic), &file, NULL, NULL,
                                       NULL);
            add_bad(round, ql_source_file(&round->tu, file));
        }
        clang_disposeDiagnostic(diagnostic);
    }
}

/* An AST is large: it goes before the next one comes. */
static void close_unit(Round *round)
{
    CXTranslationUnit unit = round->tu.unit;

    if (unit) {
        ql_tu_context_clear(&round->tu);
        clang_disposeTranslationUnit(unit);
        round->tu.unit = NULL;
    }
}

static void round_clear(Round *round)
{
    close_unit(round);
    ql_prefix_manifest_free(round->manifest);
    g_hash_table_destroy(round->numbers);
    g_hash_table_destroy(round->bad);
    g_array_unref(round->tops);
    g_hash_table_destroy(round->basic_macros);
    g_ptr_array_unref(round->functions);
    g_hash_table_destroy(round->macro_names);
    g_hash_table_destroy(round->reals);
}

static gboolean round_run(Round *round, CXIndex index, const QlPrefixSpec *spec,
                          const QlPaths *paths, const char *header, guint options)
{
    CXTranslationUnit unit = parse_headers(index, spec, header, options);
    g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    Visit v = {round, seen};

    *round = (Round){.manifest = ql_prefix_manifest_new(spec->key),
                     .numbers = g_hash_table_new(NULL, NULL),
                     .bad = g_hash_table_new(NULL, NULL),
                     .tops = g_array_new(FALSE, FALSE, sizeof(guint)),
                     .basic_macros = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
                     .macro_names = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL),
                     .functions = g_ptr_array_new_with_free_func(g_free),
                     .reals = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
    if (!unit) {
        return FALSE;
    }
    ql_tu_context_init(&round->tu, unit, paths, spec->model->directory);
    clang_visitChildren(clang_getTranslationUnitCursor(unit), visit, &v);
    note_errors(round);
    return TRUE;
}

/* ---- which headers stay ---- */

static void mark_readers(const Round *round, guint8 *bad)
{
    gboolean changed = TRUE;

    while (changed) {
        changed = FALSE;
        for (guint i = 0; i < round->manifest->edges->len; i++) {
            const QlPrefixEdge *edge = &g_array_index(round->manifest->edges, QlPrefixEdge, i);
            if (bad[edge->to] && !bad[edge->from]) {
                bad[edge->from] = TRUE;
                changed = TRUE;
            }
        }
    }
}

/* A header read each time anew is none of the prefix's own. Returns how many were taken out; -1 if
 * the first is one. */
static int drop_unguarded(const Round *round, QlPrefixSpec *spec)
{
    const guint8 *guarded = round->manifest->guarded->data;
    int dropped = 0;

    if (!guarded[g_array_index(round->tops, guint, 0)]) {
        return -1;
    }
    for (guint i = spec->headers->len; i > 0; i--) {
        if (!guarded[g_array_index(round->tops, guint, i)]) {
            g_ptr_array_remove_index(spec->headers, i - 1);
            dropped++;
        }
    }
    return dropped;
}

/* Takes out the headers that read a bad file. Returns how many; -1 if nothing can be done. */
static int drop_bad(const Round *round, QlPrefixSpec *spec)
{
    g_autofree guint8 *bad = g_new0(guint8, round->manifest->files->len + 1);
    GHashTableIter iter;
    gpointer file;
    int dropped;

    if (round->tops->len != spec->headers->len + 1) {
        return -1;
    }
    dropped = drop_unguarded(round, spec);
    if (dropped != 0) { /* what is bad may be so for their sake */
        return dropped;
    }
    g_hash_table_iter_init(&iter, round->bad);
    while (g_hash_table_iter_next(&iter, &file, NULL)) {
        guint number = GPOINTER_TO_UINT(g_hash_table_lookup(round->numbers, file));
        if (!number) {
            return -1; /* an error outside the headers */
        }
        bad[number - 1] = TRUE;
    }
    mark_readers(round, bad);
    if (bad[g_array_index(round->tops, guint, 0)]) {
        return -1;
    }
    for (guint i = spec->headers->len; i > 0; i--) {
        if (bad[g_array_index(round->tops, guint, i)]) {
            g_ptr_array_remove_index(spec->headers, i - 1);
            dropped++;
        }
    }
    return dropped;
}

/* ---- the product ---- */

static gboolean hash_files(QlPrefixManifest *manifest, GError **error)
{
    for (guint i = 0; i < manifest->files->len; i++) {
        g_autofree char *text = NULL;
        gsize length;
        guint8 hash[QL_HASH_SIZE];

        if (!g_file_get_contents(manifest->files->pdata[i], &text, &length, error)) {
            return FALSE;
        }
        ql_content_hash(text, length, hash);
        g_array_append_vals(manifest->hashes, hash, 1);
    }
    return TRUE;
}

static gboolean add_names(const char *header, const char *names, GError **error)
{
    g_autofree char *text = NULL;
    g_autofree char *base = g_path_get_basename(names);

    if (!g_file_get_contents(header, &text, NULL, error)) {
        return FALSE;
    }
    g_autofree char *whole = g_strdup_printf("%s#include \"%s\"\n", text, base);
    return g_file_set_contents(header, whole, -1, error);
}

/* A search for something that every TU that reads it holds. */
typedef struct Holder {
    QlTuContext *tu;
    gboolean found;
} Holder;

static enum CXChildVisitResult find_held(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Holder *holder = data;

    holder->found = ql_is_held_unasked(holder->tu, cursor);
    return holder->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

static gboolean holds_unasked(const Round *round, const QlPrefixSpec *spec, CXTranslationUnit unit)
{
    QlTuContext tu;
    Holder holder = {&tu, FALSE};

    ql_tu_context_init(&tu, unit, round->tu.paths, spec->model->directory);
    clang_visitChildren(clang_getTranslationUnitCursor(unit), find_held, &holder);
    ql_tu_context_clear(&tu);
    return holder.found;
}

static gboolean save(CXIndex index, const Round *round, const QlPrefixSpec *spec,
                     const char *header, const char *pch, GError **error)
{
    CXTranslationUnit unit = parse_headers(index, spec, header, CXTranslationUnit_ForSerialization);
    gboolean saved =
        unit && !ql_has_errors(unit) && !holds_unasked(round, spec, unit) &&
        clang_saveTranslationUnit(unit, pch, CXSaveTranslationUnit_None) == CXSaveError_None;

    if (unit) {
        clang_disposeTranslationUnit(unit);
    }
    return saved || fail(error, pch, "libclang cannot save it");
}

static gboolean finish(CXIndex index, Round *round, const QlPrefixSpec *spec, const char *header,
                       GError **error)
{
    g_autofree char *names = g_strconcat(spec->stem, ".names.h", NULL);
    g_autofree char *pch = g_strconcat(spec->stem, ".pch", NULL);
    g_autofree char *manifest = g_strconcat(spec->stem, ".manifest", NULL);
    g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(spec->model);

    g_ptr_array_add(dirs->dirs, NULL);
    round->manifest->dirs = g_strdupv((char **)dirs->dirs->pdata);
    round->manifest->search = ql_prefix_search_hash(round->manifest);
    if (!write_names(round, names, error) || !add_names(header, names, error) ||
        !save(index, round, spec, header, pch, error) || !hash_files(round->manifest, error)) {
        return FALSE;
    }
    round->manifest->product = ql_prefix_product_hash(spec->stem);
    return round->manifest->product ? ql_prefix_manifest_save(round->manifest, manifest, error)
                                    : fail(error, spec->stem, "it vanished");
}

/* The manifest goes first: it vouches for the other files. */
static gboolean make_room(const char *stem, GError **error)
{
    g_autofree char *directory = g_path_get_dirname(stem);
    g_autofree char *manifest = g_strconcat(stem, ".manifest", NULL);

    if (g_mkdir_with_parents(directory, 0777) != 0 ||
        (g_unlink(manifest) != 0 && errno != ENOENT)) {
        g_set_error(error, QL_FRONTEND_ERROR, QL_FRONTEND_ERROR_PARSE, "%s: %s", stem,
                    g_strerror(errno));
        return FALSE;
    }
    return TRUE;
}

/* The last parse reads the bodies of functions. If one has an error, or a function is held unasked,
 * the prefix is not saved and the headers are looked through again with them. */
static gboolean build_rounds(CXIndex index, QlPrefixSpec *spec, const QlPaths *paths,
                             const char *header, GError **error)
{
    guint bodies = CXTranslationUnit_SkipFunctionBodies;

    for (guint i = 0; i < MAX_ROUNDS; i++) {
        Round round = {0};
        gboolean ok = write_headers(spec, header, error) &&
                      (round_run(&round, index, spec, paths, header, bodies) ||
                       fail(error, spec->stem, "libclang cannot parse it"));
        int dropped = ok ? drop_bad(&round, spec) : 0;

        if (ok && dropped < 0) {
            ok = fail(error, spec->stem, "the first header cannot be in one");
        }
        gboolean done = ok && dropped == 0;
        if (done) {
            close_unit(&round);
            ok = finish(index, &round, spec, header, error);
        }
        if (done && !ok && bodies != 0) {
            g_clear_error(error);
            bodies = 0;
            done = FALSE;
            ok = TRUE;
        }
        if (round.manifest) {
            round_clear(&round);
        }
        if (!ok || done) {
            return ok;
        }
    }
    return fail(error, spec->stem, "its headers do not go together");
}

gboolean ql_prefix_build(QlPrefixSpec *spec, const QlPaths *paths, GError **error)
{
    g_autofree char *header = g_strconcat(spec->stem, ".h", NULL);
    CXIndex index;
    gboolean ok;

    if (!make_room(spec->stem, error)) {
        return FALSE;
    }
    index = clang_createIndex(0, 0);
    ok = build_rounds(index, spec, paths, header, error);
    clang_disposeIndex(index);
    return ok;
}
