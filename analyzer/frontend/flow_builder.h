/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Builds a QlFlow block by block. Knows control flow and scopes, nothing of libclang.
 *
 * There is a current block to which events are added until a terminator closes it. Code after a
 * terminator goes to a block of its own that nothing reaches, and is dropped at the end unless a
 * label or case revives it.
 *
 * A scope is the list of variables that have a cleanup function, innermost first. Every way out of
 * a scope names the scope it ends in, and the builder emits the cleanup calls in between.
 */
#ifndef QL_FLOW_BUILDER_H
#define QL_FLOW_BUILDER_H

#include "flow.h"

typedef struct QlFlowBuilder QlFlowBuilder;
typedef guint32 QlBlockRef;
typedef guint32 QlLabelRef;
typedef guint32 QlScope; /* 0: no variable to clean up */

/** Where in the source something stands. */
typedef struct QlSpot {
    guint32 line;
    guint32 column;
    QlSym macro;
} QlSpot;

QlFlowBuilder *ql_builder_new(void);
void ql_builder_free(QlFlowBuilder *b);

/* Expressions. Equal ones are shared; constants are folded; *&x is x. */
QlExprRef ql_builder_expr(QlFlowBuilder *b, QlExpr expr);
const QlExpr *ql_builder_get(const QlFlowBuilder *b, QlExprRef ref);
QlExprRef ql_builder_int(QlFlowBuilder *b, gint64 value);
QlExprRef ql_builder_named(QlFlowBuilder *b, QlExprKind kind, QlSym name);
QlExprRef ql_builder_numbered(QlFlowBuilder *b, QlExprKind kind, gint64 value);
QlExprRef ql_builder_deref(QlFlowBuilder *b, QlExprRef a);
QlExprRef ql_builder_addr(QlFlowBuilder *b, QlExprRef a);
QlExprRef ql_builder_field(QlFlowBuilder *b, QlExprRef object, QlSym record, QlSym field);
/** @base [@index], where @base is a pointer or an array. */
QlExprRef ql_builder_index(QlFlowBuilder *b, QlExprRef base, QlExprRef index);
/** The pointer an array decays to. */
QlExprRef ql_builder_decay(QlFlowBuilder *b, QlExprRef array);
QlExprRef ql_builder_unary(QlFlowBuilder *b, char op, QlExprRef a);
QlExprRef ql_builder_binary(QlFlowBuilder *b, QlBinaryOp op, QlExprRef a, QlExprRef c);

/* Events. */
/** Adds a call and returns its result. A callee that never returns closes the block. */
QlExprRef ql_builder_call(QlFlowBuilder *b, QlExprRef callee, const QlExprRef *args, guint n_args,
                          guint flags, QlSpot spot);
void ql_builder_assign(QlFlowBuilder *b, QlAssignOp op, QlExprRef target, QlExprRef value,
                       QlSym record, guint flags, QlSpot spot);

/* Blocks. */
QlBlockRef ql_builder_new_block(QlFlowBuilder *b);
/** Makes @block the current one. The one before must be closed. */
void ql_builder_place(QlFlowBuilder *b, QlBlockRef block);
/** Jumps to @block unless the current block is closed, and makes it the current one. */
void ql_builder_continue_in(QlFlowBuilder *b, QlBlockRef block);
/** Whether any edge leads to @block so far. */
gboolean ql_builder_has_edge_to(const QlFlowBuilder *b, QlBlockRef block);
/** Whether code added now can be reached from the code before it. */
gboolean ql_builder_is_open(const QlFlowBuilder *b);

void ql_builder_jump(QlFlowBuilder *b, QlBlockRef to);
void ql_builder_branch(QlFlowBuilder *b, QlExprRef cond, QlBlockRef if_true, QlBlockRef if_false,
                       guint line);
void ql_builder_return(QlFlowBuilder *b, QlExprRef value, guint line);
void ql_builder_unreachable(QlFlowBuilder *b, guint line);

/** Closes the current block for now; ql_builder_switch() tells where it leads. */
QlBlockRef ql_builder_suspend(QlFlowBuilder *b);
/** @cases: QlEdge, whose target is a QlBlockRef; @other: the default. */
void ql_builder_switch(QlFlowBuilder *b, QlBlockRef block, QlExprRef cond, const GArray *cases,
                       QlBlockRef other, guint line);

/* Labels. */
QlLabelRef ql_builder_new_label(QlFlowBuilder *b);
void ql_builder_place_label(QlFlowBuilder *b, QlLabelRef label);
void ql_builder_take_label_address(QlFlowBuilder *b, QlLabelRef label);
void ql_builder_goto(QlFlowBuilder *b, QlLabelRef label, QlSpot spot);
/** A computed goto: leads to every label whose address is taken. */
void ql_builder_goto_any(QlFlowBuilder *b, QlSpot spot);

/* Scopes. */
QlScope ql_builder_scope(const QlFlowBuilder *b);
void ql_builder_set_scope(QlFlowBuilder *b, QlScope scope);
/** From here on the scope's end calls @cleanup with the address of @object. */
void ql_builder_add_cleanup(QlFlowBuilder *b, QlExprRef object, QlExprRef cleanup);
/** Emits the cleanup calls between the current scope and its ancestor @to; stays in scope. */
void ql_builder_unwind(QlFlowBuilder *b, QlScope to, QlSpot spot);

/** Resolves gotos, drops what nothing reaches, numbers blocks and events. Frees the builder. */
QlFlow *ql_builder_finish(QlFlowBuilder *b);

#endif
