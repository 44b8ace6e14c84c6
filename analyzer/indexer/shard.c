/* SPDX-License-Identifier: Apache-2.0 */
#include "shard.h"

#include "content_hash.h"
#include <string.h>

guint ql_shard_of(const char *source, const char *output, guint shards)
{
    g_autofree char *text = g_strconcat(source, "\n", output ? output : "", NULL);
    guint8 digest[QL_HASH_SIZE];
    guint64 number = 0;

    ql_content_hash(text, strlen(text), digest);
    for (guint i = 0; i < sizeof number; i++) {
        number = number << 8 | digest[i];
    }
    return (guint)(number % shards) + 1;
}

/* Reads a number from 1 to @max at *@text, and moves behind it. */
static gboolean take_number(const char **text, guint max, guint *number)
{
    const char *at = *text;
    guint value = 0;

    for (; g_ascii_isdigit(*at) && value <= max; at++) {
        value = value * 10 + (guint)g_ascii_digit_value(*at);
    }
    *number = value;
    *text = at;
    return value >= 1 && value <= max;
}

static gboolean take_char(const char **text, char c)
{
    if (**text != c) {
        return FALSE;
    }
    (*text)++;
    return TRUE;
}

gboolean ql_shard_parse(const char *text, guint *shard, guint *shards)
{
    return take_number(&text, QL_MAX_SHARDS, shard) && take_char(&text, '/') &&
           take_number(&text, QL_MAX_SHARDS, shards) && *text == '\0' && *shard <= *shards;
}

/* Reads "3" or "3-5". */
static gboolean take_range(const char **text, QlShards *shards)
{
    guint first, last;

    if (!take_number(text, shards->n, &first)) {
        return FALSE;
    }
    last = first;
    if (take_char(text, '-') && !take_number(text, shards->n, &last)) {
        return FALSE;
    }
    for (guint i = first; i <= last; i++) {
        shards->has[i] = TRUE;
    }
    return first <= last;
}

gboolean ql_shards_parse(const char *text, QlShards *shards)
{
    const char *slash = strchr(text, '/');
    const char *number = slash ? slash + 1 : "";

    *shards = (QlShards){0};
    if (!take_number(&number, QL_MAX_SHARDS, &shards->n) || *number != '\0') {
        return FALSE;
    }
    do {
        if (!take_range(&text, shards)) {
            return FALSE;
        }
    } while (take_char(&text, ','));
    return text == slash;
}

char *ql_shards_format(const QlShards *shards)
{
    GString *text = g_string_new(NULL);

    for (guint first = 1, last; first <= shards->n; first = last + 1) {
        last = first;
        if (!shards->has[first]) {
            continue;
        }
        while (last < shards->n && shards->has[last + 1]) {
            last++;
        }
        g_string_append_printf(text, "%s%u", text->len ? "," : "", first);
        if (last > first) {
            g_string_append_printf(text, "%c%u", last > first + 1 ? '-' : ',', last);
        }
    }
    g_string_append_printf(text, "/%u", shards->n);
    return g_string_free(text, FALSE);
}

QlShards ql_shards_missing(const QlShards *shards)
{
    QlShards missing = {.n = shards->n};

    for (guint i = 1; i <= shards->n; i++) {
        missing.has[i] = !shards->has[i];
    }
    return missing;
}

gboolean ql_shards_is_empty(const QlShards *shards)
{
    return !memchr(shards->has + 1, TRUE, shards->n);
}
