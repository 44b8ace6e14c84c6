/* SPDX-License-Identifier: Apache-2.0 */
#include "wait_partners.h"
#include "callbacks.h"
#include "cost_queue.h"
#include "wait_object.h"
#include "witness.h"
#include <string.h>

/* Functions between a wait without an object and the one inside it that has one. */
#define MAX_INSIDE 3

/* A thread's creation, or a call that ends waits. */
typedef struct Ender {
    const QlFunction *function;
    const QlEvent *event;
    const QlThreadCreation *creation; /* NULL: it signals */
    QlSym name;                       /* of what it calls */
    GArray *objects;                  /* QlSym */
} Ender;

struct QlWaitPartners {
    const QlEngine *engine;
    GArray *enders;       /* Ender, in order of the program */
    GHashTable *contexts; /* const QlFunction* -> GPtrArray of const QlContext* */
    GHashTable *holders;  /* "kept\nlock" -> QlPartner*: who takes lock while he keeps kept */
};

/* One wait whose partner is asked for. */
typedef struct Question {
    QlWaitPartners *partners;
    const QlWait *wait;
    GArray *objects; /* QlSym: what is waited for */
    guint thread;    /* that waits */
    int lock_class;
} Question;

static QlPlace place_of(const QlContext *context)
{
    return (QlPlace){.context = context, .sites = context->sites};
}

/* ---- who ends waits ---- */

static void add_ender(QlWaitPartners *partners, Ender ender, int object)
{
    QlProgram *program = partners->engine->program;
    QlExprRef ref = ender.creation
                        ? ender.creation->object
                        : ql_flow_arg(ender.function->def->flow, ender.event, (guint)object);
    ender.objects = ql_wait_objects(program, ender.function, ref);
    g_array_append_val(partners->enders, ender);
}

/* Both come from whoever calls it: his call is the creation that tells them apart. */
static gboolean is_mere_wrapper(const QlThreadCreation *creation)
{
    return creation->parameter >= 0 &&
           ql_expr_parameter(creation->site->def, creation->object) >= 0;
}

static void add_creations(QlWaitPartners *partners)
{
    const GPtrArray *creations = partners->engine->program->creations;
    for (guint i = 0; i < creations->len; i++) {
        const QlThreadCreation *creation = creations->pdata[i];
        if (!creation->inner && creation->object && !is_mere_wrapper(creation)) {
            add_ender(
                partners,
                (Ender){.function = creation->site, .event = creation->event, .creation = creation},
                -1);
        }
    }
}

/* The names of the functions that end waits, with the position of their object + 1. */
static GHashTable *signal_names(const QlEngine *engine)
{
    GHashTable *names = g_hash_table_new(NULL, NULL);
    const GPtrArray *waits = engine->annotations->waits;
    for (guint i = 0; i < waits->len; i++) {
        const QlWait *wait = waits->pdata[i];
        for (guint k = 0; k < wait->enders->len; k++) {
            const QlWaitEnder *ender = wait->enders->pdata[k];
            QlSym name = ql_strings_lookup(engine->program->strings, ender->function);
            if (name) {
                g_hash_table_insert(names, GUINT_TO_POINTER(name),
                                    GINT_TO_POINTER(ender->object + 1));
            }
        }
    }
    return names;
}

static void add_signals_of(QlWaitPartners *partners, const QlFunction *function, GHashTable *names)
{
    const QlProgram *program = partners->engine->program;
    const GArray *events = function->def->flow->events;
    for (guint i = 0; i < events->len; i++) {
        const QlEvent *event = &g_array_index(events, QlEvent, i);
        QlSym name = event->kind == QL_EVENT_CALL
                         ? ql_program_callee_name(program, function->def, event)
                         : 0;
        int object = GPOINTER_TO_INT(g_hash_table_lookup(names, GUINT_TO_POINTER(name)));
        if (name && object) {
            add_ender(partners, (Ender){.function = function, .event = event, .name = name},
                      object - 1);
        }
    }
}

