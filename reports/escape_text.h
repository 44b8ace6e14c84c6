/* SPDX-License-Identifier: Apache-2.0 */
/* Names and messages come from source code, whose bytes may be anything. */
#ifndef QL_ESCAPE_TEXT_H
#define QL_ESCAPE_TEXT_H

#include <glib.h>

/** @text (NULL: "") as valid UTF-8: every byte that is none is written as "\xNN". */
char *ql_escape_bytes(const char *text);

/** Appends @text likewise, with characters that would steer a terminal written as "\u{N}". */
void ql_append_printable(GString *out, const char *text);

#endif
