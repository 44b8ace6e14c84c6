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

/** How a list of files names what an include did not find, or __has_include asked for: "NONE:x.h".
 */
#define QL_NOT_FOUND "NONE:"

/** What the front end found in one TU. */
typedef struct QlTuFacts {
    GPtrArray *definitions; /* QlTuDefinition*, in order of first appearance */
    GPtrArray *files;       /* char*: every file the TU read, rooted as in rooted_path.h, and as
                             * "NONE:x.h" what an #include of it did not find or __has_include
                             * asked for */
    guint errors;           /* diagnostics of error severity: the facts may be incomplete */
    char *first_error;      /* text of the first one with file:line, or NULL */
} QlTuFacts;

QlTuFacts *ql_tu_facts_new(void);
void ql_tu_facts_free(QlTuFacts *facts);

QlTuInput *ql_tu_input_new(const char *source, const char *directory, const char *output,
                           const char *const *flags);
QlTuInput *ql_tu_input_copy(const QlTuInput *input);
void ql_tu_input_free(QlTuInput *input);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlTuFacts, ql_tu_facts_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlTuInput, ql_tu_input_free)

#endif
