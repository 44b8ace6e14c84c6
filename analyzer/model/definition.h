/* SPDX-License-Identifier: Apache-2.0 */
/*
 * One definition found in the source: a function with its flow graph, or a variable whose
 * initialiser is kept as a graph of one block of assignments. This is the unit the index stores.
 *
 * Keys. An external function or variable: its name. A static one: "name@file", with file relative
 * to its root (see rooted_path.h). A static local: "name@file:function". A record: its tag if
 * defined in a header, "tag@file" if defined in a .c file, its typedef's name if untagged,
 * "Parent.field" if anonymous.
 */
#ifndef QL_DEFINITION_H
#define QL_DEFINITION_H

#include "content_hash.h"
#include "flow.h"

typedef enum QlDefinitionKind {
    QL_DEF_FUNCTION,
    QL_DEF_VARIABLE,    /* flow: the initialiser's assignments */
    QL_DEF_DECLARATION, /* a function that is only declared here: marks and attributes, no flow */
    QL_DEF_KIND_LAST = QL_DEF_DECLARATION
} QlDefinitionKind;

typedef enum QlDefinitionFlags {
    QL_DEF_STATIC = 1 << 0,
    QL_DEF_INLINE = 1 << 1,
    QL_DEF_NORETURN = 1 << 2,
    QL_DEF_CONSTRUCTOR = 1 << 3,
    QL_DEF_DESTRUCTOR = 1 << 4,
    QL_DEF_WEAK = 1 << 5,
    QL_DEF_VARIADIC = 1 << 6,
} QlDefinitionFlags;

typedef struct QlVariable {
    QlSym name;
    QlSym type;    /* as written, e.g. "QemuMutex *" */
    QlSym record;  /* key of the record it is or points to, or 0 */
    QlSym cleanup; /* key of its cleanup function, or 0 */
} QlVariable;

typedef struct QlDefinition {
    guint8 kind;   /* QlDefinitionKind */
    guint32 flags; /* QlDefinitionFlags */
    QlSym key;
    QlSym name;
    QlSym file; /* relative to its root: "SRC:hw/pci/msi.c" */
    guint32 line;
    guint32 end_line;
    QlSym type;     /* a function's return type, a variable's type, as written */
    GArray *params; /* QlVariable */
    GArray *locals; /* QlVariable */
    GArray *marks;  /* QlSym: identifiers in the declaration that are neither type nor name */
    GArray *attrs;  /* QlSym: attributes, e.g. "constructor", "annotate:text" */
    QlFlow *flow;   /* NULL for a declaration */
} QlDefinition;

/**
 * The key, or "record.field", without the file that tells static names apart:
 * "QEMUBH@util/async.c.cb" gives "QEMUBH.cb". Annotations name things so. Free with g_free().
 */
char *ql_key_plain(const char *key);

QlDefinition *ql_definition_new(void);
void ql_definition_free(QlDefinition *def);

/**
 * Packs @def into bytes that depend on nothing but its content: equal definitions give equal bytes
 * in every process. The format is private to this pair of functions and versioned by the index.
 */
GBytes *ql_definition_encode(const QlDefinition *def, const QlStrings *strings);

/**
 * Unpacks what ql_definition_encode() made, interning its names in @strings. Returns NULL with
 * @error set (domain QL_MODEL_ERROR) if the bytes are damaged. The caller frees the result.
 */
QlDefinition *ql_definition_decode(const guint8 *data, gsize len, QlStrings *strings,
                                   GError **error);

/** Size in bytes of a definition's id. */
#define QL_ID_SIZE QL_HASH_SIZE

/** The id of encoded definition @bytes: the first QL_ID_SIZE bytes of its SHA-256. */
void ql_definition_id(GBytes *bytes, guint8 id[QL_ID_SIZE]);

#define QL_MODEL_ERROR (ql_model_error_quark())
GQuark ql_model_error_quark(void);
enum { QL_MODEL_ERROR_DAMAGED };

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlDefinition, ql_definition_free)

#endif
