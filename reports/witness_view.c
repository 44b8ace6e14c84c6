/* SPDX-License-Identifier: Apache-2.0 */
#include "witness_view.h"

#include <string.h>

static const QlStep *step_at(const QlWitness *witness, guint i)
{
    return witness->steps->pdata[i];
}

static gboolean equal_held(const QlStep *a, const QlStep *b)
{
    return g_strv_equal((const char *const *)a->held, (const char *const *)b->held);
}

static gboolean equal_steps(const QlStep *a, const QlStep *b)
{
    return a->kind == b->kind && a->line == b->line && !strcmp(a->function, b->function) &&
           !strcmp(a->file, b->file) && !strcmp(a->callee, b->callee) && !strcmp(a->via, b->via) &&
           equal_held(a, b);
}

guint ql_witness_shared(const QlWitness *witness, const QlWitness *best)
{
    guint shared = 0;
    guint limit;

    if (!best || best == witness || g_strcmp0(witness->thread, best->thread)) {
        return 0;
    }
    limit = MIN(witness->steps->len, best->steps->len);
    while (shared < limit && equal_steps(step_at(witness, shared), step_at(best, shared))) {
        shared++;
    }
    return shared;
}

/* Whether hop @i, a direct call, only goes on from hop @i - 1 with the same locks. */
static gboolean continues(const QlWitness *witness, guint i)
{
    const QlStep *before = step_at(witness, i - 1);
    const QlStep *step = step_at(witness, i);

    return !strcmp(before->callee, step->function) && equal_held(before, step);
}

/* How many hops from @first on make one line; @branch is where the witness leaves the best one. */
static guint run_length(const QlWitness *witness, guint first, guint branch)
{
    guint last = witness->steps->len - 1;
    guint i = first;

    while (i > 0 && i < last && i != branch && step_at(witness, i)->kind == QL_STEP_CALL &&
           (i == first || continues(witness, i))) {
        i++;
    }
    return MAX(i - first, 1);
}

GArray *ql_witness_view(const QlWitness *witness, const QlWitness *best)
{
    GArray *view = g_array_new(FALSE, FALSE, sizeof(QlHops));
    guint shared = ql_witness_shared(witness, best);
    guint branch = shared ? shared : G_MAXUINT;
    QlHops hops = {0, 0};

    /* The last hop is always shown, and to fold a single one saves nothing. */
    shared = MIN(shared, witness->steps->len - (witness->steps->len > 0));
    if (shared > 1) {
        hops.count = shared;
        g_array_append_val(view, hops);
    }
    for (hops.first = hops.count; hops.first < witness->steps->len; hops.first += hops.count) {
        hops.count = run_length(witness, hops.first, branch);
        g_array_append_val(view, hops);
    }
    return view;
}
