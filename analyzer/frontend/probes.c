/* SPDX-License-Identifier: Apache-2.0 */
#include "probes.h"

#include "logical_text.h"
#include "tu.h"

#include <stdlib.h>
#include <string.h>

#define BLANKS " \t\v\f"
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_$"

struct QlProbes {
    const QlPaths *paths;
    GHashTable *by_file; /* rooted path -> GPtrArray of what it asks for; NULL: nothing */
};

/* What one text asks for. */
typedef struct Asked {
    GPtrArray *names;    /* char*: of __has_include, and includes with ".." */
    GPtrArray *embedded; /* char*: in quotes */
    gboolean questions;  /* there are others than includes */
    gboolean untold;     /* some are not written there */
} Asked;

/* A name between quotes or angle brackets, and where the text goes on after it. */
typedef struct Quoted {
    char *name; /* NULL: there is none */
    gboolean angled;
    const char *after;
} Quoted;

/* ---- a line ---- */

static const char *skip_blanks(const char *at)
{
    return at + strspn(at, BLANKS);
}

static gboolean is_word(const char *at, gsize length, const char *word)
{
    return length == strlen(word) && memcmp(at, word, length) == 0;
}

static Quoted read_quoted(const char *at)
{
    Quoted quoted = {.angled = *at == '<', .after = at};
    const char *close;

    if (*at != '"' && *at != '<') {
        return quoted;
    }
    close = strchr(at + 1, quoted.angled ? '>' : '"');
    if (close && close > at + 1) {
        quoted.name = g_strndup(at + 1, (gsize)(close - at) - 1);
        quoted.after = close + 1;
    }
    return quoted;
}

static gboolean goes_up(const char *name)
{
    g_auto(GStrv) parts = g_strsplit(name, "/", -1);

    return g_strv_contains((const char *const *)parts, "..");
}

/* Of an include, or of a macro that one may be made with. */
static void add_names_above(Asked *asked, const char *at)
{
    while (*(at += strcspn(at, "\"<"))) {
        Quoted quoted = read_quoted(at);

        if (quoted.name && goes_up(quoted.name)) {
            g_ptr_array_add(asked->names, g_steal_pointer(&quoted.name));
        }
        g_free(quoted.name);
        at = MAX(quoted.after, at + 1);
    }
}

/* What the compiler finds beside the file cannot be found elsewhere. */
static void add_embedded(Asked *asked, const char *at)
{
    Quoted quoted = read_quoted(skip_blanks(at));

    asked->questions = TRUE;
    if (quoted.name && !quoted.angled) {
        g_ptr_array_add(asked->embedded, g_steal_pointer(&quoted.name));
    } else {
        asked->untold = TRUE;
    }
    g_free(quoted.name);
}

static void add_question(Asked *asked, const char *at)
{
    Quoted quoted;

    at = skip_blanks(at);
    quoted = read_quoted(skip_blanks(at + (*at == '(')));
    asked->questions = TRUE;
    if (quoted.name) {
        g_ptr_array_add(asked->names, quoted.name);
    } else {
        asked->untold = TRUE;
    }
}

static void add_word(Asked *asked, const char *at, gsize length)
{
    if (is_word(at, length, "__has_include") || is_word(at, length, "__has_include_next")) {
        add_question(asked, at + length);
    } else if (is_word(at, length, "__has_embed")) {
        add_embedded(asked, at + length + strspn(at + length, BLANKS "("));
    }
}

/* In a condition or the body of a macro. "defined __has_include" asks for no file. */
static void add_questions(Asked *asked, const char *at)
{
    gboolean is_defined = FALSE;

    while (*at) {
        gsize length = strspn(at, LETTERS);

        if (length > 0) {
            if (!is_defined) {
                add_word(asked, at, length);
            }
            is_defined = is_word(at, length, "defined");
        } else if (!strchr(BLANKS "(", *at)) {
            is_defined = FALSE;
        }
        at += MAX(length, 1);
    }
}

static void add_macro(Asked *asked, const char *at)
{
    at = skip_blanks(at);
    at += strspn(at, LETTERS);
    add_names_above(asked, at);
    add_questions(asked, at);
}

static void add_directive(Asked *asked, const char *at)
{
    gsize length = strspn(at, LETTERS);
    const char *operand = at + length;

    if (is_word(at, length, "include") || is_word(at, length, "include_next") ||
        is_word(at, length, "import")) {
        add_names_above(asked, operand);
    } else if (is_word(at, length, "embed")) {
        add_embedded(asked, operand);
    } else if (is_word(at, length, "define")) {
        add_macro(asked, operand);
    } else if (is_word(at, length, "if") || is_word(at, length, "elif")) {
        add_questions(asked, operand);
    }
}

static void add_line(Asked *asked, const char *line)
{
    const char *at = skip_blanks(line);

    if (*at == '#') {
        add_directive(asked, skip_blanks(at + 1));
    } else if (g_str_has_prefix(at, "%:")) {
        add_directive(asked, skip_blanks(at + 2));
    }
}

/* ---- a text ---- */

static gboolean contains(const char *text, gsize length, const char *word)
{
    return memmem(text, length, word, strlen(word)) != NULL;
}

