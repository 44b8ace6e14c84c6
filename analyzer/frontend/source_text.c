/* SPDX-License-Identifier: Apache-2.0 */
#include "source_text.h"

#include "prefix_private.h"

#include <string.h>

static gboolean is_unit_name(const char *name)
{
    return g_str_has_suffix(name, ".c") || g_str_has_suffix(name, ".cc");
}

static QlSourceFile *describe_file(QlTuContext *tu, CXFile file)
{
    QlSourceFile *info = g_new0(QlSourceFile, 1);
    g_autofree char *name = ql_take_clang(clang_getFileName(file));
    g_autofree char *rooted = ql_paths_to_rooted(tu->paths, name, tu->directory);
    info->handle = file;
    info->rooted = ql_strings_intern(tu->strings, rooted);
    info->display = ql_paths_display(ql_strings_get(tu->strings, info->rooted));
    info->is_main = clang_File_isEqual(file, tu->main_file) != 0;
    info->prefix_file = tu->prefix ? ql_prefix_file(tu->prefix, rooted) : -1;
    info->is_unit = is_unit_name(name);
    info->is_system = !g_str_has_prefix(rooted, "SRC:") && !g_str_has_prefix(rooted, "BUILD:");
    return info;
}

QlSourceFile *ql_source_file(QlTuContext *tu, CXFile file)
{
    if (!file) {
        return NULL;
    }
    QlSourceFile *info = g_hash_table_lookup(tu->files, file);
    if (!info) {
        info = describe_file(tu, file);
        g_hash_table_insert(tu->files, file, info);
        g_hash_table_add(tu->rooted_files, GUINT_TO_POINTER(info->rooted));
    }
    return info;
}

char *ql_placeless_path(QlTuContext *tu, const char *text)
{
    if (!g_path_is_absolute(text) && (!strchr(text, '.') || strpbrk(text, " %\t\n"))) {
        return NULL;
    }
    g_autofree char *rooted = ql_paths_to_rooted(tu->paths, text, tu->directory);
    QlSym sym = ql_strings_intern(tu->strings, rooted);
    return g_hash_table_contains(tu->rooted_files, GUINT_TO_POINTER(sym))
               ? g_strdup(ql_paths_display(rooted))
               : NULL;
}

static QlPlace expansion_place(QlTuContext *tu, CXSourceLocation location)
{
    QlPlace place = {0};
    CXFile file = NULL;
    clang_getExpansionLocation(location, &file, &place.line, &place.column, &place.offset);
    place.file = ql_source_file(tu, file);
    return place;
}

/* The extent is right for all kinds but costs much more than the location. */
static CXSourceLocation start_of(CXCursor cursor)
{
    enum CXCursorKind kind = clang_getCursorKind(cursor);
    if ((clang_isExpression(kind) || clang_isStatement(kind)) && kind != CXCursor_UnexposedExpr &&
        kind != CXCursor_MemberRefExpr) {
        return clang_getCursorLocation(cursor);
    }
    return clang_getRangeStart(clang_getCursorExtent(cursor));
}

QlPlace ql_place_start(QlTuContext *tu, CXCursor cursor)
{
    return expansion_place(tu, start_of(cursor));
}

QlPlace ql_place_end(QlTuContext *tu, CXCursor cursor)
{
    return expansion_place(tu, clang_getRangeEnd(clang_getCursorExtent(cursor)));
}

QlPlace ql_place_name(QlTuContext *tu, CXCursor cursor)
{
    return expansion_place(tu, clang_getCursorLocation(cursor));
}

static void get_text(QlTuContext *tu, QlSourceFile *file)
{
    size_t length = 0;
    if (file->prefix_file >= 0) {
        file->text = ql_prefix_text(tu->prefix, (guint)file->prefix_file, &length);
        tu->text_missing |= !file->text;
    } else {
        file->text = clang_getFileContents(tu->unit, file->handle, &length);
    }
    file->length = length;
    file->text_known = TRUE;
}

QlText ql_file_text(QlTuContext *tu, QlSourceFile *file, guint offset)
{
    if (file && !file->text_known) {
        get_text(tu, file);
    }
    if (!file || !file->text || offset >= file->length) {
        return (QlText){"", 0};
    }
    return (QlText){file->text + offset, file->length - offset};
}

