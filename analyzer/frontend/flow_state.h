/* SPDX-License-Identifier: Apache-2.0 */
/* What flow_builder.c, flow_expr.c and flow_finish.c share. */
#ifndef QL_FLOW_STATE_H
#define QL_FLOW_STATE_H

#include "flow_builder.h"

#define QL_NO_BLOCK G_MAXUINT32
#define QL_NO_EVENT G_MAXUINT32

/* An event under construction; a block's events are a list. */
typedef struct QlDraftEvent {
    QlEvent event;
    guint64 order; /* source order: gotos are resolved late, their events belong earlier */
    guint32 next;
} QlDraftEvent;

typedef struct QlDraftBlock {
    QlBlock block; /* first_edge, n_edges: into the draft's edges */
    guint32 first;
    guint32 last;
    guint32 in_edges;
    gboolean closed;
} QlDraftBlock;

typedef struct QlDraftScope {
    QlScope outer;
    guint32 depth;
    QlExprRef object;
    QlExprRef cleanup;
} QlDraftScope;

typedef struct QlDraftLabel {
    QlBlockRef block; /* QL_NO_BLOCK: not placed (yet) */
    QlScope scope;
    gboolean address_taken;
} QlDraftLabel;

typedef struct QlDraftGoto {
    QlBlockRef block;
    QlScope scope;
    QlSpot spot;
    guint64 order;
    QlLabelRef label; /* G_MAXUINT32: computed */
} QlDraftGoto;

struct QlFlowBuilder {
    GArray *exprs; /* QlExpr */
    GHashTable *expr_index;
    GArray *args;   /* QlExprRef */
    GArray *events; /* QlDraftEvent */
    GArray *blocks; /* QlDraftBlock */
    GArray *edges;  /* QlEdge */
    GArray *scopes; /* QlDraftScope; 0 is the empty one */
    GArray *labels; /* QlDraftLabel */
    GArray *gotos;  /* QlDraftGoto */
    QlBlockRef current;
    QlScope scope;
    guint64 order;
};

#define QL_ORDER_STEP (1u << 12)

static inline QlDraftBlock *ql_draft_block(const QlFlowBuilder *b, QlBlockRef ref)
{
    return &g_array_index(b->blocks, QlDraftBlock, ref);
}

/** As ql_builder_unwind(), from @from, for events that take their place in order at @order. */
void ql_draft_unwind(QlFlowBuilder *b, QlScope from, QlScope to, QlSpot spot, guint64 order);

#endif
