/* SPDX-License-Identifier: Apache-2.0 */
#include "message.h"

#include "definition.h"
#include <math.h>
#include <string.h>

/* seconds, memory, gained, plain reason, failure, errors, first error, files, definitions as (id,
 * bytes). Strings travel as byte strings: file names and diagnostics need not be UTF-8. */
#define MESSAGE_TYPE "(dttayayuayaaya(ayay))"

enum { SECONDS, MEMORY, GAINED, PLAIN_REASON, FAILURE, ERRORS, FIRST_ERROR, FILES, DEFINITIONS };

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
    g_clear_pointer(&result->plain_reason, g_free);
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

static const char *failure_text(const QlTuResult *result)
{
    if (result->facts) {
        return "";
    }
    return result->failure && result->failure[0] ? result->failure : "the front end gave no reason";
}

GBytes *ql_message_encode(const QlTuResult *result, GHashTable *sent)
{
    GVariantBuilder builder;
    g_autoptr(GVariant) variant = NULL;

    g_variant_builder_init(&builder, G_VARIANT_TYPE(MESSAGE_TYPE));
    g_variant_builder_add(&builder, "d", result->seconds);
    g_variant_builder_add(&builder, "t", result->memory);
    g_variant_builder_add(&builder, "t", result->gained);
    g_variant_builder_add(&builder, "^ay", result->plain_reason ? result->plain_reason : "");
    g_variant_builder_add(&builder, "^ay", failure_text(result));
    append_facts(&builder, result->facts, sent);
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

/* Child @field as a string, NULL if it is empty. */
static char *decode_text(GVariant *variant, gsize field)
{
    g_autofree char *text = NULL;

    g_variant_get_child(variant, field, "^ay", &text);
    return text[0] == '\0' ? NULL : g_steal_pointer(&text);
}

static QlTuFacts *decode_facts(GVariant *variant)
{
    g_autoptr(QlTuFacts) facts = ql_tu_facts_new();
    g_autoptr(GVariant) files = g_variant_get_child_value(variant, FILES);
    g_autoptr(GVariant) definitions = g_variant_get_child_value(variant, DEFINITIONS);
    gsize n_files = g_variant_n_children(files);

    g_variant_get_child(variant, ERRORS, "u", &facts->errors);
    facts->first_error = decode_text(variant, FIRST_ERROR);
    for (gsize i = 0; i < n_files; i++) {
        char *file;

        g_variant_get_child(files, i, "^ay", &file);
        g_ptr_array_add(facts->files, file);
    }
    return decode_definitions(definitions, facts->definitions) ? g_steal_pointer(&facts) : NULL;
}

/* FALSE if it is no cost that a TU can have. */
static gboolean decode_cost(GVariant *variant, QlTuResult *result)
{
    g_variant_get_child(variant, SECONDS, "d", &result->seconds);
    g_variant_get_child(variant, MEMORY, "t", &result->memory);
    g_variant_get_child(variant, GAINED, "t", &result->gained);
    return isfinite(result->seconds) && result->seconds >= 0;
}

gboolean ql_message_decode(GBytes *message, QlTuResult *result)
{
    g_autoptr(GVariant) variant =
        g_variant_ref_sink(g_variant_new_from_bytes(G_VARIANT_TYPE(MESSAGE_TYPE), message, FALSE));

    *result = (QlTuResult){0};
    if (!g_variant_is_normal_form(variant) || !decode_cost(variant, result)) {
        return FALSE;
    }
    result->failure = decode_text(variant, FAILURE);
    if (!result->failure) {
        result->facts = decode_facts(variant);
    }
    if (!result->failure && !result->facts) {
        return FALSE;
    }
    result->plain_reason = decode_text(variant, PLAIN_REASON);
    return TRUE;
}