static QlPlace written_place(QlTuContext *tu, CXSourceLocation location)
{
    QlPlace place = {0};
    CXFile file = NULL;
    clang_getSpellingLocation(location, &file, &place.line, &place.column, &place.offset);
    place.file = ql_source_file(tu, file);
    return place;
}

QlSpot ql_spot(QlTuContext *tu, CXCursor cursor)
{
    CXSourceLocation start = start_of(cursor);
    QlPlace used = expansion_place(tu, start);
    QlPlace written = written_place(tu, start);
    QlSpot spot = {.line = used.line, .column = used.column};
    /* A token of a macro, or of its argument, never stands where the macro's name stands. */
    if (used.file != written.file || used.offset != written.offset) {
        QlText word = ql_leading_word(ql_file_text(tu, used.file, used.offset));
        spot.macro = ql_strings_intern_len(tu->strings, word.at, word.length);
    }
    return spot;
}

guint ql_line(QlTuContext *tu, CXCursor cursor)
{
    guint line = 0;
    clang_getExpansionLocation(start_of(cursor), NULL, &line, NULL, NULL);
    return line;
}

QlText ql_written_text(QlTuContext *tu, CXCursor cursor)
{
    QlPlace place = written_place(tu, start_of(cursor));
    return ql_file_text(tu, place.file, place.offset);
}

static gboolean is_word_char(char c)
{
    return g_ascii_isalnum(c) || c == '_' || c == '$';
}

static QlText drop(QlText text, gsize n)
{
    n = MIN(n, text.length);
    return (QlText){text.at + n, text.length - n};
}

QlText ql_leading_word(QlText text)
{
    gsize n = 0;
    if (text.length && !g_ascii_isdigit(text.at[0])) {
        while (n < text.length && is_word_char(text.at[n])) {
            n++;
        }
    }
    return (QlText){text.at, n};
}

gboolean ql_text_is(QlText text, const char *word)
{
    return text.length == strlen(word) && memcmp(text.at, word, text.length) == 0;
}

static gboolean starts(QlText text, const char *with)
{
    gsize n = strlen(with);
    return text.length >= n && memcmp(text.at, with, n) == 0;
}

static gsize comment_length(QlText text)
{
    const char *end = starts(text, "/*") ? g_strstr_len(text.at + 2, (gssize)text.length - 2, "*/")
                                         : memchr(text.at, '\n', text.length);
    if (!end) {
        return text.length;
    }
    return (gsize)(end - text.at) + (starts(text, "/*") ? 2 : 1);
}

QlText ql_skip_space(QlText text)
{
    while (text.length) {
        if (g_ascii_isspace(text.at[0])) {
            text = drop(text, 1);
        } else if (starts(text, "\\\n")) {
            text = drop(text, 2);
        } else if (starts(text, "\\\r\n")) {
            text = drop(text, 3);
        } else if (starts(text, "/*") || starts(text, "//")) {
            text = drop(text, comment_length(text));
        } else {
            break;
        }
    }
    return text;
}

static gsize quoted_length(QlText text)
{
    gsize n = 1;
    while (n < text.length && text.at[n] != text.at[0]) {
        n += text.at[n] == '\\' ? 2 : 1;
    }
    return n + 1;
}

QlText ql_skip_token(QlText text)
{
    if (!text.length) {
        return text;
    }
    if (text.at[0] == '"' || text.at[0] == '\'') {
        return drop(text, quoted_length(text));
    }
    gsize n = 0;
    while (n < text.length && is_word_char(text.at[n])) {
        n++;
    }
    return drop(text, MAX(n, 1));
}

QlText ql_skip_group(QlText text)
{
    guint depth = 0;
    while (text.length) {
        char c = text.at[0];
        depth += c == '(' || c == '[' || c == '{';
        if ((c == ')' || c == ']' || c == '}') && --depth == 0) {
            return drop(text, 1);
        }
        text = ql_skip_space(ql_skip_token(text));
    }
    return text;
}
