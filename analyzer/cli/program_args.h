/* SPDX-License-Identifier: Apache-2.0 */
/* Options of every command that needs the linked program: which index, which annotations. */
#ifndef QL_PROGRAM_ARGS_H
#define QL_PROGRAM_ARGS_H

#include "program.h"
#include "store.h"
#include <glib.h>

typedef struct QlProgramArgs {
    char *database;
    char *executable;
    char **annotations;
    gboolean no_defaults;
    gboolean partial;
    guint32 left_out;        /* refinements not to apply: bits 1 << QlRefinement */
    gboolean warn_unmatched; /* say which annotations name nothing in the index … */
    gboolean note_unmatched; /* … also those that give a reason, and all of them */
    char *source_root;       /* where such names are looked for; NULL: nowhere */
} QlProgramArgs;

void ql_program_args_clear(QlProgramArgs *args);

/** The options that name the index, to be freed with g_free(); they write to @args. */
GOptionEntry *ql_program_args_entries(QlProgramArgs *args);

/** Likewise, the options that name annotations. */
GOptionEntry *ql_annotation_args_entries(QlProgramArgs *args);

/** Likewise, the option that names the source tree. */
GOptionEntry *ql_source_args_entries(QlProgramArgs *args);

/** The program with what it stands on; clear with ql_loaded_clear(). */
typedef struct QlLoaded {
    QlAnnotations *annotations;
    QlProgram *program;
    QlStoreSummary summary;
} QlLoaded;

/** Loads annotations and index and links. On an error prints it and returns FALSE. */
gboolean ql_program_args_load(const QlProgramArgs *args, QlLoaded *loaded);
void ql_loaded_clear(QlLoaded *loaded);

/** Functions a user means by @name, as ql_program_find(); prints an error and returns NULL if none.
 */
GPtrArray *ql_cli_find_functions(const QlProgram *program, const char *name);

/** How the callee of @edge was found and when it runs, empty if the call just names it. Free it. */
char *ql_cli_hop_text(const QlProgram *program, const QlCallEdge *edge);

/** Prints "file:line: caller -> callee" and how the callee was found if the call does not name it.
 */
void ql_cli_print_edge(const QlProgram *program, const QlCallEdge *edge);

/** Order of call edges by place, then callee: depends on the source alone. For
 * g_ptr_array_sort_with_data(). */
int ql_cli_compare_edges(gconstpointer a, gconstpointer b, gpointer program);

#endif
