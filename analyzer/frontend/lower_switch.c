/* SPDX-License-Identifier: Apache-2.0 */
/* switch, case and default. Cases may stand anywhere inside the body. */
#include "lower.h"

void ql_lower_switch(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 2) {
        return;
    }
    QlExprRef cond = ql_lower_value(l, ql_kid(l, kids, kids.n - 2));
    QlBlockRef dispatch = ql_builder_suspend(l->b);
    QlBlockRef after = ql_builder_new_block(l->b);
    QlCases cases = {.edges = g_array_new(FALSE, FALSE, sizeof(QlEdge)), .other = after};
    QlCases *outer_cases = l->cases;
    QlJumps jumps = {.outer = l->jumps,
                     .break_to = after,
                     .break_scope = ql_builder_scope(l->b),
                     .has_break = TRUE};
    l->cases = &cases;
    l->jumps = &jumps;
    ql_lower_stmt(l, ql_kid(l, kids, kids.n - 1));
    l->jumps = jumps.outer;
    l->cases = outer_cases;
    ql_builder_continue_in(l->b, after);
    ql_builder_switch(l->b, dispatch, cond, cases.edges, cases.other, ql_line(l->tu, cursor));
    g_array_unref(cases.edges);
}

static QlBlockRef start_case(QlLower *l)
{
    QlBlockRef block = ql_builder_new_block(l->b);
    ql_builder_continue_in(l->b, block);
    return block;
}

/* Children: value, [end of a GNU range], statement. */
void ql_lower_case(QlLower *l, CXCursor cursor, QlKids kids)
{
    if (kids.n < 2) {
        return;
    }
    QlBlockRef block = start_case(l);
    QlEdge edge = {.kind = QL_EDGE_CASE, .target = block};
    gboolean known = ql_lower_constant(l, ql_kid(l, kids, 0), &edge.low);
    edge.high = edge.low;
    if (kids.n > 2) {
        known = known && ql_lower_constant(l, ql_kid(l, kids, 1), &edge.high);
    }
    if (l->cases && known) {
        g_array_append_val(l->cases->edges, edge);
    }
    ql_lower_stmt(l, ql_kid(l, kids, kids.n - 1));
}

void ql_lower_default(QlLower *l, CXCursor cursor, QlKids kids)
{
    QlBlockRef block = start_case(l);
    if (l->cases) {
        l->cases->other = block;
    }
    for (guint i = 0; i < kids.n; i++) {
        ql_lower_stmt(l, ql_kid(l, kids, i));
    }
}
