/* SPDX-License-Identifier: Apache-2.0 */
/*
 * ALLOCATION_AT_FORK: a fork copies the allocator while another thread may be inside it; then the
 * child, or a fork handler in it, uses the allocator. See docs/rules/fork-alloc.md for the
 * findings.
 */
#include "fork_locks.h"

typedef struct Allocations {
    QlRuleRun *run;
    const QlProcess *process;
} Allocations;

/* A call that allocates, and how it is reached. */
typedef struct Use {
    const QlReached *reached; /* NULL: the function itself is where the search began */
    const QlFunction *function;
    const QlEvent *event;
} Use;

static const char *name_of(const Allocations *all, const QlFunction *function)
{
    return ql_function_name(all->run->engine->program, function);
}

/* The cheapest allocation that @reach leads to. */
static gboolean find_use(const Allocations *all, QlReach *reach, Use *use)
{
    const QlReached *node;
    for (guint i = 0; (node = ql_reach_at(reach, i)); i++) {
        const QlEvent *event = ql_process_op(all->process, node->function, QL_FORK_ALLOCATE);
        if (event) {
            *use = (Use){node, node->function, event};
            return TRUE;
        }
    }
    return FALSE;
}

static QlFinding *new_finding(const Allocations *all, const QlFunction *holder,
                              const QlFunction *violator, const QlFunction *entry)
{
    const QlProgram *program = all->run->engine->program;
    const QlParties parties = {.holder = holder,
                               .violator = violator,
                               .thread = entry ? ql_program_thread_at(program, entry) : NULL};
    return ql_rule_finding(all->run, &parties);
}

static void end_with_use(QlTale *tale, const Use *use, QlFinding *finding)
{
    if (use->reached) {
        g_autoptr(GArray) way = ql_process_way(use->reached);
        ql_tale_calls(tale, way, 0, way->len);
    }
    ql_tale_event(tale, QL_STEP_VIOLATION, use->function, use->event, "");
    ql_tale_end(tale, finding);
}

/* ---- a thread that may be inside the allocator ---- */

/* Where a thread that @creation makes really starts: in its creator's own function, if it has one.
 */
static const QlFunction *trampoline(const QlProgram *program, const QlThreadCreation *creation)
{
    for (guint i = 0; i < program->creations->len; i++) {
        const QlThreadCreation *inner = program->creations->pdata[i];
        if (inner->inner && inner->entries->len == 1 &&
            g_str_equal(ql_function_name(program, inner->site), creation->creator->function)) {
            return inner->entries->pdata[0];
        }
    }
    return NULL;
}

static QlReach *reach_of_thread(const Allocations *all, const QlThreadCreation *creation,
                                const QlFunction *entry)
{
    const QlProgram *program = all->run->engine->program;
    const QlFunction *first = trampoline(program, creation);
    QlReach *reach = ql_reach_new(program, ql_tale_kind(all->run, entry), NULL, NULL);
    ql_reach_start(reach, entry, NULL, first ? 10 : 0, 0);
    if (first && first != entry) {
        ql_reach_start(reach, first, NULL, 0, 0);
    }
    return reach;
}

static void add_thread_use(const Allocations *all, QlFinding *finding, const QlForkThread *thread,
                           const Use *use)
{
    const QlReached *start = use->reached;
    while (start->from) {
        start = start->from;
    }
    const QlHop *made = &g_array_index(thread->way, QlHop, thread->way->len - 1);
    QlTale *tale = ql_tale_new(all->run, ql_tale_kind(all->run, thread->entry));
    ql_tale_thread(tale, start->function, made, thread->entry);
    end_with_use(tale, use, finding);
}

static void report_thread(const Allocations *all, const QlFork *fork, const QlForkThread *thread)
{
    Use use;
    g_autoptr(QlReach) reach = reach_of_thread(all, thread->creation, thread->entry);
    if (!find_use(all, reach, &use)) {
        return;
    }
    QlFinding *finding = new_finding(all, fork->point->site, use.function, thread->entry);
    ql_tale_detail(finding, ": when it forks, thread %s() may be inside %s(), called by %s()",
                   name_of(all, thread->entry),
                   ql_program_callee_text(all->run->engine->program, use.function->def, use.event),
                   name_of(all, use.function));
    add_thread_use(all, finding, thread, &use);
    ql_tale_creation(all->run, finding, thread, QL_STEP_CREATE);
    ql_tale_fork(all->run, finding, fork);
    ql_tale_add(all->run, finding);
}

