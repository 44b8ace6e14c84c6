/* SPDX-License-Identifier: Apache-2.0 */
/* What the scanner finds in a text: directives, mentioned words, where code starts. */
#include "directives.h"

#include <string.h>

typedef struct Scanned {
    QlWords *words;
    QlScan *scan;
} Scanned;

/* The text is copied to memory of its exact size: a sanitizer sees what is read beyond. */
static Scanned scan_bytes(const char *text, gsize length)
{
    g_autofree char *copy = g_memdup2(text, length);
    Scanned s = {.words = ql_words_new()};
    s.scan = ql_scan_text(copy, length, s.words);
    return s;
}

static Scanned scan(const char *text)
{
    return scan_bytes(text, strlen(text));
}

static void scanned_clear(Scanned *s)
{
    ql_scan_free(s->scan);
    ql_words_free(s->words);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Scanned, scanned_clear)

static const QlDirective *directive(const Scanned *s, guint i)
{
    g_assert_cmpuint(i, <, s->scan->directives->len);
    return &g_array_index(s->scan->directives, QlDirective, i);
}

static gint by_offset(gconstpointer a, gconstpointer b, gpointer data)
{
    const QlScan *scan = data;
    guint x = g_array_index(scan->offsets, guint32, *(const guint *)a);
    guint y = g_array_index(scan->offsets, guint32, *(const guint *)b);
    return (x > y) - (x < y);
}

