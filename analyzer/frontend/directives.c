/* SPDX-License-Identifier: Apache-2.0 */
#include "directives.h"

#include <string.h>

/* What a byte can start outside comments and literals. */
typedef enum Class {
    OTHER,
    BLANK,
    NEWLINE,
    LETTER,
    DIGIT,
    DOT,
    QUOTE,
    SLASH,
    HASH,
    BACKSLASH,
} Class;

/* Letters, '_', '$' and what is not ASCII make words, as do digits after the first byte. */
static const guint8 CLASSES[256] = {
    [0] = BLANK,
    [' '] = BLANK,
    ['\t'] = BLANK,
    ['\v'] = BLANK,
    ['\f'] = BLANK,
    ['\n'] = NEWLINE,
    ['\r'] = NEWLINE,
    ['_'] = LETTER,
    ['$'] = LETTER,
    ['a' ... 'z'] = LETTER,
    ['A' ... 'Z'] = LETTER,
    [0x80 ... 0xff] = LETTER,
    ['0' ... '9'] = DIGIT,
    ['.'] = DOT,
    ['"'] = QUOTE,
    ['\''] = QUOTE,
    ['/'] = SLASH,
    ['#'] = HASH,
    ['\\'] = BACKSLASH,
};

typedef struct Scanner {
    const char *start;
    const char *end;
    QlWords *words;
    QlScan *scan;
    GArray *mentions;    /* guint64: the word above its offset */
    GString *spliced;    /* holds a word that was continued on the next line */
    gboolean line_start; /* no token yet on this line */
    gboolean in_body;    /* this line defines a macro */
    const char *counted; /* `line` is that of this place */
    guint line;
} Scanner;

/* An identifier as the compiler sees it, and where the text goes on after it. */
typedef struct Token {
    const char *text;
    gsize length;
    const char *after;
} Token;

static Class class_of(char c)
{
    return CLASSES[(guchar)c];
}

static gboolean is_newline(char c)
{
    return c == '\n' || c == '\r';
}

static gboolean is_horizontal(char c)
{
    return class_of(c) == BLANK && c;
}

/* The other half of a CRLF is no line of its own. */
static const char *after_newline(const Scanner *s, const char *at)
{
    gboolean pair = at + 1 < s->end && is_newline(at[1]) && at[1] != at[0];
    return at + (pair ? 2 : 1);
}

/* After the line continuations at @at, if there are any. */
static const char *skip_splices(const Scanner *s, const char *at)
{
    while (at < s->end && *at == '\\') {
        const char *after = at + 1;
        while (after < s->end && is_horizontal(*after)) {
            after++;
        }
        if (after == s->end || !is_newline(*after)) {
            break;
        }
        at = after_newline(s, after);
    }
    return at;
}

/* The backslash of the line continuation that ends at @at, not before @from; NULL if none does. */
static const char *splice_before(const char *from, const char *at)
{
    const char *end = at;
    if (at > from && is_newline(at[-1])) {
        at--;
        at -= at > from && is_newline(at[-1]) && at[-1] != at[0];
    }
    if (at == end) {
        return NULL;
    }
    while (at > from && is_horizontal(at[-1])) {
        at--;
    }
    return at > from && at[-1] == '\\' ? at - 1 : NULL;
}

static const char *line_end(const Scanner *s, const char *at)
{
    const char *lf = memchr(at, '\n', (gsize)(s->end - at));
    const char *end = lf ? lf : s->end;
    const char *cr = memchr(at, '\r', (gsize)(end - at));
    return cr ? cr : end;
}

/* To the newline that ends the comment, or the text's end. */
static const char *skip_line_comment(const Scanner *s, const char *body)
{
    const char *at = line_end(s, body);
    while (at < s->end) {
        const char *after = after_newline(s, at);
        if (!splice_before(body, after)) {
            break;
        }
        at = line_end(s, after);
    }
    return at;
}

static gboolean follows_star(const char *from, const char *at)
{
    while (at && at > from && at[-1] != '*') {
        at = splice_before(from, at);
    }
    return at && at > from;
}

static const char *skip_block_comment(const Scanner *s, const char *body)
{
    const char *at = body;
    while ((at = memchr(at, '/', (gsize)(s->end - at)))) {
        if (follows_star(body, at)) {
            return at + 1;
        }
        at++;
    }
    return s->end;
}

