/* SPDX-License-Identifier: Apache-2.0 */
/* What travels between worker and parent: it comes out as it went in, and damage is noticed. */
#include "message.h"

#include "definition.h"
#include "sample.h"
#include <math.h>
#include <string.h>

static void add_definition(QlTuFacts *facts, const char *name)
{
    g_autoptr(QlStrings) strings = ql_strings_new();
    g_autoptr(QlDefinition) def = ql_sample_caller(strings, name, "SRC:a.c", "callee");
    QlTuDefinition *entry = g_new0(QlTuDefinition, 1);

    entry->bytes = ql_definition_encode(def, strings);
    ql_definition_id(entry->bytes, entry->id);
    g_ptr_array_add(facts->definitions, entry);
}

static QlTuFacts *sample_facts(void)
{
    QlTuFacts *facts = ql_tu_facts_new();

    add_definition(facts, "one");
    add_definition(facts, "two");
    g_ptr_array_add(facts->files, g_strdup("SRC:a.c"));
    g_ptr_array_add(facts->files, g_strdup("SRC:caf\xe9.h")); /* not UTF-8 */
    facts->errors = 3;
    facts->first_error = g_strdup("a.c:1:2: \xff");
    return facts;
}

static const QlTuDefinition *definition(const QlTuFacts *facts, guint i)
{
    return facts->definitions->pdata[i];
}

static GBytes *encode_facts(QlTuFacts *facts, GHashTable *sent)
{
    const QlTuResult result = {.facts = facts};

    return ql_message_encode(&result, sent);
}

static void test_facts(void)
{
    g_autoptr(GHashTable) sent = ql_id_set_new();
    g_autoptr(QlTuFacts) facts = sample_facts();
    g_autoptr(GBytes) message = encode_facts(facts, sent);
    QlTuResult result;

    g_assert_true(ql_message_decode(message, &result));
    g_assert_null(result.failure);
    g_assert_cmpuint(result.facts->errors, ==, 3);
    g_assert_cmpstr(result.facts->first_error, ==, "a.c:1:2: \xff");
    g_assert_cmpuint(result.facts->files->len, ==, 2);
    g_assert_cmpstr(result.facts->files->pdata[1], ==, "SRC:caf\xe9.h");
    g_assert_cmpuint(result.facts->definitions->len, ==, 2);
    for (guint i = 0; i < 2; i++) {
        g_assert_cmpmem(definition(result.facts, i)->id, QL_ID_SIZE, definition(facts, i)->id,
                        QL_ID_SIZE);
        g_assert_true(
            g_bytes_equal(definition(result.facts, i)->bytes, definition(facts, i)->bytes));
    }
    ql_tu_result_clear(&result);
}

static void test_sent_once(void)
{
    g_autoptr(GHashTable) sent = ql_id_set_new();
    g_autoptr(QlTuFacts) facts = sample_facts();
    g_autoptr(GBytes) first = encode_facts(facts, sent);
    g_autoptr(GBytes) second = NULL;
    QlTuResult result;

    add_definition(facts, "three");
    second = encode_facts(facts, sent);
    g_assert_true(ql_message_decode(second, &result));
    g_assert_cmpuint(result.facts->definitions->len, ==, 3);
    g_assert_null(definition(result.facts, 0)->bytes);
    g_assert_null(definition(result.facts, 1)->bytes);
    g_assert_nonnull(definition(result.facts, 2)->bytes);
    g_assert_cmpmem(definition(result.facts, 0)->id, QL_ID_SIZE, definition(facts, 0)->id,
                    QL_ID_SIZE);
    ql_tu_result_clear(&result);
}

static void check_failure(char *reason, const char *expected)
{
    g_autoptr(GHashTable) sent = ql_id_set_new();
    const QlTuResult failed = {.failure = reason};
    g_autoptr(GBytes) message = ql_message_encode(&failed, sent);
    QlTuResult result;

    g_assert_true(ql_message_decode(message, &result));
    g_assert_null(result.facts);
    g_assert_cmpstr(result.failure, ==, expected);
    ql_tu_result_clear(&result);
}

