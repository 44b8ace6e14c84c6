/* SPDX-License-Identifier: Apache-2.0 */
#include "affinity.h"
#include "rooted_path.h"

/* Where a file says that its code is made for a kind of thread. */
typedef struct Evidence {
    const QlDefinition *def;
    guint line;
    QlSym what; /* the record or function it mentions */
} Evidence;

/* One annotation with what was found for it. */
typedef struct Kind {
    const QlAffinity *entry;
    GHashTable *words; /* set of QlSym: records and functions that are evidence */
    GHashTable *files; /* QlSym: file -> Evidence* */
    QlGateway gateway; /* for edges that these kinds of thread do not follow */
} Kind;

struct QlAffinities {
    const QlProgram *program;
    GPtrArray *kinds; /* Kind* */
};

static void kind_free(gpointer data)
{
    Kind *kind = data;
    g_hash_table_destroy(kind->words);
    g_hash_table_destroy(kind->files);
    g_strfreev(kind->gateway.followed_on);
    g_free(kind);
}

static void add_words(GHashTable *words, QlStrings *strings, char **names)
{
    for (char **name = names; name && *name; name++) {
        QlSym sym = ql_strings_lookup(strings, *name);
        if (sym) {
            g_hash_table_add(words, GUINT_TO_POINTER(sym));
        }
    }
}

static gboolean is_about(const QlAffinity *entry, const char *thread)
{
    return g_strv_contains((const char *const *)entry->threads, thread);
}

static char **other_threads(const QlAnnotations *annotations, const QlAffinity *entry)
{
    GPtrArray *kinds = g_ptr_array_new();
    for (guint i = 0; i < annotations->threads->len; i++) {
        const QlThread *other = annotations->threads->pdata[i];
        if (!is_about(entry, other->kind)) {
            g_ptr_array_add(kinds, g_strdup(other->kind));
        }
    }
    if (!is_about(entry, QL_UNKNOWN_THREAD)) {
        g_ptr_array_add(kinds, g_strdup(QL_UNKNOWN_THREAD));
    }
    g_ptr_array_add(kinds, NULL);
    return (char **)g_ptr_array_free(kinds, FALSE);
}

static Kind *kind_new(const QlProgram *program, const QlAnnotations *annotations,
                      const QlAffinity *entry)
{
    Kind *kind = g_new0(Kind, 1);
    kind->entry = entry;
    kind->words = g_hash_table_new(NULL, NULL);
    kind->files = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    add_words(kind->words, program->strings, entry->records);
    add_words(kind->words, program->strings, entry->calls);
    kind->gateway = (QlGateway){.why = entry->why,
                                .loses = entry->loses,
                                .followed_on = other_threads(annotations, entry),
                                .at = entry->at};
    return kind;
}

static gboolean is_word(const Kind *kind, QlSym sym)
{
    return sym && g_hash_table_contains(kind->words, GUINT_TO_POINTER(sym));
}

static void note(Kind *kind, const QlDefinition *def, guint line, QlSym what)
{
    if (!g_hash_table_contains(kind->files, GUINT_TO_POINTER(def->file))) {
        Evidence evidence = {def, line, what};
        g_hash_table_insert(kind->files, GUINT_TO_POINTER(def->file),
                            g_memdup2(&evidence, sizeof evidence));
    }
}

static void read_variables(Kind *kind, const QlDefinition *def, const GArray *variables)
{
    for (guint i = 0; i < variables->len; i++) {
        const QlVariable *variable = &g_array_index(variables, QlVariable, i);
        if (is_word(kind, variable->record)) {
            note(kind, def, def->line, variable->record);
        }
    }
}

/* The first record or function that is evidence and that @ref mentions. */
static QlSym word_in(const Kind *kind, const QlProgram *program, const QlFlow *flow, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    if (expr->kind == QL_EXPR_FUNCTION) {
        QlSym name = ql_program_name_of_key(program, expr->name);
        return is_word(kind, name) ? name : 0;
    }
    if (expr->kind == QL_EXPR_FIELD && is_word(kind, expr->record)) {
        return expr->record;
    }
    gboolean wraps = expr->kind == QL_EXPR_FIELD || expr->kind == QL_EXPR_DEREF ||
                     expr->kind == QL_EXPR_ADDR || expr->kind == QL_EXPR_INDEX;
    return wraps ? word_in(kind, program, flow, expr->a) : 0;
}

static void read_events(Kind *kind, const QlProgram *program, const QlDefinition *def)
{
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        QlSym word = word_in(kind, program, def->flow, event->target);
        word = word ? word : word_in(kind, program, def->flow, event->value);
        for (guint k = 0; !word && k < event->n_args; k++) {
            word = word_in(kind, program, def->flow, ql_flow_arg(def->flow, event, k));
        }
        if (word) {
            note(kind, def, event->line, word);
        }
    }
}

