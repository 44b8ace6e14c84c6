/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Whether a TU parsed with a prefix says what it would say without.
 *
 * With the prefix, its files are read before all others. A plain parse reads only some of them, in
 * the order of the TU's own includes. That cannot matter if
 *   - the TU begins with the header the prefix begins with (the files that one reads are "basic"),
 *   - no macro that a file of the TU's own defines or undefines before it reads a prefix file is
 *     mentioned or defined there, nor met when a macro mentioned there is expanded,
 *   - no file of the TU's own mentions a macro of a prefix file that it has not read by then, and
 *     none needs one to expand a macro that it never reads,
 *   - files of the prefix that mention each other's macros are read in the prefix's order, or not.
 * Text decides, so a doubt costs a plain parse; "mentions" includes what no #if lets through.
 *
 * Beyond macros, a TU must not use what it has not read: prefix_uses.c, prefix_declared.c.
 *
 * The order of a plain parse is rebuilt from the #include directives that were active: those of the
 * TU's own files, which the compiler has just told, and those of the prefix's files, which were
 * noted when it was built. Time is counted in directives.
 */
#include "prefix_pragmas.h"
#include "prefix_private.h"
#include "source_text.h"

#include <string.h>

enum { BASIC_TIME = 0, NEVER = G_MAXUINT };

/* An active #include of a file of the TU's own. */
typedef struct Inclusion {
    guint line;
    QlSourceFile *target;
} Inclusion;

/* A macro that the TU's own files define or undefine. */
typedef struct Change {
    guint32 word;
    QlSym file; /* rooted path */
    guint line; /* of a definition; 0: it is undefined */
} Change;

/* A macro whose expansion needs files of the prefix, wherever it is used. */
typedef struct Need {
    guint32 macro; /* the own macro that needs it if used; 0: needed anyway */
    guint32 word;
    const QlSourceFile *user;
    const GArray *files; /* guint */
} Need;

typedef struct Check {
    const QlPrefix *prefix;
    QlTuContext *tu;
    GHashTable *inclusions; /* rooted path (QlSym) -> GArray of Inclusion, in order */
    GHashTable *walked;     /* char*: real_name() */
    GPtrArray *own;         /* QlSourceFile*: those walked, in order */
    GArray *changes;        /* Change: so far, of macros the prefix speaks of */
    GArray *needs;          /* Need */
    guint *read_at;         /* time each file of the prefix is read */
    guint *read_as;         /* the how-manieth file of the prefix it was */
    guint n_read;
    guint now;
    QlPragmas pragmas;
    char *reason;
} Check;

static void give_up(Check *check, const char *format, const char *a, const char *b)
{
    if (!check->reason) {
        check->reason = g_strdup_printf(format, a, b);
    }
}

/* ---- the active includes ---- */

static void note_inclusion(Check *check, CXCursor cursor)
{
    QlPlace place = ql_place_name(check->tu, cursor);
    Inclusion inclusion = {place.line, ql_source_file(check->tu, clang_getIncludedFile(cursor))};
    if (place.file && inclusion.target) {
        gpointer key = GUINT_TO_POINTER(place.file->rooted);
        GArray *list = g_hash_table_lookup(check->inclusions, key);
        if (!list) {
            list = g_array_new(FALSE, FALSE, sizeof(Inclusion));
            g_hash_table_insert(check->inclusions, key, list);
        }
        g_array_append_val(list, inclusion);
    }
}

static void note_inclusions(Check *check)
{
    const GArray *inclusions = ql_tu_inclusions(check->tu);

    for (guint i = 0; i < inclusions->len; i++) {
        note_inclusion(check, g_array_index(inclusions, CXCursor, i));
    }
}

/* The number of a file that the prefix has read for good; -1 if it is read now. */
static int number_of(const Check *check, const QlSourceFile *file)
{
    int number = file->prefix_file;

    return number >= 0 && check->prefix->manifest->guarded->data[number] ? number : -1;
}

/* @rooted without symbolic links. */
static const char *real_name(Check *check, const char *rooted)
{
    const QlPrefix *prefix = check->prefix;
    char *real = g_hash_table_lookup(prefix->real, rooted);

    if (!real) {
        g_autofree char *path = ql_paths_to_absolute(check->tu->paths, rooted);
        real = ql_prefix_real_name(check->tu->paths, path);
        g_hash_table_insert(prefix->real, g_strdup(rooted), real);
    }
    return real;
}

