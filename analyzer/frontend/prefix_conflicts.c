/* SPDX-License-Identifier: Apache-2.0 */
/*
 * prefix_check.c decides for each TU, after it was parsed, whether a prefix suits it. Here the most
 * frequent reasons why not are foreseen from texts, for the headers of the trees only:
 *   - a text of the TU's own mentions a macro of a header of the prefix that the TU does not read,
 *   - a header of the prefix mentions a macro of another one that it does not read itself, and the
 *     TU reads the two in another order than the prefix, or just the first.
 * A wrong guess costs speed, nothing else.
 */
#include "prefix_conflicts.h"

#include <string.h>

/* A TU that does not suit its prefix costs as much as reading this many bytes of headers (QEMU 7.2:
 * 0.13 s, and 6 MB of headers a TU in 0.15 s). */
static const double MISFIT_COST = 5e6;

/* Header @mentioner of the prefix mentions a macro of header @definer, and neither reads the other.
 */
typedef struct Pair {
    QlHeader *definer;
    QlHeader *mentioner;
} Pair;

/* Why a TU does not suit the prefix: it would if one of the two were not in it. */
typedef struct Conflict {
    guint user;
    QlHeader *header;
    QlHeader *other; /* or NULL */
} Conflict;

typedef struct Search {
    QlHeaders *headers;
    QlHeader *first;
    GPtrArray *chosen;
    const GArray *users;
    guint *place;         /* by header: the how-manieth of the prefix, from 1; 0: not in it */
    guint *basic;         /* by header: 0: the first one does not read it */
    GHashTable *definers; /* word -> GPtrArray of QlHeader*: not basic */
    GArray *pairs;        /* Pair */
    GArray *conflicts;    /* Conflict, ascending by user */
} Search;

/* ---- orders of reading ---- */

/* Numbers what @header reads in the order it is read, where @place is still 0. */
static void number(QlHeaders *headers, QlHeader *header, guint *place, guint *n)
{
    if (place[header->number]) {
        return;
    }
    place[header->number] = ++*n;
    const GPtrArray *below = ql_headers_below(headers, header);
    for (guint i = 0; i < below->len; i++) {
        number(headers, below->pdata[i], place, n);
    }
}

static guint *number_all(QlHeaders *headers, const GPtrArray *tops)
{
    guint *place = g_new0(guint, headers->all->len);
    guint n = 0;

    for (guint i = 0; i < tops->len; i++) {
        number(headers, tops->pdata[i], place, &n);
    }
    return place;
}

static guint *prefix_order(const Search *s, GPtrArray *chosen)
{
    g_autoptr(GPtrArray) tops = g_ptr_array_new();

    g_ptr_array_add(tops, s->first);
    g_ptr_array_extend(tops, chosen, NULL, NULL);
    return number_all(s->headers, tops);
}

static guint *order_below(const Search *s, QlHeader *header)
{
    guint *place = g_new0(guint, s->headers->all->len);
    guint n = 0;

    number(s->headers, header, place, &n);
    return place;
}

/* ---- who defines and who mentions ---- */

/* Whether the text of @header is read wherever it is included: no guard comes first. */
static gboolean is_template(const QlHeader *header)
{
    const GArray *directives = header->scan->directives;

    if (directives->len < 2) {
        return TRUE;
    }
    const QlDirective *first = &g_array_index(directives, QlDirective, 0);
    const QlDirective *second = &g_array_index(directives, QlDirective, 1);
    gboolean guarded = first->kind == QL_DIRECTIVE_IF && second->kind == QL_DIRECTIVE_DEFINE;
    gboolean once = first->kind == QL_DIRECTIVE_OTHER;
    return !(guarded || once) || header->scan->first_code_offset < first->offset;
}

/* Adds @header's text, and those of the templates it includes. */
static void add_parts(Search *s, QlHeader *header, GPtrArray *parts)
{
    const GPtrArray *below = ql_headers_below(s->headers, header);

    g_ptr_array_add(parts, header);
    for (guint i = 0; i < below->len; i++) {
        QlHeader *part = below->pdata[i];
        if (part->scan && is_template(part) && !g_ptr_array_find(parts, part, NULL)) {
            add_parts(s, part, parts);
        }
    }
}

