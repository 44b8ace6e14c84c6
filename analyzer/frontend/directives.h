/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a C source text includes, defines and mentions, found in one pass without preprocessing:
 * every line counts, also those that an #if would leave out. Made for scanning thousands of files;
 * knows nothing of libclang.
 */
#ifndef QL_DIRECTIVES_H
#define QL_DIRECTIVES_H

#include "words.h"

typedef enum QlDirectiveKind {
    QL_DIRECTIVE_INCLUDE, /* include, include_next, import */
    QL_DIRECTIVE_DEFINE,
    QL_DIRECTIVE_UNDEF,
    QL_DIRECTIVE_OTHER, /* pragma, error, line…, unknown, a lone '#', define or undef of nothing */
    QL_DIRECTIVE_IF,    /* if, ifdef, ifndef */
    QL_DIRECTIVE_ELSE,  /* else, elif, elifdef, elifndef */
    QL_DIRECTIVE_ENDIF,
} QlDirectiveKind;

typedef struct QlDirective {
    QlDirectiveKind kind;
    gboolean angled;  /* INCLUDE: of <name> */
    gboolean next;    /* INCLUDE: include_next */
    guint offset;     /* of the '#', in bytes */
    guint line;       /* of the '#', from 1 */
    guint32 word;     /* the word that `name` is, 0 if none */
    const char *name; /* DEFINE, UNDEF: the macro. INCLUDE: what stands between the quotes, "" if
                       * that is not written there (#include MACRO). Others: NULL. Owned by the
                       * QlWords */
    guint body;       /* DEFINE: its parameters and body are `n_body` words of QlScan.body_words */
    guint n_body;     /* from `body` on, a word as often as it stands there */
} QlDirective;

/**
 * What one text holds.
 *
 * Mentioned are the identifiers of code and directives outside comments and literals: C's keywords,
 * the names in conditions, the words after #pragma and #error. Not so a directive's own keyword,
 * the name that #define or #undef is about, the name in an #include, and the prefix of a literal
 * (L""). Parameters and bodies of macros mean nothing before the macro is used: they are kept
 * apart, in `body_words`.
 */
typedef struct QlScan {
    GArray *directives;      /* QlDirective, in text order */
    GArray *words;           /* guint32: the words mentioned, ascending, each once */
    GArray *offsets;         /* guint32: where in the text each of `words` is mentioned first */
    GArray *body_words;      /* guint32: those of macros, see QlDirective.body */
    guint length;            /* of the text, in bytes */
    guint first_code_offset; /* of the first token outside directives, G_MAXUINT if none */
} QlScan;

/**
 * Scans the @length bytes (below 4 GiB) at @text, which need not be C, terminated or whole: what a
 * newline or the end cuts off ends there. Identifiers get numbers in @words, which must outlive the
 * result; its marks are changed. Free with ql_scan_free(). Never fails.
 *
 * Reads as the compiler does: line continuations, also within words; CR, LF and CRLF; comments
 * between '#' and keyword; a byte-order mark. Does not know trigraphs, digraphs, raw strings and
 * universal character names; a byte of 0x80 or more belongs to an identifier.
 */
QlScan *ql_scan_text(const char *text, gsize length, QlWords *words);

/** Frees @scan, not the texts it points to. NULL is allowed. */
void ql_scan_free(QlScan *scan);

/** Whether @scan mentions @word; if so and unless it is NULL, @first_offset tells where first. */
gboolean ql_scan_mentions(const QlScan *scan, guint32 word, guint *first_offset);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlScan, ql_scan_free)

#endif