/* ---- fork handlers ---- */

/* The fork to tell a handler's tale with: one that goes on if there is one. */
static const QlFork *fork_with_handlers(const Allocations *all)
{
    const GPtrArray *forks = ql_process_forks(all->process);
    const QlFork *best = NULL;
    for (guint i = 0; i < forks->len; i++) {
        const QlFork *fork = forks->pdata[i];
        if ((!best || (fork->goes_on && !best->goes_on)) &&
            ql_process_handles(all->process, fork)) {
            best = fork;
        }
    }
    return best;
}

/* The cheapest creation of a thread that @reach leads to, as a use. */
static gboolean find_creation(const Allocations *all, QlReach *reach, Use *use)
{
    const QlReached *node;
    for (guint i = 0; (node = ql_reach_at(reach, i)); i++) {
        const QlThreadCreation *creation = ql_process_creation(all->process, node->function);
        if (creation) {
            *use = (Use){node, node->function, creation->event};
            return TRUE;
        }
    }
    return FALSE;
}

static void add_handler_use(const Allocations *all, QlFinding *finding, const QlFork *fork,
                            const QlFunction *handler, const Use *use)
{
    QlTale *tale = ql_tale_new(all->run, fork->root ? fork->root->thread->kind : "");
    ql_tale_into_child(tale, fork, fork->way->len - 1);
    ql_tale_handler(tale, fork, handler, "atfork child");
    end_with_use(tale, use, finding);
}

static void report_handler(const Allocations *all, const QlFork *fork, const QlFunction *handler)
{
    Use creation, use;
    g_autoptr(QlReach) reach =
        ql_process_from(all->process, handler, fork->root ? fork->root->thread->kind : "");
    gboolean creates = find_creation(all, reach, &creation);
    gboolean allocates = find_use(all, reach, &use);
    if (!creates && !allocates) {
        return;
    }
    const QlFunction *violator = creates ? creation.function : use.function;
    QlFinding *finding = new_finding(all, handler, violator, NULL);
    ql_tale_detail(finding, ": fork handler %s(), which every fork runs in its child,",
                   name_of(all, handler));
    if (creates) {
        ql_tale_detail(finding, " creates a thread in %s()", name_of(all, creation.function));
        add_handler_use(all, finding, fork, handler, &creation);
    }
    if (allocates) {
        ql_tale_detail(
            finding, "%s calls %s() in %s()", creates ? " and" : "",
            ql_program_callee_text(all->run->engine->program, use.function->def, use.event),
            name_of(all, use.function));
        add_handler_use(all, finding, fork, handler, &use);
    }
    ql_tale_add(all->run, finding);
}

static void report_handlers(const Allocations *all)
{
    const QlFork *fork = fork_with_handlers(all);
    g_autoptr(GPtrArray) handlers = ql_tale_handlers(all->run->engine->program);
    for (guint i = 0; fork && i < handlers->len; i++) {
        const QlForkPoint *point = handlers->pdata[i];
        report_handler(all, fork, point->handlers->pdata[QL_HANDLER_CHILD]);
    }
}

/* ---- the child ---- */

static const QlHop *hop_of(const QlFork *fork, guint call)
{
    guint hop = g_array_index(fork->child, QlChildCall, call).hop;
    return &g_array_index(fork->way, QlHop, hop);
}

/* The child's first call that is an allocation or creates a thread itself; child->len: none. */
static guint first_own_use(const Allocations *all, const QlFork *fork)
{
    const GPtrArray *creations = all->run->engine->program->creations;
    for (guint i = 0; i < fork->child->len; i++) {
        const QlEvent *event = g_array_index(fork->child, QlChildCall, i).event;
        if (ql_process_is_op(all->process, hop_of(fork, i)->function, event, QL_FORK_ALLOCATE)) {
            return i;
        }
        for (guint k = 0; k < creations->len; k++) {
            const QlThreadCreation *creation = creations->pdata[k];
            if (creation->event == event && !creation->inner) {
                return i;
            }
        }
    }
    return fork->child->len;
}