/* After the comment that the '/' at @at starts; @at if it starts none. */
static const char *skip_comment(const Scanner *s, const char *at)
{
    const char *second = skip_splices(s, at + 1);
    if (second < s->end && *second == '*') {
        return skip_block_comment(s, second + 1);
    }
    if (second < s->end && *second == '/') {
        return skip_line_comment(s, second + 1);
    }
    return at;
}

/* Blanks, comments and line continuations, up to the line's end. */
static const char *skip_space(const Scanner *s, const char *at)
{
    const char *before = NULL;
    while (at < s->end && at != before) {
        before = at;
        switch (class_of(*at)) {
        case BLANK: at++; break;
        case SLASH: at = skip_comment(s, at); break;
        case BACKSLASH: at = skip_splices(s, at); break;
        default: break;
        }
    }
    return at;
}

/* After the backslash at @at and the character it escapes, which may stand on the next line. */
static const char *skip_escape(const Scanner *s, const char *at)
{
    const char *after = skip_splices(s, at);
    if (after > at) {
        return after;
    }
    after = skip_splices(s, at + 1);
    return after < s->end && !is_newline(*after) ? after + 1 : after;
}

static const char *skip_literal(const Scanner *s, const char *quote)
{
    const char *at = quote + 1;
    while (at < s->end && *at != *quote && !is_newline(*at)) {
        at = *at == '\\' ? skip_escape(s, at) : at + 1;
    }
    return at < s->end && *at == *quote ? at + 1 : at;
}

static gboolean continues_number(char last, char c)
{
    Class class = class_of(c);
    if (c == '+' || c == '-') {
        return strchr("eEpP", last) != NULL;
    }
    return (class == DIGIT || class == LETTER || class == DOT) && c != '$';
}

/* After a preprocessing number (1, .5, 0x1Fu, 1e+5) whose first digit stands before @at. */
static const char *skip_number(const Scanner *s, const char *at)
{
    char last = '0';
    for (at = skip_splices(s, at); at < s->end && continues_number(last, *at);
         at = skip_splices(s, at + 1)) {
        last = *at;
    }
    return at;
}

static const char *word_end(const Scanner *s, const char *at)
{
    while (at < s->end && (class_of(*at) == LETTER || class_of(*at) == DIGIT)) {
        at++;
    }
    return at;
}

static Token read_spliced_word(Scanner *s, const char *at)
{
    const char *end = at;
    g_string_truncate(s->spliced, 0);
    do {
        at = skip_splices(s, end);
        end = word_end(s, at);
        g_string_append_len(s->spliced, at, end - at);
    } while (end > at && skip_splices(s, end) > end);
    return (Token){s->spliced->str, s->spliced->len, end};
}

/* The word that the letter at @at starts. */
static Token read_word(Scanner *s, const char *at)
{
    const char *end = word_end(s, at);
    if (end < s->end && *end == '\\' && skip_splices(s, end) > end) {
        return read_spliced_word(s, at);
    }
    return (Token){at, (gsize)(end - at), end};
}

static gboolean is_word(Token token, const char *word)
{
    return token.length == strlen(word) && memcmp(token.text, word, token.length) == 0;
}

/* Before C23, u8 is a prefix of strings only. */
static gboolean is_literal_prefix(const Scanner *s, Token token)
{
    if (token.after == s->end || class_of(*token.after) != QUOTE) {
        return FALSE;
    }
    return is_word(token, "L") || is_word(token, "u") || is_word(token, "U") ||
           (is_word(token, "u8") && *token.after == '"');
}

static const char *mention_word(Scanner *s, const char *at)
{
    Token token = read_word(s, at);
    if (is_literal_prefix(s, token)) {
        return token.after;
    }
    guint32 word = ql_words_intern(s->words, token.text, token.length);
    if (s->in_body) {
        g_array_append_val(s->scan->body_words, word);
    } else if (ql_words_mark(s->words, word)) {
        guint64 mention = (guint64)word << 32 | (guint64)(at - s->start);
        g_array_append_val(s->mentions, mention);
    }
    return token.after;
}

