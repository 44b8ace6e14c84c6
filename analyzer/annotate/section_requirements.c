/* SPDX-License-Identifier: Apache-2.0 */
/* Section "requirements": what callers must hold. */
#include "sections.h"

typedef struct RequirementDraft {
    QlDraft common;
    GPtrArray *lock; /* yaml_node_t* */
    gboolean without;
    GPtrArray *call;    /* QlNamed* */
    GPtrArray *comment; /* yaml_node_t*, as those that follow */
    GPtrArray *unless;
    GPtrArray *instead;
} RequirementDraft;

static const QlKey requirement_keys[] = {
    {.name = "lock",
     .set = ql_set_words,
     .offset = G_STRUCT_OFFSET(RequirementDraft, lock),
     .required = TRUE},
    {.name = "without", .set = ql_set_flag, .offset = G_STRUCT_OFFSET(RequirementDraft, without)},
    {.name = "call",
     .set = ql_set_names,
     .offset = G_STRUCT_OFFSET(RequirementDraft, call),
     .forms = QL_NAME_PATTERN,
     .sub = ql_plain_name_keys},
    {.name = "comment", .set = ql_set_texts, .offset = G_STRUCT_OFFSET(RequirementDraft, comment)},
    {.name = "unless", .set = ql_set_texts, .offset = G_STRUCT_OFFSET(RequirementDraft, unless)},
    {.name = "instead", .set = ql_set_words, .offset = G_STRUCT_OFFSET(RequirementDraft, instead)},
    QL_COMMON_KEYS,
    {.name = NULL},
};

static gboolean check_requirement(QlReader *reader, const yaml_node_t *node,
                                  const RequirementDraft *draft, GError **error)
{
    if (draft->lock->len != 1) {
        return ql_node_error(reader, node, error,
                             "requirement names %u lock classes; make an entry for each",
                             draft->lock->len);
    }
    if (!draft->call && !draft->comment) {
        return ql_node_error(reader, node, error,
                             "requirement is of no function; give \"call\" or \"comment\"");
    }
    if (draft->unless && !draft->comment) {
        return ql_node_error(reader, node, error,
                             "requirement has \"unless\", but no \"comment\" that it narrows; "
                             "remove it, or give \"comment\"");
    }
    return TRUE;
}

static char **emit_texts(const GPtrArray *list)
{
    guint n = list ? list->len : 0;
    char **texts = g_new0(char *, n + 1);

    for (guint i = 0; i < n; i++) {
        texts[i] = g_strdup(ql_node_text(g_ptr_array_index(list, i)));
    }
    return texts;
}

gboolean ql_read_requirement(QlReader *reader, const yaml_node_t *node, GError **error)
{
    RequirementDraft draft = {.lock = NULL};

    if (!ql_read_mapping(reader, node, "requirement", requirement_keys, &draft, error) ||
        !check_requirement(reader, node, &draft, error)) {
        return FALSE;
    }
    QlRequirement *requirement = g_new0(QlRequirement, 1);
    requirement->locks = ql_emit_words(reader, draft.lock, QL_REFERENCE_LOCK_OR_FACT, requirement);
    requirement->instead =
        ql_emit_words(reader, draft.instead, QL_REFERENCE_LOCK_OR_FACT, requirement);
    requirement->without = draft.without;
    requirement->calls = ql_emit_names(reader, &draft.common, draft.call, requirement);
    requirement->comments = emit_texts(draft.comment);
    requirement->unless = emit_texts(draft.unless);
    requirement->when = ql_emit_when(&draft.common);
    requirement->at = ql_node_position(reader, node);
    g_ptr_array_add(reader->annotations->required, requirement);
    return TRUE;
}
