/* SPDX-License-Identifier: Apache-2.0 */
#include "mode_flag.h"
#include "atoms.h"
#include "callbacks.h"

/* A condition of one function, and its truth where the lock is taken. */
typedef struct Mode {
    const QlFlow *flow;
    const QlAtoms *atoms;
    guint64 flag; /* one of the atoms */
    gboolean truth;
} Mode;

/* ---- what may be a mode ---- */

/* What somebody set once for all that follows: not what a call has just found out. */
static gboolean is_setting(const QlDefinition *def, QlExprRef ref)
{
    const QlExpr *expr = ql_flow_expr(def->flow, ref);
    switch (expr->kind) {
    case QL_EXPR_FIELD:
    case QL_EXPR_GLOBAL:
    case QL_EXPR_PARAM:
    case QL_EXPR_INT: return TRUE;
    case QL_EXPR_UNARY: return is_setting(def, expr->a);
    case QL_EXPR_BINARY: return is_setting(def, expr->a) && is_setting(def, expr->b);
    case QL_EXPR_LOCAL: {
        QlExprRef value = ql_expr_follow_local(def, ref);
        return value != ref && is_setting(def, value);
    }
    default: return FALSE;
    }
}

static gboolean has_part(const QlFlow *flow, QlExprRef ref, QlExprRef part)
{
    const QlExpr *expr = ql_flow_expr(flow, ref);
    switch (ref == part ? QL_EXPR_OTHER : expr->kind) {
    case QL_EXPR_FIELD:
    case QL_EXPR_DEREF:
    case QL_EXPR_ADDR:
    case QL_EXPR_UNARY: return has_part(flow, expr->a, part);
    case QL_EXPR_INDEX:
    case QL_EXPR_BINARY: return has_part(flow, expr->a, part) || has_part(flow, expr->b, part);
    default: return ref == part;
    }
}

/* Whether @cond asks about the lock that @taking names, as in `if (s->lock) take(s->lock)`. */
static gboolean is_about_lock(const QlDefinition *def, const QlEvent *taking, QlExprRef cond)
{
    for (guint i = 0; i < taking->n_args; i++) {
        QlExprRef arg = ql_flow_arg(def->flow, taking, i);
        if (has_part(def->flow, arg, cond) ||
            has_part(def->flow, ql_expr_follow_local(def, arg), ql_expr_follow_local(def, cond))) {
            return TRUE;
        }
    }
    return FALSE;
}

/* ---- which branches guard what ---- */

/* The edge of @block that is taken if the flag has the mode's truth; -1: it does not ask for it. */
static int edge_of(const Mode *mode, guint index)
{
    const QlBlock *block = ql_flow_block(mode->flow, index);
    gboolean negated = FALSE;
    if (block->term != QL_TERM_BRANCH ||
        ql_atoms_of(mode->atoms, block->cond, &negated) != mode->flag) {
        return -1;
    }
    return mode->truth != negated ? 0 : 1;
}

/* Whether the mode's edge of @branch is the only way to @target. */
static gboolean is_guarded(const Mode *mode, guint branch, guint target)
{
    int closed = edge_of(mode, branch);
    if (closed < 0) {
        return FALSE;
    }
    g_autofree guint8 *reached = g_new0(guint8, mode->flow->blocks->len);
    g_autoptr(GArray) work = g_array_new(FALSE, TRUE, sizeof(guint));
    g_array_set_size(work, 1); /* the entry */
    while (work->len && !reached[target]) {
        guint index = g_array_index(work, guint, work->len - 1);
        const QlBlock *block = ql_flow_block(mode->flow, index);
        g_array_set_size(work, work->len - 1);
        reached[index] = TRUE;
        for (guint i = 0; i < block->n_edges; i++) {
            guint next = ql_flow_edge(mode->flow, block, i)->target;
            if (!reached[next] && (index != branch || (int)i != closed)) {
                g_array_append_val(work, next);
            }
        }
    }
    return !reached[target];
}

