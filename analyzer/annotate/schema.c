/* SPDX-License-Identifier: Apache-2.0 */
#include "schema.h"
#include "nearest.h"
#include <string.h>

/* Positions and counts of parameters beyond this are typing mistakes. */
#define MAX_ARGUMENT 63

const QlKey ql_plain_name_keys[] = {
    {.name = "optional", .set = ql_set_text, .offset = G_STRUCT_OFFSET(QlNamed, optional)},
    {.name = NULL},
};

QlPosition ql_node_position(const QlReader *reader, const yaml_node_t *node)
{
    return ql_yaml_position(reader->file, node->start_mark);
}

const char *ql_node_text(const yaml_node_t *node)
{
    return (const char *)node->data.scalar.value;
}

gboolean ql_node_error(QlReader *reader, const yaml_node_t *node, GError **error,
                       const char *format, ...)
{
    QlPosition at = ql_node_position(reader, node);
    va_list args;

    va_start(args, format);
    g_autofree char *text = g_strdup_vprintf(format, args);
    va_end(args);
    return ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, &at, "%s", text);
}

GPtrArray *ql_reader_list(QlReader *reader, GDestroyNotify element_free)
{
    GPtrArray *list = g_ptr_array_new_with_free_func(element_free);
    g_ptr_array_add(reader->lists, list);
    return list;
}

static yaml_node_t *node_of(const QlReader *reader, int index)
{
    return yaml_document_get_node(reader->document, index);
}

static const char *node_kind(const yaml_node_t *node)
{
    switch (node->type) {
    case YAML_SEQUENCE_NODE: return "a list";
    case YAML_MAPPING_NODE: return "a mapping";
    default: return ql_node_text(node)[0] ? "text" : "nothing";
    }
}

static gboolean is_plain(const yaml_node_t *node)
{
    return node->type == YAML_SCALAR_NODE && node->data.scalar.style == YAML_PLAIN_SCALAR_STYLE;
}

static gboolean is_one_of(const char *text, const char *const *words)
{
    return g_strv_contains(words, text);
}

/* What YAML readers take for a truth value, null or number is no name or reason. */
static gboolean is_text(const yaml_node_t *node)
{
    static const char *const others[] = {"true", "false", "null", "~", "yes", "no", NULL};

    if (node->type != YAML_SCALAR_NODE || !ql_node_text(node)[0] ||
        strlen(ql_node_text(node)) != node->data.scalar.length) {
        return FALSE;
    }
    if (!is_plain(node)) {
        return TRUE;
    }
    const char *text = ql_node_text(node);
    return !is_one_of(text, others) && strspn(text, "0123456789.+-") != strlen(text);
}

/* ---- mappings ---- */

static const QlKey *find_key(const QlKey *keys, const char *name)
{
    for (const QlKey *key = keys; key->name; key++) {
        if (g_str_equal(key->name, name)) {
            return key;
        }
    }
    return NULL;
}

static gboolean unknown_key(QlReader *reader, const yaml_node_t *node, const char *what,
                            const QlKey *keys, GError **error)
{
    g_autoptr(GPtrArray) known = g_ptr_array_new();

    for (const QlKey *key = keys; key->name; key++) {
        g_ptr_array_add(known, (gpointer)key->name);
    }
    g_autofree char *hint = ql_nearest_hint(ql_node_text(node), known);
    return ql_node_error(reader, node, error, "unknown key \"%s\" in %s; %s", ql_node_text(node),
                         what, hint);
}

static gboolean check_required(QlReader *reader, const yaml_node_t *node, const char *what,
                               const QlKey *keys, guint64 seen, GError **error)
{
    for (guint i = 0; keys[i].name; i++) {
        if (keys[i].required && !(seen & (G_GUINT64_CONSTANT(1) << i))) {
            return ql_node_error(reader, node, error, "%s has no \"%s\"; add it", what,
                                 keys[i].name);
        }
    }
    return TRUE;
}