/* A CRLF counts at its LF. Written so that the compiler can count many bytes at once. */
static guint line_of(Scanner *s, const char *at)
{
    guint n = 0;
    for (const char *c = s->counted; c < at; c++) {
        n += (guint)(c[0] == '\n') | ((guint)(c[0] == '\r') & (guint)(c[1] != '\n'));
    }
    s->counted = at;
    s->line += n;
    return s->line;
}

static void set_kind(QlDirective *directive, Token keyword)
{
    static const struct {
        const char *keyword;
        QlDirectiveKind kind;
    } KINDS[] = {
        {"include", QL_DIRECTIVE_INCLUDE}, {"include_next", QL_DIRECTIVE_INCLUDE},
        {"import", QL_DIRECTIVE_INCLUDE},  {"define", QL_DIRECTIVE_DEFINE},
        {"undef", QL_DIRECTIVE_UNDEF},     {"if", QL_DIRECTIVE_IF},
        {"ifdef", QL_DIRECTIVE_IF},        {"ifndef", QL_DIRECTIVE_IF},
        {"else", QL_DIRECTIVE_ELSE},       {"elif", QL_DIRECTIVE_ELSE},
        {"elifdef", QL_DIRECTIVE_ELSE},    {"elifndef", QL_DIRECTIVE_ELSE},
        {"endif", QL_DIRECTIVE_ENDIF},
    };
    for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++) {
        if (is_word(keyword, KINDS[i].keyword)) {
            directive->kind = KINDS[i].kind;
            directive->next = is_word(keyword, "include_next");
        }
    }
}

static void set_name(Scanner *s, QlDirective *directive, const char *text, gsize length)
{
    directive->word = ql_words_intern(s->words, text, length);
    directive->name = ql_words_text(s->words, directive->word);
}

/* Returns where the text goes on: the same place unless a name stands there. */
static const char *read_include(Scanner *s, QlDirective *directive, const char *at)
{
    directive->name = "";
    if (at == s->end || (*at != '"' && *at != '<')) {
        return at;
    }
    const char *name = at + 1;
    const char *limit = line_end(s, name);
    const char *end = memchr(name, *at == '<' ? '>' : '"', (gsize)(limit - name));
    if (!end || end == name) {
        return at;
    }
    directive->angled = *at == '<';
    set_name(s, directive, name, (gsize)(end - name));
    return end + 1;
}

static const char *read_macro_name(Scanner *s, QlDirective *directive, const char *at)
{
    if (at == s->end || class_of(*at) != LETTER) {
        directive->kind = QL_DIRECTIVE_OTHER;
        return at;
    }
    Token name = read_word(s, at);
    set_name(s, directive, name.text, name.length);
    return name.after;
}

static const char *read_operand(Scanner *s, QlDirective *directive, const char *at)
{
    switch (directive->kind) {
    case QL_DIRECTIVE_INCLUDE: return read_include(s, directive, skip_space(s, at));
    case QL_DIRECTIVE_DEFINE:
    case QL_DIRECTIVE_UNDEF: return read_macro_name(s, directive, skip_space(s, at));
    default: return at;
    }
}

/* The directive of the '#' at @hash, up to where what it mentions begins. */
static const char *scan_directive(Scanner *s, const char *hash)
{
    QlDirective directive = {
        .kind = QL_DIRECTIVE_OTHER, .offset = (guint)(hash - s->start), .line = line_of(s, hash)};
    const char *at = skip_space(s, hash + 1);
    if (at < s->end && class_of(*at) == LETTER) {
        Token keyword = read_word(s, at);
        set_kind(&directive, keyword);
        at = read_operand(s, &directive, keyword.after);
    }
    directive.body = s->scan->body_words->len;
    s->in_body = directive.kind == QL_DIRECTIVE_DEFINE;
    g_array_append_val(s->scan->directives, directive);
    return at;
}

static const char *scan_token(Scanner *s, const char *at)
{
    switch (class_of(*at)) {
    case LETTER: return mention_word(s, at);
    case DIGIT: return skip_number(s, at + 1);
    case DOT: return at + 1 < s->end && class_of(at[1]) == DIGIT ? skip_number(s, at + 2) : at + 1;
    case QUOTE: return skip_literal(s, at);
    default: return at + 1;
    }
}

static gboolean is_directive(const Scanner *s, const char *at)
{
    const char *second = skip_splices(s, at + 1);
    return *at == '#' && (second == s->end || *second != '#');
}

