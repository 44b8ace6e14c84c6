/* SPDX-License-Identifier: Apache-2.0 */
#include "fork_tale.h"
#include <string.h>

/* That something before the fork happens at all depends on conditions nobody looked at. */
#define BEFORE_FORK 0.9

QlTale *ql_tale_new(const QlRuleRun *run, const char *kind)
{
    QlTale *tale = g_new0(QlTale, 1);
    tale->run = run;
    tale->witness = ql_witness_new(kind);
    tale->confidence = 1;
    tale->held = g_ptr_array_new_with_free_func(g_free);
    return tale;
}

static int compare_text(gconstpointer a, gconstpointer b)
{
    return strcmp(*(char *const *)a, *(char *const *)b);
}

void ql_tale_hold(QlTale *tale, const char *name)
{
    g_ptr_array_add(tale->held, g_strdup(name));
    g_ptr_array_sort(tale->held, compare_text);
}

static void add(QlTale *tale, QlStepKind kind, const QlFunction *function, const char *file,
                guint line, const char *callee, const char *via)
{
    const char *name = ql_function_name(tale->run->engine->program, function);
    g_ptr_array_add(tale->held, NULL);
    ql_witness_add(tale->witness, kind, name, file, line, callee, via, (char **)tale->held->pdata);
    g_ptr_array_set_size(tale->held, (int)tale->held->len - 1);
}

void ql_tale_step(QlTale *tale, QlStepKind kind, const QlFunction *function, guint line,
                  const QlFunction *callee, const char *via)
{
    const QlProgram *program = tale->run->engine->program;
    add(tale, kind, function, ql_function_file(program, function), line,
        callee ? ql_function_name(program, callee) : "", via);
}

void ql_tale_event(QlTale *tale, QlStepKind kind, const QlFunction *function, const QlEvent *event,
                   const char *via)
{
    add(tale, kind, function, ql_function_file(tale->run->engine->program, function), event->line,
        ql_program_callee_text(tale->run->engine->program, function->def, event), via);
}

void ql_tale_root(QlTale *tale, const QlRoot *root, const QlFunction *function)
{
    const QlProgram *program = tale->run->engine->program;
    if (!root) {
        add(tale, QL_STEP_ROOT, function, ql_function_file(program, function), function->def->line,
            "", "");
        return;
    }
    const QlFunction *site = root->registrar_site ? root->registrar_site : root->function;
    add(tale, QL_STEP_ROOT, root->function, ql_function_file(program, site), root->line, "",
        ql_strings_get(program->strings, root->via));
    tale->confidence *= ql_root_confidence(root);
}

void ql_tale_thread(QlTale *tale, const QlFunction *function, const QlHop *made,
                    const QlFunction *entry)
{
    const QlProgram *program = tale->run->engine->program;
    g_autofree char *via = g_strdup_printf("thread %s", ql_function_name(program, entry));
    add(tale, QL_STEP_ROOT, function, ql_function_file(program, made->function), made->event->line,
        "", via);
}

void ql_tale_calls(QlTale *tale, const GArray *way, guint first, guint end)
{
    const QlStrings *strings = tale->run->engine->program->strings;
    for (guint i = first; i < end; i++) {
        const QlHop *hop = &g_array_index(way, QlHop, i);
        gboolean direct = ql_edge_is_named(hop->edge);
        ql_tale_step(tale, direct ? QL_STEP_CALL : QL_STEP_INDIRECT, hop->function,
                     hop->event->line, hop->edge->callee,
                     direct ? "" : ql_strings_get(strings, hop->edge->via));
        tale->confidence /= ql_hop_discount(hop->edge);
    }
}

void ql_tale_to_fork(QlTale *tale, const QlFork *fork)
{
    ql_tale_root(tale, fork->root, g_array_index(fork->way, QlHop, 0).function);
    ql_tale_calls(tale, fork->way, 0, fork->way->len - 1);
}

static const QlHop *last_hop(const GArray *way)
{
    return &g_array_index(way, QlHop, way->len - 1);
}

