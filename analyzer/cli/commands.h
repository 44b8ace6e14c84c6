/* SPDX-License-Identifier: Apache-2.0 */
/* The subcommands, one file each, and what they share. */
#ifndef QL_COMMANDS_H
#define QL_COMMANDS_H

#include "store.h"
#include <glib.h>

/** Where the index is unless --db or -o says otherwise. */
#define QL_DEFAULT_DATABASE "qlockdep.db"

/** Exit codes; docs and --help quote them. */
typedef enum QlExit {
    QL_EXIT_OK = 0,
    QL_EXIT_FINDINGS = 1, /* findings at or above --fail-on */
    QL_EXIT_ERROR = 2,    /* the run itself failed */
    QL_EXIT_PARTIAL = 3,  /* some TUs failed to give facts */
} QlExit;

/* Each subcommand: argv[0] is its name; returns a QlExit. */
int ql_cmd_annotations(int argc, char **argv);
int ql_cmd_callees(int argc, char **argv);
int ql_cmd_callers(int argc, char **argv);
int ql_cmd_check(int argc, char **argv);
int ql_cmd_compdb(int argc, char **argv);
int ql_cmd_dump(int argc, char **argv);
int ql_cmd_explain(int argc, char **argv);
int ql_cmd_flow(int argc, char **argv);
int ql_cmd_forks(int argc, char **argv);
int ql_cmd_functions(int argc, char **argv);
int ql_cmd_gateways(int argc, char **argv);
int ql_cmd_index(int argc, char **argv);
int ql_cmd_locks(int argc, char **argv);
int ql_cmd_merge(int argc, char **argv);
int ql_cmd_order(int argc, char **argv);
int ql_cmd_path(int argc, char **argv);
int ql_cmd_resolve(int argc, char **argv);
int ql_cmd_roots(int argc, char **argv);
int ql_cmd_scan(int argc, char **argv);
int ql_cmd_sql(int argc, char **argv);
int ql_cmd_threads(int argc, char **argv);
int ql_cmd_unresolved(int argc, char **argv);

/** What a subcommand accepts. */
typedef struct QlUsage {
    const char *arguments;       /* after the options, e.g. "FUNC" */
    const char *summary;         /* one sentence */
    const char *details;         /* printed below the options: exit codes, examples */
    const GOptionEntry *options; /* ends with an entry of zeros; NULL: none */
    int min_args, max_args;      /* positional arguments; max -1: any number */
} QlUsage;

/**
 * Parses the options of a subcommand and removes them from argv, so that argv[1]… are the
 * positional arguments. Prints the help and exits on --help. On a mistake prints it and returns
 * FALSE: the subcommand then returns QL_EXIT_ERROR.
 */
gboolean ql_cli_parse(const QlUsage *usage, int *argc, char ***argv);

/** Lists of options as one, freed with g_free(). The arguments end with NULL. */
GOptionEntry *ql_cli_join_options(const GOptionEntry *first, ...) G_GNUC_NULL_TERMINATED;

/** Prints "qlockdep: message" on stderr. */
void ql_cli_error(const char *format, ...) G_GNUC_PRINTF(1, 2);

/** Prints and frees @error; returns QL_EXIT_ERROR. */
int ql_cli_fail(GError *error);

/**
 * Whether what the process is about to leave has to be freed: only where a sanitizer looks for
 * leaks. To free a whole QEMU takes a tenth of a check.
 */
gboolean ql_cli_frees_memory(void);

/** Flushes stdout; returns @code, or QL_EXIT_ERROR with a message if writing failed. */
int ql_cli_close_output(int code);

/** Opens index @path for reading; prints what is wrong and returns NULL if that fails. */
QlStore *ql_cli_open_index(const char *path, gboolean partial);

#endif
