/* SPDX-License-Identifier: Apache-2.0 */
/* A C text as its directives are read: each is one line, and says nothing else. */
#ifndef QL_LOGICAL_TEXT_H
#define QL_LOGICAL_TEXT_H

#include <glib.h>

/**
 * The @length bytes at @text, which need not be C, with lines joined that a backslash continues, a
 * blank for each comment and each NUL, and '\n' at each line's end. Like directives.h, knows no
 * trigraphs and no raw strings. Free with g_string_free().
 */
GString *ql_logical_text(const char *text, gsize length);

#endif
