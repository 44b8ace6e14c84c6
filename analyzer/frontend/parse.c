/* SPDX-License-Identifier: Apache-2.0 */
/* The front end's door: runs libclang on one TU and collects diagnostics, files and facts. */
#include "facts.h"
#include "frontend.h"
#include "prefix_private.h"
#include "probes.h"
#include "source_text.h"

#include <string.h>

/* Raise it whenever the same source gives other facts. */
#define FRONTEND_VERSION 4

struct QlFrontend {
    CXIndex index;
    const QlPaths *paths;
    QlProbes *probes;
};

G_DEFINE_QUARK(ql - frontend - error - quark, ql_frontend_error)

QlFrontend *ql_frontend_new(const QlPaths *paths)
{
    QlFrontend *frontend = g_new0(QlFrontend, 1);
    frontend->index = clang_createIndex(1, 0);
    frontend->paths = paths;
    frontend->probes = ql_probes_new(paths);
    return frontend;
}

void ql_frontend_free(QlFrontend *frontend)
{
    if (frontend) {
        clang_disposeIndex(frontend->index);
        ql_probes_free(frontend->probes);
        g_free(frontend);
    }
}

int ql_frontend_version(void)
{
    return FRONTEND_VERSION;
}

char *ql_frontend_clang_version(void)
{
    return ql_take_clang(clang_getClangVersion());
}

GPtrArray *ql_compiler_command(const QlTuInput *input)
{
    GPtrArray *argv = g_ptr_array_new_with_free_func(g_free);
    g_ptr_array_add(argv, g_strdup("clang"));
    for (char **flag = input->flags; flag && *flag; flag++) {
        g_ptr_array_add(argv, g_strdup(*flag));
    }
    if (input->directory) {
        g_ptr_array_add(argv, g_strconcat("-working-directory=", input->directory, NULL));
    }
    g_ptr_array_add(argv, g_strdup("-w"));
    g_ptr_array_add(argv, g_strdup("-ferror-limit=0"));
    g_ptr_array_add(argv, g_strdup("-fsyntax-only"));
    return argv;
}

static const char *error_name(enum CXErrorCode code)
{
    switch (code) {
    case CXError_Crashed: return "libclang crashed";
    case CXError_InvalidArguments: return "libclang refuses the compiler flags";
    case CXError_ASTReadError: return "libclang cannot read a precompiled header";
    default: return "libclang cannot read it";
    }
}

static CXTranslationUnit parse(QlFrontend *frontend, const QlTuInput *input, const QlPrefix *prefix,
                               GError **error)
{
    g_autoptr(GPtrArray) argv = ql_compiler_command(input);
    CXTranslationUnit unit = NULL;
    if (prefix) {
        g_ptr_array_add(argv, g_strdup("-Xclang"));
        g_ptr_array_add(argv, g_strdup("-fno-validate-pch"));
        g_ptr_array_add(argv, g_strdup("-include-pch"));
        g_ptr_array_add(argv, g_strdup(prefix->pch));
    }
    g_ptr_array_add(argv, g_strdup(input->source));
    enum CXErrorCode code =
        clang_parseTranslationUnit2FullArgv(frontend->index, NULL, (const char *const *)argv->pdata,
                                            (int)argv->len, NULL, 0, CXTranslationUnit_None, &unit);
    if (code == CXError_Success && unit) {
        return unit;
    }
    gboolean exists = g_file_test(input->source, G_FILE_TEST_EXISTS);
    g_set_error(error, QL_FRONTEND_ERROR, QL_FRONTEND_ERROR_PARSE, "%s: %s", input->source,
                exists ? error_name(code) : "no such file; was it generated yet?");
    return NULL;
}

static char *diagnostic_text(QlTuContext *tu, CXDiagnostic diagnostic)
{
    CXFile file = NULL;
    unsigned line = 0, column = 0;
    clang_getExpansionLocation(clang_getDiagnosticLocation(diagnostic), &file, &line, &column,
                               NULL);
    QlSourceFile *info = ql_source_file(tu, file);
    g_autofree char *message = ql_take_clang(clang_getDiagnosticSpelling(diagnostic));
    if (!info) {
        return g_steal_pointer(&message);
    }
    return g_strdup_printf("%s:%u:%u: %s", info->display, line, column, message);
}

/* "'x.h' file not found": once it is there, the TU reads differently. */
static void note_missing(CXDiagnostic diagnostic, QlTuFacts *facts)
{
    g_autofree char *text = ql_take_clang(clang_getDiagnosticSpelling(diagnostic));
    const char *end = strstr(text, "' file not found");
    if (text[0] == '\'' && end) {
        g_autofree char *name = g_strndup(text + 1, (gsize)(end - text) - 1);
        g_ptr_array_add(facts->files, g_strconcat(QL_NOT_FOUND, name, NULL));
    }
}

static void collect_errors(QlTuContext *tu, QlTuFacts *facts)
{
    unsigned n = clang_getNumDiagnostics(tu->unit);
    for (unsigned i = 0; i < n; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(tu->unit, i);
        if (clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error) {
            facts->errors++;
            note_missing(diagnostic, facts);
            if (!facts->first_error) {
                facts->first_error = diagnostic_text(tu, diagnostic);
            }
        }
        clang_disposeDiagnostic(diagnostic);
    }
}

