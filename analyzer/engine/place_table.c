/* SPDX-License-Identifier: Apache-2.0 */
#include "place_table.h"
#include "query.h"

#define CONTEXTS_A_PAGE 128

struct QlPlaceTable {
    guint n_pages;
    gpointer **pages; /* NULL: all slots are */
};

QlPlaceTable *ql_place_table_new(guint n)
{
    QlPlaceTable *table = g_new0(QlPlaceTable, 1);
    table->n_pages = n / CONTEXTS_A_PAGE + 1;
    table->pages = g_new0(gpointer *, table->n_pages);
    return table;
}

void ql_place_table_free(QlPlaceTable *table)
{
    if (!table) {
        return;
    }
    for (guint i = 0; i < table->n_pages; i++) {
        g_free(table->pages[i]);
    }
    g_free(table->pages);
    g_free(table);
}

static guint position(const QlContext *context, guint depth)
{
    return context->index % CONTEXTS_A_PAGE * QL_FOCUS_DEPTHS + depth;
}

gpointer *ql_place_table_slot(QlPlaceTable *table, const QlContext *context, guint depth)
{
    gpointer **page = &table->pages[context->index / CONTEXTS_A_PAGE];
    if (!*page) {
        *page = g_new0(gpointer, CONTEXTS_A_PAGE * QL_FOCUS_DEPTHS);
    }
    return &(*page)[position(context, depth)];
}

gpointer ql_place_table_get(const QlPlaceTable *table, const QlContext *context, guint depth)
{
    gpointer *page = table->pages[context->index / CONTEXTS_A_PAGE];
    return page ? page[position(context, depth)] : NULL;
}
