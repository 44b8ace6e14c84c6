/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes scan to something that holds together, and twice to the same. */
#include "directives.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void require(gboolean holds)
{
    if (!holds) {
        abort();
    }
}

static void check_mentions(const QlScan *scan, const char *text, gsize size, const QlWords *words)
{
    guint32 before = 0;
    require(scan->words->len == scan->offsets->len);
    for (guint i = 0; i < scan->words->len; i++) {
        guint32 word = g_array_index(scan->words, guint32, i);
        guint offset = 0;
        require(word > before && word <= ql_words_count(words));
        require(ql_scan_mentions(scan, word, &offset) && offset < size);
        require(text[offset] == ql_words_text(words, word)[0]);
        before = word;
    }
}

static void check_directives(const QlScan *scan, const char *text, gsize size)
{
    guint line = 1;
    guint body = 0;
    for (guint i = 0; i < scan->directives->len; i++) {
        const QlDirective *d = &g_array_index(scan->directives, QlDirective, i);
        require(d->offset < size && text[d->offset] == '#' && d->line >= line);
        require(!i || d->offset > d[-1].offset);
        require(d->body == body);
        require((d->name != NULL) == (d->kind <= QL_DIRECTIVE_UNDEF));
        line = d->line;
        body += d->n_body;
    }
    require(body == scan->body_words->len);
}

static gboolean is_same(const GArray *a, const GArray *b)
{
    return a->len == b->len && (!a->len || !memcmp(a->data, b->data, a->len * sizeof(guint32)));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;
    g_autoptr(QlWords) words = ql_words_new();
    g_autoptr(QlScan) scan = ql_scan_text(text, size, words);
    g_autoptr(QlScan) again = ql_scan_text(text, size, words);

    check_mentions(scan, text, size, words);
    check_directives(scan, text, size);
    require(is_same(scan->words, again->words) && is_same(scan->offsets, again->offsets));
    require(is_same(scan->body_words, again->body_words));
    require(scan->first_code_offset == again->first_code_offset);
    return 0;
}
