/* SPDX-License-Identifier: Apache-2.0 */
/* A child that takes a lock which a thread that is gone may hold. */
#include "fork_locks.h"

/* A lock, who takes it in the child, and who may have held it at the fork. */
typedef struct Clash {
    int lock_class;
    const QlReached *taker; /* NULL: the function of call, by the call itself */
    guint call;             /* index into QlFork.child */
    const QlForkThread *thread;
    QlReach *of_thread; /* its certain calls */
} Clash;

static gboolean is_held(const GArray *held, int lock_class)
{
    for (guint i = 0; i < held->len; i++) {
        if (g_array_index(held, QlForkHeld, i).lock_class == lock_class) {
            return TRUE;
        }
    }
    return FALSE;
}

/* Whether a handler takes @lock_class before the fork, so that nobody else holds it then. */
static gboolean is_prepared(const QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                            int lock_class)
{
    g_autoptr(GPtrArray) handlers = ql_tale_handlers(run->engine->program);
    for (guint i = 0; i < handlers->len && ql_process_handles(process, fork); i++) {
        const QlForkPoint *point = handlers->pdata[i];
        const QlFunction *prepare = point->handlers->pdata[QL_HANDLER_PREPARE];
        g_autoptr(QlReach) reach = prepare ? ql_process_from(process, prepare, "") : NULL;
        if (reach && ql_fork_who(run, reach, QL_OP_ACQUIRE, lock_class)) {
            return TRUE;
        }
    }
    return FALSE;
}

/* The first call that the child makes itself and that takes @lock_class; child->len: none. */
static guint own_call(const QlRuleRun *run, const QlFork *fork, int lock_class)
{
    guint i = 0;
    for (; i < fork->child->len; i++) {
        const QlEvent *event = g_array_index(fork->child, QlChildCall, i).event;
        const QlOp *op = ql_lock_classes_op(run->engine->classes, event);
        if (op && op->kind == QL_OP_ACQUIRE && op->lock == lock_class) {
            break;
        }
    }
    return i;
}

/* Whether the child takes @lock_class, by certain calls. */
static gboolean find_taker(const QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                           Clash *clash)
{
    clash->call = own_call(run, fork, clash->lock_class);
    if (clash->call < fork->child->len) {
        return TRUE;
    }
    clash->taker =
        ql_fork_who(run, ql_process_child(process, fork), QL_OP_ACQUIRE, clash->lock_class);
    clash->call = clash->taker ? clash->taker->origin : 0;
    return clash->taker != NULL;
}

static gboolean is_clash(const QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                         const GArray *held, Clash *clash)
{
    return !ql_lock_classes_get(run->engine->classes, (guint)clash->lock_class)->fact &&
           !is_held(held, clash->lock_class) && find_taker(run, process, fork, clash) &&
           !ql_fork_renews(run, process, fork, clash->lock_class) &&
           !is_prepared(run, process, fork, clash->lock_class);
}

static void tell_taker(const QlRuleRun *run, QlFinding *finding, const QlFork *fork,
                       const Clash *clash, const QlFunction *function)
{
    const QlChildCall *call = &g_array_index(fork->child, QlChildCall, clash->call);
    const QlEvent *event =
        clash->taker ? ql_fork_op(run, function, QL_OP_ACQUIRE, clash->lock_class) : call->event;
    QlTale *tale = ql_tale_new(run, fork->root ? fork->root->thread->kind : "");
    ql_tale_into_child(tale, fork, call->hop);
    if (clash->taker) {
        g_autoptr(GArray) way = ql_process_way(clash->taker);
        ql_tale_calls(tale, way, 0, way->len);
    }
    ql_tale_event(tale, QL_STEP_VIOLATION, function, event, "");
    ql_tale_end(tale, finding);
}