/* Whether a line ends, and continues, amid a word. */
static gboolean has_broken_word(const char *text, gsize length)
{
    const char *end = text + length, *at = text;

    while ((at = memchr(at, '\\', (gsize)(end - at)))) {
        const char *next = at + 1;

        next += next < end && *next == '\r';
        if (at > text && next + 1 < end && *next == '\n' && !g_ascii_isspace(at[-1]) &&
            !g_ascii_isspace(next[1])) {
            return TRUE;
        }
        at++;
    }
    return FALSE;
}

/* Most texts ask for nothing, and that is seen at a glance. */
static gboolean may_ask(const char *text, gsize length)
{
    return contains(text, length, "__has_include") || contains(text, length, "embed") ||
           contains(text, length, "../") || has_broken_word(text, length);
}

static void asked_init(Asked *asked, const char *text, gsize length)
{
    *asked = (Asked){.names = g_ptr_array_new_with_free_func(g_free),
                     .embedded = g_ptr_array_new_with_free_func(g_free)};
    if (!may_ask(text, length)) {
        return;
    }
    GString *logical = ql_logical_text(text, length);
    g_auto(GStrv) lines = g_strsplit(logical->str, "\n", -1);
    for (char **line = lines; *line; line++) {
        add_line(asked, *line);
    }
    g_string_free(logical, TRUE);
}

static void asked_clear(Asked *asked)
{
    g_ptr_array_unref(asked->names);
    g_ptr_array_unref(asked->embedded);
}

gboolean ql_asks_for_files(const char *text, gsize length)
{
    Asked asked;

    asked_init(&asked, text, length);
    asked_clear(&asked);
    return asked.questions;
}

/* ---- files ---- */

static void free_names(gpointer names)
{
    if (names) {
        g_ptr_array_unref(names);
    }
}

QlProbes *ql_probes_new(const QlPaths *paths)
{
    QlProbes *probes = g_new0(QlProbes, 1);

    probes->paths = paths;
    probes->by_file = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_names);
    return probes;
}

void ql_probes_free(QlProbes *probes)
{
    if (probes) {
        g_hash_table_destroy(probes->by_file);
        g_free(probes);
    }
}

/* Adds file @name beside the one at @path; FALSE if it is looked for elsewhere. */
static gboolean add_beside(const QlProbes *probes, const char *path, const char *name,
                           GPtrArray *names)
{
    g_autofree char *directory = g_path_get_dirname(path);
    g_autofree char *beside = g_canonicalize_filename(name, directory);

    if (!g_file_test(beside, G_FILE_TEST_EXISTS)) {
        return FALSE;
    }
    g_ptr_array_add(names, ql_paths_to_rooted(probes->paths, beside, NULL));
    return TRUE;
}

static GPtrArray *names_in(const QlProbes *probes, const char *rooted, const char *path,
                           const char *text, gsize length)
{
    GPtrArray *names = g_ptr_array_new_with_free_func(g_free);
    Asked asked;

    asked_init(&asked, text, length);
    for (guint i = 0; i < asked.names->len; i++) {
        g_ptr_array_add(names, g_strconcat(QL_NOT_FOUND, asked.names->pdata[i], NULL));
    }
    for (guint i = 0; i < asked.embedded->len; i++) {
        asked.untold |= !add_beside(probes, path, asked.embedded->pdata[i], names);
    }
    if (asked.untold) {
        g_ptr_array_add(names, g_strconcat(QL_UNTOLD, rooted, NULL));
    }
    asked_clear(&asked);
    return names;
}

/* The compiler looks beside a file as it is without symbolic links. */
static char *real_path(const QlProbes *probes, const char *rooted)
{
    g_autofree char *path = ql_paths_to_absolute(probes->paths, rooted);
    char *real = realpath(path, NULL);
    char *copy = g_strdup(real ? real : path);

    free(real);
    return copy;
}

static const GPtrArray *names_of(QlProbes *probes, const char *rooted)
{
    g_autofree char *path = NULL;
    g_autofree char *text = NULL;
    gsize length;
    gpointer known;

    if (g_hash_table_lookup_extended(probes->by_file, rooted, NULL, &known)) {
        return known;
    }
    path = real_path(probes, rooted);
    known =
        g_file_test(path, G_FILE_TEST_IS_REGULAR) && g_file_get_contents(path, &text, &length, NULL)
            ? names_in(probes, rooted, path, text, length)
            : NULL;
    g_hash_table_insert(probes->by_file, g_strdup(rooted), known);
    return known;
}

void ql_probes_add(QlProbes *probes, GPtrArray *files)
{
    g_autoptr(GHashTable) added = g_hash_table_new(g_str_hash, g_str_equal);
    guint n = files->len;

    for (guint i = 0; i < n; i++) {
        g_hash_table_add(added, files->pdata[i]);
    }
    for (guint i = 0; i < n; i++) {
        const char *rooted = files->pdata[i];
        const GPtrArray *names = NULL;

        if (!g_str_has_prefix(rooted, QL_NOT_FOUND) && !g_str_has_prefix(rooted, "SYS:")) {
            names = names_of(probes, rooted);
        }
        for (guint k = 0; names && k < names->len; k++) {
            if (g_hash_table_add(added, names->pdata[k])) {
                g_ptr_array_add(files, g_strdup(names->pdata[k]));
            }
        }
    }
}
