/* SPDX-License-Identifier: Apache-2.0 */
/* Sections "locks" and "predicates". */
#include "sections.h"

typedef struct LockDraft {
    QlDraft common;
    const char *class_name;
    const char *family;
    gboolean recursive;
    GPtrArray *objects;
    GPtrArray *wraps;
    GPtrArray *apart;
    GPtrArray *ops[QL_LOCK_COND_WAIT + 1]; /* QlNamed*, by QlLockOpKind */
} LockDraft;

#define NAMED_LOCK                                                                                 \
    {.name = "lock", .set = ql_set_argument, .offset = G_STRUCT_OFFSET(QlNamed, lock)}
#define NAMED_OPTIONAL                                                                             \
    {.name = "optional", .set = ql_set_text, .offset = G_STRUCT_OFFSET(QlNamed, optional)}

static const QlKey op_name_keys[] = {NAMED_LOCK, NAMED_OPTIONAL, {.name = NULL}};

static const QlKey try_name_keys[] = {
    NAMED_LOCK,
    {.name = "success",
     .set = ql_set_success,
     .offset = G_STRUCT_OFFSET(QlNamed, success),
     .required = TRUE},
    NAMED_OPTIONAL,
    {.name = NULL},
};

#define OP_KEY(text, kind, keys)                                                                   \
    {.name = text,                                                                                 \
     .set = ql_set_names,                                                                          \
     .offset = G_STRUCT_OFFSET(LockDraft, ops[kind]),                                              \
     .sub = keys}

static const QlKey lock_keys[] = {
    {.name = "class", .set = ql_set_word, .offset = G_STRUCT_OFFSET(LockDraft, class_name)},
    {.name = "family", .set = ql_set_word, .offset = G_STRUCT_OFFSET(LockDraft, family)},
    {.name = "recursive", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(LockDraft, recursive)},
    {.name = "objects",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(LockDraft, objects),
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "wraps",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(LockDraft, wraps),
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "apart-from",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(LockDraft, apart),
     .sub = ql_plain_name_keys},
    OP_KEY("acquire", QL_LOCK_ACQUIRE, op_name_keys),
    OP_KEY("release", QL_LOCK_RELEASE, op_name_keys),
    OP_KEY("try", QL_LOCK_TRY, try_name_keys),
    OP_KEY("held", QL_LOCK_HELD, op_name_keys),
    OP_KEY("cond-wait", QL_LOCK_COND_WAIT, op_name_keys),
    QL_COMMON_KEYS,
    {.name = NULL},
};

static gboolean has_content(const LockDraft *draft)
{
    gboolean any = draft->objects || draft->apart;

    for (guint kind = 0; kind < G_N_ELEMENTS(draft->ops); kind++) {
        any = any || draft->ops[kind];
    }
    return any;
}

/* A condition variable comes first in a wait, so there is no position to assume. */
static gboolean check_cond_wait(const LockDraft *draft, GError **error)
{
    const GPtrArray *waits = draft->ops[QL_LOCK_COND_WAIT];

    for (guint i = 0; draft->family && waits && i < waits->len; i++) {
        const QlNamed *named = g_ptr_array_index(waits, i);
        if (named->lock < 0) {
            return ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, &named->at,
                                     "\"%s\" has no \"lock\"; write %s: {lock: N}, the argument "
                                     "that names the lock it drops",
                                     named->name, named->name);
        }
    }
    return TRUE;
}

static gboolean check_lock(QlReader *reader, const yaml_node_t *node, const LockDraft *draft,
                           GError **error)
{
    if (!draft->class_name && !draft->family) {
        return ql_node_error(reader, node, error,
                             "lock entry has no \"class\" or \"family\"; add one");
    }
    if (draft->class_name && draft->family) {
        return ql_node_error(reader, node, error,
                             "lock entry has both \"class\" and \"family\"; keep one");
    }
    if (draft->family && draft->apart) {
        return ql_node_error(reader, node, error,
                             "\"apart-from\" is for a \"class\", whose objects are one lock; "
                             "remove it");
    }
    if (!has_content(draft)) {
        return ql_node_error(reader, node, error,
                             "lock entry names no function and no object; add \"acquire\", "
                             "\"release\", \"try\", \"held\", \"cond-wait\" or \"objects\"");
    }
    return check_cond_wait(draft, error);
}

