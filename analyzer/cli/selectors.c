/* SPDX-License-Identifier: Apache-2.0 */
#include "selectors.h"

#include <string.h>

G_DEFINE_QUARK(ql - selector - error - quark, ql_selector_error)

/* Braces and '!' inside each other; a person writes two or three. */
#define MAX_DEPTH 50

QlFunctionSet *ql_function_set_new(const QlCallGraph *graph)
{
    QlFunctionSet *set = g_new0(QlFunctionSet, 1);
    set->n = graph->functions->len;
    set->has = g_new0(guint8, set->n);
    return set;
}

void ql_function_set_free(QlFunctionSet *set)
{
    if (set) {
        g_free(set->has);
        g_free(set);
    }
}

void ql_function_set_add_all(QlFunctionSet *set, const QlFunctionSet *other)
{
    for (guint i = 0; i < set->n; i++) {
        set->has[i] |= other->has[i];
    }
}

void ql_function_set_complement(QlFunctionSet *set)
{
    for (guint i = 0; i < set->n; i++) {
        set->has[i] = !set->has[i];
    }
}

static void keep_common(QlFunctionSet *set, const QlFunctionSet *other)
{
    for (guint i = 0; i < set->n; i++) {
        set->has[i] &= other->has[i];
    }
}

guint ql_function_set_count(const QlFunctionSet *set)
{
    guint count = 0;
    for (guint i = 0; i < set->n; i++) {
        count += set->has[i];
    }
    return count;
}

/* ---- marks ---- */

/* An attribute's text counts without the word that says which attribute holds it. */
static const char *mark_text(const QlProgram *program, QlSym sym)
{
    const char *text = ql_strings_get(program->strings, sym);
    return g_str_has_prefix(text, "annotate:") ? text + strlen("annotate:") : text;
}

