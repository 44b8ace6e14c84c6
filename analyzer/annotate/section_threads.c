/* SPDX-License-Identifier: Apache-2.0 */
/* Sections "waits", "threads", "callbacks" and "gateways". */
#include "sections.h"
#include <string.h>

typedef struct WaitDraft {
    QlDraft common;
    const char *wait;
    GPtrArray *call;
    GPtrArray *ended_by;
    GPtrArray *until_free;
    gboolean contended;
} WaitDraft;

#define NAMED_OBJECT                                                                               \
    {.name = "object", .set = ql_set_argument, .offset = G_STRUCT_OFFSET(QlNamed, object)}

static const QlKey wait_name_keys[] = {
    {.name = "blocking", .set = ql_set_argument, .offset = G_STRUCT_OFFSET(QlNamed, blocking)},
    NAMED_OBJECT,
    {.name = "optional", .set = ql_set_text, .offset = G_STRUCT_OFFSET(QlNamed, optional)},
    {.name = NULL},
};

static const QlKey ender_name_keys[] = {
    NAMED_OBJECT,
    {.name = "optional", .set = ql_set_text, .offset = G_STRUCT_OFFSET(QlNamed, optional)},
    {.name = NULL},
};

static const QlKey wait_keys[] = {
    {.name = "wait",
     .set = ql_set_word,
     .offset = G_STRUCT_OFFSET(WaitDraft, wait),
     .required = TRUE},
    {.name = "call",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(WaitDraft, call),
     .required = TRUE,
     .sub = wait_name_keys},
    {.name = "ended-by",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(WaitDraft, ended_by),
     .sub = ender_name_keys},
    {.name = "until-free", .set = ql_set_words, .offset = G_STRUCT_OFFSET(WaitDraft, until_free)},
    {.name = "contended", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(WaitDraft, contended)},
    QL_COMMON_KEYS,
    {.name = NULL},
};

/* What ends a wait ends it for one object, so it has to say which. */
static gboolean check_enders(const GPtrArray *enders, GError **error)
{
    for (guint i = 0; enders && i < enders->len; i++) {
        const QlNamed *named = g_ptr_array_index(enders, i);
        if (named->object < 0) {
            return ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, &named->at,
                                     "\"%s\" has no \"object\"; write %s: {object: N}, the "
                                     "argument that names what is waited for",
                                     named->name, named->name);
        }
    }
    return TRUE;
}

static void add_enders(QlReader *reader, const WaitDraft *draft, QlWait *wait)
{
    wait->enders = ql_wait_enders_new();
    for (guint i = 0; draft->ended_by && i < draft->ended_by->len; i++) {
        const QlNamed *named = g_ptr_array_index(draft->ended_by, i);
        QlWaitEnder *ender = g_new0(QlWaitEnder, 1);
        ender->function = g_strdup(named->name);
        ender->object = named->object;
        g_ptr_array_add(wait->enders, ender);
        ql_emit_name(reader, &draft->common, named, wait);
    }
}

gboolean ql_read_wait(QlReader *reader, const yaml_node_t *node, GError **error)
{
    WaitDraft draft = {.wait = NULL};

    if (!ql_read_mapping(reader, node, "wait entry", wait_keys, &draft, error) ||
        !check_enders(draft.ended_by, error)) {
        return FALSE;
    }
    for (guint i = 0; i < draft.call->len; i++) {
        const QlNamed *named = g_ptr_array_index(draft.call, i);
        QlWait *wait = g_new0(QlWait, 1);
        wait->name = g_strdup(draft.wait);
        wait->function = g_strdup(named->name);
        wait->when_arg = named->blocking;
        wait->object = named->object;
        wait->contended = draft.contended;
        add_enders(reader, &draft, wait);
        wait->until_free = ql_emit_words(reader, draft.until_free, QL_REFERENCE_LOCK, wait);
        wait->when = ql_emit_when(&draft.common);
        wait->at = named->at;
        ql_emit_name(reader, &draft.common, named, wait);
        g_ptr_array_add(reader->annotations->waits, wait);
    }
    return TRUE;
}

