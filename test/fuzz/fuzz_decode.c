/* SPDX-License-Identifier: Apache-2.0 */
/* Any bytes decode to an error, or to a definition that prints, and encodes to what decodes. */
#include "print_facts.h"
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check_again(const QlDefinition *def, QlStrings *strings)
{
    g_autoptr(GBytes) bytes = ql_definition_encode(def, strings);
    gsize len;
    const guint8 *data = g_bytes_get_data(bytes, &len);
    g_autoptr(QlDefinition) again = ql_definition_decode(data, len, strings, NULL);
    if (!again) {
        abort();
    }
    g_autoptr(GBytes) second = ql_definition_encode(again, strings);
    if (!g_bytes_equal(bytes, second)) {
        abort();
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_definition_decode(data, size, strings, NULL);
    if (def) {
        g_autoptr(GString) text = g_string_new(NULL);
        ql_print_definition(text, def, strings);
        check_again(def, strings);
    }
    return 0;
}
