/* SPDX-License-Identifier: Apache-2.0 */
/* Where the annotations that come with the program are. */
#ifndef QL_DEFAULT_ANNOTATIONS_H
#define QL_DEFAULT_ANNOTATIONS_H

#include "annotations.h"

/**
 * The directory of the default annotations: environment variable QLOCKDEP_ANNOTATIONS if set, else
 * the one installed beside the program, else that of the source tree it was built from. NULL with
 * @error if none exists. The caller frees it.
 */
char *ql_default_annotations(GError **error);

/**
 * Loads the default annotations, unless @no_defaults, and then @files (may be NULL). What depends
 * on an index is left to the caller: ql_annotations_select(), ql_annotations_check().
 */
gboolean ql_load_annotations(QlAnnotations *annotations, gboolean no_defaults, char **files,
                             GError **error);

#endif
