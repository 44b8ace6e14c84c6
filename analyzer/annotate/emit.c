/* SPDX-License-Identifier: Apache-2.0 */
#include "sections.h"

const QlKey ql_no_keys[] = {{.name = NULL}};
const QlKey ql_when_keys[] = {QL_WHEN_KEYS, {.name = NULL}};

static void emit_conditions(GPtrArray *when, QlConditionKind kind, const GPtrArray *list)
{
    for (guint i = 0; list && i < list->len; i++) {
        const QlNamed *named = g_ptr_array_index(list, i);
        QlCondition *condition = g_new0(QlCondition, 1);
        condition->kind = kind;
        condition->name = g_strdup(named->name);
        condition->count = named->lock;
        condition->at = named->at;
        g_ptr_array_add(when, condition);
    }
}

GPtrArray *ql_emit_when(const QlDraft *draft)
{
    if (!draft->exists && !draft->absent && !draft->params) {
        return NULL;
    }
    GPtrArray *when = g_ptr_array_new_with_free_func(ql_condition_free);
    emit_conditions(when, QL_CONDITION_EXISTS, draft->exists);
    emit_conditions(when, QL_CONDITION_ABSENT, draft->absent);
    emit_conditions(when, QL_CONDITION_PARAMS, draft->params);
    return when;
}

void ql_emit_name(QlReader *reader, const QlDraft *draft, const QlNamed *named, gconstpointer entry)
{
    QlNameUse *use = g_new0(QlNameUse, 1);

    use->name = g_strdup(named->name);
    use->optional = g_strdup(named->optional ? named->optional : draft->optional);
    use->entry = entry;
    use->at = named->at;
    g_ptr_array_add(reader->annotations->names, use);
}

char **ql_emit_names(QlReader *reader, const QlDraft *draft, const GPtrArray *list,
                     gconstpointer entry)
{
    guint n = list ? list->len : 0;
    char **names = g_new0(char *, n + 1);

    for (guint i = 0; i < n; i++) {
        const QlNamed *named = g_ptr_array_index(list, i);
        names[i] = g_strdup(named->name);
        ql_emit_name(reader, draft, named, entry);
    }
    return names;
}

char **ql_emit_words(QlReader *reader, const GPtrArray *list, QlReferenceKind kind,
                     gconstpointer entry)
{
    guint n = list ? list->len : 0;
    char **words = g_new0(char *, n + 1);

    for (guint i = 0; i < n; i++) {
        const yaml_node_t *node = g_ptr_array_index(list, i);
        QlReference *reference = g_new0(QlReference, 1);
        words[i] = g_strdup(ql_node_text(node));
        reference->kind = kind;
        reference->name = g_strdup(words[i]);
        reference->entry = entry;
        reference->at = ql_node_position(reader, node);
        g_ptr_array_add(reader->annotations->references, reference);
    }
    return words;
}
