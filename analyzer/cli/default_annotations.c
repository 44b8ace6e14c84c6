/* SPDX-License-Identifier: Apache-2.0 */
#include "default_annotations.h"

/* The build says where its source tree is and what path leads from the program to its data. */
#ifndef QLOCKDEP_SOURCE_ANNOTATIONS
#define QLOCKDEP_SOURCE_ANNOTATIONS ""
#endif
#ifndef QLOCKDEP_INSTALLED_ANNOTATIONS
#define QLOCKDEP_INSTALLED_ANNOTATIONS "../share/qlockdep/annotations"
#endif

/** The directory installed with this program, or NULL. */
static char *installed_annotations(void)
{
    g_autofree char *program = g_file_read_link("/proc/self/exe", NULL);

    if (!program) {
        return NULL;
    }
    g_autofree char *directory = g_path_get_dirname(program);
    g_autofree char *path = g_build_filename(directory, QLOCKDEP_INSTALLED_ANNOTATIONS, NULL);
    return g_canonicalize_filename(path, NULL);
}

char *ql_default_annotations(GError **error)
{
    const char *chosen = g_getenv("QLOCKDEP_ANNOTATIONS");

    if (chosen && *chosen) {
        return g_strdup(chosen);
    }
    g_autofree char *installed = installed_annotations();
    if (installed && g_file_test(installed, G_FILE_TEST_IS_DIR)) {
        return g_steal_pointer(&installed);
    }
    if (g_file_test(QLOCKDEP_SOURCE_ANNOTATIONS, G_FILE_TEST_IS_DIR)) {
        return g_strdup(QLOCKDEP_SOURCE_ANNOTATIONS);
    }
    g_set_error(error, QL_ANNOTATE_ERROR, QL_ANNOTATE_ERROR_READ,
                "no default annotations in %s; set QLOCKDEP_ANNOTATIONS, or give "
                "--no-default-annotations",
                installed ? installed : QLOCKDEP_INSTALLED_ANNOTATIONS);
    return NULL;
}

gboolean ql_load_annotations(QlAnnotations *annotations, gboolean no_defaults, char **files,
                             GError **error)
{
    if (!no_defaults) {
        g_autofree char *directory = ql_default_annotations(error);
        if (!directory || !ql_annotations_load(annotations, directory, error)) {
            return FALSE;
        }
    }
    for (guint i = 0; files && files[i]; i++) {
        if (!ql_annotations_load(annotations, files[i], error)) {
            return FALSE;
        }
    }
    return TRUE;
}
