/* SPDX-License-Identifier: Apache-2.0 */
/* Files and directories, and the top level of a file. */
#include "sections.h"
#include <string.h>
#include <sys/stat.h>

/* The only version of the format this program reads. */
#define FORMAT_VERSION "1"

/** Reads one entry of a section. */
typedef gboolean (*EntryFunc)(QlReader *reader, const yaml_node_t *node, GError **error);

typedef struct Section {
    const char *name;
    EntryFunc read;
} Section;

static const Section sections[] = {
    {"locks", ql_read_lock},
    {"predicates", ql_read_predicate},
    {"waits", ql_read_wait},
    {"threads", ql_read_thread},
    {"thread-creators", ql_read_creator},
    {"forks", ql_read_fork},
    {"callbacks", ql_read_callback},
    {"types", ql_read_type},
    {"containers", ql_read_container},
    {"makers", ql_read_maker},
    {"affinities", ql_read_affinity},
    {"gateways", ql_read_gateway},
    {"rules", ql_read_rule},
    {"requirements", ql_read_requirement},
    {"broadcasts", ql_read_broadcast},
};

static gboolean set_section(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                            gpointer target, GError **error)
{
    const Section *section = &sections[key->offset];

    if (value->type != YAML_SEQUENCE_NODE) {
        return ql_node_error(reader, value, error,
                             "section \"%s\" is no list; begin each entry with \"- \"", key->name);
    }
    for (const yaml_node_item_t *item = value->data.sequence.items.start;
         item < value->data.sequence.items.top; item++) {
        const yaml_node_t *node = yaml_document_get_node(reader->document, *item);
        if (!section->read(reader, node, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean set_version(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                            gpointer target, GError **error)
{
    if (value->type != YAML_SCALAR_NODE || !g_str_equal(ql_node_text(value), FORMAT_VERSION)) {
        return ql_node_error(reader, value, error,
                             "annotation format \"%s\" is not known; this program reads "
                             "\"qlockdep: " FORMAT_VERSION "\"",
                             value->type == YAML_SCALAR_NODE ? ql_node_text(value) : "");
    }
    return TRUE;
}

/** The top level: the version and one key a section, whose offset is its index. */
static const QlKey top_keys[] = {
    {.name = "qlockdep", .set = set_version, .required = TRUE},
    {.name = "locks", .set = set_section, .offset = 0},
    {.name = "predicates", .set = set_section, .offset = 1},
    {.name = "waits", .set = set_section, .offset = 2},
    {.name = "threads", .set = set_section, .offset = 3},
    {.name = "thread-creators", .set = set_section, .offset = 4},
    {.name = "forks", .set = set_section, .offset = 5},
    {.name = "callbacks", .set = set_section, .offset = 6},
    {.name = "types", .set = set_section, .offset = 7},
    {.name = "containers", .set = set_section, .offset = 8},
    {.name = "makers", .set = set_section, .offset = 9},
    {.name = "affinities", .set = set_section, .offset = 10},
    {.name = "gateways", .set = set_section, .offset = 11},
    {.name = "rules", .set = set_section, .offset = 12},
    {.name = "requirements", .set = set_section, .offset = 13},
    {.name = "broadcasts", .set = set_section, .offset = 14},
    {.name = NULL},
};

/* The version comes first, so that a file of another version is not read with this one's eyes. */
static gboolean check_first_key(QlReader *reader, const yaml_node_t *root, GError **error)
{
    QlPosition at = {reader->file, 1, 1};
    const yaml_node_t *first = NULL;

    if (!root) {
        return ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, &at,
                                 "file is empty; begin it with \"qlockdep: " FORMAT_VERSION "\"");
    }
    if (root->type == YAML_MAPPING_NODE &&
        root->data.mapping.pairs.start < root->data.mapping.pairs.top) {
        first = yaml_document_get_node(reader->document, root->data.mapping.pairs.start->key);
    }
    if (!first || first->type != YAML_SCALAR_NODE ||
        !g_str_equal(ql_node_text(first), "qlockdep")) {
        return ql_node_error(
            reader, first ? first : root, error,
            "the first key is not \"qlockdep\"; begin the file with \"qlockdep: " FORMAT_VERSION
            "\"");
    }
    return TRUE;
}

static gboolean load_file(QlAnnotations *annotations, const char *path, GError **error)
{
    char *file = g_strdup(path);
    yaml_document_t document;

    g_ptr_array_add(annotations->files, file);
    if (!ql_yaml_read(file, &document, error)) {
        return FALSE;
    }
    QlReader reader = {annotations, &document, file, NULL};
    reader.lists = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    const yaml_node_t *root = yaml_document_get_root_node(&document);
    gboolean ok = check_first_key(&reader, root, error) &&
                  ql_read_mapping(&reader, root, "an annotation file", top_keys, NULL, error);
    g_ptr_array_unref(reader.lists);
    yaml_document_delete(&document);
    return ok;
}

/* ---- directories ---- */

/** Adds the *.yaml files below @directory to @files. Symbolic links to directories may form a loop.
 */
static gboolean collect_files(const char *directory, GPtrArray *files, GError **error)
{
    g_autoptr(GError) cause = NULL;
    g_autoptr(GDir) dir = g_dir_open(directory, 0, &cause);
    const char *name;

    if (!dir) {
        g_set_error(error, QL_ANNOTATE_ERROR, QL_ANNOTATE_ERROR_READ,
                    "%s:1:1: cannot read: %s; check the path", directory, cause->message);
        return FALSE;
    }
    while ((name = g_dir_read_name(dir))) {
        g_autofree char *path = g_build_filename(directory, name, NULL);
        struct stat st;
        if (lstat(path, &st) == 0 && S_ISDIR(st.st_mode)) {
            if (!collect_files(path, files, error)) {
                return FALSE;
            }
        } else if (g_str_has_suffix(name, ".yaml")) {
            g_ptr_array_add(files, g_steal_pointer(&path));
        }
    }
    return TRUE;
}

static gint compare_paths(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

static gboolean load_directory(QlAnnotations *annotations, const char *directory, GError **error)
{
    g_autoptr(GPtrArray) files = g_ptr_array_new_with_free_func(g_free);

    if (!collect_files(directory, files, error)) {
        return FALSE;
    }
    if (files->len == 0) {
        g_set_error(error, QL_ANNOTATE_ERROR, QL_ANNOTATE_ERROR_READ,
                    "%s:1:1: no *.yaml file in this directory; check the path", directory);
        return FALSE;
    }
    g_ptr_array_sort(files, compare_paths);
    for (guint i = 0; i < files->len; i++) {
        if (!load_file(annotations, g_ptr_array_index(files, i), error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean ql_annotations_load(QlAnnotations *annotations, const char *path, GError **error)
{
    if (g_file_test(path, G_FILE_TEST_IS_DIR)) {
        return load_directory(annotations, path, error);
    }
    return load_file(annotations, path, error);
}
