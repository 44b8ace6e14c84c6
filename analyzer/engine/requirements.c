/* SPDX-License-Identifier: Apache-2.0 */
#include "requirements.h"
#include "atoms.h"
#include <string.h>

#define COMMENT "comment:"

/* A report and the call that ends the program. */
#define MAX_FAILING_EVENTS 3

typedef struct Finder {
    const QlProgram *program;
    const QlLockClasses *classes;
    const QlAnnotations *annotations;
    GArray *duties;
} Finder;

/* ---- assertions ---- */

static gboolean fails(const QlFlow *flow, guint block)
{
    const QlBlock *target = ql_flow_block(flow, block);
    return target->term == QL_TERM_UNREACHABLE && target->n_events <= MAX_FAILING_EVENTS;
}

/* Some branch leads past @block, right to where it goes on at @passed: "if (x) assert(held())". */
static gboolean is_bypassed(const QlFlow *flow, guint block, guint passed)
{
    for (guint i = 0; i < flow->blocks->len; i++) {
        const QlBlock *from = ql_flow_block(flow, i);
        gboolean enters = FALSE;
        gboolean skips = FALSE;
        for (guint k = 0; k < from->n_edges; k++) {
            guint target = ql_flow_edge(flow, from, k)->target;
            enters |= target == block;
            skips |= target == passed;
        }
        if (enters && skips) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether @block branches on the result of @event; *@negated: on its opposite. */
static gboolean branches_on(const QlFlow *flow, const QlBlock *block, const QlEvent *event,
                            gboolean *negated)
{
    if (block->term != QL_TERM_BRANCH) {
        return FALSE;
    }
    const QlExpr *asked = ql_flow_expr(flow, ql_atoms_strip(flow, block->cond, negated));
    return asked->kind == QL_EXPR_CALL && asked->value == (gint64)event->id;
}

/* Whether @block does nothing but remember @value: a constant in local @local. */
static gboolean remembers(const QlFlow *flow, const QlBlock *block, QlExprRef *local, gint64 *value)
{
    if (block->n_events != 1 || block->n_edges != 1) {
        return FALSE;
    }
    const QlEvent *event = ql_flow_event(flow, block, 0);
    const QlExpr *constant = ql_flow_expr(flow, event->value);
    *local = event->target;
    *value = constant->value;
    return event->kind == QL_EVENT_ASSIGN && event->assign == QL_ASSIGN_SET &&
           constant->kind == QL_EXPR_INT &&
           ql_flow_expr(flow, event->target)->kind == QL_EXPR_LOCAL;
}

/*
 * Where control goes on from @block. Some macros (GLib's g_assert) keep the answer in a variable
 * and branch on that at once.
 */
static guint outcome(const QlFlow *flow, guint block)
{
    QlExprRef local;
    gint64 value;
    if (!remembers(flow, ql_flow_block(flow, block), &local, &value)) {
        return block;
    }
    const QlBlock *next =
        ql_flow_block(flow, ql_flow_edge(flow, ql_flow_block(flow, block), 0)->target);
    gboolean negated = FALSE;
    gboolean asks = next->term == QL_TERM_BRANCH && next->n_events == 0 &&
                    ql_atoms_strip(flow, next->cond, &negated) == local;
    return asks ? ql_flow_edge(flow, next, (value != 0) == negated)->target : block;
}

/* @event asks whether a lock is held: is one of the answers not survived? */
static void find_assertion(Finder *finder, const QlFunction *function, const QlEvent *event,
                           const QlOp *op)
{
    const QlFlow *flow = function->def->flow;
    guint number = ql_flow_block_of(flow, event);
    const QlBlock *block = ql_flow_block(flow, number);
    gboolean negated = FALSE;

    if (!branches_on(flow, block, event, &negated)) {
        return;
    }
    guint held = outcome(flow, ql_flow_edge(flow, block, negated == op->nonzero)->target);
    guint unheld = outcome(flow, ql_flow_edge(flow, block, negated != op->nonzero)->target);
    gboolean without = fails(flow, held);
    if (without == fails(flow, unheld) || (without && op->necessary)) {
        return;
    }
    QlDuty duty = {.function = function,
                   .event = event,
                   .lock_class = op->lock,
                   .without = without,
                   .conditional = is_bypassed(flow, number, without ? unheld : held),
                   .source = QL_DUTY_ASSERTED,
                   .text = ""};
    g_array_append_val(finder->duties, duty);
}

static void find_assertions(Finder *finder, const QlFunction *function)
{
    const QlFlow *flow = function->def->flow;

    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlOp *op = ql_lock_classes_op(finder->classes, event);
        if (op && op->kind == QL_OP_HELD && op->lock >= 0) {
            find_assertion(finder, function, event, op);
        }
    }
}

/* ---- annotations ---- */

static gboolean matches_any(char *const *patterns, const char *text)
{
    for (guint i = 0; patterns[i]; i++) {
        if (g_pattern_match_simple(patterns[i], text)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The first demand in @attrs that @entry means, or NULL. */
static const char *demand_in(const Finder *finder, const GArray *attrs, const QlRequirement *entry)
{
    for (guint i = 0; i < attrs->len; i++) {
        const char *text = ql_strings_get(finder->program->strings, g_array_index(attrs, QlSym, i));
        if (!g_str_has_prefix(text, COMMENT)) {
            continue;
        }
        text += strlen(COMMENT);
        if (matches_any(entry->comments, text) && !matches_any(entry->unless, text)) {
            return text;
        }
    }
    return NULL;
}

/* Above the definition, or above a prototype that the definition's file does not see. */
static const char *documented(const Finder *finder, const QlFunction *function,
                              const QlRequirement *entry)
{
    const QlDefinition *declared =
        g_hash_table_lookup(finder->program->declared, GUINT_TO_POINTER(function->def->key));
    const char *text = demand_in(finder, function->def->attrs, entry);
    return text || !declared ? text : demand_in(finder, declared->attrs, entry);
}

static void find_annotated(Finder *finder, const QlFunction *function, const QlRequirement *entry)
{
    const char *name = ql_function_name(finder->program, function);
    gboolean named = matches_any(entry->calls, name);
    const char *text = named || !entry->comments[0] ? NULL : documented(finder, function, entry);
    int lock_class = ql_lock_classes_find(finder->classes, entry->locks[0]);

    if ((named || text) && lock_class >= 0) {
        QlDuty duty = {.function = function,
                       .lock_class = lock_class,
                       .without = entry->without,
                       .source = named ? QL_DUTY_NAMED : QL_DUTY_DOCUMENTED,
                       .text = text ? text : "",
                       .entry = entry};
        g_array_append_val(finder->duties, duty);
    }
}

GArray *ql_requirements_find(const QlProgram *program, const QlLockClasses *classes,
                             const QlAnnotations *annotations)
{
    Finder finder = {program, classes, annotations, g_array_new(FALSE, FALSE, sizeof(QlDuty))};

    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        for (guint k = 0; k < annotations->required->len; k++) {
            find_annotated(&finder, function, annotations->required->pdata[k]);
        }
        if (ql_lock_classes_has_ops(classes, function)) {
            find_assertions(&finder, function);
        }
    }
    return finder.duties;
}