/* The first use in the child, and which of its calls leads there. */
static gboolean find_child_use(const Allocations *all, const QlFork *fork, Use *use, guint *call)
{
    QlReach *reach = ql_process_child(all->process, fork);
    guint own = first_own_use(all, fork);
    gboolean found = find_use(all, reach, use);
    Use creation;
    if (find_creation(all, reach, &creation) &&
        (!found || creation.reached->cost < use->reached->cost)) {
        *use = creation;
        found = TRUE;
    }
    *call = found ? use->reached->origin : own;
    if (own < fork->child->len && own <= *call) {
        *call = own;
        *use = (Use){NULL, hop_of(fork, own)->function,
                     g_array_index(fork->child, QlChildCall, own).event};
        found = TRUE;
    }
    return found;
}

/* A thread besides the caller's at @fork: who there is, or whom @fork's first left. */
static gboolean is_threaded(const Allocations *all, const QlFork *fork)
{
    const GPtrArray *threads = ql_process_threads(all->process, fork);
    return threads->len > 0;
}

static gboolean handler_creates(const Allocations *all, const QlFork *fork)
{
    g_autoptr(GPtrArray) handlers = ql_tale_handlers(all->run->engine->program);
    for (guint i = 0; i < handlers->len && ql_process_handles(all->process, fork); i++) {
        const QlForkPoint *point = handlers->pdata[i];
        Use creation;
        g_autoptr(QlReach) reach =
            ql_process_from(all->process, point->handlers->pdata[QL_HANDLER_CHILD], "");
        if (find_creation(all, reach, &creation)) {
            return TRUE;
        }
    }
    return FALSE;
}

static gboolean left_threads(const Allocations *all, const QlFork *fork)
{
    if (!fork->first) {
        return FALSE;
    }
    g_autoptr(GPtrArray) threads = ql_process_child_threads(all->process, fork->first, fork);
    return threads->len || handler_creates(all, fork->first);
}

static void report_child(const Allocations *all, const QlFork *fork)
{
    Use use;
    guint call;
    if (!find_child_use(all, fork, &use, &call)) {
        return;
    }
    QlFinding *finding = new_finding(all, fork->point->site, use.function, NULL);
    ql_tale_detail(finding, ": after the fork in line %u, its child calls %s() in %s()",
                   fork->point->event->line,
                   ql_program_callee_text(all->run->engine->program, use.function->def, use.event),
                   name_of(all, use.function));
    if (!is_threaded(all, fork) && !left_threads(all, fork)) {
        finding->severity = MIN(finding->severity, QL_SEVERITY_NOTE);
        ql_tale_detail(finding, "; harmless as long as no other thread exists at the fork");
    }
    QlTale *tale = ql_tale_new(all->run, fork->root ? fork->root->thread->kind : "");
    ql_tale_into_child(tale, fork, g_array_index(fork->child, QlChildCall, call).hop);
    end_with_use(tale, &use, finding);
    ql_tale_add(all->run, finding);
}

/* ---- a second fork ---- */

static void end_with_fork(QlTale *tale, const QlFork *second, QlFinding *finding)
{
    const QlHop *last = &g_array_index(second->way, QlHop, second->way->len - 1);
    ql_tale_calls(tale, second->way, second->teller, second->way->len - 1);
    ql_tale_event(tale, QL_STEP_VIOLATION, last->function, last->event, "");
    ql_tale_end(tale, finding);
}

static QlFinding *second_finding(const Allocations *all, const QlFork *fork, const QlFork *second,
                                 const QlFunction *entry)
{
    QlFinding *finding = new_finding(all, fork->point->site, second->point->site, entry);
    ql_tale_detail(
        finding, ": %s() forks a second time, in line %u, while thread %s() exists again",
        name_of(all, second->point->site), second->point->event->line, name_of(all, entry));
    return finding;
}

/* From the first fork's function to where the second one happens. */
static void go_to_second(const Allocations *all, QlTale *tale, const QlFork *fork,
                         const QlFork *second)
{
    const QlFunction *goal = g_array_index(second->way, QlHop, second->teller).function;
    const QlReached *reached = ql_reach_get(ql_process_child(all->process, fork), goal);
    for (guint i = fork->way->len; i-- > 0;) {
        const QlHop *hop = &g_array_index(fork->way, QlHop, i);
        if (hop->function == goal) {
            return; /* the child is there, or returns to it */
        }
    }
    if (reached) {
        g_autoptr(GArray) way = ql_process_way(reached);
        ql_tale_calls(tale, way, 0, way->len);
    }
}