/* A file has one name in a TU, that by which it is read first: FALSE if @file has been read by
 * another. One that the prefix has read by another name may have that or this name. */
static gboolean is_new(Check *check, const QlSourceFile *file)
{
    const char *rooted = ql_strings_get(check->tu->strings, file->rooted);
    const char *real = real_name(check, rooted);

    guint number = GPOINTER_TO_UINT(g_hash_table_lookup(check->prefix->by_real, real));

    if (number && strcmp(check->prefix->rooted[number - 1], rooted) != 0) {
        give_up(check, "%s is a file of the prefix by another name%s", file->display, "");
    }
    return g_hash_table_add(check->walked, g_strdup(real));
}

/* ---- reading a file of the prefix ---- */

static gboolean defines(const QlPrefix *prefix, guint file, guint32 word)
{
    const GArray *files = g_hash_table_lookup(prefix->definers, GUINT_TO_POINTER(word));

    for (guint i = 0; files && i < files->len; i++) {
        if (g_array_index(files, guint, i) == file) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether reading @file may come upon @word, also while a macro is expanded. */
static gboolean comes_upon(const QlPrefix *prefix, guint file, guint32 word)
{
    const GArray *macros;

    if (!(prefix->word_flags[word] & QL_WORD_IN_BODY)) {
        return ql_scan_mentions(prefix->scans[file], word, NULL);
    }
    macros = ql_prefix_reachers(prefix, word);
    for (guint i = 0; i < macros->len; i++) {
        if (ql_scan_mentions(prefix->scans[file], g_array_index(macros, guint32, i), NULL)) {
            return TRUE;
        }
    }
    return FALSE;
}

typedef struct Lookup {
    Check *check;
    const Change *change;
    gboolean found;
} Lookup;

static enum CXChildVisitResult match_definition(CXCursor cursor, CXCursor parent, CXClientData data)
{
    Lookup *lookup = data;
    Check *check = lookup->check;

    if (clang_getCursorKind(cursor) != CXCursor_MacroDefinition) {
        return CXChildVisit_Continue;
    }
    g_autofree char *name = ql_take_clang(clang_getCursorSpelling(cursor));
    if (!strcmp(name, ql_words_text(check->prefix->cache->words, lookup->change->word))) {
        QlPlace place = ql_place_name(check->tu, cursor);
        lookup->found |= place.file && place.file->rooted == lookup->change->file &&
                         place.line >= lookup->change->line;
    }
    return lookup->found ? CXChildVisit_Break : CXChildVisit_Continue;
}

/* Whether a definition took place: no #if left it out. */
static gboolean is_active(Check *check, const Change *change)
{
    Lookup lookup = {check, change, change->line == 0};

    if (!lookup.found) {
        clang_visitChildren(clang_getTranslationUnitCursor(check->tu->unit), match_definition,
                            &lookup);
    }
    return lookup.found;
}

static void check_changes_before(Check *check, guint file)
{
    const QlPrefix *prefix = check->prefix;

    for (guint i = 0; i < check->changes->len && !check->reason; i++) {
        const Change *change = &g_array_index(check->changes, Change, i);

        if ((comes_upon(prefix, file, change->word) || defines(prefix, file, change->word)) &&
            is_active(check, change)) {
            give_up(check, "it changes macro %s before it reads %s",
                    ql_words_text(prefix->cache->words, change->word),
                    ql_paths_display(prefix->rooted[file]));
        }
    }
    const char *culprit = ql_pragmas_in_force(&check->pragmas);
    if (culprit) {
        give_up(check, "a pragma in %s precedes %s", culprit,
                ql_paths_display(prefix->rooted[file]));
    }
}

static void read_file(Check *check, guint file)
{
    const QlPrefix *prefix = check->prefix;

    if (check->read_at[file] != NEVER) {
        return;
    }
    check->read_at[file] = check->now;
    check->read_as[file] = check->n_read++;
    check_changes_before(check, file);
    for (guint i = prefix->edge_start[file]; i < prefix->edge_start[file + 1]; i++) {
        read_file(check, ql_prefix_edge(prefix, i)->to);
    }
}

/* ---- walking the TU's own files ---- */

static guint times_included(const Check *check, const QlSourceFile *file)
{
    GHashTableIter iter;
    gpointer list;
    guint n = 0;

    g_hash_table_iter_init(&iter, check->inclusions);
    while (g_hash_table_iter_next(&iter, NULL, &list)) {
        const GArray *inclusions = list;
        for (guint i = 0; i < inclusions->len; i++) {
            n += g_array_index(inclusions, Inclusion, i).target == file;
        }
    }
    return n;
}

static gboolean is_inside(CXSourceRange range, CXFile file, guint offset)
{
    CXFile where;
    guint from, to;

    clang_getExpansionLocation(clang_getRangeStart(range), &where, NULL, NULL, &from);
    clang_getExpansionLocation(clang_getRangeEnd(range), NULL, NULL, NULL, &to);
    return where && from < offset && offset < to && clang_File_isEqual(where, file);
}

/* Whether an #if left out what stands at @offset, as often as the file was read. One of the prefix
 * has been read before, too. */
static gboolean is_skipped(const Check *check, const QlSourceFile *file, guint offset)
{
    CXSourceRangeList *ranges = clang_getAllSkippedRanges(check->tu->unit);
    guint n = 0;

    for (guint i = 0; ranges && i < ranges->count; i++) {
        n += is_inside(ranges->ranges[i], file->handle, offset);
    }
    clang_disposeSourceRangeList(ranges);
    return file->prefix_file < 0 && n > 0 && n >= times_included(check, file) + file->is_main;
}

static void note_pragma(Check *check, QlSourceFile *file, guint offset)
{
    QlText text = ql_pragma_text(ql_file_text(check->tu, file, offset));

    if (ql_pragma_matters(text) && !is_skipped(check, file, offset)) {
        ql_pragmas_note(&check->pragmas, text, file->display);
    }
}

static gboolean has_operator(const Check *check, const QlScan *scan)
{
    guint32 word = ql_words_lookup(check->prefix->cache->words, "_Pragma", strlen("_Pragma"));
    gboolean found = word && ql_scan_mentions(scan, word, NULL);

    for (guint i = 0; word && i < scan->body_words->len && !found; i++) {
        found = g_array_index(scan->body_words, guint32, i) == word;
    }
    return found;
}

/* Where a _Pragma() that matters stands first in @file, G_MAXUINT if there is none. */
static guint first_operator(Check *check, QlSourceFile *file, const QlScan *scan)
{
    return has_operator(check, scan) ? ql_pragma_operator(ql_file_text(check->tu, file, 0))
                                     : G_MAXUINT;
}

static void note_operator(Check *check, const QlSourceFile *file, gboolean expanded)
{
    check->pragmas.lasting = expanded ? file->display : check->pragmas.lasting;
}

static guint8 flags_of(const Check *check, guint32 word)
{
    return word < check->prefix->n_words ? check->prefix->word_flags[word] : 0;
}

/* Whether @file is one that every user of the prefix reads first and that is read again, and @word
 * a macro it defined then: <stddef.h> defines NULL as often as it is asked to. */
static gboolean defines_again(const Check *check, const QlSourceFile *file, guint32 word)
{
    const GArray *files =
        g_hash_table_lookup(check->prefix->basic_definers, GUINT_TO_POINTER(word));

    for (guint i = 0; file->prefix_file >= 0 && files && i < files->len; i++) {
        if (g_array_index(files, guint, i) == (guint)file->prefix_file) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_left_out(const Check *check, const QlSourceFile *file,
                            const QlDirective *directive)
{
    return directive->kind == QL_DIRECTIVE_UNDEF && is_skipped(check, file, directive->offset);
}

static void note_change(Check *check, const QlSourceFile *file, const QlDirective *directive)
{
    gboolean defined = directive->kind == QL_DIRECTIVE_DEFINE;
    Change change = {directive->word, file->rooted, defined ? directive->line : 0};

    if (flags_of(check, directive->word) && !defines_again(check, file, directive->word) &&
        !is_left_out(check, file, directive)) {
        g_array_append_val(check->changes, change);
    }
}

static void note_need(Check *check, const QlSourceFile *user, guint32 macro, guint32 word,
                      GHashTable *table)
{
    Need need = {macro, word, user, g_hash_table_lookup(table, GUINT_TO_POINTER(word))};

    if (need.files) {
        g_array_append_val(check->needs, need);
    }
}

/* What the body of a macro of the TU's own needs, should it be used. */
static void note_body(Check *check, const QlSourceFile *file, const QlScan *scan,
                      const QlDirective *directive)
{
    for (guint i = 0; i < directive->n_body; i++) {
        guint32 word = g_array_index(scan->body_words, guint32, directive->body + i);

        if (flags_of(check, word) & QL_WORD_DEFINED) {
            note_need(check, file, directive->word, word, check->prefix->definers);
        }
        if (flags_of(check, word) & QL_WORD_TAINTED) {
            note_need(check, file, directive->word, word, check->prefix->taints);
        }
    }
}

static void walk_file(Check *check, QlSourceFile *file);

/* Every inclusion of this line: the same file may have been read twice. */
static void follow(Check *check, const GArray *inclusions, guint line)
{
    for (guint i = 0; inclusions && i < inclusions->len; i++) {
        const Inclusion *inclusion = &g_array_index(inclusions, Inclusion, i);
        int number = inclusion->line == line ? number_of(check, inclusion->target) : -1;

        if (number >= 0) {
            read_file(check, (guint)number);
        } else if (inclusion->line == line) {
            walk_file(check, inclusion->target);
        }
    }
}

static void take_directive(Check *check, QlSourceFile *file, const QlScan *scan,
                           const GArray *inclusions, const QlDirective *directive)
{
    check->now++;
    switch (directive->kind) {
    case QL_DIRECTIVE_INCLUDE: follow(check, inclusions, directive->line); break;
    case QL_DIRECTIVE_DEFINE: note_body(check, file, scan, directive); /* fall through */
    case QL_DIRECTIVE_UNDEF: note_change(check, file, directive); break;
    case QL_DIRECTIVE_OTHER: note_pragma(check, file, directive->offset); break;
    default: break;
    }
}

static void blame(Check *check, const QlSourceFile *user, guint32 word, guint file)
{
    const QlPrefix *prefix = check->prefix;
    g_autofree char *macro = g_strdup_printf("%s of %s", ql_words_text(prefix->cache->words, word),
                                             ql_paths_display(prefix->rooted[file]));

    give_up(check, "%s mentions macro %s", user->display, macro);
}

/* Whether all @files had been read by @time. */
static gboolean were_read(const Check *check, const GArray *files, guint time, guint *missing)
{
    for (guint i = 0; i < files->len; i++) {
        *missing = g_array_index(files, guint, i);
        if (check->read_at[*missing] > time) {
            return FALSE;
        }
    }
    return TRUE;
}

static void check_mention(Check *check, const QlSourceFile *file, guint32 word, guint time)
{
    guint8 flags = flags_of(check, word);
    guint missing;

    if (flags & QL_WORD_TAINTED) {
        note_need(check, file, 0, word, check->prefix->taints);
    }
    if (flags & QL_WORD_DEFINED &&
        !were_read(check, g_hash_table_lookup(check->prefix->definers, GUINT_TO_POINTER(word)),
                   time, &missing)) {
        blame(check, file, word, missing);
    }
}

/* When the last directive before @offset was done with. */
static guint time_at(const QlScan *scan, const guint *times, guint began, guint offset)
{
    guint low = 0, high = scan->directives->len;

    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(scan->directives, QlDirective, middle).offset <= offset) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low ? times[low - 1] : began;
}

/* @times[i]: when directive i of @scan was done with. */
static void check_mentions(Check *check, const QlSourceFile *file, const QlScan *scan,
                           const guint *times, guint began)
{
    for (guint i = 0; i < scan->words->len && !check->reason; i++) {
        guint32 word = g_array_index(scan->words, guint32, i);

        if (flags_of(check, word) & (QL_WORD_DEFINED | QL_WORD_TAINTED)) {
            guint offset = g_array_index(scan->offsets, guint32, i);
            check_mention(check, file, word, time_at(scan, times, began, offset));
        }
    }
}

/* The main file's text is what the compiler has read; headers are scanned once for all TUs. */
static const QlScan *scan_of(Check *check, QlSourceFile *file)
{
    if (!file->is_main) {
        g_autofree char *path = ql_paths_to_absolute(
            check->tu->paths, ql_strings_get(check->tu->strings, file->rooted));
        return ql_scans_file(check->prefix->cache, path, NULL);
    }
    if (!check->tu->main_scan) {
        QlText text = ql_file_text(check->tu, file, 0);
        check->tu->main_scan = ql_scan_text(text.at, text.length, check->prefix->cache->words);
    }
    return check->tu->main_scan;
}

static void walk_file(Check *check, QlSourceFile *file)
{
    gpointer key = GUINT_TO_POINTER(file->rooted);
    const GArray *inclusions = g_hash_table_lookup(check->inclusions, key);
    guint began = check->now;

    if (!is_new(check, file)) {
        return;
    }
    g_ptr_array_add(check->own, file);
    const QlScan *scan = scan_of(check, file);
    if (!scan) {
        give_up(check, "%s cannot be read%s", file->display, "");
        return;
    }
    guint operator_at = first_operator(check, file, scan);
    g_autofree guint *times = g_new(guint, scan->directives->len + 1);
    for (guint i = 0; i < scan->directives->len && !check->reason; i++) {
        const QlDirective *directive = &g_array_index(scan->directives, QlDirective, i);

        note_operator(check, file, operator_at < directive->offset);
        take_directive(check, file, scan, inclusions, directive);
        times[i] = check->now;
    }
    note_operator(check, file, operator_at < G_MAXUINT);
    if (!check->reason) {
        check_mentions(check, file, scan, times, began);
    }
}

enum { MAX_MACRO_DEPTH = 6 };

static gboolean is_used(Check *check, guint32 macro, guint depth);

/* Whether a macro that @scan defines has @word in its body and can be expanded itself. */
static gboolean is_used_by_macro(Check *check, const QlScan *scan, guint32 word, guint depth)
{
    for (guint i = 0; i < scan->directives->len; i++) {
        const QlDirective *directive = &g_array_index(scan->directives, QlDirective, i);

        for (guint k = 0; k < directive->n_body; k++) {
            if (g_array_index(scan->body_words, guint32, directive->body + k) == word &&
                directive->word != word && is_used(check, directive->word, depth + 1)) {
                return TRUE;
            }
        }
    }
    return FALSE;
}

/* Whether anything can come to expand @macro. */
static gboolean is_used(Check *check, guint32 macro, guint depth)
{
    if (flags_of(check, macro) & (QL_WORD_IN_BODY | QL_WORD_MENTIONED) || depth > MAX_MACRO_DEPTH) {
        return TRUE;
    }
    for (guint i = 0; i < check->own->len; i++) {
        const QlScan *scan = scan_of(check, check->own->pdata[i]);
        if (ql_scan_mentions(scan, macro, NULL) || is_used_by_macro(check, scan, macro, depth)) {
            return TRUE;
        }
    }
    return FALSE;
}

static void check_needs(Check *check)
{
    for (guint i = 0; i < check->needs->len && !check->reason; i++) {
        const Need *need = &g_array_index(check->needs, Need, i);
        guint missing;

        if (!were_read(check, need->files, NEVER - 1, &missing) &&
            (!need->macro || is_used(check, need->macro, 0))) {
            blame(check, need->user, need->word, missing);
        }
    }
}

/* ---- the prefix's own order ---- */

/* One flag a circle: whether the TU enters it elsewhere than the prefix, which changes the order in
 * it, and in which its files define what they define. */
static guint8 *find_turned(const Check *check)
{
    const guint *circle = check->prefix->circle;
    guint8 *turned = g_new0(guint8, check->prefix->n_files + 1);

    for (guint i = 0; i < check->prefix->n_files; i++) {
        turned[circle[i]] |= check->read_as[i] < check->read_as[circle[i]];
    }
    return turned;
}

static gboolean is_in_order(const Check *check, const QlPrefixPair *pair, const guint8 *turned)
{
    const guint *circle = check->prefix->circle;
    guint before = check->read_as[pair->before], after = check->read_as[pair->after];

    return after == NEVER || ((pair->before < pair->after) == (before < after) &&
                              !turned[circle[pair->before]] && !turned[circle[pair->after]]);
}

static void check_pairs(Check *check)
{
    const QlPrefix *prefix = check->prefix;
    g_autofree guint8 *turned = find_turned(check);

    for (guint i = 0; i < prefix->pairs->len && !check->reason; i++) {
        const QlPrefixPair *pair = &g_array_index(prefix->pairs, QlPrefixPair, i);

        if (!is_in_order(check, pair, turned)) {
            g_autofree char *macro =
                g_strdup_printf("%s of %s", ql_words_text(prefix->cache->words, pair->word),
                                ql_paths_display(prefix->rooted[pair->before]));
            give_up(check, "%s may come upon %s", ql_paths_display(prefix->rooted[pair->after]),
                    macro);
        }
    }
}

/* ---- all of it ---- */

static void read_basics(Check *check)
{
    for (guint i = 0; i < check->prefix->n_files; i++) {
        check->read_at[i] = check->prefix->basic[i] ? BASIC_TIME : NEVER;
        check->read_as[i] = check->prefix->basic[i] ? i : NEVER;
    }
    check->n_read = check->prefix->n_files;
}

static void check_start(Check *check, QlSourceFile *main_file)
{
    const GArray *inclusions =
        g_hash_table_lookup(check->inclusions, GUINT_TO_POINTER(main_file->rooted));
    const QlScan *scan = scan_of(check, main_file);
    const QlDirective *first =
        scan->directives->len ? &g_array_index(scan->directives, QlDirective, 0) : NULL;
    const Inclusion *inclusion =
        inclusions && inclusions->len ? &g_array_index(inclusions, Inclusion, 0) : NULL;

    if (!first || !inclusion || first->kind != QL_DIRECTIVE_INCLUDE ||
        inclusion->line != first->line || scan->first_code_offset < first->offset ||
        number_of(check, inclusion->target) != (int)check->prefix->first) {
        give_up(check, "it does not begin with %s%s",
                ql_paths_display(check->prefix->rooted[check->prefix->first]), "");
    }
}

/* Those of the prefix in the order they are read. */
static void collect_prefix_files(const Check *check, GPtrArray *files)
{
    guint n = check->n_read;
    g_autofree int *read = g_new(int, n);

    for (guint i = 0; i < n; i++) {
        read[i] = -1;
    }
    for (guint i = 0; i < check->prefix->n_files; i++) {
        if (check->read_as[i] != NEVER) {
            read[check->read_as[i]] = (int)i;
        }
    }
    for (guint i = 0; i < n; i++) {
        if (read[i] >= 0) {
            g_ptr_array_add(files, g_strdup(check->prefix->rooted[read[i]]));
        }
    }
}

static void collect_files(const Check *check, GPtrArray *files)
{
    collect_prefix_files(check, files);
    for (guint i = 0; i < check->own->len; i++) {
        const QlSourceFile *file = check->own->pdata[i];

        if (file->prefix_file < 0 || check->read_at[file->prefix_file] == NEVER) {
            g_ptr_array_add(files, g_strdup(ql_strings_get(check->tu->strings, file->rooted)));
        }
    }
}

static void check_uses(Check *check)
{
    g_autofree guint8 *unread = g_new(guint8, check->prefix->n_files);

    for (guint i = 0; i < check->prefix->n_files; i++) {
        unread[i] = check->read_at[i] == NEVER;
    }
    check->reason = ql_prefix_check_uses(check->prefix, check->tu, unread);
}

char *ql_prefix_check(const QlPrefix *prefix, QlTuContext *tu, GPtrArray *files)
{
    QlSourceFile *main_file = ql_source_file(tu, tu->main_file);
    Check check = {.prefix = prefix, .tu = tu};

    check.inclusions = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_array_unref);
    check.walked = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    check.own = g_ptr_array_new();
    check.changes = g_array_new(FALSE, FALSE, sizeof(Change));
    check.needs = g_array_new(FALSE, FALSE, sizeof(Need));
    check.read_at = g_new(guint, prefix->n_files);
    check.read_as = g_new(guint, prefix->n_files);
    note_inclusions(&check);
    read_basics(&check);
    check_start(&check, main_file);
    if (!check.reason) {
        walk_file(&check, main_file);
        check_needs(&check);
        check_pairs(&check);
    }
    if (!check.reason) {
        check_uses(&check);
    }
    if (!check.reason) {
        collect_files(&check, files);
    }
    g_hash_table_destroy(check.inclusions);
    g_hash_table_destroy(check.walked);
    g_ptr_array_unref(check.own);
    g_array_unref(check.changes);
    g_array_unref(check.needs);
    g_free(check.read_at);
    g_free(check.read_as);
    return check.reason;
}
