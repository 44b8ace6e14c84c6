/* SPDX-License-Identifier: Apache-2.0 */
/* Reads one YAML file into a libyaml document, and refuses what no annotation needs. */
#ifndef QL_YAML_READER_H
#define QL_YAML_READER_H

#include "annotations.h"
#include <yaml.h>

/**
 * Reads @file into @document, to be freed with yaml_document_delete(). Refused, besides bad YAML:
 * more than one document, anchors, aliases, tags, deep nesting, a file that is huge or not UTF-8.
 */
gboolean ql_yaml_read(const char *file, yaml_document_t *document, GError **error);

/** The place libyaml's @mark stands for in @file. */
QlPosition ql_yaml_position(const char *file, yaml_mark_t mark);

/** Sets @error to "file:line:column: " and the formatted text. Returns FALSE. */
gboolean ql_position_error(GError **error, int code, const QlPosition *at, const char *format, ...)
    G_GNUC_PRINTF(4, 5);

#endif