/** Reads one pair; @seen has a bit for each key of the table that came before. */
static gboolean read_pair(QlReader *reader, const yaml_node_pair_t *pair, const char *what,
                          const QlKey *keys, gpointer target, guint64 *seen, GError **error)
{
    const yaml_node_t *name = node_of(reader, pair->key);

    if (!is_text(name)) {
        return ql_node_error(reader, name, error, "a key of %s is %s; keys are plain words", what,
                             node_kind(name));
    }
    const QlKey *key = find_key(keys, ql_node_text(name));
    if (!key) {
        return unknown_key(reader, name, what, keys, error);
    }
    guint64 bit = G_GUINT64_CONSTANT(1) << (key - keys);
    if (*seen & bit) {
        return ql_node_error(reader, name, error, "key \"%s\" occurs twice in %s; keep one",
                             key->name, what);
    }
    *seen |= bit;
    return key->set(reader, key, node_of(reader, pair->value), target, error);
}

gboolean ql_read_mapping(QlReader *reader, const yaml_node_t *node, const char *what,
                         const QlKey *keys, gpointer target, GError **error)
{
    guint64 seen = 0;

    if (node->type != YAML_MAPPING_NODE) {
        return ql_node_error(reader, node, error, "%s is %s; write \"key: value\" pairs", what,
                             node_kind(node));
    }
    for (const yaml_node_pair_t *pair = node->data.mapping.pairs.start;
         pair < node->data.mapping.pairs.top; pair++) {
        if (!read_pair(reader, pair, what, keys, target, &seen, error)) {
            return FALSE;
        }
    }
    return check_required(reader, node, what, keys, seen, error);
}

gboolean ql_set_mapping(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                        gpointer target, GError **error)
{
    g_autofree char *what = g_strdup_printf("\"%s\"", key->name);
    return ql_read_mapping(reader, value, what, key->sub, target, error);
}

/* ---- scalars ---- */

static gboolean wrong_type(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                           const char *expected, GError **error)
{
    if (value->type != YAML_SCALAR_NODE || !ql_node_text(value)[0]) {
        return ql_node_error(reader, value, error, "\"%s\" is %s; it takes %s", key->name,
                             node_kind(value), expected);
    }
    return ql_node_error(reader, value, error, "\"%s\" is \"%s\"; it takes %s", key->name,
                         ql_node_text(value), expected);
}

gboolean ql_set_text(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                     GError **error)
{
    if (!is_text(value)) {
        return wrong_type(reader, key, value, "text", error);
    }
    G_STRUCT_MEMBER(const char *, target, key->offset) = ql_node_text(value);
    return TRUE;
}

static gboolean is_word(const yaml_node_t *node)
{
    if (!is_text(node) || !g_ascii_isalpha(ql_node_text(node)[0])) {
        return FALSE;
    }
    for (const char *p = ql_node_text(node); *p; p++) {
        if (!g_ascii_isalnum(*p) && *p != '-' && *p != '_') {
            return FALSE;
        }
    }
    return TRUE;
}

#define A_WORD "a word of letters, digits, '-' and '_'"

gboolean ql_set_word(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                     GError **error)
{
    if (!is_word(value)) {
        return wrong_type(reader, key, value, A_WORD, error);
    }
    G_STRUCT_MEMBER(const char *, target, key->offset) = ql_node_text(value);
    return TRUE;
}

gboolean ql_set_flag(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                     GError **error)
{
    static const char *const flags[] = {"true", "false", NULL};

    if (!is_plain(value) || !is_one_of(ql_node_text(value), flags)) {
        return wrong_type(reader, key, value, "true or false", error);
    }
    G_STRUCT_MEMBER(gboolean, target, key->offset) = g_str_equal(ql_node_text(value), "true");
    return TRUE;
}

gboolean ql_set_success(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                        gpointer target, GError **error)
{
    static const char *const words[] = {"zero", "nonzero", NULL};

    if (value->type != YAML_SCALAR_NODE || !is_one_of(ql_node_text(value), words)) {
        return wrong_type(reader, key, value, "zero or nonzero, the result that means success",
                          error);
    }
    G_STRUCT_MEMBER(int, target, key->offset) = g_str_equal(ql_node_text(value), "nonzero");
    return TRUE;
}

static gboolean parse_number(const yaml_node_t *node, int *number)
{
    guint64 value;

    if (!is_plain(node) ||
        !g_ascii_string_to_unsigned(ql_node_text(node), 10, 0, MAX_ARGUMENT, &value, NULL)) {
        return FALSE;
    }
    *number = (int)value;
    return TRUE;
}

#define AN_ARGUMENT "an argument's position from 0 to " G_STRINGIFY(MAX_ARGUMENT)

