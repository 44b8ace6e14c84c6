/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the files of a prefix say about macros: who defines them, whose expansion may come upon
 * them, and which files depend on each other through them. Files every user reads first ("basic")
 * matter only for the bodies of their macros.
 */
#include "prefix_order.h"

#include <string.h>

enum { MAX_TEMPLATE_DEPTH = 8 };

/* ---- lists by word ---- */

static GHashTable *list_table(void)
{
    return g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
}

static GArray *list_of(GHashTable *table, guint32 word)
{
    GArray *list = g_hash_table_lookup(table, GUINT_TO_POINTER(word));

    if (!list) {
        list = g_array_new(FALSE, FALSE, sizeof(guint));
        g_hash_table_insert(table, GUINT_TO_POINTER(word), list);
    }
    return list;
}

static gboolean has(const GArray *list, guint value)
{
    for (guint i = 0; i < list->len; i++) {
        if (g_array_index(list, guint, i) == value) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean add_to(GArray *list, guint value)
{
    if (has(list, value)) {
        return FALSE;
    }
    g_array_append_val(list, value);
    return TRUE;
}

static gboolean add_all(GArray *to, const GArray *from)
{
    gboolean changed = FALSE;

    for (guint i = 0; from && i < from->len; i++) {
        changed |= add_to(to, g_array_index(from, guint, i));
    }
    return changed;
}

/* ---- reading a file as the compiler does, roughly ---- */

/* A file's own text, with those of its includes that are read each time anew, in order. A basic one
 * of them (<stddef.h>) says again what every user knows. */
typedef struct Reading {
    const QlPrefix *prefix;
    GArray *files;         /* guint: the file and its templates */
    GHashTable *defined;   /* words defined before they are mentioned */
    GHashTable *open;      /* words mentioned that the file does not define before */
    GHashTable *undefined; /* words undefined somewhere */
    GHashTable *temporary; /* words undefined last, under no condition */
    guint depth;
} Reading;

static void read_text(Reading *reading, guint file);

static void read_templates(Reading *reading, guint file, const QlDirective *directive)
{
    const QlPrefix *prefix = reading->prefix;

    for (guint i = prefix->edge_start[file]; i < prefix->edge_start[file + 1]; i++) {
        const QlPrefixEdge *edge = ql_prefix_edge(prefix, i);

        if (!prefix->basic[edge->to] && !prefix->manifest->guarded->data[edge->to] &&
            !strcmp(edge->name, directive->name)) {
            read_text(reading, edge->to);
        }
    }
}

static void read_macro(Reading *reading, const QlScan *scan, const QlDirective *directive,
                       guint conditions)
{
    gpointer word = GUINT_TO_POINTER(directive->word);
    guint offset;

    if (directive->kind == QL_DIRECTIVE_DEFINE) {
        g_hash_table_remove(reading->temporary, word);
        if (!ql_scan_mentions(scan, directive->word, &offset) || offset > directive->offset) {
            g_hash_table_add(reading->defined, word);
        }
        return;
    }
    g_hash_table_add(reading->undefined, word);
    if (conditions <= 1) { /* the include guard is one */
        g_hash_table_add(reading->temporary, word);
    }
}

static void read_directives(Reading *reading, guint file, const QlScan *scan)
{
    guint conditions = 0;

    for (guint i = 0; i < scan->directives->len; i++) {
        const QlDirective *directive = &g_array_index(scan->directives, QlDirective, i);

        switch (directive->kind) {
        case QL_DIRECTIVE_IF: conditions++; break;
        case QL_DIRECTIVE_ENDIF: conditions -= conditions > 0; break;
        case QL_DIRECTIVE_INCLUDE: read_templates(reading, file, directive); break;
        case QL_DIRECTIVE_DEFINE:
        case QL_DIRECTIVE_UNDEF: read_macro(reading, scan, directive, conditions); break;
        default: break;
        }
    }
}

static void read_text(Reading *reading, guint file)
{
    const QlScan *scan = reading->prefix->scans[file];

    if (reading->depth >= MAX_TEMPLATE_DEPTH) {
        return;
    }
    add_to(reading->files, file);
    reading->depth++;
    read_directives(reading, file, scan);
    reading->depth--;
    for (guint i = 0; i < scan->words->len; i++) {
        gpointer word = GUINT_TO_POINTER(g_array_index(scan->words, guint32, i));
        if (!g_hash_table_contains(reading->defined, word)) {
            g_hash_table_add(reading->open, word);
        }
    }
}

static void reading_init(Reading *reading, const QlPrefix *prefix, guint file)
{
    *reading = (Reading){.prefix = prefix,
                         .files = g_array_new(FALSE, FALSE, sizeof(guint)),
                         .defined = g_hash_table_new(NULL, NULL),
                         .open = g_hash_table_new(NULL, NULL),
                         .undefined = g_hash_table_new(NULL, NULL),
                         .temporary = g_hash_table_new(NULL, NULL)};
    read_text(reading, file);
}

static void reading_clear(Reading *reading)
{
    g_array_unref(reading->files);
    g_hash_table_destroy(reading->defined);
    g_hash_table_destroy(reading->open);
    g_hash_table_destroy(reading->undefined);
    g_hash_table_destroy(reading->temporary);
}

/* ---- who defines what ---- */

/* What the parts of this file share while they fill a prefix. */
typedef struct Notes {
    QlPrefix *prefix;
    GHashTable *active;    /* file -> GArray of guint32: what libclang saw defined there */
    GHashTable *temporary; /* word -> GArray of guint: files that leave it undefined */
} Notes;

/* A file whose text is read wherever it is included has no definitions of its own. */
static gboolean is_own(const QlPrefix *prefix, guint file)
{
    return !prefix->basic[file] && prefix->manifest->guarded->data[file];
}

static void note_active(Notes *notes)
{
    const QlPrefix *prefix = notes->prefix;
    const GPtrArray *macros = prefix->manifest->macros;

    for (guint i = 0; i < macros->len; i++) {
        char *name;
        guint64 file = g_ascii_strtoull(macros->pdata[i], &name, 10);
        guint32 word =
            *name ? ql_words_lookup(prefix->cache->words, name + 1, strlen(name + 1)) : 0;

        if (!word || file >= prefix->n_files) {
            continue;
        }
        if (prefix->basic[file]) {
            add_to(list_of(prefix->basic_definers, word), (guint)file);
        } else {
            add_to(list_of(notes->active, (guint32)file), word);
        }
    }
}

static void note_definer(Notes *notes, const Reading *reading, guint file, guint32 word)
{
    gpointer key = GUINT_TO_POINTER(word);
    gboolean temporary = g_hash_table_contains(reading->temporary, key);

    add_to(list_of(temporary ? notes->temporary : notes->prefix->definers, word), file);
}

static void note_definitions(Notes *notes, guint file)
{
    Reading reading;
    GHashTableIter iter;
    gpointer word;

    reading_init(&reading, notes->prefix, file);
    for (guint i = 0; i < reading.files->len; i++) {
        guint part = g_array_index(reading.files, guint, i);
        const GArray *words = g_hash_table_lookup(notes->active, GUINT_TO_POINTER(part));

        for (guint k = 0; words && k < words->len; k++) {
            note_definer(notes, &reading, file, g_array_index(words, guint32, k));
        }
    }
    g_hash_table_iter_init(&iter, reading.undefined);
    while (g_hash_table_iter_next(&iter, &word, NULL)) {
        note_definer(notes, &reading, file, GPOINTER_TO_UINT(word));
    }
    reading_clear(&reading);
}

/* To leave a macro undefined matters to nobody, unless another file leaves it defined. */
static void settle_temporary(Notes *notes)
{
    GHashTableIter iter;
    gpointer word, files;

    g_hash_table_iter_init(&iter, notes->temporary);
    while (g_hash_table_iter_next(&iter, &word, &files)) {
        if (g_hash_table_contains(notes->prefix->basic_definers, word) ||
            g_hash_table_contains(notes->prefix->definers, word)) {
            add_all(list_of(notes->prefix->definers, GPOINTER_TO_UINT(word)), files);
        }
    }
}

static void note_definers(QlPrefix *prefix)
{
    Notes notes = {prefix, list_table(), list_table()};
    GHashTableIter iter;
    gpointer word;

    note_active(&notes);
    for (guint file = 0; file < prefix->n_files; file++) {
        if (is_own(prefix, file)) {
            note_definitions(&notes, file);
        }
    }
    settle_temporary(&notes);
    g_hash_table_iter_init(&iter, prefix->definers);
    while (g_hash_table_iter_next(&iter, &word, NULL)) {
        prefix->word_flags[GPOINTER_TO_UINT(word)] |= QL_WORD_DEFINED;
    }
    g_hash_table_destroy(notes.active);
    g_hash_table_destroy(notes.temporary);
}

/* ---- what macros come upon ---- */

static void note_body(QlPrefix *prefix, const QlScan *scan, const QlDirective *directive)
{
    GArray *body = directive->n_body ? list_of(prefix->bodies, directive->word) : NULL;

    for (guint i = 0; i < directive->n_body; i++) {
        guint32 word = g_array_index(scan->body_words, guint32, directive->body + i);
        prefix->word_flags[word] |= QL_WORD_IN_BODY;
        add_to(body, word);
    }
}

static void note_text(QlPrefix *prefix, guint file)
{
    const QlScan *scan = prefix->scans[file];

    for (guint i = 0; !prefix->basic[file] && i < scan->words->len; i++) {
        prefix->word_flags[g_array_index(scan->words, guint32, i)] |= QL_WORD_MENTIONED;
    }
    for (guint i = 0; i < scan->directives->len; i++) {
        const QlDirective *directive = &g_array_index(scan->directives, QlDirective, i);
        if (directive->kind == QL_DIRECTIVE_DEFINE) {
            note_body(prefix, scan, directive);
        }
    }
}

/* What the words of @macro's bodies need, it needs. TRUE if that is news. */
static gboolean taint(QlPrefix *prefix, guint32 macro, const GArray *body)
{
    gboolean changed = FALSE;

    for (guint i = 0; i < body->len; i++) {
        guint32 word = g_array_index(body, guint32, i);
        gpointer key = GUINT_TO_POINTER(word);

        if (word != macro && prefix->word_flags[word] & (QL_WORD_DEFINED | QL_WORD_TAINTED)) {
            GArray *files = list_of(prefix->taints, macro);
            changed |= add_all(files, g_hash_table_lookup(prefix->definers, key));
            changed |= add_all(files, g_hash_table_lookup(prefix->taints, key));
            prefix->word_flags[macro] |= QL_WORD_TAINTED;
        }
    }
    return changed;
}

static void taint_all(QlPrefix *prefix)
{
    gboolean changed = TRUE;

    while (changed) {
        GHashTableIter iter;
        gpointer macro, body;

        changed = FALSE;
        g_hash_table_iter_init(&iter, prefix->bodies);
        while (g_hash_table_iter_next(&iter, &macro, &body)) {
            changed |= taint(prefix, GPOINTER_TO_UINT(macro), body);
        }
    }
}

const GArray *ql_prefix_reachers(const QlPrefix *prefix, guint32 word)
{
    GArray *found = g_hash_table_lookup(prefix->reachers, GUINT_TO_POINTER(word));
    GHashTableIter iter;
    gpointer macro, body;

    if (found) {
        return found;
    }
    found = list_of(prefix->reachers, word);
    add_to(found, word);
    for (guint i = 0; i < found->len; i++) {
        g_hash_table_iter_init(&iter, prefix->bodies);
        while (g_hash_table_iter_next(&iter, &macro, &body)) {
            if (has(body, g_array_index(found, guint, i))) {
                add_to(found, GPOINTER_TO_UINT(macro));
            }
        }
    }
    return found;
}

/* ---- who depends on whom ---- */

/* Where the text of @file first says what @word is; 0 if a template of it does. */
static guint first_change(const QlPrefix *prefix, guint file, guint32 word)
{
    const GArray *directives = prefix->scans[file]->directives;

    for (guint i = 0; i < directives->len; i++) {
        const QlDirective *directive = &g_array_index(directives, QlDirective, i);
        if (directive->word == word &&
            (directive->kind == QL_DIRECTIVE_DEFINE || directive->kind == QL_DIRECTIVE_UNDEF)) {
            return directive->offset;
        }
    }
    return 0;
}

/* Where the text of @file first mentions @word; its end if a template of it does. */
static guint first_mention(const QlPrefix *prefix, guint file, guint32 word)
{
    guint offset;

    return ql_scan_mentions(prefix->scans[file], word, &offset) ? offset : G_MAXUINT;
}

/* Whether it cannot matter which of the two is read first, as one reads the other in time. */
static gboolean is_settled(const QlPrefix *prefix, const QlPrefixOrder *order,
                           const QlPrefixPair *pair)
{
    guint mention = first_mention(prefix, pair->after, pair->word);
    guint change = first_change(prefix, pair->before, pair->word);

    return ql_prefix_order_sure(order, pair->after, pair->before, mention) ||
           ql_prefix_order_sure(order, pair->before, pair->after, change);
}

static void add_pairs(QlPrefix *prefix, const QlPrefixOrder *order, guint after, guint32 word,
                      const GArray *definers)
{
    for (guint i = 0; definers && i < definers->len; i++) {
        QlPrefixPair pair = {g_array_index(definers, guint, i), after, word};

        if (pair.before != after && !is_settled(prefix, order, &pair)) {
            g_array_append_val(prefix->pairs, pair);
        }
    }
}

/* The files that @file depends on without making sure that it has read them. */
static void find_pairs(QlPrefix *prefix, const QlPrefixOrder *order, guint file)
{
    Reading reading;
    GHashTableIter iter;
    gpointer word;

    reading_init(&reading, prefix, file);
    g_hash_table_iter_init(&iter, reading.open);
    while (g_hash_table_iter_next(&iter, &word, NULL)) {
        guint32 number = GPOINTER_TO_UINT(word);
        add_pairs(prefix, order, file, number, g_hash_table_lookup(prefix->definers, word));
        add_pairs(prefix, order, file, number, g_hash_table_lookup(prefix->taints, word));
    }
    reading_clear(&reading);
}

static void find_all_pairs(QlPrefix *prefix)
{
    g_autoptr(QlPrefixOrder) order = ql_prefix_order_new(prefix);

    prefix->circle = ql_prefix_order_circles(order);
    for (guint file = 0; file < prefix->n_files; file++) {
        if (is_own(prefix, file)) {
            find_pairs(prefix, order, file);
        }
    }
}

void ql_prefix_note_words(QlPrefix *prefix)
{
    prefix->n_words = ql_words_count(prefix->cache->words) + 1;
    prefix->word_flags = g_new0(guint8, prefix->n_words);
    prefix->definers = list_table();
    prefix->basic_definers = list_table();
    prefix->taints = list_table();
    prefix->bodies = list_table();
    prefix->reachers = list_table();
    prefix->pairs = g_array_new(FALSE, FALSE, sizeof(QlPrefixPair));
    for (guint file = 0; file < prefix->n_files; file++) {
        note_text(prefix, file);
    }
    note_definers(prefix);
    taint_all(prefix);
    find_all_pairs(prefix);
}