static void index_contexts(QlWaitPartners *partners)
{
    const GPtrArray *all = ql_contexts_all(partners->engine->contexts);
    for (guint i = 0; i < all->len; i++) {
        const QlContext *context = all->pdata[i];
        GPtrArray *list = g_hash_table_lookup(partners->contexts, context->function);
        if (!list) {
            list = g_ptr_array_new();
            g_hash_table_insert(partners->contexts, (gpointer)context->function, list);
        }
        g_ptr_array_add(list, (gpointer)context);
    }
}

static void partner_free(gpointer data)
{
    QlPartner *partner = data;
    ql_witness_free(partner->witness);
    g_free(partner);
}

QlWaitPartners *ql_wait_partners_new(const QlEngine *engine)
{
    QlWaitPartners *partners = g_new0(QlWaitPartners, 1);
    g_autoptr(GHashTable) names = signal_names(engine);
    partners->engine = engine;
    partners->enders = g_array_new(FALSE, FALSE, sizeof(Ender));
    partners->contexts = g_hash_table_new_full(NULL, NULL, NULL, (GDestroyNotify)g_ptr_array_unref);
    partners->holders = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, partner_free);
    add_creations(partners);
    for (guint i = 0; i < engine->program->functions->len; i++) {
        add_signals_of(partners, engine->program->functions->pdata[i], names);
    }
    index_contexts(partners);
    return partners;
}

void ql_wait_partners_free(QlWaitPartners *partners)
{
    if (!partners) {
        return;
    }
    for (guint i = 0; i < partners->enders->len; i++) {
        g_array_unref(g_array_index(partners->enders, Ender, i).objects);
    }
    g_array_unref(partners->enders);
    g_hash_table_destroy(partners->contexts);
    g_hash_table_destroy(partners->holders);
    g_free(partners);
}

/* Takes @path over. Of several answers that need the lock, the one that guesses least stays. */
static void note_need(QlPartner *answer, QlPath *path)
{
    double confidence = ql_path_confidence(path);
    QlWitness *witness = ql_path_finish(path);
    if (answer->need == QL_PARTNER_NEEDS && confidence <= answer->confidence) {
        ql_witness_free(witness);
        return;
    }
    ql_witness_free(answer->witness);
    *answer = (QlPartner){QL_PARTNER_NEEDS, witness, confidence};
}

/* ---- a thread that is joined ---- */

typedef struct Visit {
    const QlContext *context;
    guint cost;
    guint doubt;
    gboolean settled;
    const struct Visit *from;
    const QlSite *site;
} Visit;

typedef struct Walk {
    const QlEngine *engine;
    GHashTable *visits; /* const QlContext* -> Visit* */
    QlCostQueue *queue;
} Walk;

static void reach(Walk *walk, const QlContext *context, const Visit *from, const QlSite *site)
{
    guint cost = from ? from->cost + ql_hop_cost(site->edge) : 0;
    guint doubt = from ? from->doubt + ql_hop_doubt(site->edge) : 0;
    Visit *visit = g_hash_table_lookup(walk->visits, context);
    if (doubt > QL_MAX_DOUBT || (visit && visit->cost <= cost)) {
        return;
    }
    if (!visit) {
        visit = g_new0(Visit, 1);
        visit->context = context;
        g_hash_table_insert(walk->visits, (gpointer)context, visit);
    }
    visit->cost = cost;
    visit->doubt = doubt;
    visit->from = from;
    visit->site = site;
    ql_cost_queue_push(walk->queue, cost, visit);
}

/* Where @context itself takes @lock_class, which it does not hold; or NULL. */
static const QlSite *acquisition(const QlEngine *engine, const QlContext *context, int lock_class)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->edge && !site->by_callee && site->op == QL_OP_ACQUIRE &&
            site->lock_class == lock_class &&
            !ql_tracked_depth(&engine->tracked, site->lockset, lock_class)) {
            return site;
        }
    }
    return NULL;
}

static void expand(Walk *walk, const Visit *visit)
{
    for (guint i = 0; i < visit->context->sites->len; i++) {
        const QlSite *site = &g_array_index(visit->context->sites, QlSite, i);
        const QlContext *callee =
            site->edge ? ql_contexts_callee(walk->engine->contexts, visit->context, site) : NULL;
        if (callee) {
            reach(walk, callee, visit, site);
        }
    }
}