gboolean ql_set_argument(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                         gpointer target, GError **error)
{
    if (!parse_number(value, &G_STRUCT_MEMBER(int, target, key->offset))) {
        return wrong_type(reader, key, value, AN_ARGUMENT, error);
    }
    return TRUE;
}

#define MAX_COUNT 1024
#define A_COUNT "a number from 1 to " G_STRINGIFY(MAX_COUNT)

gboolean ql_set_count(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error)
{
    guint64 count;

    if (!is_plain(value) ||
        !g_ascii_string_to_unsigned(ql_node_text(value), 10, 1, MAX_COUNT, &count, NULL)) {
        return wrong_type(reader, key, value, A_COUNT, error);
    }
    G_STRUCT_MEMBER(int, target, key->offset) = (int)count;
    return TRUE;
}

/* ---- lists ---- */

/** Reads one element of a list; also used for a list written as the element alone. */
typedef gboolean (*ElementFunc)(QlReader *reader, const QlKey *key, const yaml_node_t *element,
                                GPtrArray *list, GError **error);

static gboolean read_elements(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                              ElementFunc func, GPtrArray *list, GError **error)
{
    if (value->type != YAML_SEQUENCE_NODE) {
        return func(reader, key, value, list, error);
    }
    for (const yaml_node_item_t *item = value->data.sequence.items.start;
         item < value->data.sequence.items.top; item++) {
        if (!func(reader, key, node_of(reader, *item), list, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean add_word(QlReader *reader, const QlKey *key, const yaml_node_t *element,
                         GPtrArray *list, GError **error)
{
    if (!is_word(element)) {
        return wrong_type(reader, key, element, "a list of words", error);
    }
    for (guint i = 0; i < list->len; i++) {
        if (g_str_equal(ql_node_text(g_ptr_array_index(list, i)), ql_node_text(element))) {
            return ql_node_error(reader, element, error, "\"%s\" is listed twice; keep one",
                                 ql_node_text(element));
        }
    }
    g_ptr_array_add(list, (gpointer)element);
    return TRUE;
}

gboolean ql_set_words(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error)
{
    GPtrArray *list = ql_reader_list(reader, NULL);

    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    return read_elements(reader, key, value, add_word, list, error);
}

static gboolean add_text(QlReader *reader, const QlKey *key, const yaml_node_t *element,
                         GPtrArray *list, GError **error)
{
    if (!is_text(element)) {
        return wrong_type(reader, key, element, "a list of texts", error);
    }
    g_ptr_array_add(list, (gpointer)element);
    return TRUE;
}

gboolean ql_set_texts(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error)
{
    GPtrArray *list = ql_reader_list(reader, NULL);

    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    return read_elements(reader, key, value, add_text, list, error);
}

static gboolean add_argument(QlReader *reader, const QlKey *key, const yaml_node_t *element,
                             GPtrArray *list, GError **error)
{
    int number;

    if (!parse_number(element, &number)) {
        return wrong_type(reader, key, element, AN_ARGUMENT, error);
    }
    if (g_ptr_array_find(list, GINT_TO_POINTER(number), NULL)) {
        return ql_node_error(reader, element, error, "%d is listed twice; keep one", number);
    }
    g_ptr_array_add(list, GINT_TO_POINTER(number));
    return TRUE;
}

gboolean ql_set_arguments(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                          gpointer target, GError **error)
{
    GPtrArray *list = ql_reader_list(reader, NULL);

    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    return read_elements(reader, key, value, add_argument, list, error);
}

/* ---- names ---- */

/** Length of the C identifier (or pattern of one) that @text starts with, 0 if none. */
static gsize identifier_length(const char *text, gboolean pattern)
{
    gsize n = 0;

    if (g_ascii_isdigit(text[0])) {
        return 0;
    }
    while (g_ascii_isalnum(text[n]) || text[n] == '_' || (pattern && text[n] == '*')) {
        n++;
    }
    return n;
}

static gboolean is_name(const char *text, guint forms)
{
    gsize n = identifier_length(text, forms & QL_NAME_PATTERN);

    while (n && text[n] == '.' && (forms & QL_NAME_FIELD)) {
        gsize more = identifier_length(text + n + 1, forms & QL_NAME_PATTERN);
        n = more ? n + 1 + more : 0;
    }
    return n && !text[n] && strspn(text, "*") != n;
}

static gboolean bad_name(QlReader *reader, const QlKey *key, const yaml_node_t *node,
                         GError **error)
{
    const char *expected = key->forms & QL_NAME_FIELD     ? "names, or Record.field"
                           : key->forms & QL_NAME_PATTERN ? "function names, '*' allowed"
                                                          : "function names";
    return wrong_type(reader, key, node, expected, error);
}

static QlNamed *new_named(QlReader *reader, const yaml_node_t *node)
{
    QlNamed *named = g_new0(QlNamed, 1);
    named->name = ql_node_text(node);
    named->lock = named->success = named->blocking = named->object = -1;
    named->at = ql_node_position(reader, node);
    return named;
}

static QlNamed *add_name(QlReader *reader, const QlKey *key, const yaml_node_t *node,
                         GPtrArray *list, GError **error)
{
    if (!is_text(node) || !is_name(ql_node_text(node), key->forms)) {
        bad_name(reader, key, node, error);
        return NULL;
    }
    for (guint i = 0; i < list->len; i++) {
        if (g_str_equal(((QlNamed *)g_ptr_array_index(list, i))->name, ql_node_text(node))) {
            ql_node_error(reader, node, error, "\"%s\" is listed twice; keep one",
                          ql_node_text(node));
            return NULL;
        }
    }
    QlNamed *named = new_named(reader, node);
    g_ptr_array_add(list, named);
    return named;
}

/** A name alone must not lack what its own mapping is required to say. */
static gboolean check_bare_name(QlReader *reader, const QlKey *key, const yaml_node_t *node,
                                GError **error)
{
    for (const QlKey *sub = key->sub; sub->name; sub++) {
        if (sub->required) {
            return ql_node_error(reader, node, error, "\"%s\" has no \"%s\"; write %s: {%s: …}",
                                 ql_node_text(node), sub->name, ql_node_text(node), sub->name);
        }
    }
    return TRUE;
}

static gboolean add_described_name(QlReader *reader, const QlKey *key, const yaml_node_pair_t *pair,
                                   GPtrArray *list, GError **error)
{
    const yaml_node_t *name = node_of(reader, pair->key);
    QlNamed *named = add_name(reader, key, name, list, error);

    if (!named) {
        return FALSE;
    }
    g_autofree char *what = g_strdup_printf("\"%s\"", named->name);
    return ql_read_mapping(reader, node_of(reader, pair->value), what, key->sub, named, error);
}

static gboolean add_names(QlReader *reader, const QlKey *key, const yaml_node_t *element,
                          GPtrArray *list, GError **error)
{
    if (element->type != YAML_MAPPING_NODE) {
        return add_name(reader, key, element, list, error) &&
               check_bare_name(reader, key, element, error);
    }
    for (const yaml_node_pair_t *pair = element->data.mapping.pairs.start;
         pair < element->data.mapping.pairs.top; pair++) {
        if (!add_described_name(reader, key, pair, list, error)) {
            return FALSE;
        }
    }
    return TRUE;
}

gboolean ql_set_names(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error)
{
    GPtrArray *list = ql_reader_list(reader, g_free);

    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    if (!read_elements(reader, key, value, add_names, list, error)) {
        return FALSE;
    }
    return list->len > 0 || wrong_type(reader, key, value, "at least one name", error);
}

static gboolean add_params(QlReader *reader, const QlKey *key, const yaml_node_pair_t *pair,
                           GPtrArray *list, GError **error)
{
    const yaml_node_t *count = node_of(reader, pair->value);
    QlNamed *named = add_name(reader, key, node_of(reader, pair->key), list, error);

    if (!named) {
        return FALSE;
    }
    if (!parse_number(count, &named->lock)) {
        return ql_node_error(reader, count, error,
                             "not a number of parameters; write {%s: 4}, up to %d", named->name,
                             MAX_ARGUMENT);
    }
    return TRUE;
}

gboolean ql_set_params(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                       gpointer target, GError **error)
{
    GPtrArray *list = ql_reader_list(reader, g_free);

    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    if (value->type != YAML_MAPPING_NODE) {
        return wrong_type(reader, key, value, "a mapping from function to number", error);
    }
    for (const yaml_node_pair_t *pair = value->data.mapping.pairs.start;
         pair < value->data.mapping.pairs.top; pair++) {
        if (!add_params(reader, key, pair, list, error)) {
            return FALSE;
        }
    }
    return list->len > 0 || wrong_type(reader, key, value, "at least one function", error);
}
