/* SPDX-License-Identifier: Apache-2.0 */
#include "index_costs.h"

#include <string.h>

enum { MAX_TUS_SHOWN = 10, MAX_LISTED = 20 };

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

/* Why something is so with a TU; NULL: it is not. */
typedef const char *(*ReasonOf)(const QlTuCost *cost);

static const char *plain_reason(const QlTuCost *cost)
{
    return cost->plain_reason;
}

static const char *again_reason(const QlTuCost *cost)
{
    return cost->again_reason;
}

/* The TUs with which something is so for one reason. */
typedef struct Reason {
    const char *text;
    GPtrArray *sources; /* const char* */
} Reason;

static void reason_free(gpointer data)
{
    Reason *reason = data;

    g_ptr_array_unref(reason->sources);
    g_free(reason);
}

static Reason *find_reason(GPtrArray *reasons, const char *text)
{
    Reason *reason;

    for (guint i = 0; i < reasons->len; i++) {
        reason = reasons->pdata[i];
        if (strcmp(reason->text, text) == 0) {
            return reason;
        }
    }
    reason = g_new0(Reason, 1);
    reason->text = text;
    reason->sources = g_ptr_array_new();
    g_ptr_array_add(reasons, reason);
    return reason;
}

/* The most frequent reason first. */
static gint compare_reasons(gconstpointer left, gconstpointer right)
{
    const Reason *a = *(const Reason *const *)left;
    const Reason *b = *(const Reason *const *)right;

    if (a->sources->len != b->sources->len) {
        return a->sources->len < b->sources->len ? 1 : -1;
    }
    return strcmp(a->text, b->text);
}

/* The reasons with their sources, and in @total how many TUs they are. */
static GPtrArray *collect_reasons(GPtrArray *by_source, ReasonOf reason_of, guint *total)
{
    GPtrArray *reasons = g_ptr_array_new_with_free_func(reason_free);

    *total = 0;
    for (guint i = 0; i < by_source->len; i++) {
        const QlTuCost *cost = cost_at(by_source, i);
        const char *text = reason_of(cost);

        if (text) {
            g_ptr_array_add(find_reason(reasons, text)->sources, cost->source);
            ++*total;
        }
    }
    g_ptr_array_sort(reasons, compare_reasons);
    return reasons;
}

static gint compare_source(gconstpointer left, gconstpointer right)
{
    const QlTuCost *a = *(const QlTuCost *const *)left;
    const QlTuCost *b = *(const QlTuCost *const *)right;

    return strcmp(a->source, b->source);
}

static void print_reasons(const GPtrArray *reasons, FILE *out)
{
    guint room = MAX_LISTED;

    for (guint i = 0; i < reasons->len; i++) {
        const Reason *reason = reasons->pdata[i];
        guint shown = MIN(reason->sources->len, room);

        fprintf(out, "%9u  %s\n", reason->sources->len, reason->text);
        for (guint k = 0; k < shown; k++) {
            fprintf(out, "%13s%s\n", "", (const char *)reason->sources->pdata[k]);
        }
        if (shown < reason->sources->len) {
            fprintf(out, "%13s(%u more)\n", "", reason->sources->len - shown);
        }
        room -= shown;
    }
}

static void print_plain(const GPtrArray *costs, FILE *out)
{
    guint total;
    g_autoptr(GPtrArray) order = sorted(costs, compare_source);
    g_autoptr(GPtrArray) reasons = collect_reasons(order, plain_reason, &total);

    fprintf(out, "TUs parsed without a whole prefix: %u of %u\n", total, costs->len);
    print_reasons(reasons, out);
}

/* Rare, and nothing to say otherwise. */
static void print_again(const GPtrArray *costs, FILE *out)
{
    guint total;
    g_autoptr(GPtrArray) order = sorted(costs, compare_source);
    g_autoptr(GPtrArray) reasons = collect_reasons(order, again_reason, &total);

    if (total > 0) {
        fprintf(out, "TUs that each run parses: %u\n", total);
        print_reasons(reasons, out);
    }
}

void ql_index_costs_print(const QlIndexResult *result, FILE *out)
{
    print_slowest(result->costs, out);
    print_largest(result->costs, out);
    fprintf(out, "workers replaced: %u\n", result->workers_replaced);
    print_plain(result->costs, out);
    print_again(result->costs, out);
}
