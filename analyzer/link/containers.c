/* SPDX-License-Identifier: Apache-2.0 */
#include "containers.h"
#include "callbacks.h"
#include "object_key.h"

/* Where an object comes from, as seen by one function. */
typedef QlObjectKey Place;

/* A function that adds to, or runs, a container. */
typedef struct Actor {
    const QlContainer *entry;
    QlSym function; /* its name */
    gboolean runs;
    gboolean annotated; /* not a wrapper */
    Place container;
    Place element; /* ADD only */
} Actor;

/* What one container holds. */
typedef struct Content {
    GHashTable *elements; /* set of QlSym: keys of elements */
    gboolean anything;    /* an element is not known */
    GPtrArray *targets;   /* QlFunction*, made when asked for */
} Content;

struct QlContainers {
    QlProgram *program;
    QlCallSites *sites;
    const QlAnnotations *annotations;
    GQueue *fresh;        /* Actor* */
    GPtrArray *actors;    /* Actor*, owned */
    GHashTable *seen;     /* set of char*: identities of actors */
    GHashTable *runners;  /* QlSym: function name -> GPtrArray of Actor* */
    GHashTable *contents; /* QlSym: container -> Content* */
    GHashTable *loose;    /* set of QlSym: elements added to a container that is not known */
    gboolean all_loose;   /* … and some such element is not known */
    GHashTable *stored;   /* QlSym: element -> set of QlFunction* stored in its field */
    GHashTable *anywhere; /* set of QlFunction*: stored in an element that is not known */
};

static void content_free(gpointer data)
{
    Content *content = data;
    g_hash_table_destroy(content->elements);
    if (content->targets) {
        g_ptr_array_unref(content->targets);
    }
    g_free(content);
}

static Content *content_of(QlContainers *containers, QlSym container)
{
    Content *content = g_hash_table_lookup(containers->contents, GUINT_TO_POINTER(container));
    if (!content) {
        content = g_new0(Content, 1);
        content->elements = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(containers->contents, GUINT_TO_POINTER(container), content);
    }
    return content;
}

static void add_actor(QlContainers *containers, Actor actor)
{
    char *identity = g_strdup_printf("%p %u %d %u %d %u %d", (gconstpointer)actor.entry,
                                     actor.function, actor.runs, actor.container.key,
                                     actor.container.param, actor.element.key, actor.element.param);
    if (!g_hash_table_add(containers->seen, identity)) {
        return;
    }
    Actor *copy = g_memdup2(&actor, sizeof actor);
    g_ptr_array_add(containers->actors, copy);
    g_queue_push_tail(containers->fresh, copy);
    if (actor.runs) {
        gpointer key = GUINT_TO_POINTER(actor.function);
        GPtrArray *list = g_hash_table_lookup(containers->runners, key);
        if (!list) {
            list = g_ptr_array_new();
            g_hash_table_insert(containers->runners, key, list);
        }
        g_ptr_array_add(list, copy);
    }
}

/* @place, as the callee sees it, seen by the caller at @site. */
static Place seen_by_caller(QlContainers *containers, const QlCallSite *site, Place place)
{
    if (place.key || place.param < 0) {
        return place;
    }
    const QlDefinition *def = site->caller->def;
    QlExprRef arg = ql_flow_arg(def->flow, site->event, (guint)place.param);
    return ql_object_pointed_to(containers->program, def, arg);
}

static gboolean is_param(Place place)
{
    return !place.key && place.param >= 0;
}

static void add_element(QlContainers *containers, Place container, Place element)
{
    if (!container.key) {
        containers->all_loose |= !element.key;
        g_hash_table_add(containers->loose, GUINT_TO_POINTER(element.key));
        return;
    }
    Content *content = content_of(containers, container.key);
    content->anything |= !element.key;
    if (element.key) {
        g_hash_table_add(content->elements, GUINT_TO_POINTER(element.key));
    }
}

/* Others than the calls in the program may call @function, with anything. */
static gboolean is_loose(const QlContainers *containers, const QlFunction *function)
{
    return ql_value_flow_is_loose(containers->program->flow, function->index);
}

static void follow(QlContainers *containers, const Actor *actor, const QlCallSite *site)
{
    Actor outer = *actor;
    outer.annotated = FALSE;
    outer.function = site->caller->def->name;
    outer.container = seen_by_caller(containers, site, actor->container);
    outer.element = seen_by_caller(containers, site, actor->element);
    if (outer.element.null || outer.container.null) {
        return;
    }
    gboolean wraps = is_param(outer.container) || (!actor->runs && is_param(outer.element));
    if (wraps) {
        add_actor(containers, outer);
    }
    if (!actor->runs && (!wraps || is_loose(containers, site->caller))) {
        add_element(containers, outer.container, outer.element);
    }
}

static void follow_calls(QlContainers *containers, const Actor *actor, const GArray *calls)
{
    for (guint i = 0; calls && i < calls->len; i++) {
        follow(containers, actor, &g_array_index(calls, QlCallSite, i));
    }
}

