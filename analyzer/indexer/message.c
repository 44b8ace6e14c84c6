/* SPDX-License-Identifier: Apache-2.0 */
#include "message.h"

#include "definition.h"
#include <string.h>

/* failure, errors, first error, files, definitions as (id, bytes). Strings travel as byte strings:
 * file names and diagnostics need not be UTF-8. */
#define MESSAGE_TYPE "(ayuayaaya(ayay))"

static guint id_hash(gconstpointer id)
{
    guint hash;

    memcpy(&hash, id, sizeof hash);
    return hash;
}

static gboolean id_equal(gconstpointer a, gconstpointer b)
{
    return memcmp(a, b, QL_ID_SIZE) == 0;
}

GHashTable *ql_id_set_new(void)
{
    return g_hash_table_new_full(id_hash, id_equal, g_free, NULL);
}

void ql_tu_result_clear(QlTuResult *result)
{
    g_clear_pointer(&result->facts, ql_tu_facts_free);
    g_clear_pointer(&result->failure, g_free);
}

static GVariant *byte_array(gconstpointer data, gsize size)
{
    return g_variant_new_fixed_array(G_VARIANT_TYPE_BYTE, data, size, 1);
}

static void append_definition(GVariantBuilder *builder, const QlTuDefinition *def, GHashTable *sent)
{
    gsize size = 0;
    gconstpointer data = NULL;

    if (!g_hash_table_contains(sent, def->id)) {
        data = g_bytes_get_data(def->bytes, &size);
        g_hash_table_add(sent, g_memdup2(def->id, QL_ID_SIZE));
    }
    g_variant_builder_open(builder, G_VARIANT_TYPE("(ayay)"));
    g_variant_builder_add_value(builder, byte_array(def->id, QL_ID_SIZE));
    g_variant_builder_add_value(builder, byte_array(data, size));
    g_variant_builder_close(builder);
}

static void append_facts(GVariantBuilder *builder, const QlTuFacts *facts, GHashTable *sent)
{
    g_variant_builder_add(builder, "u", facts ? facts->errors : 0);
    g_variant_builder_add(builder, "^ay", facts && facts->first_error ? facts->first_error : "");
    g_variant_builder_open(builder, G_VARIANT_TYPE("aay"));
    for (guint i = 0; facts && i < facts->files->len; i++) {
        g_variant_builder_add(builder, "^ay", (const char *)facts->files->pdata[i]);
    }
    g_variant_builder_close(builder);
    g_variant_builder_open(builder, G_VARIANT_TYPE("a(ayay)"));
    for (guint i = 0; facts && i < facts->definitions->len; i++) {
        append_definition(builder, facts->definitions->pdata[i], sent);
    }
    g_variant_builder_close(builder);
}

GBytes *ql_message_encode(const QlTuFacts *facts, const char *failure, GHashTable *sent)
{
    const char *reason = failure && failure[0] ? failure : "the front end gave no reason";
    GVariantBuilder builder;
    g_autoptr(GVariant) variant = NULL;

    g_variant_builder_init(&builder, G_VARIANT_TYPE(MESSAGE_TYPE));
    g_variant_builder_add(&builder, "^ay", facts ? "" : reason);
    append_facts(&builder, facts, sent);
    variant = g_variant_ref_sink(g_variant_builder_end(&builder));
    return g_variant_get_data_as_bytes(variant);
}

static QlTuDefinition *decode_definition(GVariant *pair)
{
    g_autoptr(GVariant) id = g_variant_get_child_value(pair, 0);
    g_autoptr(GVariant) bytes = g_variant_get_child_value(pair, 1);
    QlTuDefinition *def;
    gsize size;
    gconstpointer data = g_variant_get_fixed_array(id, &size, 1);

    if (size != QL_ID_SIZE) {
        return NULL;
    }
    def = g_new0(QlTuDefinition, 1);
    memcpy(def->id, data, size);
    if (g_variant_get_size(bytes) > 0) {
        def->bytes = g_variant_get_data_as_bytes(bytes);
    }
    return def;
}

static gboolean decode_definitions(GVariant *list, GPtrArray *definitions)
{
    gsize n = g_variant_n_children(list);

    for (gsize i = 0; i < n; i++) {
        g_autoptr(GVariant) pair = g_variant_get_child_value(list, i);
        QlTuDefinition *def = decode_definition(pair);

        if (!def) {
            return FALSE;
        }
        g_ptr_array_add(definitions, def);
    }
    return TRUE;
}

static QlTuFacts *decode_facts(GVariant *variant)
{
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    g_autoptr(GVariant) files = g_variant_get_child_value(variant, 3);
    g_autoptr(GVariant) definitions = g_variant_get_child_value(variant, 4);
    gsize n_files = g_variant_n_children(files);

    g_variant_get_child(variant, 1, "u", &facts->errors);
    g_variant_get_child(variant, 2, "^ay", &facts->first_error);
    if (facts->first_error[0] == '\0') {
        g_clear_pointer(&facts->first_error, g_free);
    }
    for (gsize i = 0; i < n_files; i++) {
        char *file;

        g_variant_get_child(files, i, "^ay", &file);
        g_ptr_array_add(facts->files, file);
    }
    return decode_definitions(definitions, facts->definitions) ? g_steal_pointer(&facts) : NULL;
}

gboolean ql_message_decode(GBytes *message, QlTuResult *result)
{
    g_autoptr(GVariant) variant =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(MESSAGE_TYPE), message, FALSE));
    g_autofree char *failure = NULL;

    memset(result, 0, sizeof *result);
    if (!g_variant_is_normal_form(variant)) {
        return FALSE;
    }
    g_variant_get_child(variant, 0, "^ay", &failure);
    if (failure[0] != '\0') {
        result->failure = g_steal_pointer(&failure);
    } else {
        result->facts = decode_facts(variant);
    }
    return result->failure || result->facts;
}
