/* SPDX-License-Identifier: Apache-2.0 */
/* Sections "types", "containers", "makers", "broadcasts" and "affinities": what narrows calls
 * through pointers.
 */
#include "sections.h"
#include <string.h>

typedef struct TypeDraft {
    QlDraft common;
    GPtrArray *name;
    GPtrArray *parent;
    GPtrArray *class_init;
} TypeDraft;

static const QlKey type_keys[] = {
    {.name = "name",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(TypeDraft, name),
     .required = TRUE,
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "parent",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(TypeDraft, parent),
     .required = TRUE,
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "class-init",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(TypeDraft, class_init),
     .required = TRUE,
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    QL_COMMON_KEYS,
    {.name = NULL},
};

/* The one field that list @names gives for @key; FALSE with an error otherwise. */
static gboolean one_field(QlReader *reader, const yaml_node_t *node, const GPtrArray *names,
                          const char *key, GError **error)
{
    const QlNamed *named = names->len ? g_ptr_array_index(names, 0) : NULL;
    if (names->len == 1 && strchr(named->name, '.')) {
        return TRUE;
    }
    return ql_node_error(reader, node, error, "\"%s\" is not one field; write [Record.field]", key);
}

static gboolean all_fields(QlReader *reader, const yaml_node_t *node, const GPtrArray *names,
                           const char *key, GError **error)
{
    for (guint i = 0; names && i < names->len; i++) {
        const QlNamed *named = g_ptr_array_index(names, i);
        if (!strchr(named->name, '.')) {
            return ql_node_error(reader, node, error,
                                 "\"%s\" names %s, which is no field; write [Record.field]", key,
                                 named->name);
        }
    }
    return TRUE;
}

static char *emit_field(QlReader *reader, const QlDraft *common, const GPtrArray *names,
                        gconstpointer entry)
{
    const QlNamed *named = g_ptr_array_index(names, 0);
    ql_emit_name(reader, common, named, entry);
    return g_strdup(named->name);
}

gboolean ql_read_type(QlReader *reader, const yaml_node_t *node, GError **error)
{
    TypeDraft draft = {.name = NULL};

    if (!ql_read_mapping(reader, node, "type entry", type_keys, &draft, error) ||
        !one_field(reader, node, draft.name, "name", error) ||
        !one_field(reader, node, draft.parent, "parent", error) ||
        !all_fields(reader, node, draft.class_init, "class-init", error)) {
        return FALSE;
    }
    QlTypeTable *table = g_new0(QlTypeTable, 1);
    table->name = emit_field(reader, &draft.common, draft.name, table);
    table->parent = emit_field(reader, &draft.common, draft.parent, table);
    table->class_init = ql_emit_names(reader, &draft.common, draft.class_init, table);
    table->when = ql_emit_when(&draft.common);
    table->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->type_tables, table);
    return TRUE;
}

typedef struct ContainerDraft {
    QlDraft common;
    GPtrArray *add;
    int container;
    int element;
    GPtrArray *run;
    int run_container;
    GPtrArray *calls;
} ContainerDraft;

static const QlKey container_keys[] = {
    {.name = "add",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(ContainerDraft, add),
     .required = TRUE,
     .sub = ql_plain_name_keys},
    {.name = "container",
     .set = ql_set_argument,
     .offset = G_STRUCT_OFFSET(ContainerDraft, container),
     .required = TRUE},
    {.name = "element",
     .set = ql_set_argument,
     .offset = G_STRUCT_OFFSET(ContainerDraft, element),
     .required = TRUE},
    {.name = "run",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(ContainerDraft, run),
     .required = TRUE,
     .sub = ql_plain_name_keys},
    {.name = "run-container",
     .set = ql_set_argument,
     .offset = G_STRUCT_OFFSET(ContainerDraft, run_container),
     .required = TRUE},
    {.name = "calls",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(ContainerDraft, calls),
     .required = TRUE,
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    QL_COMMON_KEYS,
    {.name = NULL},
};

gboolean ql_read_container(QlReader *reader, const yaml_node_t *node, GError **error)
{
    ContainerDraft draft = {.container = -1, .element = -1, .run_container = -1};

    if (!ql_read_mapping(reader, node, "container entry", container_keys, &draft, error) ||
        !one_field(reader, node, draft.calls, "calls", error)) {
        return FALSE;
    }
    QlContainer *container = g_new0(QlContainer, 1);
    container->add = ql_emit_names(reader, &draft.common, draft.add, container);
    container->container = draft.container;
    container->element = draft.element;
    container->run = ql_emit_names(reader, &draft.common, draft.run, container);
    container->run_container = draft.run_container;
    container->field = emit_field(reader, &draft.common, draft.calls, container);
    container->when = ql_emit_when(&draft.common);
    container->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->containers, container);
    return TRUE;
}

typedef struct MakerDraft {
    QlDraft common;
    GPtrArray *make;
    int callback;
    GPtrArray *calls;
} MakerDraft;

