/* SPDX-License-Identifier: Apache-2.0 */
#ifndef QL_PRINT_ANNOTATIONS_H
#define QL_PRINT_ANNOTATIONS_H

#include "annotations.h"
#include <stdio.h>

/** Writes all entries in load order, one statement a line, without positions. */
void ql_annotations_print(const QlAnnotations *annotations, FILE *out);

#endif
