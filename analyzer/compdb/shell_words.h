/* SPDX-License-Identifier: Apache-2.0 */
/* Splitting a command line into words without running it. */
#ifndef QL_SHELL_WORDS_H
#define QL_SHELL_WORDS_H

#include <glib.h>

/**
 * The words of @command as a POSIX shell would pass them: quotes and backslashes are resolved,
 * variables and substitutions stay as they stand. An empty command gives an empty array. Returns
 * NULL with @error set (domain G_SHELL_ERROR) if a quote is not closed. Free with g_strfreev().
 */
char **ql_shell_words(const char *command, GError **error);

/** Appends @word to @out, quoted if a shell would take it apart otherwise. */
void ql_shell_append(GString *out, const char *word);

#endif
