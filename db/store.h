/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The store: the index as an SQLite database. The only folder that includes sqlite3.h.
 * docs/schema.md describes tables and views; schema.sql makes them.
 */
#ifndef QL_STORE_H
#define QL_STORE_H

#include "content_hash.h"
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
 * Opens @path, an index in any state that the same versions made, to go on writing it, and puts it
 * IN_PROGRESS. What a killed writer had not committed is rolled back. Errors as ql_store_open().
 */
QlStore *ql_store_resume(const char *path, const QlStoreMeta *meta, GError **error);

/**
 * Opens the finished database @path for reading. Errors (domain QL_STORE_ERROR) say what to do:
 * not a qlockdep database, another schema or front-end version, still in progress unless @partial.
 * @meta may be NULL: then versions are not compared.
 */
QlStore *ql_store_open(const char *path, const QlStoreMeta *meta, gboolean partial, GError **error);

/** Whether the regular file @path is an index by its first bytes, of whatever version and however
 * damaged. Symbolic links are not followed. */
gboolean ql_store_is_index(const char *path);

/** Reads all of @store to find damage that would show later, or never: pages that do not fit
 * together, definitions whose bytes changed. */
gboolean ql_store_verify(QlStore *store, GError **error);

/** Closes the database; unfinished work is lost, what was committed stays. NULL is allowed. */
void ql_store_close(QlStore *store);

/** Marks the index whole and syncs it to disk. */
gboolean ql_store_finish(QlStore *store, GError **error);

/** Adds executable @name. Returns its id, or 0 with @error. */
gint64 ql_store_add_executable(QlStore *store, const char *name, GError **error);

/** A TU as the compile database has it, and what it came to. Paths are rooted. */
typedef struct QlTuRecord {
    const char *source;
    const char *output;      /* NULL: none */
    const char *flags_hash;  /* identifies its flags */
    const char *search_hash; /* identifies where its includes were found; NULL: not known */
    QlTuState state;
    const char *message; /* why it failed, or the first error; NULL: none */
} QlTuRecord;

/**
 * Adds one TU with its result in one transaction. @facts is NULL for a failed TU. A definition
 * without bytes must have been stored by an earlier call. Files not known yet get no content hash.
 * Returns its id, or 0 with @error.
 */
gint64 ql_store_add_tu(QlStore *store, const QlTuRecord *record, const QlTuFacts *facts,
                       GError **error);

/** Sets what the file at rooted path @path contained when it was parsed: QL_HASH_SIZE bytes, or
 * NULL: not known, so that its TUs are parsed again. A path the index does not have is ignored. */
gboolean ql_store_set_file_hash(QlStore *store, const char *path, const guint8 *hash,
                                GError **error);

/** Commits what was changed since the last TU was added, which otherwise waits for the next one. */
gboolean ql_store_commit(QlStore *store, GError **error);

/** Records that TU @tu is linked into @executable; @archive: only if something needs it. */
gboolean ql_store_link(QlStore *store, gint64 executable, gint64 tu, gboolean archive,
                       GError **error);

/** Removes TU @tu and its links. What only it held stays until ql_store_sweep(). */
gboolean ql_store_remove_tu(QlStore *store, gint64 tu, GError **error);

/** Changes the object file of TU @tu. */
gboolean ql_store_set_output(QlStore *store, gint64 tu, const char *output, GError **error);

/** Removes all executables and links. */
gboolean ql_store_clear_executables(QlStore *store, GError **error);

/** Removes the definitions and files no TU refers to any more. */
gboolean ql_store_sweep(QlStore *store, GError **error);

/** Value @key of table meta, "" if absent. NULL with @error set on failure. Free with g_free(). */
char *ql_store_get_meta(QlStore *store, const char *key, GError **error);

/** Sets value @key of table meta; NULL removes it. */
gboolean ql_store_set_meta(QlStore *store, const char *key, const char *value, GError **error);

/** A file some TU read. */
typedef struct QlStoredFile {
    gint64 row;
    const char *path;   /* rooted */
    const guint8 *hash; /* QL_HASH_SIZE bytes; NULL: not known */
} QlStoredFile;

typedef gboolean (*QlFileFunc)(const QlStoredFile *file, gpointer user);

/** Visits every file, by path. */
gboolean ql_store_each_file(QlStore *store, QlFileFunc func, gpointer user, GError **error);

/** A TU as it was when it was stored, with the rows of the files it read, ascending. */
typedef struct QlStoredInput {
    gint64 tu;
    QlTuRecord record;
    const gint64 *files;
    guint n_files;
} QlStoredInput;

typedef gboolean (*QlInputFunc)(const QlStoredInput *input, gpointer user);

/** Visits every TU, by source and output. What it points to is valid during the callback. */
gboolean ql_store_each_input(QlStore *store, QlInputFunc func, gpointer user, GError **error);

/** A TU that an executable links. */
typedef struct QlStoredLink {
    const char *executable;
    const char *source;
    const char *output; /* NULL: none */
    const char *flags_hash;
    gboolean archive; /* only if something needs it */
} QlStoredLink;

typedef gboolean (*QlLinkFunc)(const QlStoredLink *link, gpointer user);

/** Visits every link, in no order. What it points to is valid during the callback. */
gboolean ql_store_each_link(QlStore *store, QlLinkFunc func, gpointer user, GError **error);

/**
 * Adds all TUs, executables and links of the finished index @path to @store, which is being
 * written. A TU that is there already must have the same facts, a file the same content: otherwise
 * an error (QL_STORE_ERROR_CONFLICT) names it.
 */
gboolean ql_store_merge(QlStore *store, const char *path, GError **error);

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
    QL_STORE_ERROR_CONFLICT, /* two indexes disagree */
};

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlStore, ql_store_close)

#endif