/* Whether @target is guarded by the flag, but not by @branch: what is between runs either way. */
static gboolean is_asked_again(const Mode *mode, guint branch, guint target)
{
    if (is_guarded(mode, branch, target)) {
        return FALSE;
    }
    for (guint other = 0; other < mode->flow->blocks->len; other++) {
        if (is_guarded(mode, other, target)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether the events of block @index from @first on may change the flag. */
static gboolean changes(const Mode *mode, guint index, guint first)
{
    const QlBlock *block = ql_flow_block(mode->flow, index);
    for (guint i = first; i < block->n_events; i++) {
        if (ql_atoms_killed(mode->atoms, ql_flow_event(mode->flow, block, i)) & mode->flag) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether the flag may have changed when it is asked for next after @taking. */
static gboolean changes_after(const Mode *mode, const QlEvent *taking)
{
    guint start = ql_flow_block_of(mode->flow, taking);
    guint place = (guint)(taking - ql_flow_event(mode->flow, ql_flow_block(mode->flow, start), 0));
    gboolean changed = changes(mode, start, place + 1);
    g_autofree guint8 *seen = g_new0(guint8, mode->flow->blocks->len);
    g_autoptr(GArray) work = g_array_new(FALSE, FALSE, sizeof(guint));
    g_array_append_val(work, start);
    while (work->len && !changed) {
        guint index = g_array_index(work, guint, work->len - 1);
        const QlBlock *block = ql_flow_block(mode->flow, index);
        g_array_set_size(work, work->len - 1);
        for (guint i = 0; edge_of(mode, index) < 0 && i < block->n_edges && !changed; i++) {
            guint next = ql_flow_edge(mode->flow, block, i)->target;
            if (!seen[next]) {
                seen[next] = TRUE;
                changed = changes(mode, next, 0);
                g_array_append_val(work, next);
            }
        }
    }
    return changed;
}

static gboolean is_mode(const Mode *mode, guint branch, const QlEvent *taking,
                        const GPtrArray *releases)
{
    if (!is_guarded(mode, branch, ql_flow_block_of(mode->flow, taking))) {
        return FALSE;
    }
    for (guint i = 0; i < releases->len; i++) {
        guint block = ql_flow_block_of(mode->flow, releases->pdata[i]);
        if (!is_asked_again(mode, branch, block)) {
            return FALSE;
        }
    }
    return !changes_after(mode, taking);
}

/* Whether the condition of block @index tells the mode in which @taking happens. */
static gboolean is_mode_branch(const QlFunction *function, const QlAtoms *atoms, guint index,
                               const QlEvent *taking, const GPtrArray *releases)
{
    const QlBlock *block = ql_flow_block(function->def->flow, index);
    gboolean negated = FALSE;
    if (block->term != QL_TERM_BRANCH) {
        return FALSE;
    }
    QlExprRef cond = ql_atoms_strip(function->def->flow, block->cond, &negated);
    Mode mode = {.flow = function->def->flow,
                 .atoms = atoms,
                 .flag = ql_atoms_of(atoms, block->cond, &negated)};
    if (!mode.flag || !is_setting(function->def, cond) ||
        is_about_lock(function->def, taking, cond)) {
        return FALSE;
    }
    gboolean if_false = is_mode(&mode, index, taking, releases);
    mode.truth = TRUE;
    return if_false || is_mode(&mode, index, taking, releases);
}

gboolean ql_mode_flag_guards(const QlFunction *function, const QlEvent *taking,
                             const GPtrArray *releases)
{
    if (!releases->len) {
        return FALSE;
    }
    QlAtoms *atoms = ql_atoms_new(function->def->flow, NULL);
    gboolean found = FALSE;
    for (guint i = 0; i < function->def->flow->blocks->len && !found; i++) {
        found = is_mode_branch(function, atoms, i, taking, releases);
    }
    ql_atoms_free(atoms);
    return found;
}
