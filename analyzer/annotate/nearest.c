/* SPDX-License-Identifier: Apache-2.0 */
#include "nearest.h"
#include <string.h>

/* Longer words are no typing mistake of a key, and the table below stays small. */
#define MAX_WORD 64

/* Shorter words are part of too many others. */
#define MIN_PART 4

/** Number of inserted, deleted or replaced bytes between @a and @b (Levenshtein). */
static guint edit_distance(const char *a, const char *b)
{
    guint row[MAX_WORD + 1];
    gsize n = strlen(b);

    for (gsize j = 0; j <= n; j++) {
        row[j] = (guint)j;
    }
    for (gsize i = 0; a[i]; i++) {
        guint diagonal = row[0];
        row[0] = (guint)i + 1;
        for (gsize j = 0; j < n; j++) {
            guint replaced = diagonal + (a[i] != b[j]);
            diagonal = row[j + 1];
            row[j + 1] = MIN(replaced, MIN(row[j], row[j + 1]) + 1);
        }
    }
    return row[n];
}

/** The first of @words that holds @word or is held by it, for words cut short. */
static const char *containing(const char *word, const GPtrArray *words)
{
    for (guint i = 0; i < words->len; i++) {
        const char *known = g_ptr_array_index(words, i);
        if (strlen(word) >= MIN_PART && strlen(known) >= MIN_PART &&
            (strstr(known, word) || strstr(word, known))) {
            return known;
        }
    }
    return NULL;
}

const char *ql_nearest(const char *word, const GPtrArray *words)
{
    const char *best = NULL;
    guint best_distance = MAX(1, MIN(3, (guint)strlen(word) / 2)) + 1;

    if (strlen(word) > MAX_WORD) {
        return NULL;
    }
    for (guint i = 0; i < words->len; i++) {
        const char *known = g_ptr_array_index(words, i);
        guint distance = strlen(known) > MAX_WORD ? G_MAXUINT : edit_distance(word, known);
        if (distance < best_distance) {
            best_distance = distance;
            best = known;
        }
    }
    return best ? best : containing(word, words);
}

char *ql_nearest_hint(const char *word, const GPtrArray *words)
{
    const char *best = ql_nearest(word, words);

    if (best) {
        return g_strdup_printf("did you mean \"%s\"?", best);
    }
    GString *hint = g_string_new("known:");
    for (guint i = 0; i < words->len; i++) {
        g_string_append_printf(hint, "%s %s", i ? "," : "", (char *)g_ptr_array_index(words, i));
    }
    if (words->len == 0) {
        g_string_append(hint, " none");
    }
    return g_string_free(hint, FALSE);
}
