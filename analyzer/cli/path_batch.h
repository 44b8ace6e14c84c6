/* SPDX-License-Identifier: Apache-2.0 */
/* Many questions for paths in one run: a file with one a line. */
#ifndef QL_PATH_BATCH_H
#define QL_PATH_BATCH_H

#include "path_search.h"

/**
 * Answers each line "FROM TO [HOPS [VIA]]" of @file ("-": stdin) on stdout: path, none or unknown,
 * FROM, TO and the path, between tabs. The first of @graphs (ends with NULL) that has a path
 * answers. Prints what is wrong with the file. Returns a QlExit.
 */
int ql_path_batch(const char *file, QlCallGraph *const *graphs);

#endif