/* The first token of a line: a directive or code. */
static const char *start_line(Scanner *s, const char *at)
{
    s->line_start = FALSE;
    if (is_directive(s, at)) {
        return scan_directive(s, at);
    }
    if (s->scan->first_code_offset == G_MAXUINT) {
        s->scan->first_code_offset = (guint)(at - s->start);
    }
    return scan_token(s, at);
}

static void end_line(Scanner *s)
{
    if (s->in_body) {
        QlDirective *directive =
            &g_array_index(s->scan->directives, QlDirective, s->scan->directives->len - 1);
        directive->n_body = s->scan->body_words->len - directive->body;
    }
    s->in_body = FALSE;
    s->line_start = TRUE;
}

static void scan_all(Scanner *s, const char *at)
{
    while (at < s->end) {
        if (class_of(*at) == NEWLINE) {
            end_line(s);
            at++;
            continue;
        }
        const char *token = skip_space(s, at);
        if (token > at) {
            at = token;
        } else {
            at = s->line_start ? start_line(s, at) : scan_token(s, at);
        }
    }
    end_line(s);
}

static gint compare_mentions(gconstpointer a, gconstpointer b)
{
    const guint64 *x = a;
    const guint64 *y = b;
    return (*x > *y) - (*x < *y);
}

static void store_mentions(QlScan *scan, GArray *mentions)
{
    g_array_sort(mentions, compare_mentions);
    g_array_set_size(scan->words, mentions->len);
    g_array_set_size(scan->offsets, mentions->len);
    for (guint i = 0; i < mentions->len; i++) {
        guint64 mention = g_array_index(mentions, guint64, i);
        g_array_index(scan->words, guint32, i) = (guint32)(mention >> 32);
        g_array_index(scan->offsets, guint32, i) = (guint32)mention;
    }
}

static QlScan *scan_new(void)
{
    QlScan *scan = g_new0(QlScan, 1);
    scan->directives = g_array_new(FALSE, FALSE, sizeof(QlDirective));
    scan->words = g_array_new(FALSE, FALSE, sizeof(guint32));
    scan->offsets = g_array_new(FALSE, FALSE, sizeof(guint32));
    scan->body_words = g_array_new(FALSE, FALSE, sizeof(guint32));
    scan->first_code_offset = G_MAXUINT;
    return scan;
}

static const char *skip_byte_order_mark(const char *text, gsize length)
{
    static const char MARK[] = {'\xef', '\xbb', '\xbf'};
    gboolean marked = length >= sizeof(MARK) && memcmp(text, MARK, sizeof(MARK)) == 0;
    return text + (marked ? sizeof(MARK) : 0);
}

QlScan *ql_scan_text(const char *text, gsize length, QlWords *words)
{
    g_assert(length < G_MAXUINT);
    text = length ? text : "";
    g_autoptr(GArray) mentions = g_array_new(FALSE, FALSE, sizeof(guint64));
    Scanner s = {.start = text,
                 .end = text + length,
                 .words = words,
                 .scan = scan_new(),
                 .mentions = mentions,
                 .spliced = g_string_new(NULL),
                 .line_start = TRUE,
                 .counted = text,
                 .line = 1};
    ql_words_unmark_all(words);
    scan_all(&s, skip_byte_order_mark(text, length));
    store_mentions(s.scan, mentions);
    s.scan->length = (guint)length;
    g_string_free(s.spliced, TRUE);
    return s.scan;
}

void ql_scan_free(QlScan *scan)
{
    if (!scan) {
        return;
    }
    g_array_free(scan->directives, TRUE);
    g_array_free(scan->words, TRUE);
    g_array_free(scan->offsets, TRUE);
    g_array_free(scan->body_words, TRUE);
    g_free(scan);
}

gboolean ql_scan_mentions(const QlScan *scan, guint32 word, guint *first_offset)
{
    guint low = 0;
    guint high = scan->words->len;
    while (low < high) {
        guint middle = low + (high - low) / 2;
        if (g_array_index(scan->words, guint32, middle) < word) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    if (low == scan->words->len || g_array_index(scan->words, guint32, low) != word) {
        return FALSE;
    }
    if (first_offset) {
        *first_offset = g_array_index(scan->offsets, guint32, low);
    }
    return TRUE;
}
