/* SPDX-License-Identifier: Apache-2.0 */
#include "gateways.h"
#include <string.h>

/* One kind of gateway: exact names in a table, patterns in a list, answers remembered. */
typedef struct Matcher {
    GHashTable *answers; /* QlSym -> QlGateway* or NULL */
    GPtrArray *patterns; /* GPatternSpec* */
    GPtrArray *owners;   /* QlGateway*, parallel to patterns */
} Matcher;

struct QlGateways {
    QlStrings *strings;
    Matcher functions;
    Matcher fields;
};

static void pattern_free(gpointer pattern)
{
    g_pattern_spec_free(pattern);
}

static void matcher_init(Matcher *matcher)
{
    matcher->answers = g_hash_table_new(NULL, NULL);
    matcher->patterns = g_ptr_array_new_with_free_func(pattern_free);
    matcher->owners = g_ptr_array_new();
}

static void matcher_clear(Matcher *matcher)
{
    g_hash_table_destroy(matcher->answers);
    g_ptr_array_unref(matcher->patterns);
    g_ptr_array_unref(matcher->owners);
}

static void matcher_add(Matcher *matcher, QlStrings *strings, const char *name, QlGateway *gateway)
{
    if (!name) {
        return;
    }
    if (strchr(name, '*')) {
        g_ptr_array_add(matcher->patterns, g_pattern_spec_new(name));
        g_ptr_array_add(matcher->owners, gateway);
        return;
    }
    g_hash_table_insert(matcher->answers, GUINT_TO_POINTER(ql_strings_intern(strings, name)),
                        gateway);
}

static const QlGateway *match_patterns(const Matcher *matcher, const char *text)
{
    for (guint i = 0; i < matcher->patterns->len; i++) {
        const QlGateway *owner = matcher->owners->pdata[i];
        if (g_pattern_spec_match_string(matcher->patterns->pdata[i], text) &&
            !g_strv_contains((const char *const *)owner->unless, text)) {
            return owner;
        }
    }
    return NULL;
}

static const QlGateway *matcher_find(Matcher *matcher, const QlStrings *strings, QlSym sym)
{
    gpointer answer;
    if (g_hash_table_lookup_extended(matcher->answers, GUINT_TO_POINTER(sym), NULL, &answer)) {
        return answer;
    }
    g_autofree char *plain = ql_key_plain(ql_strings_get(strings, sym));
    QlSym plain_sym = ql_strings_lookup(strings, plain);
    const QlGateway *gateway =
        plain_sym && plain_sym != sym
            ? g_hash_table_lookup(matcher->answers, GUINT_TO_POINTER(plain_sym))
            : NULL;
    gateway = gateway ? gateway : match_patterns(matcher, plain);
    g_hash_table_insert(matcher->answers, GUINT_TO_POINTER(sym), (gpointer)gateway);
    return gateway;
}

QlGateways *ql_gateways_new(const QlAnnotations *annotations, QlStrings *strings)
{
    QlGateways *gateways = g_new0(QlGateways, 1);
    gateways->strings = strings;
    matcher_init(&gateways->functions);
    matcher_init(&gateways->fields);
    for (guint i = 0; i < annotations->gateways->len; i++) {
        QlGateway *gateway = annotations->gateways->pdata[i];
        matcher_add(&gateways->functions, strings, gateway->function, gateway);
        matcher_add(&gateways->fields, strings, gateway->field, gateway);
    }
    return gateways;
}

void ql_gateways_free(QlGateways *gateways)
{
    if (!gateways) {
        return;
    }
    matcher_clear(&gateways->functions);
    matcher_clear(&gateways->fields);
    g_free(gateways);
}

const QlGateway *ql_gateways_function(QlGateways *gateways, QlSym name)
{
    return matcher_find(&gateways->functions, gateways->strings, name);
}

const QlGateway *ql_gateways_field(QlGateways *gateways, QlSym path)
{
    return path ? matcher_find(&gateways->fields, gateways->strings, path) : NULL;
}
