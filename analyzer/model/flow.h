/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The flow graph of one function: what the source says, free of any annotation.
 *
 * A flow graph is four flat arrays: expressions, events, blocks and edges. Expressions refer to
 * each other by index, so a graph is copied, stored and compared as plain data. Block 0 is the
 * entry; blocks are numbered in reverse postorder and unreachable ones are dropped. A stored graph
 * has at least one block, and each block the edges its terminator says: decoding checks it.
 */
#ifndef QL_FLOW_H
#define QL_FLOW_H

#include "intern.h"

/** How an expression names a value or an object. */
typedef enum QlExprKind {
    QL_EXPR_OTHER,    /* something this language does not describe */
    QL_EXPR_INT,      /* value: an integer, character, enumerator or NULL (0) */
    QL_EXPR_STRING,   /* name: the text of a string literal */
    QL_EXPR_FUNCTION, /* name: the function's key */
    QL_EXPR_GLOBAL,   /* name: the variable's key (also static locals) */
    QL_EXPR_PARAM,    /* value: position, from 0 */
    QL_EXPR_LOCAL,    /* value: index into the function's locals */
    QL_EXPR_FIELD,    /* a: the record object; name: field; record: the record's key */
    QL_EXPR_DEREF,    /* *a */
    QL_EXPR_ADDR,     /* &a */
    QL_EXPR_INDEX,    /* a[b] */
    QL_EXPR_CALL,     /* value: id of the call event whose result this is */
    QL_EXPR_UNARY,    /* op a, with op one of '!' '-' '~' */
    QL_EXPR_BINARY,   /* a op b, op as QlBinaryOp */
    QL_EXPR_KIND_LAST = QL_EXPR_BINARY
} QlExprKind;

/** Operators of QL_EXPR_BINARY. && and || never occur: they become edges. */
typedef enum QlBinaryOp {
    QL_OP_EQ,
    QL_OP_NE,
    QL_OP_LT,
    QL_OP_LE,
    QL_OP_GT,
    QL_OP_GE,
    QL_OP_AND, /* & */
    QL_OP_OR,  /* | */
    QL_OP_XOR,
    QL_OP_ADD,
    QL_OP_SUB,
    QL_OP_OTHER,
    QL_OP_LAST = QL_OP_OTHER
} QlBinaryOp;

/** An expression larger than this becomes QL_EXPR_OTHER, so walking one is cheap and bounded. */
#define QL_EXPR_SIZE_LIMIT 256

/** Event ids are below this, so a table indexed by them is of bounded size. */
#define QL_EVENT_ID_LIMIT (1u << 24)

/** Index of an expression in its graph. Expression 0 always exists and is QL_EXPR_OTHER. */
typedef guint32 QlExprRef;

typedef struct QlExpr {
    guint8 kind;  /* QlExprKind */
    guint8 op;    /* UNARY: the character; BINARY: QlBinaryOp */
    guint16 size; /* nodes when written out as a tree; set by ql_flow_add_expr() */
    QlExprRef a;
    QlExprRef b;
    QlSym name;
    QlSym record;
    gint64 value;
} QlExpr;

typedef enum QlEventKind {
    QL_EVENT_CALL,   /* target: callee expression; args */
    QL_EVENT_ASSIGN, /* target = value, see assign */
    QL_EVENT_KIND_LAST = QL_EVENT_ASSIGN
} QlEventKind;

/** How an assignment combines. */
typedef enum QlAssignOp {
    QL_ASSIGN_SET,    /* = or an initialiser */
    QL_ASSIGN_OR,     /* |= */
    QL_ASSIGN_AND,    /* &= */
    QL_ASSIGN_MODIFY, /* ++, += and the rest: the old value is gone */
    QL_ASSIGN_LAST = QL_ASSIGN_MODIFY
} QlAssignOp;

typedef enum QlEventFlags {
    QL_EVENT_NORETURN = 1 << 0, /* the callee is declared noreturn */
    QL_EVENT_CLEANUP = 1 << 1,  /* made by a cleanup attribute at a scope's end */
    QL_EVENT_DECLARES = 1 << 2, /* the assignment is a variable's initialiser */
} QlEventFlags;

