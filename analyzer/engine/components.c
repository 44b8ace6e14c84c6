/* SPDX-License-Identifier: Apache-2.0 */
#include "components.h"

/* A function on the way down, and which of its calls comes next: recursion made explicit. */
typedef struct Frame {
    guint function;
    guint next_call;
} Frame;

typedef struct Search {
    const QlProgram *program;
    guint *number; /* order of discovery, 0 if not discovered */
    guint *low;
    gboolean *on_stack;
    GArray *stack;  /* guint */
    GArray *frames; /* Frame */
    GPtrArray *components;
    guint counter;
} Search;

static void discover(Search *search, guint function)
{
    search->number[function] = search->low[function] = ++search->counter;
    search->on_stack[function] = TRUE;
    g_array_append_val(search->stack, function);
    Frame frame = {function, 0};
    g_array_append_val(search->frames, frame);
}

static void close_component(Search *search, guint root)
{
    GPtrArray *component = g_ptr_array_new();
    guint member;
    do {
        member = g_array_index(search->stack, guint, search->stack->len - 1);
        g_array_set_size(search->stack, search->stack->len - 1);
        search->on_stack[member] = FALSE;
        g_ptr_array_add(component, search->program->functions->pdata[member]);
    } while (member != root);
    g_ptr_array_add(search->components, component);
}

static void leave(Search *search, guint function)
{
    if (search->low[function] == search->number[function]) {
        close_component(search, function);
    }
    g_array_set_size(search->frames, search->frames->len - 1);
    if (search->frames->len) {
        guint parent = g_array_index(search->frames, Frame, search->frames->len - 1).function;
        search->low[parent] = MIN(search->low[parent], search->low[function]);
    }
}

static void advance(Search *search)
{
    Frame *frame = &g_array_index(search->frames, Frame, search->frames->len - 1);
    const QlFunction *function = search->program->functions->pdata[frame->function];
    if (frame->next_call == function->calls->len) {
        leave(search, frame->function);
        return;
    }
    const QlCallEdge *edge = function->calls->pdata[frame->next_call++];
    guint callee = edge->callee->index;
    if (edge->gateway) {
        return;
    }
    if (!search->number[callee]) {
        discover(search, callee);
    } else if (search->on_stack[callee]) {
        search->low[function->index] = MIN(search->low[function->index], search->number[callee]);
    }
}

GPtrArray *ql_components_find(const QlProgram *program)
{
    guint n = program->functions->len;
    Search search = {.program = program};
    search.number = g_new0(guint, n);
    search.low = g_new0(guint, n);
    search.on_stack = g_new0(gboolean, n);
    search.stack = g_array_new(FALSE, FALSE, sizeof(guint));
    search.frames = g_array_new(FALSE, FALSE, sizeof(Frame));
    search.components = g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);
    for (guint i = 0; i < n; i++) {
        if (!search.number[i]) {
            discover(&search, i);
        }
        while (search.frames->len) {
            advance(&search);
        }
    }
    g_free(search.number);
    g_free(search.low);
    g_free(search.on_stack);
    g_array_unref(search.stack);
    g_array_unref(search.frames);
    return search.components;
}
