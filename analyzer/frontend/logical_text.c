/* SPDX-License-Identifier: Apache-2.0 */
#include "logical_text.h"

#include <string.h>

static gboolean is_newline(char c)
{
    return c == '\n' || c == '\r';
}

/* After the line's end at @at, which a CRLF is one of. */
static const char *after_newline(const char *at, const char *end)
{
    return at + (*at == '\r' && at + 1 < end && at[1] == '\n' ? 2 : 1);
}

/* Where the text goes on after the backslash at @at if it continues a line; else NULL. */
static const char *continuation(const char *at, const char *end)
{
    for (at++; at < end && (*at == ' ' || *at == '\t' || *at == '\v' || *at == '\f'); at++) {
    }
    return at < end && is_newline(*at) ? after_newline(at, end) : NULL;
}

static GString *join_lines(const char *at, const char *end)
{
    GString *out = g_string_sized_new((gsize)(end - at) + 1);

    while (at < end) {
        const char *next = *at == '\\' ? continuation(at, end) : NULL;

        if (next) {
            at = next;
        } else if (is_newline(*at)) {
            g_string_append_c(out, '\n');
            at = after_newline(at, end);
        } else {
            g_string_append_c(out, *at ? *at : ' ');
            at++;
        }
    }
    return out;
}

static const char *line_end(const char *at, const char *end)
{
    const char *newline = memchr(at, '\n', (gsize)(end - at));

    return newline ? newline : end;
}

/* After the comment at @at; NULL if there is none. */
static const char *after_comment(const char *at, const char *end)
{
    if (at[0] != '/' || at + 1 == end) {
        return NULL;
    }
    if (at[1] == '/') {
        return line_end(at, end);
    }
    if (at[1] == '*') {
        const char *close = memmem(at + 2, (gsize)(end - at) - 2, "*/", 2);

        return close ? close + 2 : end;
    }
    return NULL;
}

/* After the literal at @at, which ends with its line at the latest; @at if there is none. */
static const char *after_literal(const char *at, const char *end)
{
    char quote = *at;

    if (quote != '"' && quote != '\'') {
        return at;
    }
    for (at++; at < end && *at != quote && *at != '\n'; at++) {
        at += *at == '\\' && at + 1 < end && at[1] != '\n';
    }
    return at < end && *at == quote ? at + 1 : at;
}

GString *ql_logical_text(const char *text, gsize length)
{
    const char *start = length ? text : "";
    GString *joined = join_lines(start, start + length);
    GString *out = g_string_sized_new(joined->len + 1);
    const char *at = joined->str, *end = at + joined->len;

    while (at < end) {
        const char *next = after_comment(at, end);

        if (next) {
            g_string_append_c(out, ' ');
            at = next;
            continue;
        }
        next = MAX(after_literal(at, end), at + 1);
        g_string_append_len(out, at, next - at);
        at = next;
    }
    g_string_free(joined, TRUE);
    return out;
}