static void test_failure(void)
{
    char reason[] = "a.c: no such file";
    char empty[] = "";

    check_failure(reason, reason);
    check_failure(empty, "the front end gave no reason");
    check_failure(NULL, "the front end gave no reason");
}

/* What the TU cost travels with facts and with a failure. */
static void check_cost(QlTuFacts *facts, char *failure, char *plain_reason)
{
    g_autoptr(GHashTable) sent = ql_id_set_new();
    const QlTuResult sample = {facts, failure, 0.125, 1ull << 40, 7, 9, plain_reason};
    g_autoptr(GBytes) message = ql_message_encode(&sample, sent);
    QlTuResult result;

    g_assert_true(ql_message_decode(message, &result));
    g_assert_cmpfloat(result.seconds, ==, 0.125);
    g_assert_cmpuint(result.memory, ==, 1ull << 40);
    g_assert_cmpuint(result.raised, ==, 0);
    g_assert_cmpuint(result.gained, ==, 9);
    g_assert_cmpstr(result.plain_reason, ==, plain_reason);
    g_assert_true(!result.facts == !facts);
    g_assert_cmpstr(result.failure, ==, facts ? NULL : failure);
    ql_tu_result_clear(&result);
    g_assert_null(result.plain_reason);
}

static void test_cost(void)
{
    g_autoptr(QlTuFacts) facts = sample_facts();
    char failure[] = "a.c: no such file";
    char reason[] = "it defines \xe9 first"; /* not UTF-8 */

    check_cost(facts, NULL, NULL);
    check_cost(facts, NULL, reason);
    check_cost(NULL, failure, reason);
}

static gboolean is_accepted(double seconds)
{
    g_autoptr(GHashTable) sent = ql_id_set_new();
    g_autoptr(QlTuFacts) facts = sample_facts();
    const QlTuResult sample = {.facts = facts, .seconds = seconds};
    g_autoptr(GBytes) message = ql_message_encode(&sample, sent);
    QlTuResult result;
    gboolean ok = ql_message_decode(message, &result);

    ql_tu_result_clear(&result);
    return ok;
}

/* No time is negative, infinite or no number. */
static void test_seconds(void)
{
    g_assert_true(is_accepted(0));
    g_assert_true(is_accepted(1e9));
    g_assert_false(is_accepted(-1));
    g_assert_false(is_accepted(INFINITY));
    g_assert_false(is_accepted(NAN));
}

/* Every prefix and every flipped byte either is refused or decodes to something whole. */
static void test_damage(void)
{
    g_autoptr(GHashTable) sent = ql_id_set_new();
    g_autoptr(QlTuFacts) facts = sample_facts();
    char reason[] = "it defines A first";
    const QlTuResult sample = {.facts = facts, .seconds = 1.5, .plain_reason = reason};
    g_autoptr(GBytes) message = ql_message_encode(&sample, sent);
    gsize size;
    const guint8 *data = g_bytes_get_data(message, &size);
    guint refused = 0;

    for (gsize i = 0; i < size; i++) {
        g_autofree guint8 *copy = g_memdup2(data, size);
        g_autoptr(GBytes) prefix = g_bytes_new(data, i);
        g_autoptr(GBytes) flipped = NULL;
        QlTuResult result;

        g_assert_false(ql_message_decode(prefix, &result));
        copy[i] ^= 0xff;
        flipped = g_bytes_new(copy, size);
        if (ql_message_decode(flipped, &result)) {
            ql_tu_result_clear(&result);
        } else {
            refused++;
        }
    }
    g_assert_cmpuint(refused, >, 0);
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/message/facts", test_facts);
    g_test_add_func("/message/sent-once", test_sent_once);
    g_test_add_func("/message/failure", test_failure);
    g_test_add_func("/message/cost", test_cost);
    g_test_add_func("/message/seconds", test_seconds);
    g_test_add_func("/message/damage", test_damage);
    return g_test_run();
}
