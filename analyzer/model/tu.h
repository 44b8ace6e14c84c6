/* SPDX-License-Identifier: Apache-2.0 */
/* What one translation unit contributes to the index: the result of the front end. */
#ifndef QL_TU_H
#define QL_TU_H

#include <glib.h>

/** One translation unit as the compile database names it. Paths are absolute. */
typedef struct QlTuInput {
    char *source;
    char *directory; /* the compiler's working directory */
    char *output;    /* the object file as the entry names it, or NULL */
    char **flags;    /* sanitised compiler flags, NULL-terminated, without source and output */
} QlTuInput;

/** A definition in encoded form. */
typedef struct QlTuDefinition {
    guint8 id[16];
    GBytes *bytes; /* NULL: an earlier TU of the same run brought them */
} QlTuDefinition;

/** How a list of files names what is looked for in directories: "NONE:x.h". An include did not find
 * it, or has ".." in it, or __has_include asked for it. */
#define QL_NOT_FOUND "NONE:"

/** The same, before the rooted path of a file for which nobody can tell what it asks for. */
#define QL_UNTOLD QL_NOT_FOUND "?"

/** What the front end found in one TU. */
typedef struct QlTuFacts {
    GPtrArray *definitions; /* QlTuDefinition*, in order of first appearance */
    GPtrArray *files;       /* char*: every file the TU read, rooted as in rooted_path.h, and
                             * QL_NOT_FOUND and what it looks for, or QL_UNTOLD */
    guint errors;           /* diagnostics of error severity: the facts may be incomplete */
    char *first_error;      /* text of the first one with file:line, or NULL */
} QlTuFacts;

QlTuFacts *ql_tu_facts_new(void);
void ql_tu_facts_free(QlTuFacts *facts);

QlTuInput *ql_tu_input_new(const char *source, const char *directory, const char *output,
                           const char *const *flags);
QlTuInput *ql_tu_input_copy(const QlTuInput *input);
void ql_tu_input_free(QlTuInput *input);

/** For hash tables of inputs, which are equal if they have the same directory and flags. */
guint ql_tu_input_flags_hash(gconstpointer input);
gboolean ql_tu_input_flags_equal(gconstpointer a, gconstpointer b);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlTuFacts, ql_tu_facts_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlTuInput, ql_tu_input_free)

#endif