typedef struct QlEvent {
    guint8 kind;   /* QlEventKind */
    guint8 assign; /* QlAssignOp */
    guint16 flags; /* QlEventFlags */
    guint32 id;    /* number of the event in its function, in order of the source text */
    guint32 line;  /* position in the function's file; inside a macro, where it is used */
    guint32 column;
    QlSym macro;      /* outermost macro whose expansion holds the event, or 0 */
    QlExprRef target; /* callee, or the object assigned to */
    QlExprRef value;  /* ASSIGN: what is assigned */
    guint32 first_arg;
    guint32 n_args; /* CALL: arguments, a range of QlFlow.args */
    QlSym record;   /* ASSIGN of a whole record: its key */
} QlEvent;

/** How a block ends. */
typedef enum QlTerm {
    QL_TERM_JUMP,        /* one edge */
    QL_TERM_BRANCH,      /* cond; edge 0 if true (non-zero), edge 1 if false */
    QL_TERM_SWITCH,      /* cond; an edge a case range, and one default */
    QL_TERM_RETURN,      /* cond: the value returned, or 0 */
    QL_TERM_UNREACHABLE, /* after a call that never returns */
    QL_TERM_LAST = QL_TERM_UNREACHABLE
} QlTerm;

typedef enum QlEdgeKind {
    QL_EDGE_ALWAYS,
    QL_EDGE_TRUE,
    QL_EDGE_FALSE,
    QL_EDGE_CASE, /* cond in [low, high] */
    QL_EDGE_DEFAULT,
    QL_EDGE_LAST = QL_EDGE_DEFAULT
} QlEdgeKind;

typedef struct QlEdge {
    guint8 kind; /* QlEdgeKind */
    guint32 target;
    gint64 low;
    gint64 high;
} QlEdge;

typedef struct QlBlock {
    guint8 term;  /* QlTerm */
    guint32 line; /* of the terminator, 0 if it has none in the source */
    QlExprRef cond;
    guint32 first_event;
    guint32 n_events;
    guint32 first_edge;
    guint32 n_edges;
} QlBlock;

typedef struct QlFlow {
    GArray *exprs;     /* QlExpr */
    GArray *args;      /* QlExprRef */
    GArray *events;    /* QlEvent, grouped by block */
    GArray *blocks;    /* QlBlock */
    GArray *edges;     /* QlEdge, grouped by block */
    GHashTable *index; /* private: finds equal expressions while the graph is built */
} QlFlow;

/** An empty graph with expression 0. Free with ql_flow_free(). */
QlFlow *ql_flow_new(void);
void ql_flow_free(QlFlow *flow);

static inline const QlExpr *ql_flow_expr(const QlFlow *flow, QlExprRef ref)
{
    return &g_array_index(flow->exprs, QlExpr, ref);
}

/** Whether @expr is a == b or a != b. */
static inline gboolean ql_expr_is_equality(const QlExpr *expr)
{
    return expr->kind == QL_EXPR_BINARY && (expr->op == QL_OP_EQ || expr->op == QL_OP_NE);
}

static inline const QlBlock *ql_flow_block(const QlFlow *flow, guint i)
{
    return &g_array_index(flow->blocks, QlBlock, i);
}

/** Event number @i of @block (0 ≤ i < n_events). */
static inline const QlEvent *ql_flow_event(const QlFlow *flow, const QlBlock *block, guint i)
{
    return &g_array_index(flow->events, QlEvent, block->first_event + i);
}

static inline const QlEdge *ql_flow_edge(const QlFlow *flow, const QlBlock *block, guint i)
{
    return &g_array_index(flow->edges, QlEdge, block->first_edge + i);
}

static inline QlExprRef ql_flow_arg(const QlFlow *flow, const QlEvent *call, guint i)
{
    return i < call->n_args ? g_array_index(flow->args, QlExprRef, call->first_arg + i) : 0;
}

/**
 * Adds @expr, whose operands must be in the graph already, and returns its index; an equal
 * expression is shared. One larger than QL_EXPR_SIZE_LIMIT gives 0.
 */
QlExprRef ql_flow_add_expr(QlFlow *flow, QlExpr expr);

/** The event with number @id, or NULL. */
const QlEvent *ql_flow_event_by_id(const QlFlow *flow, gint64 id);

/** The number of the block that holds @event, one of @flow's. */
guint ql_flow_block_of(const QlFlow *flow, const QlEvent *event);

G_DEFINE_AUTOPTR_CLEANUP_FUNC(QlFlow, ql_flow_free)

#endif
