/* SPDX-License-Identifier: Apache-2.0 */
/* Parts of JSON objects, for who prints other objects than findings in the same words. */
#ifndef QL_REPORT_JSON_H
#define QL_REPORT_JSON_H

#include "finding.h"
#include <jansson.h>

/** A string (NULL: ""); bytes that are not UTF-8 as ql_escape_bytes(). */
json_t *ql_json_text(const char *value);

/** An array of strings; @values ends with NULL, or is NULL. */
json_t *ql_json_texts(char *const *values);

/** The witness as findings have it (docs/findings.md). */
json_t *ql_json_witness(const QlWitness *witness);

/** A confidence, with two decimals. */
json_t *ql_json_confidence(double confidence);

#endif
