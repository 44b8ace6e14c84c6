/* SPDX-License-Identifier: Apache-2.0 */
/* THREAD_AT_FORK: a thread exists when the process forks, so it is gone in the child. */
#include "fork_tale.h"

static gboolean creates(const QlThreadCreation *creation, const QlFunction *entry)
{
    return g_ptr_array_find(creation->entries, entry, NULL);
}

/* The child handler that creates a thread with @entry again, or NULL. */
static const QlFunction *renewer(const QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                                 const QlFunction *entry)
{
    const QlProgram *program = run->engine->program;
    g_autoptr(GPtrArray) handlers = ql_tale_handlers(program);
    for (guint i = 0; i < handlers->len && ql_process_handles(process, fork); i++) {
        const QlForkPoint *point = handlers->pdata[i];
        const QlFunction *handler = point->handlers->pdata[QL_HANDLER_CHILD];
        g_autoptr(QlReach) reach = ql_process_from(process, handler, "");
        for (guint k = 0; k < program->creations->len; k++) {
            const QlThreadCreation *creation = program->creations->pdata[k];
            if (!creation->inner && creates(creation, entry) &&
                ql_reach_get(reach, creation->site)) {
                return handler;
            }
        }
    }
    return NULL;
}

static void report(QlRuleRun *run, const QlProcess *process, const QlFork *fork,
                   const QlForkThread *thread)
{
    const QlProgram *program = run->engine->program;
    const QlParties parties = {.holder = fork->point->site,
                               .violator = thread->creation->site,
                               .thread = ql_program_thread_at(program, thread->entry)};
    QlFinding *finding = ql_rule_finding(run, &parties);
    const QlFunction *handler = renewer(run, process, fork, thread->entry);

    ql_tale_detail(finding, ": %s()", ql_function_name(program, thread->entry));
    if (handler) {
        finding->severity = MIN(finding->severity, QL_SEVERITY_NOTE);
        ql_tale_detail(finding, " is gone in the child, where fork handler %s() creates it anew",
                       ql_function_name(program, handler));
    } else {
        ql_tale_detail(finding, " is gone in the child");
    }
    ql_tale_creation(run, finding, thread, QL_STEP_VIOLATION);
    ql_tale_fork(run, finding, fork);
    ql_tale_add(run, finding);
}

void ql_pattern_thread_at_fork(QlRuleRun *run)
{
    const QlProcess *process = ql_engine_process(run->engine);
    const GPtrArray *forks = ql_process_forks(process);

    for (guint i = 0; i < forks->len; i++) {
        const QlFork *fork = forks->pdata[i];
        const GPtrArray *threads = fork->goes_on ? ql_process_threads(process, fork) : NULL;
        for (guint k = 0; threads && k < threads->len; k++) {
            report(run, process, fork, threads->pdata[k]);
        }
    }
}