static void report_second_by_handler(const Allocations *all, const QlFork *fork,
                                     const QlFork *second, const QlFunction *handler)
{
    Use use;
    g_autoptr(QlReach) reach =
        ql_process_from(all->process, handler, fork->root ? fork->root->thread->kind : "");
    if (!find_creation(all, reach, &use)) {
        return;
    }
    const QlThreadCreation *creation = ql_process_creation(all->process, use.function);
    const QlFunction *entry = creation->entries->len ? creation->entries->pdata[0] : NULL;
    if (!entry) {
        return;
    }
    QlFinding *finding = second_finding(all, fork, second, entry);
    ql_tale_detail(finding, ": fork handler %s() created it after the first fork, in line %u",
                   name_of(all, handler), fork->point->event->line);
    QlTale *tale = ql_tale_new(all->run, fork->root ? fork->root->thread->kind : "");
    g_autoptr(GArray) way = ql_process_way(use.reached);
    g_autofree char *via = g_strdup_printf("thread %s", name_of(all, entry));
    ql_tale_into_child(tale, fork, fork->way->len - 1);
    ql_tale_handler(tale, fork, handler, "atfork child");
    ql_tale_calls(tale, way, 0, way->len);
    ql_tale_event(tale, QL_STEP_CREATE, use.function, use.event, via);
    ql_tale_step(tale, QL_STEP_RETURN, handler, handler->def->line,
                 g_array_index(fork->way, QlHop, fork->way->len - 1).function, "");
    go_to_second(all, tale, fork, second);
    end_with_fork(tale, second, finding);
    ql_tale_add(all->run, finding);
}

static void report_second_by_child(const Allocations *all, const QlFork *fork, const QlFork *second,
                                   const QlForkThread *thread)
{
    const QlHop *last = &g_array_index(thread->way, QlHop, thread->way->len - 1);
    QlFinding *finding = second_finding(all, fork, second, thread->entry);
    g_autofree char *via = g_strdup_printf("thread %s", name_of(all, thread->entry));
    QlTale *tale = ql_tale_new(all->run, fork->root ? fork->root->thread->kind : "");
    ql_tale_detail(finding, ": %s() created it after the first fork, in line %u",
                   name_of(all, last->function), fork->point->event->line);
    ql_tale_into_child(tale, fork, fork->teller);
    ql_tale_calls(tale, thread->way, 0, thread->way->len - 1);
    ql_tale_event(tale, QL_STEP_CREATE, last->function, last->event, via);
    go_to_second(all, tale, fork, second);
    end_with_fork(tale, second, finding);
    ql_tale_add(all->run, finding);
}

static void report_second(const Allocations *all, const QlFork *fork, const QlFork *second)
{
    g_autoptr(GPtrArray) handlers = ql_tale_handlers(all->run->engine->program);
    g_autoptr(GPtrArray) threads = ql_process_child_threads(all->process, fork, second);
    gboolean handled = ql_process_handles(all->process, fork);
    for (guint i = 0; handled && i < handlers->len; i++) {
        const QlForkPoint *point = handlers->pdata[i];
        report_second_by_handler(all, fork, second, point->handlers->pdata[QL_HANDLER_CHILD]);
    }
    for (guint i = 0; i < threads->len; i++) {
        report_second_by_child(all, fork, second, threads->pdata[i]);
    }
}

/* ---- the rule ---- */

static void report_fork(const Allocations *all, const QlFork *fork)
{
    const GPtrArray *forks = ql_process_forks(all->process);
    const GPtrArray *threads = ql_process_threads(all->process, fork);
    for (guint i = 0; i < threads->len; i++) {
        report_thread(all, fork, threads->pdata[i]);
    }
    report_child(all, fork);
    ql_fork_child_lock(all->run, all->process, fork, threads);
    for (guint i = 0; i < forks->len; i++) {
        if (ql_process_forks_again(all->process, fork, forks->pdata[i])) {
            report_second(all, fork, forks->pdata[i]);
        }
    }
}

void ql_pattern_allocation_at_fork(QlRuleRun *run)
{
    const QlProcess *process = ql_engine_process(run->engine);
    const Allocations all = {run, process};
    const GPtrArray *forks = ql_process_forks(process);

    report_handlers(&all);
    for (guint i = 0; i < forks->len; i++) {
        const QlFork *fork = forks->pdata[i];
        if (fork->goes_on) {
            report_fork(&all, fork);
        }
    }
}
