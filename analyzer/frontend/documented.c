/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What the comment right above a function asks of its callers: "Called with the foo lock held." The
 * phrases are kept as attributes "comment:called with the foo lock held", for annotations to say
 * what they mean.
 */
#include "attributes.h"
#include "source_text.h"

#include <string.h>

/* Longer ones are prose. */
#define PHRASE_MAX 120

/* The texts that begin a demand. */
static const char *const openings[] = {
    "called with",
    "called under",
    "called from",
    "called in",
    "called while",
    "call with",
    "call under",
    "caller must hold",
    "callers must hold",
    "callers must *not* hold",
    "caller should hold",
    "caller holds",
    "callers hold",
    "must hold",
    NULL,
};

/* The text of the line comments that end at @end. */
static const char *line_comments(const char *text, const char *end)
{
    const char *start = end;

    while (start > text) {
        const char *line = start - 1;
        while (line > text && line[-1] != '\n') {
            line--;
        }
        const char *first = line;
        while (first < start && (*first == ' ' || *first == '\t')) {
            first++;
        }
        if (start - first < 2 || first[0] != '/' || first[1] != '/') {
            break;
        }
        start = line;
    }
    return start;
}

/* The comment that ends right before @end, at most one line break between; empty: there is none. */
static QlText comment_before(const char *text, gsize end)
{
    gsize breaks = 0;
    gsize stop = end;

    while (end > 0 && g_ascii_isspace(text[end - 1])) {
        breaks += text[--end] == '\n';
    }
    if (breaks > 1 || end < 2) {
        return (QlText){"", 0};
    }
    if (text[end - 2] == '*' && text[end - 1] == '/') {
        const char *start = g_strrstr_len(text, (gssize)(end - 2), "/*");
        return start ? (QlText){start + 2, end - 2 - (gsize)(start + 2 - text)} : (QlText){"", 0};
    }
    const char *past = memchr(text + end - 1, '\n', stop - end + 1);
    const char *start = past ? line_comments(text, past + 1) : text + end;
    return start < text + end ? (QlText){start, (gsize)(text + end - start)} : (QlText){"", 0};
}

/* An empty line ends a sentence, too: it gives a full stop. */
static void end_line(GString *plain, gboolean *empty)
{
    if (*empty && plain->len && plain->str[plain->len - 1] != '.') {
        g_string_append_c(plain, '.');
    }
    *empty = TRUE;
}

static void append_char(GString *plain, char c)
{
    char last = plain->len ? plain->str[plain->len - 1] : ' ';

    if (!g_ascii_isspace(c)) {
        g_string_append_c(plain, g_ascii_tolower(c));
    } else if (last != ' ') {
        g_string_append_c(plain, ' ');
    }
}

/* @comment in one line of lower case, without the marks that make it a comment. */
static GString *plain_text(QlText comment)
{
    GString *plain = g_string_new(NULL);
    gboolean empty = TRUE; /* the line so far */

    for (gsize i = 0; i < comment.length; i++) {
        char c = comment.at[i];
        if (c == '\n') {
            end_line(plain, &empty);
            append_char(plain, ' ');
        } else if (!empty || (c != '*' && c != '/' && !g_ascii_isspace(c))) {
            empty = FALSE;
            append_char(plain, c);
        }
    }
    return plain;
}

static gboolean ends_sentence(const char *p)
{
    return !*p || *p == ';' || ((*p == '.' || *p == ':') && (!p[1] || p[1] == ' ' || p[1] == '.'));
}

/* The word before @at in the sentence that begins at @start; "" if there is none. */
static char *word_before(const char *start, const char **at)
{
    const char *end = *at;

    while (end > start && end[-1] == ' ') {
        end--;
    }
    const char *word = end;
    while (word > start && g_ascii_isalpha(word[-1])) {
        word--;
    }
    *at = word;
    return g_strndup(word, (gsize)(end - word));
}

typedef enum Duty { DUTY_POSITIVE, DUTY_NEGATIVE, DUTY_NONE } Duty;

/* "must not be called with" forbids, "can be called with" and "if called with" demand nothing. */
static Duty duty_of(const char *start, const char *at)
{
    static const char *const fillers[] = {"be", "only", "always", "is", "are", "usually", NULL};
    static const char *const negations[] = {"not", "never", "cannot", NULL};
    static const char *const permissions[] = {"may", "can",  "could", "might", "if",    "when",
                                              "or",  "once", "was",   "been",  "being", NULL};
    g_autofree char *word = word_before(start, &at);

    while (g_strv_contains(fillers, word)) {
        g_free(word);
        word = word_before(start, &at);
    }
    if (g_strv_contains(negations, word)) {
        return DUTY_NEGATIVE;
    }
    return g_strv_contains(permissions, word) ? DUTY_NONE : DUTY_POSITIVE;
}

static const char *next_opening(const char *start, const char *end)
{
    const char *first = NULL;

    for (guint i = 0; openings[i]; i++) {
        const char *at = g_strstr_len(start, end - start, openings[i]);
        if (at && (at == start || !g_ascii_isalpha(at[-1])) && (!first || at < first)) {
            first = at;
        }
    }
    return first;
}

static void add_phrase(QlTuContext *tu, const char *start, const char *end, QlDefinition *def)
{
    const char *at = next_opening(start, end);

    if (!at || end - at > PHRASE_MAX) {
        return;
    }
    Duty duty = duty_of(start, at);
    if (duty != DUTY_NONE) {
        g_autofree char *phrase = g_strdup_printf(
            "comment:%s%.*s", duty == DUTY_NEGATIVE ? "not " : "", (int)(end - at), at);
        ql_add_sym(def->attrs, ql_strings_intern(tu->strings, g_strchomp(phrase)));
    }
}

void ql_add_documented(QlTuContext *tu, CXCursor cursor, QlDefinition *def)
{
    QlPlace start = ql_place_start(tu, cursor);
    if (!start.file || start.file->is_system ||
        !ql_file_text(tu, start.file, start.offset).length) {
        return;
    }
    gsize from = ql_words_before(start.file->text, start.offset);
    g_autoptr(GString) plain = plain_text(comment_before(start.file->text, from));
    for (const char *sentence = plain->str; *sentence;) {
        const char *end = sentence;
        while (!ends_sentence(end)) {
            end++;
        }
        add_phrase(tu, sentence, end, def);
        sentence = *end ? end + 1 : end;
    }
}
