/* SPDX-License-Identifier: Apache-2.0 */
/* A compiler's command line, reduced to what decides how the source reads. */
#ifndef QL_COMMAND_H
#define QL_COMMAND_H

#include <glib.h>

typedef struct QlCommand {
    char **flags; /* NULL-terminated; safe to give to the front end */
    char *output; /* argument of -o, or NULL */
    gboolean is_c;
} QlCommand;

/**
 * Reduces @words (compiler first, response files expanded) that compile @source. What is not known
 * to matter is left out, so that no flag can load code, write a file or read settings.
 */
QlCommand *ql_command_parse(char *const *words, const char *source);
void ql_command_free(QlCommand *command);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlCommand, ql_command_free)

#endif
