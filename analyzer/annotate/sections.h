/* SPDX-License-Identifier: Apache-2.0 */
/* The sections of an annotation file: each reads one entry of its list into the annotations. */
#ifndef QL_SECTIONS_H
#define QL_SECTIONS_H

#include "schema.h"

gboolean ql_read_lock(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_predicate(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_wait(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_thread(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_creator(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_fork(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_callback(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_type(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_container(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_maker(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_broadcast(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_affinity(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_gateway(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_requirement(QlReader *reader, const yaml_node_t *node, GError **error);
gboolean ql_read_rule(QlReader *reader, const yaml_node_t *node, GError **error);

/** What entries of all sections have; the first member of each section's draft. */
typedef struct QlDraft {
    const char *optional; /* why the names may be missing, or NULL */
    GPtrArray *exists;    /* when: QlNamed* */
    GPtrArray *absent;
    GPtrArray *params;
} QlDraft;

/** Keys of `when:`; an array without end mark lets rules add theirs. */
#define QL_WHEN_KEYS                                                                               \
    {.name = "exists",                                                                             \
     .set = ql_set_names,                                                                          \
     .offset = G_STRUCT_OFFSET(QlDraft, exists),                                                   \
     .forms = QL_NAME_FIELD,                                                                       \
     .sub = ql_no_keys},                                                                           \
        {.name = "absent",                                                                         \
         .set = ql_set_names,                                                                      \
         .offset = G_STRUCT_OFFSET(QlDraft, absent),                                               \
         .forms = QL_NAME_FIELD,                                                                   \
         .sub = ql_no_keys},                                                                       \
    {                                                                                              \
        .name = "params", .set = ql_set_params, .offset = G_STRUCT_OFFSET(QlDraft, params)         \
    }

/** Keys every entry but a rule ends with. */
#define QL_COMMON_KEYS                                                                             \
    {.name = "optional", .set = ql_set_text, .offset = G_STRUCT_OFFSET(QlDraft, optional)},        \
    {                                                                                              \
        .name = "when", .set = ql_set_mapping, .sub = ql_when_keys                                 \
    }

extern const QlKey ql_no_keys[];
extern const QlKey ql_when_keys[];

/** The conditions of @draft as QlCondition*, or NULL if it has none. */
GPtrArray *ql_emit_when(const QlDraft *draft);

/** Notes that @entry mentions @named. */
void ql_emit_name(QlReader *reader, const QlDraft *draft, const QlNamed *named,
                  gconstpointer entry);

/** The names of @list (QlNamed*, may be NULL), each noted. The caller owns the result. */
char **ql_emit_names(QlReader *reader, const QlDraft *draft, const GPtrArray *list,
                     gconstpointer entry);

/** The words of @list (yaml_node_t*, may be NULL), each noted as a reference of @kind. */
char **ql_emit_words(QlReader *reader, const GPtrArray *list, QlReferenceKind kind,
                     gconstpointer entry);

/** Makes the destructors of annotations.c known to the sections. */
void ql_lock_op_free(gpointer op);
GPtrArray *ql_wait_enders_new(void); /* of QlWaitEnder*, freed with it */
void ql_rule_exception_free(gpointer exception);
void ql_grade_free(gpointer grade);
void ql_condition_free(gpointer condition);

#endif
