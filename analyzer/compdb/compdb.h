/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The compile database: which translation units exist, with which flags, and which executable each
 * belongs to. Commands are read, never run.
 */
#ifndef QL_COMPDB_H
#define QL_COMPDB_H

#include "tu.h"
#include <glib.h>

/** One entry of compile_commands.json. */
typedef struct QlCompdbEntry {
    QlTuInput *tu;
    guint group; /* same directory and flags: same number, from 0 in order of appearance */
} QlCompdbEntry;

/** How an object gets into an executable. */
typedef enum QlLinkKind {
    QL_LINK_OBJECT, /* named on the link line, or in an archive linked whole */
    QL_LINK_ARCHIVE /* member of an archive: taken only if something needs it */
} QlLinkKind;

typedef struct QlExecutableTu {
    guint entry; /* index into QlCompdb.entries */
    QlLinkKind kind;
} QlExecutableTu;

typedef struct QlExecutable {
    char *name;   /* as build.ninja names it, e.g. "qemu-system-x86_64" */
    GArray *tus;  /* QlExecutableTu, by entry */
    guint others; /* linked objects without a C entry: assembly, C++, Rust */
} QlExecutable;

typedef struct QlCompdb {
    char *path;         /* of compile_commands.json */
    char *build;        /* its directory, absolute */
    char *source;       /* the source tree, absolute, as far as it can be told */
    GPtrArray *entries; /* QlCompdbEntry*, in file order */
    guint n_groups;
    guint skipped;                /* entries that are not C */
    guint dropped_response_files; /* @files outside both trees, unreadable or nested too deep */
    GPtrArray *executables;       /* QlExecutable*, by name; empty without build.ninja */
} QlCompdb;

/**
 * Reads compile_commands.json in directory @build (or the file itself), and build.ninja beside it
 * if there is one. Errors name file and position (domain QL_COMPDB_ERROR): unreadable file, bad
 * JSON, an entry without file or command, an empty database.
 */
QlCompdb *ql_compdb_load(const char *build, GError **error);
void ql_compdb_free(QlCompdb *compdb);

/** Executables whose name matches glob @pattern; free the array, not its elements. */
GPtrArray *ql_compdb_match_executables(const QlCompdb *compdb, const char *pattern);

#define QL_COMPDB_ERROR (ql_compdb_error_quark())
GQuark ql_compdb_error_quark(void);
enum {
    QL_COMPDB_ERROR_READ,
    QL_COMPDB_ERROR_SYNTAX,
    QL_COMPDB_ERROR_CONTENT,
    QL_COMPDB_ERROR_EMPTY
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlCompdb, ql_compdb_free)

#endif
