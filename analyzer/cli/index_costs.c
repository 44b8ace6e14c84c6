/* SPDX-License-Identifier: Apache-2.0 */
#include "index_costs.h"

#include <string.h>

enum { MAX_TUS_SHOWN = 10, MAX_PLAIN_SHOWN = 20 };

#define KIB_PER_MIB 1024.0

static const QlTuCost *cost_at(const GPtrArray *costs, guint i)
{
    return costs->pdata[i];
}

static gint compare_seconds(gconstpointer left, gconstpointer right)
{
    const QlTuCost *a = *(const QlTuCost *const *)left;
    const QlTuCost *b = *(const QlTuCost *const *)right;

    if (a->seconds != b->seconds) {
        return a->seconds < b->seconds ? 1 : -1;
    }
    return strcmp(a->source, b->source);
}

static gint compare_raised(gconstpointer left, gconstpointer right)
{
    const QlTuCost *a = *(const QlTuCost *const *)left;
    const QlTuCost *b = *(const QlTuCost *const *)right;

    if (a->raised != b->raised) {
        return a->raised < b->raised ? 1 : -1;
    }
    return strcmp(a->source, b->source);
}

static GPtrArray *sorted(const GPtrArray *costs, GCompareFunc compare)
{
    GPtrArray *copy = g_ptr_array_sized_new(costs->len);

    for (guint i = 0; i < costs->len; i++) {
        g_ptr_array_add(copy, costs->pdata[i]);
    }
    g_ptr_array_sort(copy, compare);
    return copy;
}

static void print_slowest(const GPtrArray *costs, FILE *out)
{
    g_autoptr(GPtrArray) order = sorted(costs, compare_seconds);

    fputs("slowest TUs:\n", out);
    for (guint i = 0; i < MIN(order->len, MAX_TUS_SHOWN); i++) {
        fprintf(out, "%9.2f s  %s\n", cost_at(order, i)->seconds, cost_at(order, i)->source);
    }
}

static void print_largest(const GPtrArray *costs, FILE *out)
{
    g_autoptr(GPtrArray) order = sorted(costs, compare_raised);

    fputs("TUs that raised their worker's peak memory most, and to what:\n", out);
    for (guint i = 0; i < MIN(order->len, MAX_TUS_SHOWN) && cost_at(order, i)->raised; i++) {
        const QlTuCost *cost = cost_at(order, i);

        fprintf(out, "%9.1f MiB to %.1f MiB  %s\n", (double)cost->raised / KIB_PER_MIB,
                (double)cost->memory / KIB_PER_MIB, cost->source);
    }
}

/* The TUs parsed without a prefix for one reason. */
typedef struct Plain {
    const char *reason;
    GPtrArray *sources; /* const char* */
} Plain;

static void plain_free(gpointer data)
{
    Plain *plain = data;

    g_ptr_array_unref(plain->sources);
    g_free(plain);
}

static Plain *find_plain(GPtrArray *reasons, const char *reason)
{
    Plain *plain;

    for (guint i = 0; i < reasons->len; i++) {
        plain = reasons->pdata[i];
        if (strcmp(plain->reason, reason) == 0) {
            return plain;
        }
    }
    plain = g_new0(Plain, 1);
    plain->reason = reason;
    plain->sources = g_ptr_array_new();
    g_ptr_array_add(reasons, plain);
    return plain;
}

/* The most frequent reason first. */
static gint compare_plain(gconstpointer left, gconstpointer right)
{
    const Plain *a = *(const Plain *const *)left;
    const Plain *b = *(const Plain *const *)right;

    if (a->sources->len != b->sources->len) {
        return a->sources->len < b->sources->len ? 1 : -1;
    }
    return strcmp(a->reason, b->reason);
}

/* The reasons with their sources, and in @total how many TUs they are. */
static GPtrArray *collect_plain(GPtrArray *by_source, guint *total)
{
    GPtrArray *reasons = g_ptr_array_new_with_free_func(plain_free);

    *total = 0;
    for (guint i = 0; i < by_source->len; i++) {
        const QlTuCost *cost = cost_at(by_source, i);

        if (cost->plain_reason) {
            g_ptr_array_add(find_plain(reasons, cost->plain_reason)->sources, cost->source);
            ++*total;
        }
    }
    g_ptr_array_sort(reasons, compare_plain);
    return reasons;
}

static gint compare_source(gconstpointer left, gconstpointer right)
{
    const QlTuCost *a = *(const QlTuCost *const *)left;
    const QlTuCost *b = *(const QlTuCost *const *)right;

    return strcmp(a->source, b->source);
}

static void print_plain(const GPtrArray *costs, FILE *out)
{
    guint total, room = MAX_PLAIN_SHOWN;
    g_autoptr(GPtrArray) order = sorted(costs, compare_source);
    g_autoptr(GPtrArray) reasons = collect_plain(order, &total);

    fprintf(out, "TUs parsed without a prefix: %u of %u\n", total, costs->len);
    for (guint i = 0; i < reasons->len; i++) {
        const Plain *plain = reasons->pdata[i];
        guint shown = MIN(plain->sources->len, room);

        fprintf(out, "%9u  %s\n", plain->sources->len, plain->reason);
        for (guint k = 0; k < shown; k++) {
            fprintf(out, "%13s%s\n", "", (const char *)plain->sources->pdata[k]);
        }
        if (shown < plain->sources->len) {
            fprintf(out, "%13s(%u more)\n", "", plain->sources->len - shown);
        }
        room -= shown;
    }
}

void ql_index_costs_print(const QlIndexResult *result, FILE *out)
{
    print_slowest(result->costs, out);
    print_largest(result->costs, out);
    fprintf(out, "workers replaced: %u\n", result->workers_replaced);
    print_plain(result->costs, out);
}
