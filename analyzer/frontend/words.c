/* SPDX-License-Identifier: Apache-2.0 */
#include "words.h"

#include <string.h>

enum { FIRST_SLOTS = 1 << 12 };

typedef struct Word {
    const char *text;
    gsize length;
    guint32 hash;
    guint32 round; /* when it was last marked */
} Word;

/* Where a hash leads; a slot whose word is 0 is free. */
typedef struct Slot {
    guint32 hash;
    guint32 word;
} Slot;

/* Open addressing, a power of two of slots, at most half of them used. */
struct QlWords {
    GStringChunk *texts;
    GArray *words; /* Word; number 0 is unused */
    Slot *slots;
    guint32 mask;
    guint32 round;
};

QlWords *ql_words_new(void)
{
    QlWords *words = g_new0(QlWords, 1);
    Word none = {.text = ""};
    words->texts = g_string_chunk_new(1 << 16);
    words->words = g_array_new(FALSE, FALSE, sizeof(Word));
    g_array_append_val(words->words, none);
    words->slots = g_new0(Slot, FIRST_SLOTS);
    words->mask = FIRST_SLOTS - 1;
    words->round = 1;
    return words;
}

void ql_words_free(QlWords *words)
{
    if (!words) {
        return;
    }
    g_string_chunk_free(words->texts);
    g_array_free(words->words, TRUE);
    g_free(words->slots);
    g_free(words);
}

static Word *word_at(const QlWords *words, guint32 word)
{
    return &g_array_index(words->words, Word, word);
}

static guint64 load(const char *text, gsize n)
{
    guint64 bytes = 0;
    memcpy(&bytes, text, n);
    return bytes;
}

static guint64 mix(guint64 hash, guint64 bytes)
{
    hash = (hash ^ bytes) * G_GUINT64_CONSTANT(0x9e3779b97f4a7c15);
    return hash ^ (hash >> 32);
}

/* Eight bytes at a time: identifiers are longer than one would think. */
static guint32 hash_of(const char *text, gsize length)
{
    guint64 hash = length;
    for (; length > 8; text += 8, length -= 8) {
        hash = mix(hash, load(text, 8));
    }
    return (guint32)mix(hash, load(text, length));
}

static gboolean is_text(const Word *word, const char *text, gsize length)
{
    return word->length == length && memcmp(word->text, text, length) == 0;
}

/* The slot of a text, or the free one where it belongs. */
static Slot *find_slot(const QlWords *words, guint32 hash, const char *text, gsize length)
{
    guint32 i = hash & words->mask;
    for (;; i = (i + 1) & words->mask) {
        Slot *slot = &words->slots[i];
        if (!slot->word ||
            (slot->hash == hash && is_text(word_at(words, slot->word), text, length))) {
            return slot;
        }
    }
}

static void grow(QlWords *words)
{
    guint32 n = 2 * (words->mask + 1);
    g_free(words->slots);
    words->slots = g_new0(Slot, n);
    words->mask = n - 1;
    for (guint32 w = 1; w < words->words->len; w++) {
        const Word *word = word_at(words, w);
        *find_slot(words, word->hash, word->text, word->length) = (Slot){word->hash, w};
    }
}

static guint32 add(QlWords *words, Slot *slot, guint32 hash, const char *text, gsize length)
{
    guint32 number = words->words->len;
    Word word = {.length = length, .hash = hash};
    word.text = g_string_chunk_insert_len(words->texts, text, (gssize)length);
    g_array_append_val(words->words, word);
    *slot = (Slot){hash, number};
    if (number > words->mask / 2) {
        grow(words);
    }
    return number;
}

guint32 ql_words_intern(QlWords *words, const char *text, gsize length)
{
    guint32 hash = hash_of(text, length);
    Slot *slot = find_slot(words, hash, text, length);
    return slot->word ? slot->word : add(words, slot, hash, text, length);
}

guint32 ql_words_lookup(const QlWords *words, const char *text, gsize length)
{
    return find_slot(words, hash_of(text, length), text, length)->word;
}

const char *ql_words_text(const QlWords *words, guint32 word)
{
    return word < words->words->len ? word_at(words, word)->text : "";
}

guint32 ql_words_count(const QlWords *words)
{
    return words->words->len - 1;
}

void ql_words_unmark_all(QlWords *words)
{
    if (++words->round) {
        return;
    }
    for (guint32 w = 0; w < words->words->len; w++) {
        word_at(words, w)->round = 0;
    }
    words->round = 1;
}

gboolean ql_words_mark(QlWords *words, guint32 word)
{
    Word *at = word_at(words, word);
    gboolean first = at->round != words->round;
    at->round = words->round;
    return first;
}
