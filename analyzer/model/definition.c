/* SPDX-License-Identifier: Apache-2.0 */
#include "definition.h"

#include <string.h>

G_DEFINE_QUARK(ql - model - error - quark, ql_model_error)

QlDefinition *ql_definition_new(void)
{
    QlDefinition *def = g_new0(QlDefinition, 1);
    def->params = g_array_new(FALSE, FALSE, sizeof(QlVariable));
    def->locals = g_array_new(FALSE, FALSE, sizeof(QlVariable));
    def->marks = g_array_new(FALSE, FALSE, sizeof(QlSym));
    def->attrs = g_array_new(FALSE, FALSE, sizeof(QlSym));
    return def;
}

void ql_definition_free(QlDefinition *def)
{
    if (!def) {
        return;
    }
    g_array_unref(def->params);
    g_array_unref(def->locals);
    g_array_unref(def->marks);
    g_array_unref(def->attrs);
    ql_flow_free(def->flow);
    g_free(def);
}

void ql_definition_id(GBytes *bytes, guint8 id[QL_ID_SIZE])
{
    gsize len;
    gconstpointer data = g_bytes_get_data(bytes, &len);
    ql_content_hash(data, len, id);
}

/* Where the file in a key ends: after its extension, at the end, a '.' or a ':'. */
static const char *file_end(const char *file)
{
    const char *slash = strrchr(file, '/');
    const char *name = slash ? slash + 1 : file;
    const char *dot = strchr(name, '.');

    if (!dot) {
        return file + strlen(file);
    }
    return dot + 1 + strcspn(dot + 1, ".:");
}

char *ql_key_plain(const char *key)
{
    const char *at = strchr(key, '@');
    const char *rest = at ? file_end(at + 1) : "";

    if (!at) {
        return g_strdup(key);
    }
    if (*rest == ':') {
        rest = "";
    }
    return g_strdup_printf("%.*s%s", (int)(at - key), key, rest);
}
