/* SPDX-License-Identifier: Apache-2.0 */
#include "escape_text.h"

/* Controls, and the marks that turn the direction of text. */
static gboolean steers_terminal(gunichar c)
{
    return c < 0x20 || (c >= 0x7f && c <= 0x9f) || (c >= 0x202a && c <= 0x202e) ||
           (c >= 0x2066 && c <= 0x2069) || c == 0x200e || c == 0x200f;
}

static void append(GString *out, const char *text, gboolean printable)
{
    while (text && *text) {
        gunichar c = g_utf8_get_char_validated(text, -1);

        if (c == (gunichar)-1 || c == (gunichar)-2) {
            g_string_append_printf(out, "\\x%02x", (guchar)*text++);
            continue;
        }
        if (printable && steers_terminal(c)) {
            g_string_append_printf(out, "\\u{%x}", c);
        } else {
            g_string_append_unichar(out, c);
        }
        text = g_utf8_next_char(text);
    }
}

char *ql_escape_bytes(const char *text)
{
    GString *out = g_string_new(NULL);

    append(out, text, FALSE);
    return g_string_free(out, FALSE);
}

void ql_append_printable(GString *out, const char *text)
{
    append(out, text, TRUE);
}
