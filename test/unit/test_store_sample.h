/* SPDX-License-Identifier: Apache-2.0 */
/* Indexes made by hand, for tests of the store. */
#ifndef QL_TEST_STORE_SAMPLE_H
#define QL_TEST_STORE_SAMPLE_H

#include "sample.h"
#include "store.h"

/** Versions of the indexes made here. */
extern const QlStoreMeta ql_sample_meta;

/** A directory of its own for each test, and the path of an index in it. */
typedef struct QlBox {
    char *directory;
    char *path;
} QlBox;

void ql_box_set_up(QlBox *box, gconstpointer data);

/** Removes the directory with all that is in it. */
void ql_box_tear_down(QlBox *box, gconstpointer data);

/** Path of file @name in the box; free with g_free(). */
char *ql_box_file(const QlBox *box, const char *name);

/** Adds @def, which it takes, to @facts. */
void ql_sample_add_definition(QlTuFacts *facts, QlStrings *strings, QlDefinition *def);

/**
 * Adds TU SRC:@name.c. It defines function @name, which calls @callee, and holds the function of
 * ql_sample_function(), as all such TUs do; it read its source and SRC:shared.h. Returns its id.
 */
gint64 ql_sample_add_tu(QlStore *store, const char *name, const char *callee);

/** Adds TU SRC:@name.c as one that gave no facts. */
gint64 ql_sample_add_failed(QlStore *store, const char *name);

/** ql_store_create(), ql_store_resume() or ql_store_open() of a path where that must work. */
QlStore *ql_sample_create(const char *path);
QlStore *ql_sample_resume(const char *path);
QlStore *ql_sample_open(const char *path, gboolean partial);

/** ql_store_finish(), which must work, and ql_store_close(). */
void ql_sample_finish(QlStore *store);

/** Text of all facts of the index, and of its TUs as ql_store_each_tu() gives them. */
char *ql_sample_dump(const char *path);

/** The only value that @sql gives for the index @path; free with g_free(). */
char *ql_sample_query(const char *path, const char *sql);

/** That value must be @want. */
void ql_expect_value(const char *path, const char *sql, const char *want);

/** The indexes @path and @like must have the same facts. */
void ql_expect_like(const char *path, const char *like);

/** Changes the database @path behind the store's back. */
void ql_sample_run_sql(const char *path, const char *sql);

/** Takes @error, which must be of QL_STORE_ERROR with @code, and say @text. */
void ql_sample_expect_error(GError **error, int code, const char *text);

#endif
