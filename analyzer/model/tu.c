/* SPDX-License-Identifier: Apache-2.0 */
#include "tu.h"

#include <string.h>

static void tu_definition_free(gpointer data)
{
    QlTuDefinition *def = data;
    g_bytes_unref(def->bytes);
    g_free(def);
}

QlTuFacts *ql_tu_facts_new(void)
{
    QlTuFacts *facts = g_new0(QlTuFacts, 1);
    facts->definitions = g_ptr_array_new_with_free_func(tu_definition_free);
    facts->files = g_ptr_array_new_with_free_func(g_free);
    return facts;
}

void ql_tu_facts_free(QlTuFacts *facts)
{
    if (!facts) {
        return;
    }
    g_ptr_array_unref(facts->definitions);
    g_ptr_array_unref(facts->files);
    g_free(facts->first_error);
    g_free(facts);
}

QlTuInput *ql_tu_input_new(const char *source, const char *directory, const char *output,
                           const char *const *flags)
{
    QlTuInput *input = g_new0(QlTuInput, 1);
    input->source = g_strdup(source);
    input->directory = g_strdup(directory);
    input->output = g_strdup(output);
    input->flags = flags ? g_strdupv((char **)flags) : g_new0(char *, 1);
    return input;
}

QlTuInput *ql_tu_input_copy(const QlTuInput *input)
{
    return ql_tu_input_new(input->source, input->directory, input->output,
                           (const char *const *)input->flags);
}

void ql_tu_input_free(QlTuInput *input)
{
    if (!input) {
        return;
    }
    g_free(input->source);
    g_free(input->directory);
    g_free(input->output);
    g_strfreev(input->flags);
    g_free(input);
}

guint ql_tu_input_flags_hash(gconstpointer input)
{
    const QlTuInput *tu = input;
    guint hash = g_str_hash(tu->directory);
    for (char **flag = tu->flags; *flag; flag++) {
        hash = hash * 31 + g_str_hash(*flag);
    }
    return hash;
}

gboolean ql_tu_input_flags_equal(gconstpointer a, gconstpointer b)
{
    const QlTuInput *x = a;
    const QlTuInput *y = b;
    return strcmp(x->directory, y->directory) == 0 &&
           g_strv_equal((const char *const *)x->flags, (const char *const *)y->flags);
}