static QlLockOp *new_op(const LockDraft *draft, QlLockOpKind kind, const QlNamed *named)
{
    QlLockOp *op = g_new0(QlLockOp, 1);

    op->kind = kind;
    op->function = g_strdup(named->name);
    op->lock_arg = named->lock < 0 && draft->family ? 0 : named->lock;
    op->success_nonzero = named->success == 1;
    op->at = named->at;
    return op;
}

static void add_ops(QlReader *reader, const LockDraft *draft, QlLockOpKind kind, QlLock *lock)
{
    const GPtrArray *list = draft->ops[kind];

    for (guint i = 0; list && i < list->len; i++) {
        const QlNamed *named = g_ptr_array_index(list, i);
        g_ptr_array_add(lock->ops, new_op(draft, kind, named));
        ql_emit_name(reader, &draft->common, named, lock);
    }
}

gboolean ql_read_lock(QlReader *reader, const yaml_node_t *node, GError **error)
{
    LockDraft draft = {.class_name = NULL};

    if (!ql_read_mapping(reader, node, "lock entry", lock_keys, &draft, error) ||
        !check_lock(reader, node, &draft, error)) {
        return FALSE;
    }
    QlLock *lock = g_new0(QlLock, 1);
    lock->name = g_strdup(draft.family ? draft.family : draft.class_name);
    lock->family = draft.family != NULL;
    lock->recursive = draft.recursive;
    lock->objects = ql_emit_names(reader, &draft.common, draft.objects, lock);
    lock->wraps = ql_emit_names(reader, &draft.common, draft.wraps, lock);
    lock->apart = ql_emit_names(reader, &draft.common, draft.apart, lock);
    lock->ops = g_ptr_array_new_with_free_func(ql_lock_op_free);
    for (QlLockOpKind kind = QL_LOCK_ACQUIRE; kind <= QL_LOCK_COND_WAIT; kind++) {
        add_ops(reader, &draft, kind, lock);
    }
    lock->when = ql_emit_when(&draft.common);
    lock->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->locks, lock);
    return TRUE;
}

typedef struct PredicateDraft {
    QlDraft common;
    const char *fact;
    gboolean necessary;
    GPtrArray *if_result[2]; /* QlNamed*: the fact holds if the result is zero, non-zero */
} PredicateDraft;

static const QlKey predicate_keys[] = {
    {.name = "fact",
     .set = ql_set_word,
     .offset = G_STRUCT_OFFSET(PredicateDraft, fact),
     .required = TRUE},
    {.name = "necessary", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(PredicateDraft, necessary)},
    {.name = "zero",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(PredicateDraft, if_result[0]),
     .sub = ql_plain_name_keys},
    {.name = "nonzero",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(PredicateDraft, if_result[1]),
     .sub = ql_plain_name_keys},
    QL_COMMON_KEYS,
    {.name = NULL},
};

static void add_predicates(QlReader *reader, const PredicateDraft *draft, gboolean nonzero)
{
    const GPtrArray *list = draft->if_result[nonzero];

    for (guint i = 0; list && i < list->len; i++) {
        const QlNamed *named = g_ptr_array_index(list, i);
        QlPredicate *predicate = g_new0(QlPredicate, 1);
        predicate->function = g_strdup(named->name);
        predicate->fact = g_strdup(draft->fact);
        predicate->nonzero = nonzero;
        predicate->necessary = draft->necessary;
        predicate->when = ql_emit_when(&draft->common);
        predicate->at = named->at;
        ql_emit_name(reader, &draft->common, named, predicate);
        g_ptr_array_add(reader->annotations->predicates, predicate);
    }
}

gboolean ql_read_predicate(QlReader *reader, const yaml_node_t *node, GError **error)
{
    PredicateDraft draft = {.fact = NULL};

    if (!ql_read_mapping(reader, node, "predicate entry", predicate_keys, &draft, error)) {
        return FALSE;
    }
    if (!draft.if_result[0] && !draft.if_result[1]) {
        return ql_node_error(reader, node, error,
                             "predicate entry names no function; add \"zero\" or \"nonzero\"");
    }
    add_predicates(reader, &draft, FALSE);
    add_predicates(reader, &draft, TRUE);
    return TRUE;
}