static void collect_marks(const QlProgram *program, const QlDefinition *def, GPtrArray *out)
{
    const GArray *lists[] = {def->marks, def->attrs};
    for (guint k = 0; k < G_N_ELEMENTS(lists); k++) {
        for (guint i = 0; lists[k] && i < lists[k]->len; i++) {
            const char *text = mark_text(program, g_array_index(lists[k], QlSym, i));
            if (!g_ptr_array_find_with_equal_func(out, text, g_str_equal, NULL)) {
                g_ptr_array_add(out, (gpointer)text);
            }
        }
    }
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

GPtrArray *ql_function_marks(const QlProgram *program, const QlFunction *function)
{
    GPtrArray *out = g_ptr_array_new();
    const QlDefinition *declared =
        g_hash_table_lookup(program->declared, GUINT_TO_POINTER(function->def->key));
    collect_marks(program, function->def, out);
    if (declared) {
        collect_marks(program, declared, out);
    }
    g_ptr_array_sort(out, compare_text);
    return out;
}

/* ---- what one word means ---- */

/* Adds the functions that @matches, given @pattern. */
typedef gboolean (*Match)(const QlCallGraph *graph, const QlFunction *function, gconstpointer want);

static QlFunctionSet *collect(const QlCallGraph *graph, Match matches, gconstpointer want)
{
    QlFunctionSet *set = ql_function_set_new(graph);
    for (guint i = 0; i < set->n; i++) {
        set->has[i] = matches(graph, graph->functions->pdata[i], want) ? 1 : 0;
    }
    return set;
}

static gboolean has_mark(const QlCallGraph *graph, const QlFunction *function, gconstpointer want)
{
    g_autoptr(GPtrArray) marks = ql_function_marks(graph->program, function);
    for (guint i = 0; i < marks->len; i++) {
        if (g_pattern_spec_match_string((GPatternSpec *)want, marks->pdata[i])) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean name_matches(const QlCallGraph *graph, const QlFunction *function,
                             gconstpointer want)
{
    return g_regex_match((GRegex *)want, ql_function_name(graph->program, function), 0, NULL);
}

typedef struct FilePattern {
    const char *path;
    GPatternSpec *pattern;
} FilePattern;

static gboolean is_in_file(const QlCallGraph *graph, const QlFunction *function, gconstpointer want)
{
    const FilePattern *file = want;
    const char *path = ql_function_file(graph->program, function);
    gsize length = strlen(file->path);
    if (g_pattern_spec_match_string(file->pattern, path)) {
        return TRUE;
    }
    return length && g_str_has_prefix(path, file->path) &&
           (file->path[length - 1] == '/' || path[length] == '/');
}

typedef struct NamePattern {
    GPatternSpec *pattern;
    const char *part; /* of the file's path, or NULL */
} NamePattern;

static gboolean fits_pattern(const QlCallGraph *graph, const QlFunction *function,
                             gconstpointer want)
{
    const NamePattern *name = want;
    return g_pattern_spec_match_string(name->pattern, ql_function_name(graph->program, function)) &&
           (!name->part || strstr(ql_function_file(graph->program, function), name->part));
}

static QlFunctionSet *with_pattern(const QlCallGraph *graph, const char *word)
{
    const char *at = strchr(word, '@');
    g_autofree char *plain = at ? g_strndup(word, (gsize)(at - word)) : g_strdup(word);
    g_autoptr(GPatternSpec) pattern = g_pattern_spec_new(plain);
    NamePattern want = {pattern, at ? at + 1 : NULL};
    return collect(graph, fits_pattern, &want);
}

/* Plain names are looked up; undefined functions and variables come after the defined ones. */
static QlFunctionSet *with_name(const QlCallGraph *graph, const char *word)
{
    QlFunctionSet *set = ql_function_set_new(graph);
    g_autoptr(GPtrArray) found = ql_program_find(graph->program, word);
    QlSym sym = ql_strings_lookup(graph->program->strings, word);
    for (guint i = 0; i < found->len; i++) {
        set->has[((const QlFunction *)found->pdata[i])->index] = 1;
    }
    for (guint i = graph->n_defined; sym && i < set->n; i++) {
        set->has[i] = ((const QlFunction *)graph->functions->pdata[i])->def->name == sym ? 1 : 0;
    }
    return set;
}

/* ---- the language ---- */

typedef struct Reader {
    const QlCallGraph *graph;
    const char *start;
    const char *at;
    guint depth;
    GError **error;
} Reader;

static gpointer syntax_error(Reader *reader, const char *what)
{
    g_set_error(reader->error, QL_SELECTOR_ERROR, QL_SELECTOR_ERROR_SYNTAX,
                "\"%s\", character %u: %s", reader->start, (guint)(reader->at - reader->start) + 1,
                what);
    return NULL;
}

static QlFunctionSet *unless_empty(Reader *reader, QlFunctionSet *set, const char *what)
{
    if (ql_function_set_count(set) > 0) {
        return set;
    }
    ql_function_set_free(set);
    g_set_error(reader->error, QL_SELECTOR_ERROR, QL_SELECTOR_ERROR_NOTHING,
                "no function \"%s\" is defined in the index", what);
    return NULL;
}

/* The text up to @end, which is skipped; NULL with an error if it is missing. */
static char *read_until(Reader *reader, char end)
{
    const char *stop = strchr(reader->at, end);
    if (!stop) {
        return syntax_error(reader, end == '/' ? "'/' is missing" : "']' is missing");
    }
    char *text = g_strndup(reader->at, (gsize)(stop - reader->at));
    reader->at = stop + 1;
    return text;
}

static QlFunctionSet *read_mark(Reader *reader)
{
    g_autofree char *mark = read_until(reader, ']');
    if (!mark) {
        return NULL;
    }
    g_autoptr(GPatternSpec) pattern = g_pattern_spec_new(mark);
    g_autofree char *shown = g_strdup_printf("[%s]", mark);
    return unless_empty(reader, collect(reader->graph, has_mark, pattern), shown);
}

static QlFunctionSet *read_regex(Reader *reader)
{
    g_autofree char *text = read_until(reader, '/');
    g_autoptr(GRegex) regex = text ? g_regex_new(text, G_REGEX_OPTIMIZE, 0, reader->error) : NULL;
    if (!regex) {
        return NULL;
    }
    g_autofree char *shown = g_strdup_printf("/%s/", text);
    return unless_empty(reader, collect(reader->graph, name_matches, regex), shown);
}

static QlFunctionSet *read_file(Reader *reader, const char *path)
{
    g_autoptr(GPatternSpec) pattern = g_pattern_spec_new(path);
    FilePattern want = {path, pattern};
    g_autofree char *shown = g_strdup_printf("file:%s", path);
    return unless_empty(reader, collect(reader->graph, is_in_file, &want), shown);
}

static QlFunctionSet *read_root(Reader *reader, const char *kind)
{
    g_autoptr(GPatternSpec) pattern = g_pattern_spec_new(kind);
    QlFunctionSet *set = ql_function_set_new(reader->graph);
    const GPtrArray *roots = reader->graph->program->roots;
    for (guint i = 0; i < roots->len; i++) {
        const QlRoot *root = roots->pdata[i];
        if (g_pattern_spec_match_string(pattern, root->thread->kind)) {
            set->has[root->function->index] = 1;
        }
    }
    g_autofree char *shown = g_strdup_printf("root:%s", kind);
    return unless_empty(reader, set, shown);
}

static char *read_word(Reader *reader)
{
    gsize length = strcspn(reader->at, ",&:!{}[]()| \t\n");
    char *word = g_strndup(reader->at, length);
    reader->at += length;
    return word;
}

static QlFunctionSet *read_name(Reader *reader)
{
    g_autofree char *word = read_word(reader);
    if (!*word) {
        return syntax_error(reader, "a function's name, [MARK], file:PATH or /REGEX/ is missing");
    }
    gboolean root = g_str_equal(word, "root");
    if (*reader->at == ':' && (root || g_str_equal(word, "file"))) {
        reader->at++;
        g_autofree char *what = read_word(reader);
        if (!*what) {
            return syntax_error(reader, root ? "after root: stands a thread's kind"
                                             : "after file: stands a path");
        }
        return root ? read_root(reader, what) : read_file(reader, what);
    }
    QlFunctionSet *set =
        strpbrk(word, "*?") ? with_pattern(reader->graph, word) : with_name(reader->graph, word);
    return unless_empty(reader, set, word);
}

static QlFunctionSet *read_union(Reader *reader);

static QlFunctionSet *read_group(Reader *reader)
{
    g_autoptr(QlFunctionSet) set = read_union(reader);
    if (set && *reader->at != '}') {
        return syntax_error(reader, "'}' is missing");
    }
    reader->at += set ? 1 : 0;
    return g_steal_pointer(&set);
}

static QlFunctionSet *read_primary(Reader *reader)
{
    switch (*reader->at) {
    case '{': reader->at++; return read_group(reader);
    case '[': reader->at++; return read_mark(reader);
    case '/': reader->at++; return read_regex(reader);
    default: return read_name(reader);
    }
}

/* The functions one call away from @set, or any number of calls. */
static void add_neighbours(const QlCallGraph *graph, const QlFunctionSet *set, gboolean callers,
                           gboolean all, QlFunctionSet *out)
{
    g_autoptr(GArray) todo = g_array_new(FALSE, FALSE, sizeof(guint));
    for (guint i = 0; i < set->n; i++) {
        if (set->has[i]) {
            g_array_append_val(todo, i);
        }
    }
    for (guint k = 0; k < todo->len; k++) {
        const GPtrArray *edges = (callers ? graph->in : graph->out)[g_array_index(todo, guint, k)];
        for (guint i = 0; i < edges->len; i++) {
            const QlCallEdge *edge = edges->pdata[i];
            guint next = (callers ? edge->caller : edge->callee)->index;
            if (!out->has[next] && all) {
                g_array_append_val(todo, next);
            }
            out->has[next] = 1;
        }
    }
}

static QlFunctionSet *read_operator(Reader *reader, const QlFunctionSet *set)
{
    g_autofree char *word = read_word(reader);
    gboolean all = g_str_has_prefix(word, "all-");
    const char *which = all ? word + strlen("all-") : word;
    gboolean callers = g_str_equal(which, "callers");
    if (!callers && !g_str_equal(which, "callees")) {
        reader->at -= strlen(word);
        return syntax_error(reader, "after ':' stands callers, callees, all-callers or "
                                    "all-callees");
    }
    QlFunctionSet *out = ql_function_set_new(reader->graph);
    add_neighbours(reader->graph, set, callers, all, out);
    return out;
}

static QlFunctionSet *read_operators(Reader *reader)
{
    QlFunctionSet *set = read_primary(reader);
    while (set && *reader->at == ':') {
        reader->at++;
        QlFunctionSet *next = read_operator(reader, set);
        ql_function_set_free(set);
        set = next;
    }
    return set;
}

static QlFunctionSet *read_term(Reader *reader)
{
    gboolean negated = FALSE;
    for (; *reader->at == '!'; reader->at++) {
        negated = !negated;
    }
    QlFunctionSet *set = read_operators(reader);
    if (set && negated) {
        ql_function_set_complement(set);
    }
    return set;
}

static QlFunctionSet *read_intersection(Reader *reader)
{
    g_autoptr(QlFunctionSet) set = read_term(reader);
    while (set && *reader->at == '&') {
        reader->at++;
        g_autoptr(QlFunctionSet) next = read_term(reader);
        if (!next) {
            return NULL;
        }
        keep_common(set, next);
    }
    return g_steal_pointer(&set);
}

static QlFunctionSet *read_union(Reader *reader)
{
    if (++reader->depth > MAX_DEPTH) {
        return syntax_error(reader, "too many braces inside each other");
    }
    g_autoptr(QlFunctionSet) set = read_intersection(reader);
    while (set && *reader->at == ',') {
        reader->at++;
        g_autoptr(QlFunctionSet) next = read_intersection(reader);
        if (!next) {
            return NULL;
        }
        ql_function_set_add_all(set, next);
    }
    reader->depth--;
    return g_steal_pointer(&set);
}

QlFunctionSet *ql_selector_read(const QlCallGraph *graph, const char **text, GError **error)
{
    Reader reader = {.graph = graph, .start = *text, .at = *text, .error = error};
    g_autoptr(QlFunctionSet) set = read_union(&reader);
    if (set && *reader.at && !strchr("()| \t\n", *reader.at)) {
        return syntax_error(&reader, "',' or '&' is missing");
    }
    *text = reader.at;
    return g_steal_pointer(&set);
}

QlFunctionSet *ql_selector_parse(const QlCallGraph *graph, const char *text, GError **error)
{
    const char *at = text;
    g_autoptr(QlFunctionSet) set = ql_selector_read(graph, &at, error);
    if (set && *at) {
        g_set_error(error, QL_SELECTOR_ERROR, QL_SELECTOR_ERROR_SYNTAX,
                    "\"%s\", character %u: one selector has no blanks or \"()|\"; write A,B", text,
                    (guint)(at - text) + 1);
        return NULL;
    }
    return g_steal_pointer(&set);
}
