/* SPDX-License-Identifier: Apache-2.0 */
/* The include directories that a TU's flags name. */
#include "include_dirs.h"

static QlTuInput input(char **flags)
{
    return (QlTuInput){.directory = (char *)"/base", .flags = flags};
}

static void expect(char **flags, const char *want, guint n_quote)
{
    QlTuInput tu = input(flags);
    g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(&tu);

    g_ptr_array_add(dirs->dirs, NULL);
    g_autofree char *all = g_strjoinv(" ", (char **)dirs->dirs->pdata);
    g_assert_cmpstr(all, ==, want);
    g_assert_cmpuint(dirs->n_quote, ==, n_quote);
}

#define EXPECT(want, n_quote, ...) expect((char *[]){__VA_ARGS__, NULL}, want, n_quote)

static void test_forms(void)
{
    EXPECT("/base/a /b /base/c", 0, "-Ia", "-I", "/b", "-I./x/../c");
    EXPECT("/base", 0, "-I.");
}

static void test_order(void)
{
    EXPECT("/q /i /j /s /a /b", 1, "-idirafter", "/a", "-isystem/s", "-I/i", "-isystem-after", "/b",
           "-iquote", "/q", "-I/j");
}

/* -iprefix counts for those after it, whatever stands between. */
static void test_prefix(void)
{
    EXPECT("/i /base/p/b /s /base/p/w /a", 0, "-iprefix", "p/", "-iwithprefix", "w",
           "-iwithprefixbefore", "b", "-idirafter", "/a", "-isystem", "/s", "-I/i");
    EXPECT("/pa /base/q /base/b", 0, "-iwithprefix", "b", "-iprefix", "/p", "-iwithprefixbeforea",
           "-iprefixq", "-iwithprefixbefore", "");
    EXPECT("/base/=x", 0, "--sysroot=/r", "-iwithprefix", "=x");
}

static void test_once(void)
{
    EXPECT("/i /s", 0, "-I/i", "-isystem", "/s", "-isystem", "/s/.", "-I", "/i/.");
    EXPECT("/q /q", 1, "-iquote/q", "-iquote", "/q", "-I/q");
}

/* As clang does. */
static void test_system_wins(void)
{
    EXPECT("/j /s /i", 0, "-I/i", "-I/j", "-isystem", "/s", "-isystem", "/i");
    EXPECT("/j /i", 0, "-I/i", "-I/j", "-idirafter", "/i");
    EXPECT("/s /t", 0, "-isystem", "/s", "-idirafter", "/t", "-idirafter", "/s");
    EXPECT("/i /i", 1, "-iquote", "/i", "-isystem", "/i");
}

static void test_sysroot(void)
{
    EXPECT("/r/usr/i /base/=j", 0, "--sysroot=/r", "-I=usr/i", "-I./=j");
}

static void test_others(void)
{
    EXPECT("", 0, "-include", "i.h", "-DI", "-O2");
    EXPECT("/i", 0, "-DX=-I/no", "-std=gnu11", "-I/i", "-isysroot", "/r");
}

static void test_no_flags(void)
{
    expect(NULL, "", 0);
    expect((char *[]){NULL}, "", 0);
}

static char *text_of(char **flags)
{
    QlTuInput tu = input(flags);
    g_autoptr(QlIncludeDirs) dirs = ql_include_dirs_new(&tu);

    return g_strdup(dirs->text);
}

static void test_text(void)
{
    g_autofree char *joined = text_of((char *[]){"-I/i", "-iquote/q", NULL});
    g_autofree char *apart = text_of((char *[]){"-iquote", "/q/.", "-DX", "-I", "/i", NULL});
    g_autofree char *turned = text_of((char *[]){"-I/q", "-I/i", NULL});

    g_assert_cmpstr(joined, ==, apart);
    g_assert_cmpstr(joined, !=, turned);
}

static void expect_flag(const char *flag, gboolean named, gboolean next)
{
    gboolean next_word = FALSE;

    g_assert_cmpint(ql_is_include_dir_flag(flag, &next_word), ==, named);
    g_assert_cmpint(next_word, ==, next);
}

static void test_flag(void)
{
    expect_flag("-I", TRUE, TRUE);
    expect_flag("-Ia", TRUE, FALSE);
    expect_flag("-isystem", TRUE, TRUE);
    expect_flag("-isystem/a", TRUE, FALSE);
    expect_flag("-isystem-after", TRUE, TRUE);
    expect_flag("-iquote", TRUE, TRUE);
    expect_flag("-idirafter", TRUE, TRUE);
    expect_flag("-iprefix", TRUE, TRUE);
    expect_flag("-iwithprefix", TRUE, TRUE);
    expect_flag("-iwithprefixbefore", TRUE, TRUE);
    expect_flag("-iwithprefixbeforea", TRUE, FALSE);
    expect_flag("-include", FALSE, FALSE);
    expect_flag("-DI", FALSE, FALSE);
    expect_flag("a.c", FALSE, FALSE);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/include-dirs/forms", test_forms);
    g_test_add_func("/include-dirs/order", test_order);
    g_test_add_func("/include-dirs/prefix", test_prefix);
    g_test_add_func("/include-dirs/once", test_once);
    g_test_add_func("/include-dirs/system-wins", test_system_wins);
    g_test_add_func("/include-dirs/sysroot", test_sysroot);
    g_test_add_func("/include-dirs/others", test_others);
    g_test_add_func("/include-dirs/no-flags", test_no_flags);
    g_test_add_func("/include-dirs/text", test_text);
    g_test_add_func("/include-dirs/flag", test_flag);
    return g_test_run();
}
