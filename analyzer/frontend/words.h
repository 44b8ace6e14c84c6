/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Identifiers as small numbers, for scanning many files: made for speed, so texts need no
 * terminator and a caller can tell cheaply which words it has met already.
 *
 * Not for two threads at once.
 */
#ifndef QL_WORDS_H
#define QL_WORDS_H

#include <glib.h>

typedef struct QlWords QlWords;

/** A table without words. Free with ql_words_free(). */
QlWords *ql_words_new(void);

/** Frees the table and all texts it gave out. NULL is allowed. */
void ql_words_free(QlWords *words);

/**
 * The number of the @length bytes at @text, which are copied if they are new. Numbers count up
 * from 1 in the order words are added; 0 is never one. Distinct bytes have distinct numbers.
 */
guint32 ql_words_intern(QlWords *words, const char *text, gsize length);

/** The number of the @length bytes at @text, or 0 if nobody has added them. */
guint32 ql_words_lookup(const QlWords *words, const char *text, gsize length);

/** The text of @word, terminated; owned by the table and valid as long as it. "" if none. */
const char *ql_words_text(const QlWords *words, guint32 word);

/** How many words there are: the highest number. */
guint32 ql_words_count(const QlWords *words);

/** Takes all marks off. */
void ql_words_unmark_all(QlWords *words);

/** Marks @word, which must be a word of the table; returns whether it was not marked before. */
gboolean ql_words_mark(QlWords *words, guint32 word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlWords, ql_words_free)

#endif
