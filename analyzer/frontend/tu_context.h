/* SPDX-License-Identifier: Apache-2.0 */
/* What lowering one translation unit shares: the AST, its files, names and declarations. */
#ifndef QL_TU_CONTEXT_H
#define QL_TU_CONTEXT_H

#include <clang-c/Index.h>

#include "flow_builder.h"
#include "rooted_path.h"
#include "tu.h"

/** A file of the TU. */
typedef struct QlSourceFile {
    QlSym rooted;        /* "SRC:hw/pci/msi.c" */
    const char *display; /* what keys use: "hw/pci/msi.c" */
    gboolean is_main;
    gboolean is_unit;   /* a .c or .cc file: what it defines is its own */
    gboolean is_system; /* below neither the source nor the build tree */
    int prefix_file;    /* its number among the files of the TU's prefix; -1: none */
    CXFile handle;
    gboolean text_known; /* text and length are set */
    const char *text;    /* owned by libclang or the prefix; NULL: not available */
    gsize length;
} QlSourceFile;

/** A position after macro expansion; file is NULL for built-ins. */
typedef struct QlPlace {
    QlSourceFile *file;
    guint line;
    guint column;
    guint offset;
} QlPlace;

/** A function or a variable with static storage. */
typedef struct QlDecl {
    CXCursor referenced; /* the declaration first met */
    CXCursor definition; /* null if the TU has none */
    QlSym key;
    QlSym name;
    gboolean is_function;
    gboolean is_local; /* a static local */
    gboolean noreturn;
    gboolean queued; /* waits for lowering, or is done */
} QlDecl;

typedef struct QlField {
    QlSym name; /* 0: an unnamed member */
    QlSym record;
} QlField;

typedef struct QlTuContext {
    CXTranslationUnit unit;
    const QlPaths *paths;
    const char *directory;
    CXFile main_file;
    QlStrings *strings;
    CXPrintingPolicy declaration_only; /* prints without bodies and initialisers */
    GHashTable *files;                 /* CXFile -> QlSourceFile* */
    GHashTable *rooted_files;          /* QlSym: rooted paths of `files` */
    GHashTable *decls;                 /* CXCursor* -> QlDecl*, several cursors to one */
    GPtrArray *all_decls;              /* owns the QlDecls */
    GHashTable *by_key;                /* QlSym -> QlDecl* */
    GHashTable *records;               /* CXCursor* -> QlSym */
    GHashTable *fields;                /* CXCursor* -> QlField* */
    GHashTable *functions;             /* char* -> CXCursor*, filled when first asked */
    GHashTable *typedefs;              /* char* -> CXCursor*, filled when first asked */
    gboolean list_missing;             /* the prefix should list a function and does not */
    gboolean text_missing;             /* a file of the prefix is not what it was */
    GPtrArray *queue;                  /* QlDecl* to lower; not owned */
    GArray *declarations;              /* CXCursor: see ql_tu_declarations(); NULL: not asked yet */
    GArray *inclusions;                /* CXCursor: see ql_tu_inclusions() */
    const struct QlPrefix *prefix;     /* it was parsed with, or NULL */
    struct QlScan *main_scan;          /* of the main file's text, when somebody asked */
} QlTuContext;

void ql_tu_context_init(QlTuContext *tu, CXTranslationUnit unit, const QlPaths *paths,
                        const char *directory);
void ql_tu_context_clear(QlTuContext *tu);

/** The declarations at the top of the TU, in order (CXCursor); those of a prefix are not among
 * them. Owned by @tu. To visit them is not cheap: libclang goes through all that was preprocessed
 * too. */
const GArray *ql_tu_declarations(QlTuContext *tu);

/** The #include directives that were active, in order (CXCursor); none without a prefix. */
const GArray *ql_tu_inclusions(QlTuContext *tu);

/** Whether libclang found an error in @unit. */
gboolean ql_has_errors(CXTranslationUnit unit);

/** The compiler's command line for @input, without its source; strings are owned. */
GPtrArray *ql_compiler_command(const QlTuInput *input);

/** A hash table keyed by cursor; keys are CXCursor*, owned. */
GHashTable *ql_cursor_table_new(GDestroyNotify free_value);
gpointer ql_cursor_table_get(GHashTable *table, CXCursor cursor);
void ql_cursor_table_put(GHashTable *table, CXCursor cursor, gpointer value);

/** Interns libclang's @text and disposes of it. */
QlSym ql_intern_clang(QlTuContext *tu, CXString text);
/** Copies libclang's @text and disposes of it. */
char *ql_take_clang(CXString text);

#endif
