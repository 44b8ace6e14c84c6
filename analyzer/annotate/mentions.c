/* SPDX-License-Identifier: Apache-2.0 */
#include "mentions.h"
#include <string.h>

/* A word that is looked for. In one file: the first line that has it. */
typedef struct Word {
    char *text;
    gsize length;
    guint line; /* in the file just read; 0: not there */
} Word;

/* A name that has not been found yet. */
typedef struct Name {
    const char *name;
    GPtrArray *words; /* Word* in Search.words */
} Name;

typedef struct Search {
    GPtrArray *names;            /* Name*, not found yet */
    GHashTable *words;           /* text -> Word*, of all names */
    GPtrArray *by_initial[0x80]; /* Word*, or NULL: none begins so */
    GHashTable *found;           /* name -> "file:line" */
} Search;

static void name_free(gpointer p)
{
    Name *name = p;
    g_ptr_array_unref(name->words);
    g_free(name);
}

static void word_free(gpointer p)
{
    Word *word = p;
    g_free(word->text);
    g_free(word);
}

/* ---- one file ---- */

static gboolean begins_word(char c)
{
    return g_ascii_isalpha(c) || c == '_';
}

static gboolean goes_on(char c)
{
    return g_ascii_isalnum(c) || c == '_';
}

static void see_word(const Search *search, const char *text, gsize length, guint line)
{
    const GPtrArray *candidates = search->by_initial[(guchar)*text & 0x7f];

    for (guint i = 0; candidates && i < candidates->len; i++) {
        Word *word = g_ptr_array_index(candidates, i);
        if (word->length == length && word->line == 0 && memcmp(word->text, text, length) == 0) {
            word->line = line;
        }
    }
}

static void see_text(const Search *search, const char *text, gsize length)
{
    const char *end = text + length;
    guint line = 1;

    for (const char *p = text; p < end;) {
        if (!begins_word(*p)) {
            line += *p == '\n';
            /* What follows a digit is a number's suffix, not a word. */
            gboolean number = g_ascii_isdigit(*p++);
            while (number && p < end && goes_on(*p)) {
                p++;
            }
            continue;
        }
        const char *start = p;
        while (p < end && goes_on(*p)) {
            p++;
        }
        see_word(search, start, (gsize)(p - start), line);
    }
}

/* The line of @name in the file just read, 0 if a word of it is missing. */
static guint name_line(const Name *name)
{
    guint line = 0;

    for (guint i = 0; i < name->words->len; i++) {
        line = ((const Word *)g_ptr_array_index(name->words, i))->line;
        if (line == 0) {
            return 0;
        }
    }
    return line;
}

static void take_found(Search *search, const char *file)
{
    for (guint i = search->names->len; i-- > 0;) {
        const Name *name = g_ptr_array_index(search->names, i);
        guint line = name_line(name);
        if (line > 0) {
            g_hash_table_insert(search->found, g_strdup(name->name),
                                g_strdup_printf("%s:%u", file, line));
            g_ptr_array_remove_index(search->names, i);
        }
    }
}

static void forget_lines(const Search *search)
{
    GHashTableIter iter;
    gpointer word;

    g_hash_table_iter_init(&iter, search->words);
    while (g_hash_table_iter_next(&iter, NULL, &word)) {
        ((Word *)word)->line = 0;
    }
}

static void search_file(Search *search, const char *path, const char *shown)
{
    g_autoptr(GMappedFile) file = g_mapped_file_new(path, FALSE, NULL);

    if (!file) {
        return;
    }
    forget_lines(search);
    see_text(search, g_mapped_file_get_contents(file), g_mapped_file_get_length(file));
    take_found(search, shown);
}

/* ---- all files ---- */

static gboolean is_c_file(const char *name)
{
    return g_str_has_suffix(name, ".c") || g_str_has_suffix(name, ".h") ||
           g_str_has_suffix(name, ".inc");
}

static int compare_texts(gconstpointer a, gconstpointer b)
{
    return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* What is in directory @path, bytewise; hidden files do not count. */
static GPtrArray *list_directory(const char *path)
{
    GPtrArray *entries = g_ptr_array_new_with_free_func(g_free);
    g_autoptr(GDir) dir = g_dir_open(path, 0, NULL);
    const char *entry;

    while (dir && (entry = g_dir_read_name(dir))) {
        if (entry[0] != '.') {
            g_ptr_array_add(entries, g_strdup(entry));
        }
    }
    g_ptr_array_sort(entries, compare_texts);
    return entries;
}

/* @shown is @path relative to the root, "" for the root itself. */
static void search_directory(Search *search, const char *path, const char *shown)
{
    g_autoptr(GPtrArray) entries = list_directory(path);

    for (guint i = 0; i < entries->len && search->names->len > 0; i++) {
        const char *entry = g_ptr_array_index(entries, i);
        g_autofree char *below = g_build_filename(path, entry, NULL);
        g_autofree char *name = shown[0] ? g_build_filename(shown, entry, NULL) : g_strdup(entry);

        /* Neither endless rings nor files of other trees. */
        if (g_file_test(below, G_FILE_TEST_IS_SYMLINK)) {
            continue;
        }
        if (g_file_test(below, G_FILE_TEST_IS_DIR)) {
            search_directory(search, below, name);
        } else if (is_c_file(entry) && g_file_test(below, G_FILE_TEST_IS_REGULAR)) {
            search_file(search, below, name);
        }
    }
}

/* ---- what is looked for ---- */

static Word *get_word(Search *search, const char *text)
{
    Word *word = g_hash_table_lookup(search->words, text);
    GPtrArray **initial = &search->by_initial[(guchar)*text & 0x7f];

    if (word) {
        return word;
    }
    word = g_new0(Word, 1);
    word->text = g_strdup(text);
    word->length = strlen(text);
    g_hash_table_insert(search->words, word->text, word);
    if (!*initial) {
        *initial = g_ptr_array_new();
    }
    g_ptr_array_add(*initial, word);
    return word;
}

static void add_name(Search *search, const char *text)
{
    if (strchr(text, '*')) {
        return;
    }
    Name *name = g_new0(Name, 1);
    g_auto(GStrv) parts = g_strsplit(text, ".", -1);
    name->name = text;
    name->words = g_ptr_array_new();
    for (guint i = 0; parts[i]; i++) {
        g_ptr_array_add(name->words, get_word(search, parts[i]));
    }
    g_ptr_array_add(search->names, name);
}

GHashTable *ql_mentions_find(const char *root, const GPtrArray *names)
{
    Search search = {
        .names = g_ptr_array_new_with_free_func(name_free),
        .words = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, word_free),
        .found = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free),
    };

    for (guint i = 0; i < names->len; i++) {
        add_name(&search, g_ptr_array_index(names, i));
    }
    search_directory(&search, root, "");
    for (guint i = 0; i < G_N_ELEMENTS(search.by_initial); i++) {
        g_clear_pointer(&search.by_initial[i], g_ptr_array_unref);
    }
    g_ptr_array_unref(search.names);
    g_hash_table_unref(search.words);
    return search.found;
}
