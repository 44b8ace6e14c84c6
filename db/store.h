/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: the index as an SQLite database. The only folder that includes sqlite3.h.
 * docs/schema.md describes tables and views; schema.sql makes them.
 */
#ifndef QL_STORE_H
#define QL_STORE_H

#include "definition.h"
#include "tu.h"
#include <glib.h>
#include <stdio.h>

typedef struct QlStore QlStore;

typedef enum QlStoreState {
    QL_STORE_IN_PROGRESS,
    QL_STORE_COMPLETE, /* every TU gave facts or is recorded as failed */
} QlStoreState;

/** What a TU came to. */
typedef enum QlTuState {
    QL_TU_CLEAN,  /* parsed without errors */
    QL_TU_ERRORS, /* facts, but the compiler reported errors */
    QL_TU_FAILED, /* no facts: message says why */
} QlTuState;

/** Counts of the index, for coverage lines. */
typedef struct QlStoreSummary {
    QlStoreState state;
    guint tus, clean, errors, failed;
    guint functions, variables;
} QlStoreSummary;

/** Values of table meta that identify what made the index. */
typedef struct QlStoreMeta {
    int frontend_version;
    const char *clang_version;
    const char *tool_version;
} QlStoreMeta;

/** Creates a new database at @path, replacing any file there, in state IN_PROGRESS. */
QlStore *ql_store_create(const char *path, const QlStoreMeta *meta, GError **error);

/**
 * Opens the finished database @path for reading. Errors (domain QL_STORE_ERROR) say what to do:
 * not a qlockdep database, another schema or front-end version, still in progress unless @partial.
 * @meta may be NULL: then versions are not compared.
 */
QlStore *ql_store_open(const char *path, const QlStoreMeta *meta, gboolean partial, GError **error);

/** Closes the database; unfinished work is lost, what was committed stays. NULL is allowed. */
void ql_store_close(QlStore *store);

/** Marks the index whole and syncs it to disk. */
gboolean ql_store_finish(QlStore *store, GError **error);

/** Adds executable @name. Returns its id, or 0 with @error. */
gint64 ql_store_add_executable(QlStore *store, const char *name, GError **error);

/**
 * Adds one TU with its result in one transaction. @source and @output are rooted paths, @flags_hash
 * identifies its flags. @facts is NULL for a failed TU; @message tells why, or the first error.
 * A definition without bytes must have been stored by an earlier call.
 * Returns its id, or 0 with @error.
 */
gint64 ql_store_add_tu(QlStore *store, const char *source, const char *output,
                       const char *flags_hash, const QlTuFacts *facts, QlTuState state,
                       const char *message, GError **error);

/** Records that TU @tu is linked into @executable; @archive: only if something needs it. */
gboolean ql_store_link(QlStore *store, gint64 executable, gint64 tu, gboolean archive,
                       GError **error);

gboolean ql_store_summary(QlStore *store, QlStoreSummary *summary, GError **error);

/**
 * A definition as stored. Ids given when reading, here and in QlStoredTu, are positions in an order
 * that depends on content alone, from 1: the same in every index of the same facts.
 */
typedef struct QlStoredDefinition {
    gint64 id;
    const guint8 *data; /* encoded; valid during the callback */
    gsize len;
} QlStoredDefinition;

/** Called for each row; returns FALSE to stop. */
typedef gboolean (*QlDefinitionFunc)(const QlStoredDefinition *def, gpointer user);

/** Visits every definition once, in an order that depends on content alone. */
gboolean ql_store_each_definition(QlStore *store, QlDefinitionFunc func, gpointer user,
                                  GError **error);

/** A TU as stored. */
typedef struct QlStoredTu {
    gint64 id;
    const char *source;
    const char *output;
    QlTuState state;
    guint errors;
    const char *message;
    gboolean archive;          /* only taken from an archive in the executable asked for */
    const gint64 *definitions; /* ids, ascending */
    guint n_definitions;
} QlStoredTu;

typedef gboolean (*QlTuFunc)(const QlStoredTu *tu, gpointer user);

/**
 * Visits the TUs of @executable (NULL: all TUs), by source and output. Everything a TU points to is
 * valid during the callback. An executable the index does not have is an error that names those it
 * has.
 */
gboolean ql_store_each_tu(QlStore *store, const char *executable, QlTuFunc func, gpointer user,
                          GError **error);

/** Names of the executables, sorted; free with g_strfreev(). */
char **ql_store_executables(QlStore *store, GError **error);

/** Called for each row of a query; all values as text, NULL for SQL NULL. */
typedef gboolean (*QlRowFunc)(int n, const char *const *names, const char *const *values,
                              gpointer user);

/** Runs one read-only SQL statement for the user. A blob is given in hexadecimal. */
gboolean ql_store_query(QlStore *store, const char *sql, QlRowFunc func, gpointer user,
                        GError **error);

/** Writes the canonical text of all facts: equal indexes give equal text. */
gboolean ql_store_dump_facts(QlStore *store, FILE *out, GError **error);

#define QL_STORE_ERROR (ql_store_error_quark())
GQuark ql_store_error_quark(void);
enum {
    QL_STORE_ERROR_IO,
    QL_STORE_ERROR_NOT_AN_INDEX,
    QL_STORE_ERROR_VERSION,
    QL_STORE_ERROR_IN_PROGRESS,
    QL_STORE_ERROR_QUERY,
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlStore, ql_store_close)

#endif