static gboolean undefines(const GPtrArray *parts, guint32 word)
{
    for (guint i = 0; i < parts->len; i++) {
        const GArray *directives = ((const QlHeader *)parts->pdata[i])->scan->directives;
        for (guint k = 0; k < directives->len; k++) {
            const QlDirective *directive = &g_array_index(directives, QlDirective, k);
            if (directive->kind == QL_DIRECTIVE_UNDEF && directive->word == word) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

static void add_definer(Search *s, guint32 word, QlHeader *header)
{
    GPtrArray *list = g_hash_table_lookup(s->definers, GUINT_TO_POINTER(word));

    if (!list) {
        list = g_ptr_array_new();
        g_hash_table_insert(s->definers, GUINT_TO_POINTER(word), list);
    }
    if (!g_ptr_array_find(list, header, NULL)) {
        g_ptr_array_add(list, header);
    }
}

static void note_definitions(Search *s, QlHeader *header, const GPtrArray *parts)
{
    for (guint i = 0; i < parts->len; i++) {
        const GArray *directives = ((const QlHeader *)parts->pdata[i])->scan->directives;
        for (guint k = 0; k < directives->len; k++) {
            const QlDirective *directive = &g_array_index(directives, QlDirective, k);
            if (directive->kind == QL_DIRECTIVE_DEFINE && !undefines(parts, directive->word)) {
                add_definer(s, directive->word, header);
            }
        }
    }
}

typedef void (*Take)(Search *s, QlHeader *definer, gpointer data);

/* Calls @take for the definers of each macro that @scan mentions. */
static void each_definer(Search *s, const QlScan *scan, Take take, gpointer data)
{
    for (guint i = 0; i < scan->words->len; i++) {
        guint32 word = g_array_index(scan->words, guint32, i);
        const GPtrArray *list = g_hash_table_lookup(s->definers, GUINT_TO_POINTER(word));
        for (guint k = 0; list && k < list->len; k++) {
            take(s, list->pdata[k], data);
        }
    }
}

static gboolean reads(const Search *s, QlHeader *header, const QlHeader *other)
{
    g_autofree guint *below = order_below(s, header);

    return below[other->number] != 0;
}

static void take_pair(Search *s, QlHeader *definer, gpointer mentioner)
{
    Pair pair = {definer, mentioner};

    if (!reads(s, mentioner, definer) && !reads(s, definer, mentioner)) {
        g_array_append_val(s->pairs, pair);
    }
}

static void note_pairs(Search *s, QlHeader *header, const GPtrArray *parts)
{
    for (guint i = 0; s->place[header->number] && i < parts->len; i++) {
        each_definer(s, ((const QlHeader *)parts->pdata[i])->scan, take_pair, header);
    }
}

typedef void (*Note)(Search *s, QlHeader *header, const GPtrArray *parts);

/* Calls @note for every header that has a text of its own and is not basic. */
static void note_headers(Search *s, Note note)
{
    for (guint i = 0; i < s->headers->all->len; i++) {
        QlHeader *header = s->headers->all->pdata[i];

        if (!s->basic[i] && header->scan && !is_template(header)) {
            g_autoptr(GPtrArray) parts = g_ptr_array_new();
            add_parts(s, header, parts);
            note(s, header, parts);
        }
    }
}

/* ---- conflicts of a TU ---- */

typedef struct Reader {
    guint user;
    const guint *place; /* by header: in which order the TU reads it; 0: not at all */
    QlHeader *text;     /* the header whose text is looked at; NULL: the TU's own */
} Reader;

static void add_conflict(Search *s, guint user, QlHeader *header, QlHeader *other)
{
    Conflict conflict = {user, header, other};

    g_array_append_val(s->conflicts, conflict);
}

/* The TU's own text comes after all headers, roughly. */
static gboolean has_been_read(const Search *s, const QlHeader *definer, const Reader *reader)
{
    guint place = reader->place[definer->number];

    return place && (!reader->text || place < reader->place[reader->text->number] ||
                     reads(s, reader->text, definer));
}

static void take_mention(Search *s, QlHeader *definer, gpointer data)
{
    const Reader *reader = data;

    if (s->place[definer->number] && !has_been_read(s, definer, reader)) {
        add_conflict(s, reader->user, definer, NULL);
    }
}

static void check_own_texts(Search *s, Reader *reader, const QlScan *main_scan)
{
    each_definer(s, main_scan, take_mention, reader);
    for (guint i = 0; i < s->headers->all->len; i++) {
        QlHeader *header = s->headers->all->pdata[i];
        if (reader->place[i] && !s->place[i] && header->scan) {
            reader->text = header;
            each_definer(s, header->scan, take_mention, reader);
        }
    }
}

static gboolean comes_before(const guint *place, const Pair *pair)
{
    guint definer = place[pair->definer->number];

    return definer && definer < place[pair->mentioner->number];
}

static void check_pairs(Search *s, const Reader *reader)
{
    for (guint i = 0; i < s->pairs->len; i++) {
        const Pair *pair = &g_array_index(s->pairs, Pair, i);

        if (reader->place[pair->mentioner->number] &&
            comes_before(reader->place, pair) != comes_before(s->place, pair)) {
            add_conflict(s, reader->user, pair->mentioner,
                         s->place[pair->definer->number] ? pair->definer : NULL);
        }
    }
}

static void find_conflicts(Search *s)
{
    for (guint i = 0; i < s->users->len; i++) {
        const QlPrefixUser *user = &g_array_index(s->users, QlPrefixUser, i);
        g_autofree guint *place = number_all(s->headers, user->includes);
        Reader reader = {i, place, NULL};

        check_own_texts(s, &reader, user->scan);
        check_pairs(s, &reader);
    }
}

/* ---- what to drop ---- */

/* The chosen headers that remain without those that read @dropped. */
static GPtrArray *without(const Search *s, const QlHeader *dropped)
{
    GPtrArray *rest = g_ptr_array_new();

    for (guint i = 0; i < s->chosen->len; i++) {
        g_autofree guint *below = order_below(s, s->chosen->pdata[i]);
        if (!below[dropped->number]) {
            g_ptr_array_add(rest, s->chosen->pdata[i]);
        }
    }
    return rest;
}

/* Bytes that the TUs read of the headers with a @place in a prefix, if each read them for itself.
 */
static double bytes_shared(const Search *s, const guint *place)
{
    double bytes = 0;

    for (guint i = 0; i < s->headers->all->len; i++) {
        const QlHeader *header = s->headers->all->pdata[i];
        if (place[i] && header->scan) {
            bytes += (double)header->readers * header->scan->length;
        }
    }
    return bytes;
}

static guint count_misfits(const Search *s)
{
    guint n = 0;

    for (guint i = 0; i < s->conflicts->len; i++) {
        const Conflict *conflict = &g_array_index(s->conflicts, Conflict, i);
        n += i == 0 || conflict->user != (conflict - 1)->user;
    }
    return n;
}

/* Counts for each header the conflicts about it, of those of one TU from @at on. Returns their end.
 */
static guint count_hits(const Search *s, guint at, guint *hits)
{
    guint user = g_array_index(s->conflicts, Conflict, at).user;

    for (; at < s->conflicts->len; at++) {
        const Conflict *conflict = &g_array_index(s->conflicts, Conflict, at);
        if (conflict->user != user) {
            break;
        }
        hits[conflict->header->number]++;
        if (conflict->other) {
            hits[conflict->other->number]++;
        }
    }
    return at;
}

/* Counts for each header the TUs of which every conflict is about it. */
static guint *count_hopes(const Search *s)
{
    guint n = s->headers->all->len;
    guint *hopes = g_new0(guint, n);
    g_autofree guint *hits = g_new0(guint, n);
    guint at = 0;

    while (at < s->conflicts->len) {
        guint end = count_hits(s, at, hits);

        for (guint i = 0; i < n; i++) {
            hopes[i] += hits[i] == end - at;
            hits[i] = 0;
        }
        at = end;
    }
    return hopes;
}

static void search_init(Search *s)
{
    s->place = prefix_order(s, s->chosen);
    s->basic = order_below(s, s->first);
    s->definers = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    s->pairs = g_array_new(FALSE, FALSE, sizeof(Pair));
    s->conflicts = g_array_new(FALSE, FALSE, sizeof(Conflict));
    note_headers(s, note_definitions);
    note_headers(s, note_pairs);
    find_conflicts(s);
}

static void search_clear(Search *s)
{
    g_free(s->place);
    g_free(s->basic);
    g_hash_table_destroy(s->definers);
    g_array_unref(s->pairs);
    g_array_unref(s->conflicts);
}

/* Bytes that the prefix saves. */
static double benefit(const Search *s)
{
    return bytes_shared(s, s->place) - count_misfits(s) * MISFIT_COST;
}

/* What is left when the header goes that promises most; NULL if none promises anything. */
static GPtrArray *without_worst(const Search *s)
{
    g_autofree guint *hopes = count_hopes(s);
    double shared = bytes_shared(s, s->place), most = 0;
    GPtrArray *best = NULL;

    for (guint i = 0; i < s->headers->all->len; i++) {
        if (hopes[i] * MISFIT_COST <= most || s->basic[i]) {
            continue;
        }
        g_autoptr(GPtrArray) rest = without(s, s->headers->all->pdata[i]);
        g_autofree guint *place = prefix_order(s, rest);
        double promise = hopes[i] * MISFIT_COST - (shared - bytes_shared(s, place));
        if (promise > most) {
            most = promise;
            g_clear_pointer(&best, g_ptr_array_unref);
            best = g_steal_pointer(&rest);
        }
    }
    return best;
}

/* Returns what is to be tried after it, or NULL; @worth tells what it saves. */
static GPtrArray *try(QlHeaders *headers, QlHeader *first, GPtrArray *chosen, const GArray *users,
                      double *worth)
{
    Search s = {.headers = headers, .first = first, .chosen = chosen, .users = users};

    search_init(&s);
    GPtrArray *next = without_worst(&s);
    *worth = benefit(&s);
    search_clear(&s);
    return next;
}

/* A header that is not in the prefix may get into the way of one that is, so a step may be worth
 * nothing without the next. */
void ql_prefix_drop_conflicts(QlHeaders *headers, QlHeader *first, GPtrArray *chosen,
                              const GArray *users)
{
    g_autoptr(GPtrArray) best = NULL, at = g_ptr_array_copy(chosen, NULL, NULL);
    double most = 0;

    while (at) {
        double worth;
        GPtrArray *next = try(headers, first, at, users, &worth);

        if (!best || worth > most) {
            most = worth;
            g_clear_pointer(&best, g_ptr_array_unref);
            best = g_ptr_array_ref(at);
        }
        g_ptr_array_unref(at);
        at = next;
    }
    g_ptr_array_set_size(chosen, 0);
    g_ptr_array_extend(chosen, best, NULL, NULL);
}