/* The cheapest context below @start that takes @lock_class. */
static const Visit *find_acquisition(Walk *walk, const QlContext *start, int lock_class)
{
    reach(walk, start, NULL, NULL);
    for (Visit *next; (next = ql_cost_queue_pop(walk->queue));) {
        if (next->settled) {
            continue;
        }
        next->settled = TRUE;
        if (acquisition(walk->engine, next->context, lock_class)) {
            return next;
        }
        expand(walk, next);
    }
    return NULL;
}

static QlPath *path_to(const QlEngine *engine, const Visit *last, int lock_class)
{
    QlPath *path = ql_path_new(engine, -1);
    g_autoptr(GPtrArray) chain = g_ptr_array_new();
    const Visit *first = last;
    for (; first->from; first = first->from) {
        g_ptr_array_insert(chain, 0, (gpointer)first);
    }
    ql_path_add_root(path, first->context);
    for (guint i = 0; i < chain->len; i++) {
        const Visit *visit = chain->pdata[i];
        QlPlace place = place_of(visit->from->context);
        ql_path_add_call(path, &place, visit->site);
    }
    QlPlace place = place_of(last->context);
    ql_path_add_op(path, &place, acquisition(engine, last->context, lock_class), QL_STEP_ACQUIRE);
    return path;
}

static void ask_thread(const Question *question, const QlContext *start, QlPartner *answer)
{
    const QlEngine *engine = question->partners->engine;
    Walk walk = {.engine = engine, .queue = ql_cost_queue_new()};
    walk.visits = g_hash_table_new_full(NULL, NULL, NULL, g_free);
    const Visit *found = find_acquisition(&walk, start, question->lock_class);
    if (found) {
        note_need(answer, path_to(engine, found, question->lock_class));
    } else if (answer->need == QL_PARTNER_UNKNOWN) {
        answer->need = QL_PARTNER_NEVER;
    }
    ql_cost_queue_free(walk.queue);
    g_hash_table_destroy(walk.visits);
}

static void ask_entry(const Question *question, const QlFunction *entry, QlPartner *answer)
{
    const GPtrArray *list = g_hash_table_lookup(question->partners->contexts, entry);
    for (guint i = 0; list && i < list->len; i++) {
        const QlContext *context = list->pdata[i];
        if (!context->parent && context->root->kind == QL_ROOT_THREAD) {
            ask_thread(question, context, answer);
        }
    }
}

/* ---- a signal ---- */

/* Where @context took the lock, and dropped it again, before it came to @event; or NULL. */
static const QlSite *taken_before(const Question *question, const QlContext *context,
                                  const QlEvent *event)
{
    for (guint i = 0; i < context->sites->len; i++) {
        const QlSite *site = &g_array_index(context->sites, QlSite, i);
        if (!site->edge && site->op == QL_OP_ACQUIRE && site->lock_class == question->lock_class &&
            site->event->id < event->id) {
            return site;
        }
    }
    return NULL;
}

static gboolean needs_on_the_way(const Question *question, const QlContext *context,
                                 const QlEvent *event, QlLockset lockset)
{
    const QlEngine *engine = question->partners->engine;
    if (ql_tracked_depth(&engine->tracked, lockset, question->lock_class)) {
        return TRUE;
    }
    for (;; event = context->site->event, context = context->parent) {
        if (taken_before(question, context, event)) {
            return TRUE;
        }
        if (!context->parent) {
            return ql_tracked_depth(&engine->tracked, context->lockset, question->lock_class) > 0;
        }
    }
}

/* The very thread that waits cannot end its wait. */
static gboolean is_waiter(const Question *question, const QlContext *context)
{
    const QlThread *thread = question->partners->engine->program->threads->pdata[context->thread];
    return context->thread == question->thread && !thread->parallel;
}

