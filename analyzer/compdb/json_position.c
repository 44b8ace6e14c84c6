/* SPDX-License-Identifier: Apache-2.0 */
#include "json_position.h"

#include <string.h>

static const char *skip_string(const char *p, const char *end)
{
    for (p++; p < end && *p != '"'; p++) {
        if (*p == '\\') {
            p++;
        }
    }
    return p;
}

/* The start of element @index, or @end: elements are told apart by the commas at depth 1. */
static const char *find_element(const char *p, const char *end, gsize index)
{
    guint depth = 0;

    for (; p < end; p++) {
        if (depth == 1 && !index && !strchr(" \t\r\n,", *p)) {
            return p;
        }
        if (*p == '"') {
            p = skip_string(p, end);
        } else if (*p == '[' || *p == '{') {
            depth++;
        } else if (*p == ']' || *p == '}') {
            depth--;
        } else if (*p == ',' && depth == 1) {
            index--;
        }
    }
    return end;
}

void ql_json_position(const char *text, gsize length, gsize index, guint *line, guint *column)
{
    const char *element = find_element(text, text + length, index);

    *line = 1;
    *column = 1;
    for (const char *p = text; p < element; p++) {
        *column = *p == '\n' ? 1 : *column + 1;
        *line += *p == '\n';
    }
}