typedef struct FileSink {
    QlTuContext *tu;
    QlTuFacts *facts;
    GHashTable *seen; /* QlSym */
} FileSink;

static void add_file(CXFile file, CXSourceLocation *stack, unsigned depth, CXClientData data)
{
    FileSink *sink = data;
    QlSourceFile *info = ql_source_file(sink->tu, file);
    if (info && g_hash_table_add(sink->seen, GUINT_TO_POINTER(info->rooted))) {
        g_ptr_array_add(sink->facts->files,
                        g_strdup(ql_strings_get(sink->tu->strings, info->rooted)));
    }
}

static void collect_files(QlTuContext *tu, QlTuFacts *facts)
{
    FileSink sink = {.tu = tu, .facts = facts, .seen = g_hash_table_new(NULL, NULL)};
    clang_getInclusions(tu->unit, add_file, &sink);
    g_hash_table_destroy(sink.seen);
}

static void add_definition(QlTuContext *tu, QlDefinition *def, gpointer data)
{
    QlTuFacts *facts = data;
    QlTuDefinition *entry = g_new0(QlTuDefinition, 1);
    entry->bytes = ql_definition_encode(def, tu->strings);
    ql_definition_id(entry->bytes, entry->id);
    g_ptr_array_add(facts->definitions, entry);
    ql_definition_free(def);
}

gboolean ql_has_errors(CXTranslationUnit unit)
{
    gboolean found = FALSE;
    unsigned n = clang_getNumDiagnostics(unit);
    for (unsigned i = 0; i < n && !found; i++) {
        CXDiagnostic diagnostic = clang_getDiagnostic(unit, i);
        found = clang_getDiagnosticSeverity(diagnostic) >= CXDiagnostic_Error;
        clang_disposeDiagnostic(diagnostic);
    }
    return found;
}

/* What the prefix has read counts as met. */
static void meet_files(QlTuContext *tu, const GPtrArray *files)
{
    for (guint i = 0; i < files->len; i++) {
        QlSym rooted = ql_strings_intern(tu->strings, files->pdata[i]);
        g_hash_table_add(tu->rooted_files, GUINT_TO_POINTER(rooted));
    }
}

/* NULL with @reason set if the facts might not be those of a plain parse. */
static QlTuFacts *parse_with_prefix(QlFrontend *frontend, const QlTuInput *input,
                                    const QlPrefix *prefix, char **reason)
{
    CXTranslationUnit unit = parse(frontend, input, prefix, NULL);
    if (!unit) {
        *reason = g_strdup("libclang refuses the prefix");
        return NULL;
    }
    if (ql_has_errors(unit)) {
        *reason = g_strdup("it has errors");
        clang_disposeTranslationUnit(unit);
        return NULL;
    }
    QlTuContext tu;
    QlTuFacts *facts = ql_tu_facts_new();
    ql_tu_context_init(&tu, unit, frontend->paths, input->directory);
    tu.prefix = prefix; /* before any file is looked at */
    *reason = ql_prefix_check(prefix, &tu, facts->files);
    if (!*reason) {
        meet_files(&tu, facts->files);
        ql_facts_collect(&tu, add_definition, facts);
        *reason = ql_prefix_check_declared(prefix, &tu, facts->files);
    }
    if (!*reason && tu.list_missing) {
        *reason = g_strdup("the prefix does not list a function");
    }
    if (!*reason && tu.text_missing) {
        *reason = g_strdup("a file of the prefix has changed");
    }
    if (*reason) {
        g_clear_pointer(&facts, ql_tu_facts_free);
    }
    ql_tu_context_clear(&tu);
    clang_disposeTranslationUnit(unit);
    return facts;
}

static QlTuFacts *parse_plainly(QlFrontend *frontend, const QlTuInput *input, GError **error)
{
    CXTranslationUnit unit = parse(frontend, input, NULL, error);
    if (!unit) {
        return NULL;
    }
    QlTuContext tu;
    QlTuFacts *facts = ql_tu_facts_new();
    ql_tu_context_init(&tu, unit, frontend->paths, input->directory);
    collect_errors(&tu, facts);
    collect_files(&tu, facts);
    ql_facts_collect(&tu, add_definition, facts);
    ql_tu_context_clear(&tu);
    clang_disposeTranslationUnit(unit);
    return facts;
}

QlTuFacts *ql_frontend_parse(QlFrontend *frontend, const QlTuInput *input, const QlPrefix *prefix,
                             char **plain_reason, GError **error)
{
    g_autofree char *reason = NULL, *again = NULL;
    QlTuFacts *facts = prefix ? parse_with_prefix(frontend, input, prefix, &reason) : NULL;
    if (!facts && prefix && prefix->fallback) {
        facts = parse_with_prefix(frontend, input, prefix->fallback, &again);
    }
    if (plain_reason && reason) {
        *plain_reason = g_strconcat(facts ? "with the first header alone: " : "", reason, NULL);
    }
    facts = facts ? facts : parse_plainly(frontend, input, error);
    if (facts) {
        ql_probes_add(frontend->probes, facts->files);
    }
    return facts;
}