typedef struct ThreadDraft {
    QlDraft common;
    const char *kind;
    GPtrArray *entry;
    GPtrArray *entry_holds;
    GPtrArray *holds;
    gboolean parallel;
    GPtrArray *contexts;
} ThreadDraft;

static const QlKey thread_keys[] = {
    {.name = "kind",
     .set = ql_set_word,
     .offset = G_STRUCT_OFFSET(ThreadDraft, kind),
     .required = TRUE},
    {.name = "entry",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(ThreadDraft, entry),
     .sub = ql_plain_name_keys},
    {.name = "entry-holds",
     .set = ql_set_words,
     .offset = G_STRUCT_OFFSET(ThreadDraft, entry_holds)},
    {.name = "holds", .set = ql_set_words, .offset = G_STRUCT_OFFSET(ThreadDraft, holds)},
    {.name = "parallel", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(ThreadDraft, parallel)},
    {.name = "contexts",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(ThreadDraft, contexts),
     .sub = ql_plain_name_keys},
    QL_COMMON_KEYS,
    {.name = NULL},
};

gboolean ql_read_thread(QlReader *reader, const yaml_node_t *node, GError **error)
{
    ThreadDraft draft = {.kind = NULL};

    if (!ql_read_mapping(reader, node, "thread entry", thread_keys, &draft, error)) {
        return FALSE;
    }
    QlThread *thread = g_new0(QlThread, 1);
    thread->kind = g_strdup(draft.kind);
    thread->entries = ql_emit_names(reader, &draft.common, draft.entry, thread);
    thread->entry_holds =
        ql_emit_words(reader, draft.entry_holds, QL_REFERENCE_LOCK_OR_FACT, thread);
    thread->holds = ql_emit_words(reader, draft.holds, QL_REFERENCE_LOCK_OR_FACT, thread);
    thread->parallel = draft.parallel;
    thread->contexts = ql_emit_names(reader, &draft.common, draft.contexts, thread);
    thread->when = ql_emit_when(&draft.common);
    thread->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->threads, thread);
    return TRUE;
}

typedef struct CallbackDraft {
    QlDraft common;
    GPtrArray *registrars; /* QlNamed* */
    GPtrArray *fields;     /* QlNamed*: instead of registrars */
    GPtrArray *callback;   /* positions */
    int opaque;
    int context;
    GPtrArray *runs_on;
    GPtrArray *holds;
    gboolean direct;
    GPtrArray *started_by; /* QlNamed* */
    gboolean nested;
} CallbackDraft;

static const QlKey callback_keys[] = {
    {.name = "register",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(CallbackDraft, registrars),
     .sub = ql_plain_name_keys},
    {.name = "field",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(CallbackDraft, fields),
     .forms = QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "callback",
     .set = ql_set_arguments,
     .offset = G_STRUCT_OFFSET(CallbackDraft, callback)},
    {.name = "opaque", .set = ql_set_argument, .offset = G_STRUCT_OFFSET(CallbackDraft, opaque)},
    {.name = "context", .set = ql_set_argument, .offset = G_STRUCT_OFFSET(CallbackDraft, context)},
    {.name = "runs-on", .set = ql_set_words, .offset = G_STRUCT_OFFSET(CallbackDraft, runs_on)},
    {.name = "holds", .set = ql_set_words, .offset = G_STRUCT_OFFSET(CallbackDraft, holds)},
    {.name = "direct", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(CallbackDraft, direct)},
    {.name = "started-by",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(CallbackDraft, started_by),
     .sub = ql_plain_name_keys},
    {.name = "nested", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(CallbackDraft, nested)},
    QL_COMMON_KEYS,
    {.name = NULL},
};