static void tell_holder(const QlRuleRun *run, QlFinding *finding, const Clash *clash)
{
    const QlForkThread *thread = clash->thread;
    const QlHop *made = &g_array_index(thread->way, QlHop, thread->way->len - 1);
    const QlReached *holder = ql_fork_who(run, clash->of_thread, QL_OP_ACQUIRE, clash->lock_class);
    g_autoptr(GArray) way = ql_process_way(holder);
    QlTale *tale = ql_tale_new(run, ql_tale_kind(run, thread->entry));
    ql_tale_thread(tale, thread->entry, made, thread->entry);
    ql_tale_calls(tale, way, 0, way->len);
    ql_tale_event(tale, QL_STEP_ACQUIRE, holder->function,
                  ql_fork_op(run, holder->function, QL_OP_ACQUIRE, clash->lock_class), "");
    ql_tale_end(tale, finding);
}

static void report(QlRuleRun *run, const QlFork *fork, const Clash *clash)
{
    const QlProgram *program = run->engine->program;
    guint hop = g_array_index(fork->child, QlChildCall, clash->call).hop;
    const QlFunction *own = g_array_index(fork->way, QlHop, hop).function;
    const QlFunction *function = clash->taker ? clash->taker->function : own;
    const char *lock = ql_lock_classes_get(run->engine->classes, (guint)clash->lock_class)->name;
    const QlParties parties = {.holder = fork->point->site,
                               .violator = function,
                               .thread = ql_program_thread_at(program, clash->thread->entry),
                               .lock = lock};
    QlFinding *finding = ql_rule_finding(run, &parties);
    ql_tale_detail(finding,
                   ", and so may %s, which thread %s() may hold at the fork in line %u: the child "
                   "takes it in %s()",
                   lock, ql_function_name(program, clash->thread->entry), fork->point->event->line,
                   ql_function_name(program, function));
    tell_taker(run, finding, fork, clash, function);
    tell_holder(run, finding, clash);
    ql_tale_creation(run, finding, clash->thread, QL_STEP_CREATE);
    ql_tale_add(run, finding);
}

static gboolean is_certain(const QlCallEdge *edge, gpointer user)
{
    (void)user;
    return edge->targets <= 1;
}

/* Adds the classes that @function takes. */
static void add_taken(const QlRuleRun *run, const QlFunction *function, GArray *classes)
{
    const QlFlow *flow = function->def->flow;
    if (!ql_lock_classes_has_ops(run->engine->classes, function)) {
        return;
    }
    for (guint i = 0; i < flow->events->len; i++) {
        const QlEvent *event = &g_array_index(flow->events, QlEvent, i);
        const QlOp *op = ql_lock_classes_op(run->engine->classes, event);
        if (op && op->kind == QL_OP_ACQUIRE && op->lock >= 0) {
            g_array_append_val(classes, op->lock);
        }
    }
}

/* Reports the first lock that @thread takes, by certain calls, and the child, too. */
static void check_thread(QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                         const GArray *held, const QlForkThread *thread)
{
    const char *kind = ql_tale_kind(run, thread->entry);
    g_autoptr(QlReach) reach = ql_reach_new(run->engine->program, kind, is_certain, NULL);
    g_autoptr(GArray) classes = g_array_new(FALSE, FALSE, sizeof(QlLockRef));
    const QlReached *reached;
    ql_reach_start(reach, thread->entry, NULL, 0, 0);
    for (guint i = 0; (reached = ql_reach_at(reach, i)); i++) {
        add_taken(run, reached->function, classes);
    }
    for (guint i = 0; i < classes->len; i++) {
        Clash clash = {.lock_class = g_array_index(classes, QlLockRef, i),
                       .thread = thread,
                       .of_thread = reach};
        if (is_clash(run, process, fork, held, &clash)) {
            report(run, fork, &clash);
            return;
        }
    }
}

void ql_fork_child_lock(QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                        const GPtrArray *threads)
{
    g_autoptr(GArray) held = ql_fork_held(run, fork);
    for (guint i = 0; i < threads->len; i++) {
        check_thread(run, process, fork, held, threads->pdata[i]);
    }
}
