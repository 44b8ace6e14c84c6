/* SPDX-License-Identifier: Apache-2.0 */
/* Where a TU's flags say that includes are looked for. */
#ifndef QL_INCLUDE_DIRS_H
#define QL_INCLUDE_DIRS_H

#include "tu.h"

/** The directories of one list of flags, absolute and canonical, in the compiler's order. */
typedef struct QlIncludeDirs {
    GPtrArray *dirs; /* char*: -iquote, then -I, -iwithprefixbefore, -isystem, -iwithprefix,
                      * -idirafter; each once */
    guint n_quote;   /* how many of them serve quoted includes only */
    char *sysroot;   /* absolute: below it are the compiler's own; NULL: not named */
    char *text;      /* the directories as one string: equal texts search alike */
} QlIncludeDirs;

/** The directories in @input's flags. Those built into the compiler are not among them. */
QlIncludeDirs *ql_include_dirs_new(const QlTuInput *input);
void ql_include_dirs_free(QlIncludeDirs *dirs);

/** Whether @flag, of one word or followed by a word of its own, names an include directory. */
gboolean ql_is_include_dir_flag(const char *flag, gboolean *next_word);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlIncludeDirs, ql_include_dirs_free)

#endif
