/* SPDX-License-Identifier: Apache-2.0 */
/* compile_commands.json to entries. */
#include "command.h"
#include "compdb.h"
#include "executables.h"
#include "json_position.h"
#include "read_file.h"
#include "response_file.h"
#include "shell_words.h"
#include "source_tree.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_BYTES = 512 << 20 };

#define HOW_TO_GET_ONE                                                                             \
    "configure the build with meson, CMake (-DCMAKE_EXPORT_COMPILE_COMMANDS=ON) or "               \
    "scripts/prepare-qemu, or record it with 'bear -- make'"

typedef struct Loader {
    QlCompdb *compdb;
    char *text;
    gsize length;
    json_t *root;
    GPtrArray *directories; /* char*: absolute, by entry */
    GPtrArray *sources;     /* char*: absolute, by entry */
    char *trees[3];         /* build and source without symbolic links, NULL */
    GHashTable *groups;     /* QlTuInput*, those of equal flags, to group + 1 */
    GHashTable *objects;    /* absolute path to entry + 1 */
    char *seen_directory;   /* that an object was in last */
    char *real_directory;   /* the same without symbolic links */
    GError **error;
} Loader;

static void loader_clear(Loader *l)
{
    g_hash_table_destroy(l->groups);
    g_clear_pointer(&l->compdb, ql_compdb_free);
    g_free(l->text);
    json_decref(l->root);
    g_ptr_array_unref(l->directories);
    g_ptr_array_unref(l->sources);
    g_free(l->trees[0]);
    g_free(l->trees[1]);
    g_hash_table_destroy(l->objects);
    g_free(l->seen_directory);
    g_free(l->real_directory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC(Loader, loader_clear)

static void entry_free(QlCompdbEntry *entry)
{
    ql_tu_input_free(entry->tu);
    g_free(entry);
}

static void loader_init(Loader *l, GError **error)
{
    l->compdb = g_new0(QlCompdb, 1);
    l->compdb->entries = g_ptr_array_new_with_free_func((GDestroyNotify)entry_free);
    l->compdb->executables = g_ptr_array_new();
    l->directories = g_ptr_array_new_with_free_func(g_free);
    l->sources = g_ptr_array_new_with_free_func(g_free);
    l->groups = g_hash_table_new(ql_tu_input_flags_hash, ql_tu_input_flags_equal);
    l->objects = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    l->error = error;
}

static char *real_path(const char *path)
{
    char *resolved = realpath(path, NULL);
    char *result = g_strdup(resolved ? resolved : path);

    free(resolved);
    return result;
}

/* ---- errors ---- */

/* Messages quote the input: what would steer a terminal must not get through. */
static void hide_control_characters(char *text)
{
    for (; *text; text++) {
        if (g_ascii_iscntrl(*text)) {
            *text = '?';
        }
    }
}

static gboolean fail_at(Loader *l, int code, guint line, guint column, const char *text)
{
    g_autofree char *shown = g_strdup(text);

    hide_control_characters(shown);
    g_set_error(l->error, QL_COMPDB_ERROR, code, "%s:%u:%u: %s", l->compdb->path, line, column,
                shown);
    return FALSE;
}

G_GNUC_PRINTF(3, 4)
static gboolean fail_entry(Loader *l, gsize index, const char *format, ...)
{
    g_autofree char *problem = NULL;
    g_autofree char *text = NULL;
    guint line;
    guint column;
    va_list args;

    va_start(args, format);
    problem = g_strdup_vprintf(format, args);
    va_end(args);
    text = g_strdup_printf("entry %" G_GSIZE_FORMAT " (counted from 0) %s", index, problem);
    ql_json_position(l->text, l->length, index, &line, &column);
    return fail_at(l, QL_COMPDB_ERROR_CONTENT, line, column, text);
}

/* ---- reading the file ---- */

/* Finds the database: @where is it or its directory. A link to it leads to its build tree. */
static void find_files(QlCompdb *compdb, const char *where)
{
    g_autofree char *real = NULL;

    if (g_file_test(where, G_FILE_TEST_IS_DIR)) {
        compdb->path = g_build_filename(where, "compile_commands.json", NULL);
    } else {
        compdb->path = g_strdup(where);
    }
    real = g_file_test(compdb->path, G_FILE_TEST_IS_SYMLINK)
               ? real_path(compdb->path)
               : g_canonicalize_filename(compdb->path, NULL);
    compdb->build = g_path_get_dirname(real);
}

static gboolean read_text(Loader *l)
{
    g_autoptr(GError) failure = NULL;

    l->text = ql_read_file(l->compdb->path, MAX_BYTES, &l->length, &failure);
    if (l->text) {
        return TRUE;
    }
    g_set_error(l->error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_READ, "cannot read %s: %s; %s",
                l->compdb->path, failure->message, HOW_TO_GET_ONE);
    return FALSE;
}

static gboolean parse_text(Loader *l)
{
    json_error_t failure;

    l->root = json_loadb(l->text, l->length, 0, &failure);
    if (!l->root) {
        g_autofree char *text = g_strdup_printf("bad JSON: %s", failure.text);
        return fail_at(l, QL_COMPDB_ERROR_SYNTAX, MAX(failure.line, 1), MAX(failure.column, 1),
                       text);
    }
    if (!json_is_array(l->root)) {
        return fail_at(l, QL_COMPDB_ERROR_CONTENT, 1, 1, "expected an array of entries");
    }
    if (!json_array_size(l->root)) {
        g_set_error(l->error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_EMPTY,
                    "%s: the compile database is empty; %s", l->compdb->path, HOW_TO_GET_ONE);
        return FALSE;
    }
    return TRUE;
}

/* ---- entries ---- */

/* Value of optional @key in @text; FALSE if it is something else than a string. */
static gboolean get_string(Loader *l, gsize index, json_t *entry, const char *key,
                           const char **text)
{
    json_t *value = json_object_get(entry, key);

    *text = json_string_value(value);
    return !value || *text || fail_entry(l, index, "has a \"%s\" that is no string", key);
}

static gboolean locate_entry(Loader *l, gsize index, json_t *entry)
{
    const char *file;
    const char *directory;
    char *absolute;

    if (!json_is_object(entry)) {
        return fail_entry(l, index, "is not an object");
    }
    if (!get_string(l, index, entry, "file", &file) ||
        !get_string(l, index, entry, "directory", &directory)) {
        return FALSE;
    }
    if (!file || !*file) {
        return fail_entry(l, index, "has no \"file\"");
    }
    absolute = g_canonicalize_filename(directory ? directory : ".", l->compdb->build);
    g_ptr_array_add(l->directories, absolute);
    g_ptr_array_add(l->sources, g_canonicalize_filename(file, absolute));
    return TRUE;
}

static gboolean locate_entries(Loader *l)
{
    gsize index;
    json_t *entry;

    json_array_foreach(l->root, index, entry)
    {
        if (!locate_entry(l, index, entry)) {
            return FALSE;
        }
    }
    l->compdb->source = ql_source_tree_find(l->compdb->build, l->sources);
    l->trees[0] = real_path(l->compdb->build);
    l->trees[1] = real_path(l->compdb->source);
    return TRUE;
}

static char **words_of_arguments(Loader *l, gsize index, json_t *arguments)
{
    g_autoptr(GPtrArray) words = g_ptr_array_new();
    gsize i;
    json_t *argument;

    json_array_foreach(arguments, i, argument)
    {
        if (!json_is_string(argument)) {
            fail_entry(l, index, "has \"arguments\" that are not all strings");
            return NULL;
        }
        g_ptr_array_add(words, (char *)json_string_value(argument));
    }
    g_ptr_array_add(words, NULL);
    return g_strdupv((char **)words->pdata);
}

static char **words_of_command(Loader *l, gsize index, const char *command)
{
    g_autoptr(GError) failure = NULL;
    char **words = ql_shell_words(command, &failure);

    if (!words) {
        fail_entry(l, index, "has a bad \"command\": %s", failure->message);
    }
    return words;
}

/* The compiler's command line, as the entry has it. */
static char **entry_words(Loader *l, gsize index, json_t *entry)
{
    json_t *arguments = json_object_get(entry, "arguments");
    const char *command;
    char **words;

    if (arguments && !json_is_array(arguments)) {
        fail_entry(l, index, "has \"arguments\" that are no array");
        return NULL;
    }
    if (!get_string(l, index, entry, "command", &command)) {
        return NULL;
    }
    if (!arguments && !command) {
        fail_entry(l, index, "has neither \"command\" nor \"arguments\"");
        return NULL;
    }
    words =
        arguments ? words_of_arguments(l, index, arguments) : words_of_command(l, index, command);
    if (words && !*words) {
        g_clear_pointer(&words, g_strfreev);
        fail_entry(l, index, "has an empty %s", arguments ? "\"arguments\"" : "\"command\"");
    }
    return words;
}

/* TUs of equal flags in one directory, which relative include paths tie them to, are a group. */
static guint find_group(Loader *l, QlTuInput *tu)
{
    guint known = GPOINTER_TO_UINT(g_hash_table_lookup(l->groups, tu));

    if (known) {
        return known - 1;
    }
    g_hash_table_insert(l->groups, tu, GUINT_TO_POINTER(++l->compdb->n_groups));
    return l->compdb->n_groups - 1;
}

/* Most builds run all their commands in one directory. */
static const char *resolve_directory(Loader *l, const char *directory)
{
    if (g_strcmp0(directory, l->seen_directory) != 0) {
        g_free(l->seen_directory);
        g_free(l->real_directory);
        l->seen_directory = g_strdup(directory);
        l->real_directory = real_path(directory);
    }
    return l->real_directory;
}

static void index_object(Loader *l, const char *output, const char *directory)
{
    char *path = g_canonicalize_filename(output, resolve_directory(l, directory));

    if (g_hash_table_contains(l->objects, path)) {
        g_free(path);
        return;
    }
    g_hash_table_insert(l->objects, path, GUINT_TO_POINTER(l->compdb->entries->len));
}

/* Takes the flags from @command. */
static void add_entry(Loader *l, gsize index, QlCommand *command, const char *output)
{
    const char *directory = l->directories->pdata[index];
    QlCompdbEntry *entry = g_new0(QlCompdbEntry, 1);

    entry->tu = ql_tu_input_new(l->sources->pdata[index], directory, output, NULL);
    g_strfreev(entry->tu->flags);
    entry->tu->flags = g_steal_pointer(&command->flags);
    entry->group = find_group(l, entry->tu);
    g_ptr_array_add(l->compdb->entries, entry);
    if (output) {
        index_object(l, output, directory);
    }
}

static gboolean read_entry(Loader *l, gsize index, json_t *entry)
{
    QlResponseScope scope = {.trees = (const char *const *)l->trees,
                             .directory = l->directories->pdata[index],
                             .dropped = &l->compdb->dropped_response_files};
    char **written = entry_words(l, index, entry);
    g_auto(GStrv) words = written ? ql_response_expand(written, &scope) : NULL;
    g_autoptr(QlCommand) command = NULL;
    const char *output;

    if (!words || !get_string(l, index, entry, "output", &output)) {
        return FALSE;
    }
    command = ql_command_parse(words, l->sources->pdata[index]);
    if (command->is_c) {
        add_entry(l, index, command, output ? output : command->output);
    } else {
        l->compdb->skipped++;
    }
    return TRUE;
}

static gboolean read_entries(Loader *l)
{
    gsize index;
    json_t *entry;

    json_array_foreach(l->root, index, entry)
    {
        if (!read_entry(l, index, entry)) {
            return FALSE;
        }
    }
    if (!l->compdb->entries->len) {
        g_set_error(l->error, QL_COMPDB_ERROR, QL_COMPDB_ERROR_EMPTY,
                    "%s: none of its %u entries is C", l->compdb->path, l->compdb->skipped);
        return FALSE;
    }
    return TRUE;
}

static gboolean read_link_edges(Loader *l)
{
    g_autofree char *beside = g_path_get_dirname(l->compdb->path);
    g_autofree char *path = g_build_filename(beside, "build.ninja", NULL);
    g_autoptr(QlNinja) ninja = NULL;

    if (g_file_test(l->compdb->path, G_FILE_TEST_IS_SYMLINK)) {
        g_free(path);
        path = g_build_filename(l->compdb->build, "build.ninja", NULL);
    }
    if (!g_file_test(path, G_FILE_TEST_EXISTS)) {
        return TRUE;
    }
    ninja = ql_ninja_read(path, l->error);
    return ninja && ql_executables_read(l->compdb, ninja, l->trees[0], l->objects, l->error);
}

QlCompdb *ql_compdb_load(const char *build, GError **error)
{
    g_auto(Loader) loader = {0};

    loader_init(&loader, error);
    find_files(loader.compdb, build);
    if (!read_text(&loader) || !parse_text(&loader) || !locate_entries(&loader) ||
        !read_entries(&loader) || !read_link_edges(&loader)) {
        return NULL;
    }
    return g_steal_pointer(&loader.compdb);
}
