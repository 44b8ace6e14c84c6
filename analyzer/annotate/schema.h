/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads a YAML mapping after a table of its keys. Each key has a setter that checks the value and
 * writes it into a draft struct. Drafts own nothing: their strings belong to the document, their
 * lists to the reader, so that a mistake anywhere leaves nothing to clean up.
 */
#ifndef QL_SCHEMA_H
#define QL_SCHEMA_H

#include "yaml_reader.h"

/** One file being read. */
typedef struct QlReader {
    QlAnnotations *annotations;
    yaml_document_t *document;
    const char *file;
    GPtrArray *lists; /* GPtrArray*: every list a draft refers to */
} QlReader;

typedef struct QlKey QlKey;

/** Checks @value and writes it to @target (a draft) at @key's offset. */
typedef gboolean (*QlSetter)(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                             gpointer target, GError **error);

/** One key of a mapping. Tables end with a NULL name. */
struct QlKey {
    const char *name;
    QlSetter set;
    gsize offset;
    gboolean required;
    guint forms;      /* names: QlNameForm that are allowed */
    const QlKey *sub; /* names: keys of a name's own mapping; mappings: their keys */
};

/** What a name may look like. A plain C identifier always may. */
typedef enum QlNameForm { QL_NAME_FIELD = 1 << 0, QL_NAME_PATTERN = 1 << 1 } QlNameForm;

/** One name of a list, with what its own mapping says; -1 where it says nothing. */
typedef struct QlNamed {
    const char *name;
    const char *optional;
    int lock;
    int success; /* 0: zero, 1: nonzero */
    int blocking;
    int object;
    QlPosition at;
} QlNamed;

/** Reads mapping @node after @keys into @target; @what names it in messages: "lock entry". */
gboolean ql_read_mapping(QlReader *reader, const yaml_node_t *node, const char *what,
                         const QlKey *keys, gpointer target, GError **error);

/** Fails with CONTENT at @node. Returns FALSE. */
gboolean ql_node_error(QlReader *reader, const yaml_node_t *node, GError **error,
                       const char *format, ...) G_GNUC_PRINTF(4, 5);

QlPosition ql_node_position(const QlReader *reader, const yaml_node_t *node);
const char *ql_node_text(const yaml_node_t *node);

/** A list that lives as long as the reader. @element_free may be NULL. */
GPtrArray *ql_reader_list(QlReader *reader, GDestroyNotify element_free);

/* Setters, with the type of the draft's member. */
gboolean ql_set_text(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                     GError **error); /* const char*: free text */
gboolean ql_set_word(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                     GError **error); /* const char*: class, kind, fact, wait or rule */
gboolean ql_set_words(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error); /* GPtrArray* of yaml_node_t*: one word or a list */
gboolean ql_set_texts(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error); /* GPtrArray* of yaml_node_t*: one free text or a list */
gboolean ql_set_flag(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                     GError **error); /* gboolean */
gboolean ql_set_argument(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                         gpointer target, GError **error); /* int: position from 0 */
gboolean ql_set_count(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error); /* int: a number from 1 on */
gboolean ql_set_arguments(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                          gpointer target, GError **error); /* GPtrArray* of GINT_TO_POINTER */
gboolean ql_set_success(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                        gpointer target, GError **error); /* int */
gboolean ql_set_names(QlReader *reader, const QlKey *key, const yaml_node_t *value, gpointer target,
                      GError **error); /* GPtrArray* of QlNamed* */
gboolean ql_set_params(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                       gpointer target, GError **error); /* GPtrArray* of QlNamed*, count in lock */
gboolean ql_set_mapping(QlReader *reader, const QlKey *key, const yaml_node_t *value,
                        gpointer target, GError **error); /* the draft itself, by key->sub */

/** Sub-keys of a name that may only be `optional`. */
extern const QlKey ql_plain_name_keys[];

#endif
