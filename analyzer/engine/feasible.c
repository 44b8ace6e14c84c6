/* SPDX-License-Identifier: Apache-2.0 */
#include "feasible.h"
#include <string.h>

/* Parameters that are looked at; further ones count as unknown. */
#define MAX_PARAMS 16

/* What is known of parameters: -1 nothing, else their truth. */
typedef struct Params {
    gint8 truth[MAX_PARAMS];
} Params;

/* One function on the path, being walked. */
typedef struct Probe {
    const QlEngine *engine;
    QlWalkPlan *plan;
    const QlSite *site;
    gboolean reached;
    Params passed; /* to the callee of the site */
} Probe;

static Params unknown_params(void)
{
    Params params;
    memset(params.truth, -1, sizeof params.truth);
    return params;
}

static gboolean knows_some(const Params *params)
{
    for (guint i = 0; i < MAX_PARAMS; i++) {
        if (params->truth[i] >= 0) {
            return TRUE;
        }
    }
    return FALSE;
}

/* What all states that reach the site agree on. */
static void agree(Probe *probe, const Params *params)
{
    for (guint i = 0; i < MAX_PARAMS; i++) {
        if (!probe->reached) {
            probe->passed.truth[i] = params->truth[i];
        } else if (probe->passed.truth[i] != params->truth[i]) {
            probe->passed.truth[i] = -1;
        }
    }
    probe->reached = TRUE;
}

static void reach(const QlEvent *event, const QlState *state, Probe *probe)
{
    const QlFlow *flow = probe->site->edge ? probe->site->edge->caller->def->flow : NULL;
    Params params = unknown_params();
    if (event != probe->site->event) {
        return;
    }
    for (guint i = 0; flow && i < MIN(event->n_args, MAX_PARAMS); i++) {
        params.truth[i] = (gint8)ql_walk_truth(probe->plan, state, ql_flow_arg(flow, event, i));
    }
    agree(probe, &params);
}

static void on_call(const QlEvent *event, const QlState *state, gpointer user)
{
    reach(event, state, user);
}

static void on_op(const QlEvent *event, const QlOp *op, const QlState *state, gpointer user)
{
    (void)op;
    reach(event, state, user);
}

static const QlSummary *summary_of(const QlFunction *callee, gpointer user)
{
    const Probe *probe = user;
    return ql_summaries_get(probe->engine->summaries, callee);
}

static void add_predicate(QlState *state, gint32 subject, gint32 depth)
{
    if (state->n_predicates < QL_MAX_PREDICATES) {
        state->predicates[state->n_predicates++] = (QlPredicateValue){subject, depth};
    }
}

/* The state at the entry of @place; predicates are in ascending order, parameters first. */
static QlState entry_state(const QlEngine *engine, const QlPlace *place, const Params *params)
{
    QlState state;
    memset(&state, 0, sizeof state);
    for (gint32 i = MAX_PARAMS; i > 0; i--) {
        if (params->truth[i - 1] >= 0) {
            add_predicate(&state, -1 - 2 * (i - 1), params->truth[i - 1]);
        }
    }
    for (guint i = 0; i < engine->tracked.n; i++) {
        add_predicate(&state, engine->tracked.classes[i],
                      (gint32)ql_lockset_depth(ql_place_entry(place), i));
    }
    return state;
}

/* Arguments that are constants in the source; for functions of whose parameters nothing is known.
 */
static Params literal_arguments(const QlSite *site)
{
    Params params = unknown_params();
    const QlFlow *flow = site->edge ? site->edge->caller->def->flow : NULL;
    for (guint i = 0; flow && i < MIN(site->event->n_args, MAX_PARAMS); i++) {
        const QlExpr *arg = ql_flow_expr(flow, ql_flow_arg(flow, site->event, i));
        if (arg->kind == QL_EXPR_INT) {
            params.truth[i] = arg->value != 0;
        }
    }
    return params;
}

/* Whether the hop can be taken with @params, which become those of the next function. */
static gboolean take(const QlEngine *engine, const QlHop *hop, Params *params)
{
    const QlFunction *function = hop->place.context->function;
    QlWalkPlan *plan = engine->summaries->plans->pdata[function->index];
    QlWalkPlan *made = plan ? NULL : ql_walk_plan_new(engine->classes, function);
    Probe probe = {.engine = engine, .plan = plan ? plan : made, .site = hop->site};
    const QlWalkClient client = {summary_of, on_call, on_op, NULL, &probe};
    QlState entry = entry_state(engine, &hop->place, params);
    QlWalkResult result = ql_walk(probe.plan, &entry, &client);
    gboolean feasible = probe.reached || result.bounded;
    g_array_unref(result.outcomes);
    ql_walk_plan_free(made);
    *params = probe.reached ? probe.passed : unknown_params();
    return feasible;
}

gboolean ql_path_is_feasible(const QlEngine *engine, const GArray *hops)
{
    Params params = unknown_params();
    for (guint i = 0; i < hops->len; i++) {
        const QlHop *hop = &g_array_index(hops, QlHop, i);
        if (!knows_some(&params)) {
            params = literal_arguments(hop->site);
        } else if (!take(engine, hop, &params)) {
            return FALSE;
        }
        gboolean direct =
            hop->site->edge &&
            (hop->site->edge->kind == QL_HOP_DIRECT || hop->site->edge->kind == QL_HOP_FIELD ||
             hop->site->edge->kind == QL_HOP_GLOBAL || hop->site->edge->kind == QL_HOP_LOCAL ||
             hop->site->edge->kind == QL_HOP_PARAM);
        params = direct ? params : unknown_params();
    }
    return TRUE;
}
