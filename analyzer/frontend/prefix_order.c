/* SPDX-License-Identifier: Apache-2.0 */
#include "prefix_order.h"

#include <string.h>

/* Whether file @a reads file @b: at [a * n_files + b]. */
static guint8 *find_readers(const QlPrefix *prefix)
{
    guint8 *reads = g_new0(guint8, (gsize)prefix->n_files * prefix->n_files + 1);

    for (guint file = 0; file < prefix->n_files; file++) {
        ql_prefix_mark_read(prefix, file, reads + (gsize)file * prefix->n_files);
    }
    return reads;
}

struct QlPrefixOrder {
    const QlPrefix *prefix;
    guint8 *reads; /* find_readers() */
    guint *sure; /* [a * n_files + b]: file a is sure to have read b when its text has come to this
                  * offset; G_MAXUINT: never */
};

static gboolean reads(const QlPrefixOrder *order, guint file, guint other)
{
    return order->reads[(gsize)file * order->prefix->n_files + other];
}

static guint *sure_of(const QlPrefixOrder *order, guint file)
{
    return order->sure + (gsize)file * order->prefix->n_files;
}

/* Where the text of @file first includes what reads @other. */
static guint first_towards(const QlPrefixOrder *order, guint file, guint other)
{
    const GArray *directives = order->prefix->scans[file]->directives;
    guint line = G_MAXUINT;

    for (guint i = order->prefix->edge_start[file]; i < order->prefix->edge_start[file + 1]; i++) {
        const QlPrefixEdge *edge = ql_prefix_edge(order->prefix, i);
        line = reads(order, edge->to, other) ? MIN(line, edge->line) : line;
    }
    for (guint i = 0; i < directives->len; i++) {
        const QlDirective *directive = &g_array_index(directives, QlDirective, i);
        if (directive->line == line) {
            return directive->offset;
        }
    }
    return 0;
}

static void mark(guint *sure, guint offset, gboolean *changed)
{
    if (offset < *sure) {
        *sure = offset;
        *changed = TRUE;
    }
}

/* @half reads @file: when that begins, it may have been read up to where it does so. */
static void mark_half(const QlPrefixOrder *order, guint file, guint half, guint offset,
                      gboolean *changed)
{
    const guint *sure = sure_of(order, half);
    guint end = first_towards(order, half, file);

    for (guint i = 0; i < order->prefix->n_files; i++) {
        if (sure[i] < end) {
            mark(&sure_of(order, file)[i], offset, changed);
        }
    }
}

/* @file includes @read at @offset. */
static void mark_sure(const QlPrefixOrder *order, guint file, guint read, guint offset,
                      gboolean *changed)
{
    const QlPrefix *prefix = order->prefix;

    if (reads(order, read, file)) {
        mark_half(order, file, read, offset, changed);
        return;
    }
    if (sure_of(order, file)[read] <= offset) {
        return;
    }
    mark(&sure_of(order, file)[read], offset, changed);
    for (guint i = prefix->edge_start[read]; i < prefix->edge_start[read + 1]; i++) {
        mark_sure(order, file, ql_prefix_edge(prefix, i)->to, offset, changed);
    }
}

/* Marks what @directive of @file includes. FALSE if that is a template, which may say anything. */
static gboolean mark_included(const QlPrefixOrder *order, guint file, const QlDirective *directive,
                              gboolean *changed)
{
    const QlPrefix *prefix = order->prefix;

    for (guint i = prefix->edge_start[file]; i < prefix->edge_start[file + 1]; i++) {
        const QlPrefixEdge *edge = ql_prefix_edge(prefix, i);

        if (edge->line == directive->line && !prefix->manifest->guarded->data[edge->to]) {
            return FALSE;
        }
        if (edge->line == directive->line) {
            mark_sure(order, file, edge->to, directive->offset, changed);
        }
    }
    return TRUE;
}

/* What one file is sure of may come from what another one is. */
static gboolean mark_all(const QlPrefixOrder *order)
{
    gboolean changed = FALSE;

    for (guint file = 0; file < order->prefix->n_files; file++) {
        const GArray *directives = order->prefix->scans[file]->directives;
        gboolean known = TRUE;

        for (guint i = 0; i < directives->len && known; i++) {
            known =
                mark_included(order, file, &g_array_index(directives, QlDirective, i), &changed);
        }
    }
    return changed;
}

QlPrefixOrder *ql_prefix_order_new(const QlPrefix *prefix)
{
    gsize n = (gsize)prefix->n_files * prefix->n_files;
    QlPrefixOrder *order = g_new(QlPrefixOrder, 1);

    *order = (QlPrefixOrder){prefix, find_readers(prefix), g_new(guint, n + 1)};
    memset(order->sure, 0xff, n * sizeof *order->sure);
    while (mark_all(order)) {
    }
    return order;
}

void ql_prefix_order_free(QlPrefixOrder *order)
{
    if (order) {
        g_free(order->reads);
        g_free(order->sure);
        g_free(order);
    }
}

gboolean ql_prefix_order_sure(const QlPrefixOrder *order, guint file, guint other, guint offset)
{
    return sure_of(order, file)[other] < offset;
}

guint *ql_prefix_order_circles(const QlPrefixOrder *order)
{
    guint n = order->prefix->n_files;
    guint *circle = g_new(guint, n + 1);

    for (guint file = 0; file < n; file++) {
        guint first = 0;

        while (!(reads(order, file, first) && reads(order, first, file))) {
            first++;
        }
        circle[file] = first;
    }
    return circle;
}
