/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Marks: identifiers in a function's declaration that are neither C, nor its type, nor its name.
 * Markers that expand to nothing leave no trace in the AST, so the source text is read.
 */
#include "attributes.h"
#include "source_text.h"

#include <string.h>

/* How far around the name to look. */
#define MARK_REACH 2048

static gboolean in_list(QlText word, const char *const *words)
{
    for (; *words; words++) {
        if (ql_text_is(word, *words)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean is_type_word(QlText word)
{
    static const char *const words[] = {
        "unsigned",   "signed",   "__signed__", "int",   "char", "short",    "long",
        "float",      "double",   "void",       "_Bool", "bool", "_Complex", "typeof",
        "__typeof__", "__typeof", "struct",     "union", "enum", "__int128", NULL,
    };
    return in_list(word, words);
}

static gboolean is_c_word(QlText word)
{
    static const char *const words[] = {
        "static",   "extern",   "inline",        "__inline",    "__inline__",    "const",
        "__const",  "volatile", "__volatile__",  "restrict",    "__restrict",    "__restrict__",
        "register", "auto",     "typedef",       "_Noreturn",   "_Thread_local", "__thread",
        "_Alignas", "_Atomic",  "__attribute__", "__attribute", "__asm__",       "asm",
        "__asm",    "else",     "__extension__", NULL,
    };
    return in_list(word, words) || is_type_word(word);
}

static gboolean has_word(const char *text, QlText word)
{
    QlText rest = {text, strlen(text)};
    while (rest.length) {
        QlText found = ql_leading_word(rest);
        if (found.length == word.length && !memcmp(found.at, word.at, word.length)) {
            return TRUE;
        }
        rest = ql_skip_token(rest);
    }
    return FALSE;
}

static gboolean ends_declarator(char c)
{
    return c == '{' || c == ';' || c == ',' || c == '=' || c == '#';
}

/* Words of a declaration, those of the result type left out; arguments of words are passed over. */
typedef struct Words {
    const char *type;
    gboolean type_seen;
    GArray *found; /* QlText */
} Words;

static void add_word(Words *words, QlText word)
{
    if (!word.length) {
        return;
    }
    if (is_type_word(word) || has_word(words->type, word)) {
        words->type_seen = TRUE;
    } else if (!is_c_word(word)) {
        g_array_append_val(words->found, word);
    }
}

static void collect_words(QlText text, gboolean before_name, Words *words)
{
    for (text = ql_skip_space(text); text.length; text = ql_skip_space(text)) {
        if (ends_declarator(text.at[0]) && !before_name) {
            return;
        }
        if (ends_declarator(text.at[0])) { /* "int f(void), g(void);": f is not g's */
            g_array_set_size(words->found, 0);
            words->type_seen = TRUE;
        }
        if (text.at[0] == '(') {
            text = ql_skip_group(text);
            continue;
        }
        add_word(words, ql_leading_word(text));
        text = ql_skip_token(text);
    }
}

static void add_found(QlTuContext *tu, const Words *words, QlDefinition *def)
{
    for (guint i = 0; i < words->found->len; i++) {
        QlText word = g_array_index(words->found, QlText, i);
        ql_add_sym(def->marks, ql_strings_intern_len(tu->strings, word.at, word.length));
    }
}

static gboolean is_code_line(const char *line, gsize length)
{
    while (length && g_ascii_isspace(*line)) {
        line++;
        length--;
    }
    return length && *line != '#' && line[length - 1] != '\\' && !g_strstr_len(line, length, "//");
}

gsize ql_words_before(const char *text, gsize offset)
{
    while (offset > 0) {
        char c = text[offset - 1];
        if (c == '\n') {
            gsize start = offset - 1;
            while (start > 0 && text[start - 1] != '\n') {
                start--;
            }
            if (!is_code_line(text + start, offset - 1 - start)) {
                break;
            }
        } else if (!g_ascii_isalnum(c) && c != '_' && c != ' ' && c != '\t') {
            break;
        }
        offset--;
    }
    return offset;
}

void ql_add_marks(QlTuContext *tu, CXCursor cursor, QlDefinition *def)
{
    QlPlace start = ql_place_start(tu, cursor);
    QlPlace name = ql_place_name(tu, cursor);
    QlSourceFile *file = name.file;
    if (!file || file != start.file || file->is_system || start.offset >= name.offset ||
        !ql_file_text(tu, file, name.offset).length || name.offset - start.offset > MARK_REACH) {
        return; /* a macro made the declaration */
    }
    CXType result = clang_getCursorResultType(cursor);
    g_autofree char *type = ql_take_clang(clang_getTypeSpelling(result));
    Words words = {.type = type, .found = g_array_new(FALSE, FALSE, sizeof(QlText))};
    gsize from = ql_words_before(file->text, start.offset);
    collect_words((QlText){file->text + from, name.offset - from}, TRUE, &words);
    if (!words.type_seen && words.found->len) {
        g_array_set_size(words.found, words.found->len - 1); /* a macro for the type */
    }
    QlText after = {file->text + name.offset, MIN(file->length - name.offset, MARK_REACH)};
    collect_words(ql_skip_space(ql_skip_token(after)), FALSE, &words);
    add_found(tu, &words, def);
    g_array_unref(words.found);
}