static const QlKey maker_keys[] = {
    {.name = "make",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(MakerDraft, make),
     .required = TRUE,
     .sub = ql_plain_name_keys},
    {.name = "callback",
     .set = ql_set_argument,
     .offset = G_STRUCT_OFFSET(MakerDraft, callback),
     .required = TRUE},
    {.name = "calls",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(MakerDraft, calls),
     .required = TRUE,
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    QL_COMMON_KEYS,
    {.name = NULL},
};

static void add_maker(QlReader *reader, const MakerDraft *draft, const QlNamed *named)
{
    QlMaker *maker = g_new0(QlMaker, 1);

    maker->function = g_strdup(named->name);
    maker->callback = draft->callback;
    maker->field = emit_field(reader, &draft->common, draft->calls, maker);
    maker->when = ql_emit_when(&draft->common);
    maker->at = named->at;
    ql_emit_name(reader, &draft->common, named, maker);
    g_ptr_array_add(reader->annotations->makers, maker);
}

gboolean ql_read_maker(QlReader *reader, const yaml_node_t *node, GError **error)
{
    MakerDraft draft = {.callback = -1};

    if (!ql_read_mapping(reader, node, "maker entry", maker_keys, &draft, error) ||
        !one_field(reader, node, draft.calls, "calls", error)) {
        return FALSE;
    }
    for (guint i = 0; i < draft.make->len; i++) {
        add_maker(reader, &draft, g_ptr_array_index(draft.make, i));
    }
    return TRUE;
}

typedef struct BroadcastDraft {
    QlDraft common;
    GPtrArray *fields;
    const char *why;
} BroadcastDraft;

static const QlKey broadcast_keys[] = {
    {.name = "fields",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(BroadcastDraft, fields),
     .required = TRUE,
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "why",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(BroadcastDraft, why),
     .required = TRUE},
    QL_COMMON_KEYS,
    {.name = NULL},
};

gboolean ql_read_broadcast(QlReader *reader, const yaml_node_t *node, GError **error)
{
    BroadcastDraft draft = {.why = NULL};

    if (!ql_read_mapping(reader, node, "broadcast entry", broadcast_keys, &draft, error) ||
        !all_fields(reader, node, draft.fields, "fields", error)) {
        return FALSE;
    }
    QlBroadcast *broadcast = g_new0(QlBroadcast, 1);
    broadcast->fields = ql_emit_names(reader, &draft.common, draft.fields, broadcast);
    broadcast->why = g_strdup(draft.why);
    broadcast->when = ql_emit_when(&draft.common);
    broadcast->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->broadcasts, broadcast);
    return TRUE;
}

typedef struct AffinityDraft {
    QlDraft common;
    GPtrArray *thread;
    GPtrArray *under;
    GPtrArray *records;
    GPtrArray *calls;
    GPtrArray *fields;
    const char *why;
    const char *loses;
} AffinityDraft;

/* A list of folders of the source tree: texts that end with "/". */
static gboolean set_folders(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                            gpointer target, GError **error)
{
    GPtrArray *list = ql_reader_list(reader, NULL);

    if (value->type != YAML_SEQUENCE_NODE ||
        value->data.sequence.items.start == value->data.sequence.items.top) {
        return ql_node_error(reader, value, error, "\"%s\" is no list of folders; write [folder/]",
                             key->name);
    }
    for (const yaml_node_item_t *item = value->data.sequence.items.start;
         item < value->data.sequence.items.top; item++) {
        const yaml_node_t *node = yaml_document_get_node(reader->document, *item);
        if (node->type != YAML_SCALAR_NODE || !g_str_has_suffix(ql_node_text(node), "/")) {
            return ql_node_error(reader, node, error, "no folder; write its path, ending with /");
        }
        g_ptr_array_add(list, (gpointer)ql_node_text(node));
    }
    G_STRUCT_MEMBER(GPtrArray *, target, key->offset) = list;
    return TRUE;
}

static const QlKey affinity_keys[] = {
    {.name = "thread",
     .set = ql_set_words,
     .offset = G_STRUCT_OFFSET(AffinityDraft, thread),
     .required = TRUE},
    {.name = "under",
     .set = set_folders,
     .offset = G_STRUCT_OFFSET(AffinityDraft, under),
     .required = TRUE},
    {.name = "records",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(AffinityDraft, records),
     .sub = ql_plain_name_keys},
    {.name = "calls",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(AffinityDraft, calls),
     .sub = ql_plain_name_keys},
    {.name = "fields",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(AffinityDraft, fields),
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "why",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(AffinityDraft, why),
     .required = TRUE},
    {.name = "loses",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(AffinityDraft, loses),
     .required = TRUE},
    QL_COMMON_KEYS,
    {.name = NULL},
};

static char **copy_texts(const GPtrArray *list)
{
    char **texts = g_new0(char *, list->len + 1);

    for (guint i = 0; i < list->len; i++) {
        texts[i] = g_strdup(g_ptr_array_index(list, i));
    }
    return texts;
}

gboolean ql_read_affinity(QlReader *reader, const yaml_node_t *node, GError **error)
{
    AffinityDraft draft = {.why = NULL};

    if (!ql_read_mapping(reader, node, "affinity entry", affinity_keys, &draft, error) ||
        !all_fields(reader, node, draft.fields, "fields", error)) {
        return FALSE;
    }
    if (!draft.records && !draft.calls) {
        return ql_node_error(reader, node, error,
                             "affinity entry has neither \"records\" nor \"calls\"; add what "
                             "code mentions that is made for these threads");
    }
    if (draft.thread->len != 1) {
        return ql_node_error(reader, node, error,
                             "affinity entry names several threads; write one entry for each");
    }
    QlAffinity *affinity = g_new0(QlAffinity, 1);
    g_auto(GStrv) thread = ql_emit_words(reader, draft.thread, QL_REFERENCE_THREAD, affinity);
    affinity->thread = g_strdup(thread[0]);
    affinity->under = copy_texts(draft.under);
    affinity->records = ql_emit_names(reader, &draft.common, draft.records, affinity);
    affinity->calls = ql_emit_names(reader, &draft.common, draft.calls, affinity);
    affinity->fields = ql_emit_names(reader, &draft.common, draft.fields, affinity);
    affinity->why = g_strdup(draft.why);
    affinity->loses = g_strdup(draft.loses);
    affinity->when = ql_emit_when(&draft.common);
    affinity->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->affinities, affinity);
    return TRUE;
}
