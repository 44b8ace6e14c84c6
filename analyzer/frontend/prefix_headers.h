/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The headers of the trees and what they include, as texts tell: conditions are not looked at.
 * For guessing what to put into a prefix; private to frontend/.
 */
#ifndef QL_PREFIX_HEADERS_H
#define QL_PREFIX_HEADERS_H

#include "prefix_private.h"

/** A header below the source or build tree; a system header comes with those that need it. */
typedef struct QlHeader {
    guint number; /* its index in QlHeaders.all */
    char *path;
    char *name;          /* as most likely written: "x.h" */
    const QlScan *scan;  /* NULL: not looked at yet, or not readable */
    GPtrArray *includes; /* QlHeader*; NULL: not looked at yet */
    guint direct;        /* TUs that include it themselves */
    guint readers;       /* TUs that read it */
    guint last_direct;   /* number of the TU counted last, from 1 */
    guint last_reader;
} QlHeader;

typedef struct QlHeaders {
    const QlPaths *paths;
    QlScans *scans;
    QlIncludeDirs *dirs;
    GPtrArray *all;       /* QlHeader*, owned */
    GHashTable *by_path;  /* path -> QlHeader* */
    GHashTable *resolved; /* "directory\nname" -> char* path or "" */
} QlHeaders;

/** No headers yet; they are searched for where @model does. @paths and @scans must outlive it. */
QlHeaders *ql_headers_new(const QlTuInput *model, const QlPaths *paths, QlScans *scans);
void ql_headers_free(QlHeaders *headers);

/** What the TU at @source, whose text is @scan, includes under no condition: QlHeader*, in order.
 * Free with g_ptr_array_unref(). */
GPtrArray *ql_headers_of_tu(QlHeaders *headers, const char *source, const QlScan *scan);

/** Whether that TU's text begins with an include of the header that @first, "x.h" or <x.h> with its
 * quotes, leads to, and nothing before it. */
gboolean ql_headers_begin(QlHeaders *headers, const char *source, const QlScan *scan,
                          const char *first);

/** What @header includes (QlHeader*); owned by it. Its scan is there after that. */
const GPtrArray *ql_headers_below(QlHeaders *headers, QlHeader *header);

/** The header that @name, written as above, leads to from anywhere; NULL if none of the trees. */
QlHeader *ql_headers_named(QlHeaders *headers, const char *name);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlHeaders, ql_headers_free)

#endif