static void follow_actors(QlContainers *containers)
{
    Actor *actor;
    while ((actor = g_queue_pop_head(containers->fresh))) {
        follow_calls(containers, actor, ql_call_sites_of(containers->sites, actor->function));
        follow_calls(
            containers, actor,
            ql_call_sites_through(containers->sites, containers->program, actor->function));
    }
}

static void add_entry(QlContainers *containers, const QlContainer *entry)
{
    const QlStrings *strings = containers->program->strings;
    for (char **name = entry->add; *name; name++) {
        add_actor(containers, (Actor){.entry = entry,
                                      .function = ql_strings_lookup(strings, *name),
                                      .container = {0, entry->container, FALSE},
                                      .element = {0, entry->element, FALSE}});
    }
    for (char **name = entry->run; *name; name++) {
        add_actor(containers, (Actor){.entry = entry,
                                      .function = ql_strings_lookup(strings, *name),
                                      .runs = TRUE,
                                      .annotated = TRUE,
                                      .container = {0, entry->run_container, FALSE},
                                      .element = {0, -1, FALSE}});
    }
}

/* ---- What is stored in the elements' field. ---- */

static const QlContainer *entry_of_field(const QlContainers *containers, const QlExpr *field)
{
    const GPtrArray *entries = containers->annotations->containers;
    for (guint i = 0; i < entries->len; i++) {
        const QlContainer *entry = entries->pdata[i];
        if (ql_field_is(containers->program, field, entry->field)) {
            return entry;
        }
    }
    return NULL;
}

static GHashTable *stored_in(QlContainers *containers, QlSym element)
{
    GHashTable *set = g_hash_table_lookup(containers->stored, GUINT_TO_POINTER(element));
    if (!set) {
        set = g_hash_table_new(NULL, NULL);
        g_hash_table_insert(containers->stored, GUINT_TO_POINTER(element), set);
    }
    return set;
}

/* Whether @event copies a whole record that has an element's field. */
static const QlContainer *copied_entry(const QlContainers *containers, const QlEvent *event)
{
    const GPtrArray *entries = containers->annotations->containers;
    for (guint i = 0; event->record && i < entries->len; i++) {
        const QlContainer *entry = entries->pdata[i];
        if (ql_field_is_in(containers->program, event->record, entry->field)) {
            return entry;
        }
    }
    return NULL;
}

/* Everything that the elements of @entry may hold. */
static void add_all(QlContainers *containers, GHashTable *set, const char *field)
{
    g_autoptr(GPtrArray) all = ql_field_functions(containers->program, field);
    for (guint i = 0; i < all->len; i++) {
        g_hash_table_add(set, all->pdata[i]);
    }
}

static void read_copy(QlContainers *containers, const QlDefinition *def, const QlEvent *event)
{
    const QlContainer *entry = copied_entry(containers, event);
    if (entry) {
        Place object = ql_object_named(containers->program, def, event->target);
        add_all(containers, object.key ? stored_in(containers, object.key) : containers->anywhere,
                entry->field);
    }
}

/* &element->field: whoever gets it may store anything there. */
static void read_address(QlContainers *containers, const QlDefinition *def, QlExprRef ref)
{
    const QlExpr *field = ql_addressed_field(def->flow, ref);
    const QlContainer *entry = field ? entry_of_field(containers, field) : NULL;
    if (entry) {
        add_all(containers, containers->anywhere, entry->field);
    }
}

static void read_addresses(QlContainers *containers, const QlDefinition *def, const QlEvent *event)
{
    read_address(containers, def, event->value);
    for (guint i = 0; i < event->n_args; i++) {
        read_address(containers, def, ql_flow_arg(def->flow, event, i));
    }
}

/* @function: what @def is of, or NULL: @def is an initialiser. */
static void read_stores(QlContainers *containers, const QlFunction *function,
                        const QlDefinition *def)
{
    if (!def->flow ||
        (function && ql_value_flow_is_dead(containers->program->flow, function->index))) {
        return; /* e.g. one of a set of accessors that a macro makes */
    }
    for (guint i = 0; i < def->flow->events->len; i++) {
        const QlEvent *event = &g_array_index(def->flow->events, QlEvent, i);
        const QlExpr *target = ql_flow_expr(def->flow, event->target);
        read_copy(containers, def, event);
        read_addresses(containers, def, event);
        if (event->kind != QL_EVENT_ASSIGN || target->kind != QL_EXPR_FIELD ||
            !entry_of_field(containers, target)) {
            continue;
        }
        Place object = ql_object_named(containers->program, def, target->a);
        GHashTable *set = object.key ? stored_in(containers, object.key) : containers->anywhere;
        ql_add_stored(containers->program, def, function, event->value, set);
    }
}

static void read_program(QlContainers *containers)
{
    const QlProgram *program = containers->program;
    for (guint i = 0; i < program->functions->len; i++) {
        const QlFunction *function = program->functions->pdata[i];
        read_stores(containers, function, function->def);
    }
    for (guint i = 0; i < program->variables->len; i++) {
        read_stores(containers, NULL, program->variables->pdata[i]);
    }
}