static QlPath *path_of_signal(const Question *question, const QlContext *context,
                              const QlSite *site)
{
    const QlEngine *engine = question->partners->engine;
    QlPath *path = ql_path_new(engine, -1);
    QlPlace place = place_of(context);
    const QlSite *taken = taken_before(question, context, site->event);
    ql_path_add_root(path, context);
    if (taken && !ql_tracked_depth(&engine->tracked, site->lockset, question->lock_class)) {
        ql_path_add_op(path, &place, taken, QL_STEP_ACQUIRE);
    }
    if (site->edge) {
        ql_path_add_call(path, &place, site);
    } else {
        ql_path_add_op(path, &place, site, QL_STEP_CALL);
    }
    return path;
}

/* What @context has to say about its call @site, which ends the wait; FALSE: it can do so freely.
 */
static gboolean ask_site(const Question *question, const QlContext *context, const QlSite *site,
                         QlPartner *answer)
{
    if (!is_waiter(question, context) &&
        !needs_on_the_way(question, context, site->event, site->lockset)) {
        return FALSE;
    }
    note_need(answer, path_of_signal(question, context, site));
    return TRUE;
}

/* The same for all its calls in @sites at @event. */
static gboolean ask_sites(const Question *question, const QlContext *context, const GArray *sites,
                          const QlEvent *event, QlPartner *answer)
{
    for (guint i = 0; i < sites->len; i++) {
        const QlSite *site = &g_array_index(sites, QlSite, i);
        gboolean calls = site->edge || sites != context->sites;
        if (site->event == event && calls && !ask_site(question, context, site, answer)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean ask_context(const Question *question, const QlContext *context,
                            const QlEvent *event, QlPartner *answer)
{
    QlContexts *contexts = question->partners->engine->contexts;
    g_autoptr(GArray) others = ql_contexts_other_calls(contexts, context);
    return ask_sites(question, context, context->sites, event, answer) &&
           ask_sites(question, context, others, event, answer);
}

/* FALSE: some context ends the wait freely. */
static gboolean ask_signal(const Question *question, const Ender *ender, QlPartner *answer)
{
    const GPtrArray *list = g_hash_table_lookup(question->partners->contexts, ender->function);
    for (guint i = 0; list && i < list->len; i++) {
        if (!ask_context(question, list->pdata[i], ender->event, answer)) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean ends(const Question *question, const Ender *ender)
{
    const QlStrings *strings = question->partners->engine->program->strings;
    for (guint i = 0; ender->name && i < question->wait->enders->len; i++) {
        const QlWaitEnder *annotated = question->wait->enders->pdata[i];
        if (ql_strings_lookup(strings, annotated->function) == ender->name) {
            return ql_wait_objects_meet(question->objects, ender->objects);
        }
    }
    return FALSE;
}

static void ask_signals(const Question *question, QlPartner *answer)
{
    const GArray *enders = question->partners->enders;
    QlPartner needs = {QL_PARTNER_UNKNOWN, NULL, 0};
    gboolean freely = FALSE;
    for (guint i = 0; i < enders->len && !freely; i++) {
        const Ender *ender = &g_array_index(enders, Ender, i);
        freely = ends(question, ender) && !ask_signal(question, ender, &needs);
    }
    if (freely) {
        ql_witness_free(needs.witness);
        answer->need = answer->need == QL_PARTNER_UNKNOWN ? QL_PARTNER_NEVER : answer->need;
    } else if (needs.need == QL_PARTNER_NEEDS) {
        ql_witness_free(answer->witness);
        *answer = needs;
    }
}

static void ask_creations(const Question *question, QlPartner *answer)
{
    const GArray *enders = question->partners->enders;
    for (guint i = 0; i < enders->len; i++) {
        const Ender *ender = &g_array_index(enders, Ender, i);
        if (!ender->creation || !ql_wait_objects_meet(question->objects, ender->objects)) {
            continue;
        }
        for (guint k = 0; k < ender->creation->entries->len; k++) {
            ask_entry(question, ender->creation->entries->pdata[k], answer);
        }
    }
}

/* ---- a lock that must be free ---- */

/* The best-known thread that takes @lock_class while it keeps @kept_class. */
static void find_holder(const QlEngine *engine, int kept_class, int lock_class, QlPartner *answer)
{
    g_autoptr(GArray) forbidden = g_array_new(FALSE, FALSE, sizeof(int));
    QlQuery query = ql_query_new(forbidden, 1);
    g_array_append_val(forbidden, lock_class);
    ql_query_hold(engine, &query, kept_class);
    query.not_holding = (QlTracked){1, {lock_class}};
    g_autoptr(GPtrArray) found = ql_engine_search(engine, &query);
    for (guint i = 0; i < found->len; i++) {
        QlViolation *violation = found->pdata[i];
        double confidence = g_array_index(violation->confidences, double, 0);
        if (answer->need != QL_PARTNER_NEEDS || confidence > answer->confidence) {
            ql_witness_free(answer->witness);
            *answer = (QlPartner){QL_PARTNER_NEEDS, violation->witnesses->pdata[0], confidence};
            violation->witnesses->pdata[0] = NULL;
        }
    }
}

/* Whoever keeps @kept, on which the wait lasts, may need the lock before he drops it. */
static void ask_holders(const Question *question, const char *kept, QlPartner *answer)
{
    QlWaitPartners *partners = question->partners;
    int kept_class = ql_lock_classes_find(partners->engine->classes, kept);
    char *key = g_strdup_printf("%s\n%d", kept, question->lock_class);
    QlPartner *known = g_hash_table_lookup(partners->holders, key);
    if (!known) {
        known = g_new0(QlPartner, 1);
        if (kept_class >= 0) {
            find_holder(partners->engine, kept_class, question->lock_class, known);
        }
        g_hash_table_insert(partners->holders, g_strdup(key), known);
    }
    g_free(key);
    if (known->need == QL_PARTNER_NEEDS && known->confidence > answer->confidence) {
        ql_witness_free(answer->witness);
        *answer = *known;
        answer->witness = ql_witness_copy(known->witness);
    }
}

/* ---- questions ---- */

/* What a wait without an object does inside: the answer of the first wait that has one. */
static void ask_inside(const Question *question, const QlFunction *function, const QlEvent *event,
                       guint depth, QlPartner *answer);

static void ask_wait(Question *question, const QlFunction *function, const QlEvent *event,
                     guint depth, QlPartner *answer)
{
    QlProgram *program = question->partners->engine->program;
    for (char **kept = question->wait->until_free; kept && *kept; kept++) {
        ask_holders(question, *kept, answer);
    }
    if (question->wait->object < 0) {
        ask_inside(question, function, event, depth, answer);
        return;
    }
    QlExprRef ref = ql_flow_arg(function->def->flow, event, (guint)question->wait->object);
    question->objects = ql_wait_objects(program, function, ref);
    ask_creations(question, answer);
    ask_signals(question, answer);
    g_array_unref(question->objects);
}

static void ask_inside(const Question *question, const QlFunction *function, const QlEvent *event,
                       guint depth, QlPartner *answer)
{
    const QlLockClasses *classes = question->partners->engine->classes;
    for (guint i = 0; depth < MAX_INSIDE && i < function->calls->len; i++) {
        const QlCallEdge *edge = function->calls->pdata[i];
        if (edge->event != event || edge->kind != QL_HOP_DIRECT) {
            continue;
        }
        const GArray *events = edge->callee->def->flow->events;
        for (guint k = 0; k < events->len; k++) {
            const QlEvent *inner = &g_array_index(events, QlEvent, k);
            Question asked = *question;
            asked.wait = ql_lock_classes_wait(classes, edge->callee, inner);
            if (asked.wait) {
                ask_wait(&asked, edge->callee, inner, depth + 1, answer);
            }
        }
    }
}

QlPartner ql_wait_partners_ask(QlWaitPartners *partners, const QlFunction *function,
                               const QlEvent *event, guint thread, int lock_class)
{
    QlPartner answer = {QL_PARTNER_UNKNOWN, NULL, 0};
    Question question = {.partners = partners, .thread = thread, .lock_class = lock_class};
    question.wait = ql_lock_classes_wait(partners->engine->classes, function, event);
    if (question.wait) {
        ask_wait(&question, function, event, 0, &answer);
    }
    return answer;
}
