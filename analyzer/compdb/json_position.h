/* SPDX-License-Identifier: Apache-2.0 */
/* Where an element of a JSON array stands in the text: jansson does not keep it. */
#ifndef QL_JSON_POSITION_H
#define QL_JSON_POSITION_H

#include <glib.h>

/** Finds element @index of the array that @text, which is valid JSON, consists of. */
void ql_json_position(const char *text, gsize length, gsize index, guint *line, guint *column);

#endif