QlContainers *ql_containers_new(QlProgram *program, const QlAnnotations *annotations,
                                QlCallSites *sites)
{
    QlContainers *containers = g_new0(QlContainers, 1);
    containers->program = program;
    containers->sites = sites;
    containers->annotations = annotations;
    containers->fresh = g_queue_new();
    containers->actors = g_ptr_array_new_with_free_func(g_free);
    containers->seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    containers->runners =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    containers->contents = g_hash_table_new_full(NULL, NULL, NULL, content_free);
    containers->loose = g_hash_table_new(NULL, NULL);
    containers->stored =
        g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_hash_table_destroy);
    containers->anywhere = g_hash_table_new(NULL, NULL);
    for (guint i = 0; i < annotations->containers->len; i++) {
        add_entry(containers, annotations->containers->pdata[i]);
    }
    follow_actors(containers);
    if (annotations->containers->len) {
        read_program(containers);
    }
    return containers;
}

void ql_containers_free(QlContainers *containers)
{
    if (!containers) {
        return;
    }
    g_queue_free(containers->fresh);
    g_ptr_array_unref(containers->actors);
    g_hash_table_destroy(containers->seen);
    g_hash_table_destroy(containers->runners);
    g_hash_table_destroy(containers->contents);
    g_hash_table_destroy(containers->loose);
    g_hash_table_destroy(containers->stored);
    g_hash_table_destroy(containers->anywhere);
    g_free(containers);
}

static void add_set(GPtrArray *out, GHashTable *set)
{
    GHashTableIter iter;
    gpointer function;
    if (!set) {
        return;
    }
    g_hash_table_iter_init(&iter, set);
    while (g_hash_table_iter_next(&iter, &function, NULL)) {
        if (!g_ptr_array_find(out, function, NULL)) {
            g_ptr_array_add(out, function);
        }
    }
}

static void add_stored(const QlContainers *containers, GPtrArray *out, GHashTable *elements)
{
    GHashTableIter iter;
    gpointer element;
    g_hash_table_iter_init(&iter, elements);
    while (g_hash_table_iter_next(&iter, &element, NULL)) {
        add_set(out, g_hash_table_lookup(containers->stored, element));
    }
}

static int compare_index(gconstpointer a, gconstpointer b)
{
    const QlFunction *x = *(QlFunction *const *)a;
    const QlFunction *y = *(QlFunction *const *)b;
    return x->index < y->index ? -1 : x->index > y->index;
}

/* Removes what @entry's field never holds: what another entry's elements may. */
static void keep_of_field(QlContainers *containers, GPtrArray *targets, const QlContainer *entry)
{
    g_autoptr(GHashTable) held = g_hash_table_new(NULL, NULL);
    guint kept = 0;
    add_all(containers, held, entry->field);
    for (guint i = 0; i < targets->len; i++) {
        if (g_hash_table_contains(held, targets->pdata[i])) {
            targets->pdata[kept++] = targets->pdata[i];
        }
    }
    g_ptr_array_set_size(targets, (int)kept);
}

/* What @container runs, or NULL if that may be anything. */
static const GPtrArray *targets_of(QlContainers *containers, QlSym container,
                                   const QlContainer *entry)
{
    Content *content = content_of(containers, container);
    if (content->anything || containers->all_loose) {
        return NULL;
    }
    if (!content->targets) {
        content->targets = g_ptr_array_new();
        add_stored(containers, content->targets, content->elements);
        add_stored(containers, content->targets, containers->loose);
        add_set(content->targets, containers->anywhere);
        keep_of_field(containers, content->targets, entry);
        g_ptr_array_sort(content->targets, compare_index);
    }
    return content->targets;
}

void ql_containers_run(QlContainers *containers, const QlFunction *caller, const QlEvent *event,
                       QlSym callee, GArray *out)
{
    const GPtrArray *list = g_hash_table_lookup(containers->runners, GUINT_TO_POINTER(callee));
    QlCallSite site = {(QlFunction *)caller, event};
    for (guint i = 0; list && i < list->len; i++) {
        const Actor *actor = list->pdata[i];
        Place container = seen_by_caller(containers, &site, actor->container);
        QlContainerRun run = {.container = container.key,
                              .for_caller = is_param(container) && !is_loose(containers, caller),
                              .entry = actor->entry};
        if (container.key) {
            run.targets = targets_of(containers, container.key, actor->entry);
        }
        g_array_append_val(out, run);
    }
}

gboolean ql_containers_are_run_by(const QlContainers *containers, const QlFunction *function,
                                  const QlExpr *field)
{
    gpointer name = GUINT_TO_POINTER(function->def->name);
    const GPtrArray *list = g_hash_table_lookup(containers->runners, name);
    const QlContainer *entry =
        field->kind == QL_EXPR_FIELD ? entry_of_field(containers, field) : NULL;
    for (guint i = 0; entry && list && i < list->len; i++) {
        const Actor *actor = list->pdata[i];
        if (actor->annotated && actor->entry == entry) {
            return !is_loose(containers, function);
        }
    }
    return FALSE;
}
