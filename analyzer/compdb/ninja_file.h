/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Reads build.ninja: which command makes which file from which inputs. Order-only inputs and
 * validations are left out; nothing is run or looked up on disk but included files.
 */
#ifndef QL_NINJA_FILE_H
#define QL_NINJA_FILE_H

#include <glib.h>

typedef struct QlNinja QlNinja;
typedef struct QlNinjaEdge QlNinjaEdge;

/** Reads @path and what it includes. Errors have domain QL_COMPDB_ERROR and name file and line. */
QlNinja *ql_ninja_read(const char *path, GError **error);
void ql_ninja_free(QlNinja *ninja);

/** QlNinjaEdge*, in the order of the file. */
const GPtrArray *ql_ninja_edges(const QlNinja *ninja);

/** Name of the rule that @edge uses. */
const char *ql_ninja_edge_rule(const QlNinjaEdge *edge);
/** char*: all outputs, explicit ones first; there is at least one. */
const GPtrArray *ql_ninja_edge_outputs(const QlNinjaEdge *edge);
/** char*: explicit inputs. */
const GPtrArray *ql_ninja_edge_inputs(const QlNinjaEdge *edge);

/**
 * The value that variable @name ("command", …) has for @edge, "" if it has none. NULL with @error
 * set if it refers to itself or grows without measure.
 */
char *ql_ninja_edge_value(const QlNinjaEdge *edge, const char *name, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlNinja, ql_ninja_free)

#endif
