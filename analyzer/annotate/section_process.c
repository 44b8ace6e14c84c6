/* SPDX-License-Identifier: Apache-2.0 */
/* Sections "thread-creators" and "forks": what makes threads and processes. */
#include "sections.h"

#define POSITION_KEY(text, type, member)                                                           \
    {.name = text, .set = ql_set_argument, .offset = G_STRUCT_OFFSET(type, member)}

/** Fails if two of the @n argument positions @at, called @names, are the same. */
static gboolean check_distinct(QlReader *reader, const yaml_node_t *node, const int *at,
                               const char *const *names, guint n, GError **error)
{
    for (guint i = 0; i < n; i++) {
        for (guint j = i + 1; j < n; j++) {
            if (at[i] >= 0 && at[i] == at[j]) {
                return ql_node_error(reader, node, error,
                                     "\"%s\" and \"%s\" are both argument %d; correct one",
                                     names[i], names[j], at[i]);
            }
        }
    }
    return TRUE;
}

typedef struct CreatorDraft {
    QlDraft common;
    GPtrArray *create;
    int entry;
    int opaque;
    int name;
    int object;
} CreatorDraft;

static const QlKey creator_keys[] = {
    {.name = "create",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(CreatorDraft, create),
     .required = TRUE,
     .sub = ql_plain_name_keys},
    {.name = "entry",
     .set = ql_set_argument,
     .offset = G_STRUCT_OFFSET(CreatorDraft, entry),
     .required = TRUE},
    POSITION_KEY("opaque", CreatorDraft, opaque),
    POSITION_KEY("name", CreatorDraft, name),
    POSITION_KEY("object", CreatorDraft, object),
    QL_COMMON_KEYS,
    {.name = NULL},
};

static void add_creator(QlReader *reader, const CreatorDraft *draft, const QlNamed *named)
{
    QlThreadCreator *creator = g_new0(QlThreadCreator, 1);

    creator->function = g_strdup(named->name);
    creator->entry = draft->entry;
    creator->opaque = draft->opaque;
    creator->name = draft->name;
    creator->object = draft->object;
    creator->when = ql_emit_when(&draft->common);
    creator->at = named->at;
    ql_emit_name(reader, &draft->common, named, creator);
    g_ptr_array_add(reader->annotations->creators, creator);
}

gboolean ql_read_creator(QlReader *reader, const yaml_node_t *node, GError **error)
{
    static const char *const names[] = {"entry", "opaque", "name", "object"};
    CreatorDraft draft = {.entry = -1, .opaque = -1, .name = -1, .object = -1};

    if (!ql_read_mapping(reader, node, "thread creator", creator_keys, &draft, error)) {
        return FALSE;
    }
    const int at[] = {draft.entry, draft.opaque, draft.name, draft.object};
    if (!check_distinct(reader, node, at, names, G_N_ELEMENTS(at), error)) {
        return FALSE;
    }
    for (guint i = 0; i < draft.create->len; i++) {
        add_creator(reader, &draft, g_ptr_array_index(draft.create, i));
    }
    return TRUE;
}

typedef struct ForkDraft {
    QlDraft common;
    GPtrArray *functions[QL_FORK_LAST + 1]; /* QlNamed*, by QlForkKind */
    int prepare;
    int parent;
    int child;
} ForkDraft;

#define FUNCTIONS_KEY(text, kind)                                                                  \
    {.name = text,                                                                                 \
     .set = ql_set_names,                                                                          \
     .offset = G_STRUCT_OFFSET(ForkDraft, functions[kind]),                                        \
     .sub = ql_plain_name_keys}

static const QlKey fork_keys[] = {
    FUNCTIONS_KEY("fork", QL_FORK_FORK),
    FUNCTIONS_KEY("exec", QL_FORK_EXEC),
    FUNCTIONS_KEY("exit", QL_FORK_EXIT),
    FUNCTIONS_KEY("atfork", QL_FORK_ATFORK),
    FUNCTIONS_KEY("atfork-off", QL_FORK_ATFORK_OFF),
    FUNCTIONS_KEY("allocate", QL_FORK_ALLOCATE),
    FUNCTIONS_KEY("join", QL_FORK_JOIN),
    FUNCTIONS_KEY("renew", QL_FORK_RENEW),
    POSITION_KEY("prepare", ForkDraft, prepare),
    POSITION_KEY("parent", ForkDraft, parent),
    POSITION_KEY("child", ForkDraft, child),
    QL_COMMON_KEYS,
    {.name = NULL},
};

static gboolean check_fork(QlReader *reader, const yaml_node_t *node, const ForkDraft *draft,
                           GError **error)
{
    static const char *const names[] = {"prepare", "parent", "child"};
    const int at[] = {draft->prepare, draft->parent, draft->child};
    gboolean handlers = draft->prepare >= 0 || draft->parent >= 0 || draft->child >= 0;
    guint kinds = 0;

    for (guint kind = 0; kind < G_N_ELEMENTS(draft->functions); kind++) {
        kinds += draft->functions[kind] != NULL;
    }
    if (kinds != 1) {
        return ql_node_error(reader, node, error,
                             "fork entry has %s of \"fork\", \"exec\", \"exit\", \"atfork\", "
                             "\"atfork-off\", \"allocate\", \"join\" and \"renew\"; give one",
                             kinds ? "several" : "none");
    }
    if (draft->functions[QL_FORK_ATFORK] && !handlers) {
        return ql_node_error(reader, node, error,
                             "\"atfork\" has no handler; add \"prepare\", \"parent\" or "
                             "\"child\", the arguments that are handlers");
    }
    if (!draft->functions[QL_FORK_ATFORK] && handlers) {
        return ql_node_error(reader, node, error,
                             "only \"atfork\" takes handlers; remove \"prepare\", \"parent\" and "
                             "\"child\"");
    }
    return check_distinct(reader, node, at, names, G_N_ELEMENTS(at), error);
}

static void add_forks(QlReader *reader, const ForkDraft *draft, QlForkKind kind)
{
    const GPtrArray *list = draft->functions[kind];

    for (guint i = 0; list && i < list->len; i++) {
        const QlNamed *named = g_ptr_array_index(list, i);
        QlForkOp *op = g_new0(QlForkOp, 1);
        op->kind = kind;
        op->function = g_strdup(named->name);
        op->prepare = draft->prepare;
        op->parent = draft->parent;
        op->child = draft->child;
        op->when = ql_emit_when(&draft->common);
        op->at = named->at;
        ql_emit_name(reader, &draft->common, named, op);
        g_ptr_array_add(reader->annotations->forks, op);
    }
}

gboolean ql_read_fork(QlReader *reader, const yaml_node_t *node, GError **error)
{
    ForkDraft draft = {.prepare = -1, .parent = -1, .child = -1};

    if (!ql_read_mapping(reader, node, "fork entry", fork_keys, &draft, error) ||
        !check_fork(reader, node, &draft, error)) {
        return FALSE;
    }
    for (QlForkKind kind = QL_FORK_FORK; kind <= QL_FORK_LAST; kind++) {
        add_forks(reader, &draft, kind);
    }
    return TRUE;
}
