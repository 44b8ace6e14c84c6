/* SPDX-License-Identifier: Apache-2.0 */
/* Lowering: from cursors to a flow graph. One QlLower lives as long as one definition. */
#ifndef QL_LOWER_H
#define QL_LOWER_H

#include "definition.h"
#include "keys.h"
#include "source_text.h"
#include "tu_context.h"

/** Nesting beyond which an expression becomes OTHER and a statement nothing. */
#define QL_MAX_DEPTH 1000

/** Where break and continue lead. */
typedef struct QlJumps {
    const struct QlJumps *outer;
    QlBlockRef break_to;
    QlScope break_scope;
    QlBlockRef continue_to;
    QlScope continue_scope;
    gboolean has_break;
    gboolean has_continue;
} QlJumps;

/** The switch whose cases are being collected. */
typedef struct QlCases {
    GArray *edges; /* QlEdge */
    QlBlockRef other;
    gboolean has_other;
} QlCases;

typedef struct QlLower {
    QlTuContext *tu;
    QlFlowBuilder *b;
    QlDefinition *def;
    GHashTable *objects; /* CXCursor* -> QlExprRef + 1: parameters and locals */
    GHashTable *labels;  /* QlSym -> QlLabelRef + 1 */
    GArray *kids;        /* CXCursor: a stack */
    GArray *args;        /* QlExprRef: a stack */
    const QlJumps *jumps;
    QlCases *cases;
    guint depth;
    gboolean is_table; /* a variable with static storage: plain numbers are dropped */
} QlLower;

/** The children of one cursor, a range of QlLower.kids. */
typedef struct QlKids {
    guint first;
    guint n;
} QlKids;

QlKids ql_kids_push(QlLower *l, CXCursor cursor);
void ql_kids_pop(QlLower *l, QlKids kids);
static inline CXCursor ql_kid(const QlLower *l, QlKids kids, guint i)
{
    return g_array_index(l->kids, CXCursor, kids.first + i);
}

/* lower_function.c */
/** The definition of function or variable @decl, which has one in this TU. */
QlDefinition *ql_lower_decl(QlTuContext *tu, QlDecl *decl);
/** Adds a local without name, for a value that needs a place. */
QlExprRef ql_lower_temp(QlLower *l, CXType type);
/** Adds local @cursor (a VarDecl) and returns it. */
QlExprRef ql_lower_add_local(QlLower *l, CXCursor cursor);

/* lower_stmt.c */
void ql_lower_stmt(QlLower *l, CXCursor cursor);
/** The statements of @compound in a scope of their own; the last one's value if @want_value. */
QlExprRef ql_lower_block(QlLower *l, CXCursor compound, gboolean want_value);
QlLabelRef ql_lower_label(QlLower *l, CXCursor label_stmt);

/* lower_loop.c */
void ql_lower_while(QlLower *l, CXCursor cursor, QlKids kids);
void ql_lower_do(QlLower *l, CXCursor cursor, QlKids kids);
void ql_lower_for(QlLower *l, CXCursor cursor, QlKids kids);

/* lower_switch.c */
void ql_lower_switch(QlLower *l, CXCursor cursor, QlKids kids);
void ql_lower_case(QlLower *l, CXCursor cursor, QlKids kids);
void ql_lower_default(QlLower *l, CXCursor cursor, QlKids kids);

/* lower_expr.c */
/** What @cursor denotes: its value, or its place if it is an lvalue. Emits its events. */
QlExprRef ql_lower_value(QlLower *l, CXCursor cursor);
/** Evaluates @cursor for its side effects. */
void ql_lower_effect(QlLower *l, CXCursor cursor);
/**
 * Evaluates @cursor and assigns it to @target, arm by arm if it branches. Returns the value, or 0
 * if there are several. The events of the assignment stand at @at.
 */
QlExprRef ql_lower_into(QlLower *l, QlExprRef target, CXCursor cursor, guint flags, CXCursor at);
/** Evaluates @cursor as a condition. */
void ql_lower_cond(QlLower *l, CXCursor cursor, QlBlockRef if_true, QlBlockRef if_false);
/** @value converted to the type of @cursor: constants are cut, arrays decay. */
QlExprRef ql_lower_convert(QlLower *l, QlExprRef value, CXCursor from, CXCursor to);
/** @value as an object of @type holds it. */
gint64 ql_lower_cut(CXType type, gint64 value);
/** What clang computes for constant expression @cursor. */
gboolean ql_lower_evaluate(CXCursor cursor, gint64 *value);
/** @cursor's constant value; FALSE if it has none. */
gboolean ql_lower_constant(QlLower *l, CXCursor cursor, gint64 *value);
/** @cursor without parentheses and implicit casts. */
CXCursor ql_lower_strip(QlLower *l, CXCursor cursor);
/** @value, if needed in a temporary, so that later events do not change it. */
QlExprRef ql_lower_keep(QlLower *l, QlExprRef value, CXCursor cursor);

/* lower_operator.c */
QlExprRef ql_lower_unary(QlLower *l, CXCursor cursor, QlKids kids);
QlExprRef ql_lower_binary(QlLower *l, CXCursor cursor, QlKids kids);

/* lower_choice.c: expressions that branch */
gboolean ql_lower_branches(QlLower *l, CXCursor cursor);
QlExprRef ql_lower_choice(QlLower *l, CXCursor cursor);
void ql_lower_choice_into(QlLower *l, QlExprRef target, CXCursor cursor, guint flags, CXCursor at);
void ql_lower_choice_effect(QlLower *l, CXCursor cursor);

/* lower_call.c */
QlExprRef ql_lower_call(QlLower *l, CXCursor cursor, QlKids kids);
/** @cursor's only argument that matters, if it is __builtin_expect() or the like. */
gboolean ql_lower_is_hint(QlLower *l, CXCursor cursor, CXCursor *argument);

/* lower_unexposed.c: what libclang gives no kind */
QlExprRef ql_lower_unexposed(QlLower *l, CXCursor cursor, QlKids kids);
/** Whether @cursor, whose children are @kids, is an implicit cast. */
gboolean ql_lower_is_implicit(CXCursor cursor, const QlLower *l, QlKids kids);
/** Whether it is `a ?: b`. */
gboolean ql_lower_is_elvis(CXCursor cursor, const QlLower *l, QlKids kids);

/* lower_atomic.c */
QlExprRef ql_lower_atomic(QlLower *l, CXCursor cursor, QlText name, QlKids kids);
/** The same for __sync_* and the atomics that are plain functions; TRUE if it was one. */
gboolean ql_lower_atomic_call(QlLower *l, CXCursor cursor, const char *name, QlKids kids,
                              QlExprRef *result);

/* lower_generic.c */
QlExprRef ql_lower_generic(QlLower *l, CXCursor cursor, QlKids kids);

/* lower_init.c */
/** Lowers initialiser @init of an object of @type at @target. */
void ql_lower_init(QlLower *l, QlExprRef target, CXType type, CXCursor init);
QlExprRef ql_lower_compound_literal(QlLower *l, CXCursor cursor, QlKids kids);

#endif
