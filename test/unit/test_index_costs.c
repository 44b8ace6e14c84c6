/* SPDX-License-Identifier: Apache-2.0 */
/* What "index -v" prints: in which order, how much of it, and why TUs had no prefix. */
#include "index_costs.h"

#include <stdlib.h>

static void cost_free(gpointer data)
{
    QlTuCost *cost = data;

    g_free(cost->source);
    g_free(cost->plain_reason);
    g_free(cost->again_reason);
    g_free(cost);
}

static void add(GPtrArray *costs, const char *source, double seconds, guint64 raised,
                const char *reason)
{
    const QlTuCost cost = {g_strdup(source), seconds, 2 * raised, raised, g_strdup(reason), NULL};

    g_ptr_array_add(costs, g_memdup2(&cost, sizeof cost));
}

static void check(GPtrArray *costs, guint replaced, const char *expected)
{
    const QlIndexResult result = {.costs = costs, .workers_replaced = replaced};
    char *text = NULL;
    gsize size = 0;
    FILE *out = open_memstream(&text, &size);

    g_assert_nonnull(out);
    ql_index_costs_print(&result, out);
    fclose(out);
    g_assert_cmpstr(text, ==, expected);
    free(text);
}

/* The slowest and the largest first, equal ones by source; a TU that raised no peak is not listed.
 */
static void test_order(void)
{
    g_autoptr(GPtrArray) costs = g_ptr_array_new_with_free_func(cost_free);

    add(costs, "c.c", 1, 1024, NULL);
    add(costs, "b.c", 2, 0, NULL);
    add(costs, "a.c", 1, 1024, NULL);
    add(costs, "d.c", 0.25, 1536, NULL);
    check(costs, 3,
          "slowest TUs:\n"
          "     2.00 s  b.c\n"
          "     1.00 s  a.c\n"
          "     1.00 s  c.c\n"
          "     0.25 s  d.c\n"
          "TUs that raised their worker's peak memory most, and to what:\n"
          "      1.5 MiB to 3.0 MiB  d.c\n"
          "      1.0 MiB to 2.0 MiB  a.c\n"
          "      1.0 MiB to 2.0 MiB  c.c\n"
          "workers replaced: 3\n"
          "TUs parsed without a whole prefix: 0 of 4\n");
}

/* No TU was parsed. */
static void test_nothing(void)
{
    g_autoptr(GPtrArray) costs = g_ptr_array_new_with_free_func(cost_free);

    check(costs, 0,
          "slowest TUs:\n"
          "TUs that raised their worker's peak memory most, and to what:\n"
          "workers replaced: 0\n"
          "TUs parsed without a whole prefix: 0 of 0\n");
}

/* Ten of each. */
static void test_many(void)
{
    g_autoptr(GPtrArray) costs = g_ptr_array_new_with_free_func(cost_free);
    g_autoptr(GString) expected = g_string_new("slowest TUs:\n");

    for (guint i = 0; i < 11; i++) {
        g_autofree char *source = g_strdup_printf("%c.c", 'a' + i);

        add(costs, source, 1 + i, 1024 * (11 - i), NULL);
    }
    for (guint i = 10; i > 0; i--) {
        g_string_append_printf(expected, "%6u.00 s  %c.c\n", i + 1, 'a' + i);
    }
    g_string_append(expected, "TUs that raised their worker's peak memory most, and to what:\n");
    for (guint i = 0; i < 10; i++) {
        g_string_append_printf(expected, "%7u.0 MiB to %u.0 MiB  %c.c\n", 11 - i, 2 * (11 - i),
                               'a' + i);
    }
    g_string_append(expected, "workers replaced: 0\nTUs parsed without a whole prefix: 0 of 11\n");
    check(costs, 0, expected->str);
}

/* The most frequent reason first, equal ones by name; 20 sources in all. */
static void test_plain(void)
{
    g_autoptr(GPtrArray) costs = g_ptr_array_new_with_free_func(cost_free);

    add(costs, "z.c", 0, 0, "rare");
    add(costs, "y.c", 0, 0, "also rare");
    add(costs, "x.c", 0, 0, NULL);
    for (guint i = 0; i < 19; i++) {
        g_autofree char *source = g_strdup_printf("%c.c", 'a' + 18 - i);

        add(costs, source, 1, 0, "common");
    }
    check(costs, 0,
          "slowest TUs:\n"
          "     1.00 s  a.c\n     1.00 s  b.c\n     1.00 s  c.c\n     1.00 s  d.c\n"
          "     1.00 s  e.c\n     1.00 s  f.c\n     1.00 s  g.c\n     1.00 s  h.c\n"
          "     1.00 s  i.c\n     1.00 s  j.c\n"
          "TUs that raised their worker's peak memory most, and to what:\n"
          "workers replaced: 0\n"
          "TUs parsed without a whole prefix: 21 of 22\n"
          "       19  common\n"
          "             a.c\n             b.c\n             c.c\n             d.c\n"
          "             e.c\n             f.c\n             g.c\n             h.c\n"
          "             i.c\n             j.c\n             k.c\n             l.c\n"
          "             m.c\n             n.c\n             o.c\n             p.c\n"
          "             q.c\n             r.c\n             s.c\n"
          "        1  also rare\n"
          "             y.c\n"
          "        1  rare\n"
          "             (1 more)\n");
}

/* Listed only if there are any. */
static void test_again(void)
{
    g_autoptr(GPtrArray) costs = g_ptr_array_new_with_free_func(cost_free);

    add(costs, "b.c", 1, 0, NULL);
    add(costs, "a.c", 1, 0, NULL);
    for (guint i = 0; i < costs->len; i++) {
        ((QlTuCost *)costs->pdata[i])->again_reason = g_strdup("of x.h");
    }
    check(costs, 0,
          "slowest TUs:\n"
          "     1.00 s  a.c\n     1.00 s  b.c\n"
          "TUs that raised their worker's peak memory most, and to what:\n"
          "workers replaced: 0\n"
          "TUs parsed without a whole prefix: 0 of 2\n"
          "TUs that each run parses: 2\n"
          "        2  of x.h\n"
          "             a.c\n             b.c\n");
}

int main(int argc, char **argv)
{
    g_test_init(&argc, &argv, NULL);
    g_test_add_func("/index-costs/order", test_order);
    g_test_add_func("/index-costs/nothing", test_nothing);
    g_test_add_func("/index-costs/many", test_many);
    g_test_add_func("/index-costs/plain", test_plain);
    g_test_add_func("/index-costs/again", test_again);
    return g_test_run();
}