/* What conditions and returned values mention: the facts do not say on which line. */
static void read_expressions(Kind *kind, const QlProgram *program, const QlDefinition *def)
{
    for (guint i = 0; i < def->flow->exprs->len; i++) {
        QlSym word = word_in(kind, program, def->flow, i);
        if (word) {
            note(kind, def, def->line, word);
        }
    }
}

static gboolean is_under(const Kind *kind, const char *file)
{
    for (char **prefix = kind->entry->under; *prefix; prefix++) {
        if (g_str_has_prefix(file, *prefix)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void read_definition(Kind *kind, const QlProgram *program, const QlDefinition *def)
{
    if (!def->flow || g_hash_table_contains(kind->files, GUINT_TO_POINTER(def->file)) ||
        !is_under(kind, ql_paths_display(ql_strings_get(program->strings, def->file)))) {
        return;
    }
    read_variables(kind, def, def->params);
    read_variables(kind, def, def->locals);
    read_events(kind, program, def);
    read_expressions(kind, program, def);
}

QlAffinities *ql_affinities_new(QlProgram *program, const QlAnnotations *annotations)
{
    QlAffinities *affinities = g_new0(QlAffinities, 1);
    affinities->program = program;
    affinities->kinds = g_ptr_array_new_with_free_func(kind_free);
    for (guint i = 0; i < annotations->affinities->len; i++) {
        Kind *kind = kind_new(program, annotations, annotations->affinities->pdata[i]);
        g_ptr_array_add(affinities->kinds, kind);
        for (guint k = 0; k < program->functions->len; k++) {
            const QlFunction *function = program->functions->pdata[k];
            read_definition(kind, program, function->def);
        }
        for (guint k = 0; k < program->variables->len; k++) {
            read_definition(kind, program, program->variables->pdata[k]);
        }
    }
    return affinities;
}

void ql_affinities_free(QlAffinities *affinities)
{
    if (affinities) {
        g_ptr_array_unref(affinities->kinds);
        g_free(affinities);
    }
}

static gboolean bars(const QlAffinities *affinities, const Kind *kind, const QlFunction *function)
{
    gpointer file = GUINT_TO_POINTER(function->def->file);
    return !g_hash_table_contains(kind->files, file) &&
           is_under(kind, ql_function_file(affinities->program, function));
}

gboolean ql_affinities_bar(const QlAffinities *affinities, const char *thread,
                           const QlFunction *function)
{
    for (guint i = 0; i < affinities->kinds->len; i++) {
        const Kind *kind = affinities->kinds->pdata[i];
        if (is_about(kind->entry, thread) && bars(affinities, kind, function)) {
            return TRUE;
        }
    }
    return FALSE;
}

const QlGateway *ql_affinities_gateway(const QlAffinities *affinities, const char *field,
                                       const QlFunction *callee)
{
    g_autofree char *plain = ql_key_plain(field);
    for (guint i = 0; i < affinities->kinds->len; i++) {
        const Kind *kind = affinities->kinds->pdata[i];
        if (g_strv_contains((const char *const *)kind->entry->fields, plain) &&
            bars(affinities, kind, callee)) {
            return &kind->gateway;
        }
    }
    return NULL;
}

/* The file where such threads start is made for them, whatever else it mentions. */
static gboolean starts_in_file_of(const QlProgram *program, const char *thread,
                                  const QlFunction *function)
{
    for (guint i = 0; i < program->roots->len; i++) {
        const QlRoot *root = program->roots->pdata[i];
        if (!root->deferred && g_str_equal(root->thread->kind, thread) &&
            root->function->def->file == function->def->file) {
            return TRUE;
        }
    }
    return FALSE;
}

char *ql_program_assumption(const QlProgram *program, const char *thread,
                            const QlFunction *function)
{
    const QlAffinities *affinities = program->affinities;
    if (starts_in_file_of(program, thread, function)) {
        return NULL;
    }
    for (guint i = 0; affinities && i < affinities->kinds->len; i++) {
        const Kind *kind = affinities->kinds->pdata[i];
        const Evidence *evidence =
            g_hash_table_lookup(kind->files, GUINT_TO_POINTER(function->def->file));
        if (is_about(kind->entry, thread) && evidence) {
            return g_strdup_printf("code of %s can run on thread kind %s: it uses %s at line %u",
                                   ql_function_file(program, function), thread,
                                   ql_strings_get(program->strings, evidence->what),
                                   evidence->line);
        }
    }
    return NULL;
}