/** The error for a field written without its record, e.g. "cb". */
static gboolean check_fields(const GPtrArray *fields, GError **error)
{
    for (guint i = 0; fields && i < fields->len; i++) {
        const QlNamed *named = g_ptr_array_index(fields, i);
        if (!strchr(named->name, '.')) {
            return ql_position_error(error, QL_ANNOTATE_ERROR_CONTENT, &named->at,
                                     "\"%s\" names no record; write Record.field", named->name);
        }
    }
    return TRUE;
}

/** What is called is an argument of a registrar, or the content of a field. */
static gboolean check_callback_source(QlReader *reader, const yaml_node_t *node,
                                      const CallbackDraft *draft, GError **error)
{
    if (!draft->registrars == !draft->fields) {
        return ql_node_error(reader, node, error,
                             "callback entry has %s \"register\" %s \"field\"; give one",
                             draft->fields ? "both" : "no", draft->fields ? "and" : "or");
    }
    if (draft->fields && (draft->callback || draft->opaque >= 0 || draft->context >= 0)) {
        return ql_node_error(reader, node, error,
                             "a field has no arguments; remove \"callback\", \"opaque\" and "
                             "\"context\"");
    }
    if (draft->fields && draft->direct) {
        return ql_node_error(reader, node, error,
                             "a direct call through a field is followed anyway; remove the entry");
    }
    if (draft->registrars && !draft->callback) {
        return ql_node_error(reader, node, error, "callback entry has no \"callback\"; add it");
    }
    if (draft->registrars && draft->callback->len == 0) {
        return ql_node_error(reader, node, error,
                             "callback entry has an empty \"callback\"; give the position");
    }
    return check_fields(draft->fields, error);
}

static gboolean check_callback(QlReader *reader, const yaml_node_t *node,
                               const CallbackDraft *draft, GError **error)
{
    gboolean placed = draft->runs_on && draft->runs_on->len > 0;

    if (draft->direct && draft->nested) {
        return ql_node_error(reader, node, error,
                             "a direct callback is run by its registrar, not by a nested event "
                             "loop; remove \"nested\"");
    }
    if (draft->direct && (placed || draft->context >= 0)) {
        return ql_node_error(reader, node, error,
                             "a direct callback runs where its registrar runs; remove \"runs-on\" "
                             "and \"context\"");
    }
    if (!draft->direct && draft->started_by) {
        return ql_node_error(reader, node, error,
                             "\"started-by\" is for direct callbacks; add \"direct: true\" or "
                             "remove it");
    }
    if (!draft->direct && !placed) {
        return ql_node_error(reader, node, error,
                             "callback entry has no \"runs-on\"; add thread kinds, or \"direct: "
                             "true\"");
    }
    return TRUE;
}

/** @position -1: @named is a field. */
static void add_callback(QlReader *reader, const CallbackDraft *draft, const QlNamed *named,
                         int position)
{
    QlCallback *callback = g_new0(QlCallback, 1);

    callback->function = position >= 0 ? g_strdup(named->name) : NULL;
    callback->field = position >= 0 ? NULL : g_strdup(named->name);
    callback->callback = position;
    callback->opaque = draft->opaque;
    callback->context = draft->context;
    callback->runs_on = ql_emit_words(reader, draft->runs_on, QL_REFERENCE_THREAD, callback);
    callback->holds = ql_emit_words(reader, draft->holds, QL_REFERENCE_LOCK_OR_FACT, callback);
    callback->direct = draft->direct;
    callback->started_by = ql_emit_names(reader, &draft->common, draft->started_by, callback);
    callback->nested = draft->nested;
    callback->when = ql_emit_when(&draft->common);
    callback->at = named->at;
    g_ptr_array_add(reader->annotations->callbacks, callback);
}

static void note_callback_name(QlReader *reader, const CallbackDraft *draft, const QlNamed *named)
{
    const GPtrArray *callbacks = reader->annotations->callbacks;

    ql_emit_name(reader, &draft->common, named, g_ptr_array_index(callbacks, callbacks->len - 1));
}