void ql_tale_into_child(QlTale *tale, const QlFork *fork, guint hop)
{
    ql_tale_to_fork(tale, fork);
    ql_tale_event(tale, QL_STEP_FORK, last_hop(fork->way)->function, last_hop(fork->way)->event,
                  "");
    for (guint i = fork->way->len - 1; i > hop; i--) {
        const QlHop *from = &g_array_index(fork->way, QlHop, i);
        const QlHop *to = &g_array_index(fork->way, QlHop, i - 1);
        ql_tale_step(tale, QL_STEP_RETURN, from->function, from->event->line, to->function, "");
    }
}

void ql_tale_handler(QlTale *tale, const QlFork *fork, const QlFunction *handler, const char *which)
{
    const QlHop *hop = last_hop(fork->way);
    ql_tale_step(tale, QL_STEP_INDIRECT, hop->function, hop->event->line, handler, which);
}

void ql_tale_end(QlTale *tale, QlFinding *finding)
{
    guint others = finding->witnesses->len;
    double confidence = finding->confidence;
    ql_rule_add_witness(tale->run, finding, tale->witness, tale->confidence);
    if (others && finding->witnesses->len > others) { /* all of them have to be so */
        finding->confidence = MIN(confidence, tale->confidence);
    }
    g_ptr_array_unref(tale->held);
    g_free(tale);
}

const char *ql_tale_kind(const QlRuleRun *run, const QlFunction *entry)
{
    const QlThread *thread = entry ? ql_program_thread_at(run->engine->program, entry) : NULL;
    return thread ? thread->kind : "";
}

static const char *root_kind(const QlRoot *root)
{
    return root ? root->thread->kind : "";
}

void ql_tale_creation(const QlRuleRun *run, QlFinding *finding, const QlForkThread *thread,
                      QlStepKind kind)
{
    const QlHop *last = last_hop(thread->way);
    g_autofree char *via =
        g_strdup_printf("thread %s", ql_function_name(run->engine->program, thread->entry));
    QlTale *tale = ql_tale_new(run, root_kind(thread->root));
    gboolean constructor = thread->root && thread->root->kind == QL_ROOT_CONSTRUCTOR;
    tale->confidence = constructor ? 1 : BEFORE_FORK;
    ql_tale_root(tale, thread->root, g_array_index(thread->way, QlHop, 0).function);
    ql_tale_calls(tale, thread->way, 0, thread->way->len - 1);
    ql_tale_event(tale, kind, last->function, last->event, via);
    ql_tale_end(tale, finding);
}

void ql_tale_fork(const QlRuleRun *run, QlFinding *finding, const QlFork *fork)
{
    QlTale *tale = ql_tale_new(run, root_kind(fork->root));
    ql_tale_to_fork(tale, fork);
    ql_tale_event(tale, QL_STEP_FORK, last_hop(fork->way)->function, last_hop(fork->way)->event,
                  "");
    ql_tale_end(tale, finding);
}

void ql_tale_add(QlRuleRun *run, QlFinding *finding)
{
    for (guint i = 0; i < run->findings->len; i++) {
        QlFinding *other = run->findings->pdata[i];
        if (!g_str_equal(other->fingerprint, finding->fingerprint)) {
            continue;
        }
        if (finding->severity > other->severity && finding->witnesses->len) {
            run->findings->pdata[i] = finding;
            finding = other;
        }
        ql_finding_free(finding);
        return;
    }
    ql_rule_add(run, finding);
}

void ql_tale_detail(QlFinding *finding, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    g_autofree char *detail = g_strdup_vprintf(format, args);
    va_end(args);
    char *message = g_strconcat(finding->message, detail, NULL);
    g_free(finding->message);
    finding->message = message;
}

GPtrArray *ql_tale_handlers(const QlProgram *program)
{
    GPtrArray *handlers = g_ptr_array_new();
    for (guint i = 0; i < program->forks->len; i++) {
        QlForkPoint *point = program->forks->pdata[i];
        if (point->op->kind == QL_FORK_ATFORK && point->handlers->pdata[QL_HANDLER_CHILD]) {
            g_ptr_array_add(handlers, point);
        }
    }
    return handlers;
}