/* "word@offset …" in text order. */
static char *mentions(const Scanned *s)
{
    g_autoptr(GString) text = g_string_new(NULL);
    guint n = s->scan->words->len;
    g_autofree guint *order = g_new(guint, n);
    for (guint i = 0; i < n; i++) {
        order[i] = i;
    }
    g_qsort_with_data(order, (gint)n, sizeof(guint), by_offset, s->scan);
    for (guint i = 0; i < n; i++) {
        guint32 word = g_array_index(s->scan->words, guint32, order[i]);
        g_string_append_printf(text, "%s%s@%u", i ? " " : "", ql_words_text(s->words, word),
                               g_array_index(s->scan->offsets, guint32, order[i]));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* "kind name" of each directive, separated by ';'. */
static char *directives(const Scanned *s)
{
    static const char *const KINDS[] = {"include", "define", "undef", "other",
                                        "if",      "else",   "endif"};
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 0; i < s->scan->directives->len; i++) {
        const QlDirective *d = directive(s, i);
        g_string_append_printf(text, "%s%s%s%s%s", i ? ";" : "", KINDS[d->kind],
                               d->next ? " next" : "", d->angled ? " angled " : " ",
                               d->name ? d->name : "-");
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

/* The words of the body of the @i-th directive, separated by blanks. */
static char *body(const Scanned *s, guint i)
{
    const QlDirective *d = directive(s, i);
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint w = 0; w < d->n_body; w++) {
        guint32 word = g_array_index(s->scan->body_words, guint32, d->body + w);
        g_string_append_printf(text, "%s%s", w ? " " : "", ql_words_text(s->words, word));
    }
    return g_string_free(g_steal_pointer(&text), FALSE);
}

static void check_mentions(const char *text, const char *expected)
{
    g_auto(Scanned) s = scan(text);
    g_autofree char *found = mentions(&s);
    g_assert_cmpstr(found, ==, expected);
}

static void check_directives(const char *text, const char *expected)
{
    g_auto(Scanned) s = scan(text);
    g_autofree char *found = directives(&s);
    g_assert_cmpstr(found, ==, expected);
}

static void check_body(const char *text, const char *expected)
{
    g_auto(Scanned) s = scan(text);
    g_autofree char *found = body(&s, 0);
    g_assert_cmpstr(found, ==, expected);
}

static void check_first_code(const char *text, guint expected)
{
    g_auto(Scanned) s = scan(text);
    g_assert_cmpuint(s.scan->first_code_offset, ==, expected);
}

static void test_kinds(void)
{
    check_directives("#include \"a.h\"\n#include <b/c.h>\n#include_next <d.h>\n#import \"e.h\"\n",
                     "include a.h;include angled b/c.h;include next angled d.h;include e.h");
    check_directives("#define A\n#define B(x) x\n#undef C\n", "define A;define B;undef C");
    check_directives("#if A\n#ifdef A\n#ifndef A\n", "if -;if -;if -");
    check_directives("#else\n#elif A\n#elifdef A\n#elifndef A\n#endif\n",
                     "else -;else -;else -;else -;endif -");
    check_directives("#pragma once\n#error no\n#line 3\n#\n#iffy\n# 1 \"x\"\n",
                     "other -;other -;other -;other -;other -;other -");
    check_directives("#define\n#undef 1\n#define \"a\"\n", "other -;other -;other -");
}

static void test_include_names(void)
{
    check_directives("#include A\n#include\n#include \"\"\n", "include ;include ;include ");
    check_directives("#include <a\n#include \"b\n>\"", "include ;include ");
    check_directives("#include <a\"b//c'd>\n#include \"e/*f\"\n",
                     "include angled a\"b//c'd;include e/*f");
    check_mentions("#include A\n", "A@9");
    check_mentions("#include \"a.h\"\n#include <b.h> c\n", "c@30");
}

static void test_where(void)
{
    g_auto(Scanned) s = scan("a;\r\n /*\n*/ #define A \\\n b\n#undef B\r#else\n\r\n#endif");
    g_assert_cmpuint(directive(&s, 0)->line, ==, 3);
    g_assert_cmpuint(directive(&s, 0)->offset, ==, 11);
    g_assert_cmpuint(directive(&s, 1)->line, ==, 5);
    g_assert_cmpuint(directive(&s, 2)->line, ==, 6);
    g_assert_cmpuint(directive(&s, 3)->line, ==, 8);
    g_assert_cmpuint(s.scan->directives->len, ==, 4);
}

static void test_line_start(void)
{
    check_directives(" \t\v\f# define A\n", "define A");
    check_directives("/* a */ /* b\n c */#define A\n", "define A");
    check_directives("\\\n#define A\n", "define A");
    check_directives("#/**/define/*\n*/A\n", "define A");
    check_directives("#def\\\nine A\\\nB\n", "define AB");
    check_directives("\xef\xbb\xbf#define A\n", "define A");
    check_directives("a #define A\n", "");
    check_directives("a \\\n#define A\n", "");
    check_directives("a /*\n*/ #define A\n", "");
    check_directives("#define A #undef B\n", "define A");
    check_directives("##define A\n", "");
}

static void test_mentions(void)
{
    check_mentions("int a, _b$1; a = c9;\n", "int@0 a@4 _b$1@7 c9@17");
    check_mentions("caf\xc3\xa9(\x80)", "caf\xc3\xa9@0 \x80@6");
    check_mentions("#if A && defined(B)\n#ifdef C\n#ifndef D\n#elif E\n",
                   "A@4 defined@9 B@17 C@27 D@37 E@45");
    check_mentions("#undef A\n#define B\n", "");
    check_mentions("#undef A\nA", "A@9");
    check_mentions("#pragma a b\n#error c\n", "a@8 b@10 c@19");
}

static void test_bodies(void)
{
    check_body("#define A(x, y) x B x\n", "x y x B x");
    check_body("#define A /* b\n*/ c \\\n d\ne", "c d");
    check_body("#define A", "");
    check_body("#undef A b\n", "");
    check_mentions("#define A(x) b\nc", "c@15");
    check_mentions("#define A \\\n b\nc /* \n */ d", "c@15 d@25");
}

static void test_bodies_apart(void)
{
    g_auto(Scanned) s = scan("#define A b\n#define C d e\n#define F\n");
    g_autofree char *second = body(&s, 1);
    g_assert_cmpstr(second, ==, "d e");
    g_assert_cmpuint(directive(&s, 2)->n_body, ==, 0);
}

static void test_comments(void)
{
    check_mentions("a/*b*/c//d\ne", "a@0 c@6 e@11");
    check_mentions("// a \\\nb\nc", "c@9");
    check_mentions("// a \\ \r\nb\r\nc", "c@12");
    check_mentions("// a\rb", "b@5");
    check_mentions("/\\\n/ a\nb", "b@7");
    check_mentions("/\\\n* a */b", "b@9");
    check_mentions("/* a *\\\n/b", "b@9");
    check_mentions("/* a *\\ \r\n\\\n/b", "b@13");
    check_mentions("/*/ a */b", "b@8");
    check_mentions("/* \\\n/ a */b", "b@11");
    check_mentions("a / b", "a@0 b@4");
    check_mentions("\"/*\" a '//' b", "a@5 b@12");
}

static void test_literals(void)
{
    check_mentions("\"a\" b 'c' d", "b@4 d@10");
    check_mentions("\"\\\"a\" b '\\'' c", "b@6 c@13");
    check_mentions("\"\\\\\" a", "a@5");
    check_mentions("\"a\\\nb\" c", "c@7");
    check_mentions("\"\\\\\n\"a\" b", "b@8");
    check_mentions("'\\\\\n\na", "a@5");
    check_mentions("don't a\nb", "don@0 b@8");
    check_mentions("\"a\rb", "b@3");
    check_mentions("L\"a\" u8\"b\" u'c' U'd' R\"e\"", "R@21");
    check_mentions("u8'a'", "u8@0");
    check_mentions("L \"a\"", "L@0");
}

static void test_numbers(void)
{
    check_mentions("0x1Fu 1e+a .5f 1.e-b 0x1p-c 1_a", "");
    check_mentions("1+a 0x1f+b x.c 1.+d 5$e", "a@2 b@9 x@11 c@13 d@18 $e@21");
    check_mentions("0x1\\\nab c", "c@8");
}

static void test_splices(void)
{
    check_mentions("fo\\\no b\\ \r\na\\\nr", "foo@0 bar@6");
    check_mentions("a\\\n b", "a@0 b@4");
    check_mentions("a\\b", "a@0 b@2");
}

static void test_first_code(void)
{
    check_first_code("", G_MAXUINT);
    check_first_code("/* a */ // b\n#define A \\\n c\n#include <a>\n", G_MAXUINT);
    check_first_code("#define A\n /**/ ;", 16);
    check_first_code("\"a\"\n#define A", 0);
    check_first_code("#if 0\n1\n#endif\na", 6);
    check_first_code(" \\ #", 1);
}

static void test_lookup(void)
{
    g_auto(Scanned) s = scan("#define A b\na C a");
    guint offset = 77;
    guint32 a = ql_words_lookup(s.words, "a", 1);

    g_assert_true(ql_scan_mentions(s.scan, a, &offset));
    g_assert_cmpuint(offset, ==, 12);
    g_assert_true(ql_scan_mentions(s.scan, ql_words_lookup(s.words, "C", 1), NULL));
    g_assert_false(ql_scan_mentions(s.scan, ql_words_lookup(s.words, "A", 1), &offset));
    g_assert_false(ql_scan_mentions(s.scan, ql_words_lookup(s.words, "b", 1), &offset));
    g_assert_false(ql_scan_mentions(s.scan, 0, NULL));
    g_assert_false(ql_scan_mentions(s.scan, G_MAXUINT32, NULL));
    g_assert_cmpuint(offset, ==, 12);
    g_assert_cmpuint(directive(&s, 0)->word, ==, ql_words_lookup(s.words, "A", 1));
}

static gboolean mentions_at(const QlScan *scan, QlWords *words, const char *word, guint at)
{
    guint offset = G_MAXUINT;
    return ql_scan_mentions(scan, ql_words_lookup(words, word, strlen(word)), &offset) &&
           offset == at;
}

/* A word that one text mentions is new to the next, and has the same number, in any order. */
static void test_shared_words(void)
{
    g_autoptr(QlWords) words = ql_words_new();
    g_autoptr(QlScan) first = ql_scan_text("d c b a", 7, words);
    g_autoptr(QlScan) second = ql_scan_text("a b e d", 7, words);

    g_assert_true(mentions_at(first, words, "d", 0));
    g_assert_true(mentions_at(first, words, "a", 6));
    g_assert_true(mentions_at(second, words, "a", 0));
    g_assert_true(mentions_at(second, words, "b", 2));
    g_assert_true(mentions_at(second, words, "e", 4));
    g_assert_true(mentions_at(second, words, "d", 6));
    g_assert_false(ql_scan_mentions(second, ql_words_lookup(words, "c", 1), NULL));
    g_assert_cmpuint(ql_words_count(words), ==, 5);
}

/* Many words, of all lengths, whose numbers outlive the table's growth. */
static void test_words(void)
{
    g_autoptr(QlWords) words = ql_words_new();
    g_autoptr(GString) text = g_string_new(NULL);
    for (guint i = 1; i <= 20000; i++) {
        g_string_printf(text, "%*u", (gint)(i % 40), i);
        g_assert_cmpuint(ql_words_lookup(words, text->str, text->len), ==, 0);
        g_assert_cmpuint(ql_words_intern(words, text->str, text->len), ==, i);
    }
    for (guint i = 1; i <= 20000; i++) {
        g_string_printf(text, "%*u", (gint)(i % 40), i);
        g_assert_cmpuint(ql_words_intern(words, text->str, text->len), ==, i);
        g_assert_cmpstr(ql_words_text(words, i), ==, text->str);
    }
    g_assert_cmpuint(ql_words_count(words), ==, 20000);
    g_assert_cmpstr(ql_words_text(words, 0), ==, "");
    g_assert_cmpstr(ql_words_text(words, 20001), ==, "");
}

/* Cut anywhere, a text is read to the cut and no further. */
static void test_cut(void)
{
    static const char TEXT[] = "#inc\\\nlude <a>\n#def\\ \r\nine A\\\nB(x) /*\\\n*\\\n/ 1e+\\\n5.\n"
                               "L\"\\\\\n\"'\\'' // c\\\r\n#if\n#include \"a\"\\\n/\\\n/";
    for (gsize n = 0; n < sizeof(TEXT); n++) {
        g_auto(Scanned) s = scan_bytes(TEXT, n);
        g_assert_cmpuint(s.scan->words->len, ==, s.scan->offsets->len);
    }
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/directives/kinds", test_kinds);
    g_test_add_func("/directives/include-names", test_include_names);
    g_test_add_func("/directives/where", test_where);
    g_test_add_func("/directives/line-start", test_line_start);
    g_test_add_func("/directives/mentions", test_mentions);
    g_test_add_func("/directives/bodies", test_bodies);
    g_test_add_func("/directives/bodies-apart", test_bodies_apart);
    g_test_add_func("/directives/comments", test_comments);
    g_test_add_func("/directives/literals", test_literals);
    g_test_add_func("/directives/numbers", test_numbers);
    g_test_add_func("/directives/splices", test_splices);
    g_test_add_func("/directives/first-code", test_first_code);
    g_test_add_func("/directives/lookup", test_lookup);
    g_test_add_func("/directives/shared-words", test_shared_words);
    g_test_add_func("/directives/words", test_words);
    g_test_add_func("/directives/cut", test_cut);
    return g_test_run();
}