/** One QlCallback for each pair of registrar and position, and for each field. */
static void add_callbacks(QlReader *reader, const CallbackDraft *draft)
{
    for (guint i = 0; draft->registrars && i < draft->registrars->len; i++) {
        const QlNamed *named = g_ptr_array_index(draft->registrars, i);
        for (guint j = 0; j < draft->callback->len; j++) {
            int position = GPOINTER_TO_INT(g_ptr_array_index(draft->callback, j));
            add_callback(reader, draft, named, position);
        }
        note_callback_name(reader, draft, named);
    }
    for (guint i = 0; draft->fields && i < draft->fields->len; i++) {
        add_callback(reader, draft, g_ptr_array_index(draft->fields, i), -1);
        note_callback_name(reader, draft, g_ptr_array_index(draft->fields, i));
    }
}

gboolean ql_read_callback(QlReader *reader, const yaml_node_t *node, GError **error)
{
    CallbackDraft draft = {.opaque = -1, .context = -1};

    if (!ql_read_mapping(reader, node, "callback entry", callback_keys, &draft, error) ||
        !check_callback_source(reader, node, &draft, error) ||
        !check_callback(reader, node, &draft, error)) {
        return FALSE;
    }
    add_callbacks(reader, &draft);
    return TRUE;
}

typedef struct GatewayDraft {
    QlDraft common;
    GPtrArray *call;
    GPtrArray *field;
    const char *why;
    const char *loses;
    GPtrArray *unless;
    GPtrArray *followed_on;
} GatewayDraft;

static const QlKey gateway_keys[] = {
    {.name = "call",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(GatewayDraft, call),
     .forms = QL_NAME_PATTERN,
     .sub = ql_plain_name_keys},
    {.name = "field",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(GatewayDraft, field),
     .forms = QL_NAME_PATTERN | QL_NAME_FIELD,
     .sub = ql_plain_name_keys},
    {.name = "why",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(GatewayDraft, why),
     .required = TRUE},
    {.name = "loses",
     .set = ql_set_text,
     .offset = G_STRUCT_OFFSET(GatewayDraft, loses),
     .required = TRUE},
    {.name = "unless",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(GatewayDraft, unless),
     .sub = ql_plain_name_keys},
    {.name = "followed-on",
     .set = ql_set_words,
     .offset = G_STRUCT_OFFSET(GatewayDraft, followed_on)},
    QL_COMMON_KEYS,
    {.name = NULL},
};

static void add_gateways(QlReader *reader, const GatewayDraft *draft, const GPtrArray *list,
                         gboolean field)
{
    for (guint i = 0; list && i < list->len; i++) {
        const QlNamed *named = g_ptr_array_index(list, i);
        QlGateway *gateway = g_new0(QlGateway, 1);
        gateway->function = field ? NULL : g_strdup(named->name);
        gateway->field = field ? g_strdup(named->name) : NULL;
        gateway->why = g_strdup(draft->why);
        gateway->loses = g_strdup(draft->loses);
        gateway->unless = ql_emit_names(reader, &draft->common, draft->unless, gateway);
        gateway->followed_on =
            ql_emit_words(reader, draft->followed_on, QL_REFERENCE_THREAD, gateway);
        gateway->when = ql_emit_when(&draft->common);
        gateway->at = named->at;
        ql_emit_name(reader, &draft->common, named, gateway);
        g_ptr_array_add(reader->annotations->gateways, gateway);
    }
}

gboolean ql_read_gateway(QlReader *reader, const yaml_node_t *node, GError **error)
{
    GatewayDraft draft = {.call = NULL};

    if (!ql_read_mapping(reader, node, "gateway entry", gateway_keys, &draft, error)) {
        return FALSE;
    }
    if (!draft.call && !draft.field) {
        return ql_node_error(reader, node, error,
                             "gateway entry has no \"call\" or \"field\"; add what is not to be "
                             "followed");
    }
    if (!check_fields(draft.field, error)) {
        return FALSE;
    }
    add_gateways(reader, &draft, draft.call, FALSE);
    add_gateways(reader, &draft, draft.field, TRUE);
    return TRUE;
}
