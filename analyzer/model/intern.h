/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Interned strings. Every name the analysis handles (functions, records, fields, files, macros) is
 * a small number in one table, so that comparing names costs nothing and facts stay compact.
 */
#ifndef QL_INTERN_H
#define QL_INTERN_H

#include <glib.h>

/** A string's number in its table. 0 is the empty string and stands for "none". */
typedef guint32 QlSym;

typedef struct QlStrings QlStrings;

/** Creates an empty table. Free with ql_strings_free(). */
QlStrings *ql_strings_new(void);

/** Frees the table and every string in it. NULL is allowed. */
void ql_strings_free(QlStrings *strings);

/** The number of @text, which is added if it is new. NULL and "" give 0. The text is copied. */
QlSym ql_strings_intern(QlStrings *strings, const char *text);

/** As ql_strings_intern(), for the first @len bytes of @text. */
QlSym ql_strings_intern_len(QlStrings *strings, const char *text, gsize len);

/** The number of @text if it is in the table, else 0. */
QlSym ql_strings_lookup(const QlStrings *strings, const char *text);

/** The text of @sym; owned by the table and valid as long as it. */
const char *ql_strings_get(const QlStrings *strings, QlSym sym);

/** How many strings the table holds; every QlSym is below this. */
guint ql_strings_count(const QlStrings *strings);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlStrings, ql_strings_free)

#endif
