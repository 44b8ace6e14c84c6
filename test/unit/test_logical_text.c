/* SPDX-License-Identifier: Apache-2.0 */
/* A text as directives are read, and whether it asks for files. */
#include "logical_text.h"
#include "probes.h"

#include <string.h>

static void expect(const char *text, gsize length, const char *want)
{
    g_autofree char *copy = g_memdup2(text, length); /* so that a read beyond it is noticed */
    GString *logical = ql_logical_text(copy, length);

    g_assert_cmpstr(logical->str, ==, want);
    g_assert_cmpuint(logical->len, ==, strlen(want));
    g_string_free(logical, TRUE);
}

#define EXPECT(text, want) expect(text, strlen(text), want)

static void test_lines(void)
{
    EXPECT("", "");
    EXPECT("a\r\nb\rc\nd", "a\nb\nc\nd");
    EXPECT("a\\\nb\\\r\nc\\ \t\nd\\", "abcd\\");
    EXPECT("a\\ b\n", "a\\ b\n");
    expect("a\0b\n", 4, "a b\n");
}

static void test_comments(void)
{
    EXPECT("a/* b\n*/c // d\ne", "a c  \ne");
    EXPECT("a/\\\n* b *\\\n/c // d\\\ne\nf", "a c  \nf");
    EXPECT("a/**/b/*/c*/d", "a b d");
    EXPECT("a/* b", "a ");
    EXPECT("a/", "a/");
}

static void test_literals(void)
{
    EXPECT("\"/*\" '//' b", "\"/*\" '//' b");
    EXPECT("\"\\\"/*\" // c", "\"\\\"/*\"  ");
    EXPECT("'\\'' /* c */", "'\\''  ");
    EXPECT("don't\n// c", "don't\n ");
    EXPECT("\"a\\", "\"a\\");
    EXPECT("\"", "\"");
}

static gboolean asks(const char *text)
{
    g_autofree char *copy = g_memdup2(text, strlen(text));

    return ql_asks_for_files(copy, strlen(text));
}

static void test_asks(void)
{
    g_assert_true(asks("#if __has_include(<x.h>)"));
    g_assert_true(asks("x\n # elif 1 && __has_include_next(X)\n"));
    g_assert_true(asks("#define X __has_\\\ninclude\n"));
    g_assert_true(asks("%:embed <x>"));
    g_assert_true(asks("#if __has_embed(X)"));
}

static void test_asks_not(void)
{
    g_assert_false(asks("#if defined(__has_include) && defined __has_embed"));
    g_assert_false(asks("#ifdef __has_include\n#undef __has_include\n"));
    g_assert_false(asks("#define __has_include(x) 0"));
    g_assert_false(asks("#include \"../x.h\""));
    g_assert_false(asks("// __has_include(<x.h>)\n#error embed\nint embed;"));
    g_assert_false(asks("\\"));
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/logical-text/lines", test_lines);
    g_test_add_func("/logical-text/comments", test_comments);
    g_test_add_func("/logical-text/literals", test_literals);
    g_test_add_func("/logical-text/asks", test_asks);
    g_test_add_func("/logical-text/asks-not", test_asks_not);
    return g_test_run();
}
