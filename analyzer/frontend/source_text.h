/* SPDX-License-Identifier: Apache-2.0 */
/* Files, positions, and the few things only the source text tells (macro names, absent parts). */
#ifndef QL_SOURCE_TEXT_H
#define QL_SOURCE_TEXT_H

#include "tu_context.h"

/** A stretch of source text; not terminated. */
typedef struct QlText {
    const char *at;
    gsize length;
} QlText;

QlSourceFile *ql_source_file(QlTuContext *tu, CXFile file);

/** @text as keys name files, if it is the path of a file of this TU; else NULL. g_free() it. */
char *ql_placeless_path(QlTuContext *tu, const char *text);

/** The text of @file from @offset on; empty if there is none. @file may be NULL. */
QlText ql_file_text(QlTuContext *tu, QlSourceFile *file, guint offset);

/** Where @cursor starts, macros expanded to where they are used. */
QlPlace ql_place_start(QlTuContext *tu, CXCursor cursor);
QlPlace ql_place_end(QlTuContext *tu, CXCursor cursor);
/** Where @cursor's name stands. */
QlPlace ql_place_name(QlTuContext *tu, CXCursor cursor);

/** Line, column and outermost macro of @cursor's start. */
QlSpot ql_spot(QlTuContext *tu, CXCursor cursor);

/** Line where @cursor starts. */
guint ql_line(QlTuContext *tu, CXCursor cursor);

/** The text from where @cursor was written, a macro's body included, to the end of the file. */
QlText ql_written_text(QlTuContext *tu, CXCursor cursor);

/** The identifier @text starts with; length 0 if none. */
QlText ql_leading_word(QlText text);
gboolean ql_text_is(QlText text, const char *word);

/** Skips blanks, comments and line continuations. */
QlText ql_skip_space(QlText text);
/** Skips one token, which a string, character, number, word or single character is. */
QlText ql_skip_token(QlText text);
/** @text after the bracket that closes the one it starts with. */
QlText ql_skip_group(QlText text);

#endif
