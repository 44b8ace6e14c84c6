/* SPDX-License-Identifier: Apache-2.0 */
/* Options and run of "check", shared with "scan". */
#ifndef QL_CHECK_ARGS_H
#define QL_CHECK_ARGS_H

#include "program_args.h"
#include <glib.h>

/** What the command line said; clear with ql_check_args_clear(). */
typedef struct QlCheckArgs {
    QlProgramArgs program;
    char **rules;
    char *format;
    char *fail_on;
    gboolean full_path;
    gboolean all;          /* print findings of any confidence … */
    double min_confidence; /* … else those from this on */
} QlCheckArgs;

/** Sets what holds when the command line says nothing. */
void ql_check_args_init(QlCheckArgs *args);
void ql_check_args_clear(QlCheckArgs *args);

/** The options of "check" beyond those of program_args.h, to be freed with g_free(). */
GOptionEntry *ql_check_args_entries(QlCheckArgs *args);

/** Whether the options make sense; prints what does not. */
gboolean ql_check_args_are_valid(const QlCheckArgs *args);

/** Whether stdout is for machines, so that everything else belongs on stderr. */
gboolean ql_check_args_want_json(const QlCheckArgs *args);

/** Evaluates the rules and prints the findings. Returns a QlExit. */
int ql_check_args_run(const QlCheckArgs *args);

#endif
