/* SPDX-License-Identifier: Apache-2.0 */
#include "pool.h"

#include "indexer.h"
#include <errno.h>
#include <poll.h>

/* Results that wait for an earlier task take at most about this much memory: beyond it, no further
 * task is handed out. Facts of all of a large tree are smaller, so this rarely matters. */
#define MAX_WAITING_BYTES (256u << 20)

enum { TICK_MS = 1000 };

typedef struct Slot {
    QlTuResult result;
    gsize size; /* of the message, 0 for a failure */
    gboolean done;
} Slot;

typedef struct Pool {
    const QlPoolOptions *options;
    QlWorker *workers; /* options->jobs of them */
    gboolean *used;    /* of each, whether it was ever started */
    struct pollfd *polls;
    Slot *slots; /* one a task */
    guint total;
    guint next_assign;
    guint next_deliver;
    guint done;
    gsize waiting_bytes;
} Pool;

static void settle(Pool *pool, guint task, QlTuResult result, gsize size)
{
    pool->slots[task] = (Slot){result, size, TRUE};
    pool->waiting_bytes += size;
    pool->done++;
    pool->options->tick(pool->done, pool->options->user);
}

static gboolean deliver(Pool *pool, GError **error)
{
    while (pool->next_deliver < pool->total && pool->slots[pool->next_deliver].done) {
        Slot *slot = &pool->slots[pool->next_deliver];
        gboolean ok =
            pool->options->result(pool->next_deliver, &slot->result, pool->options->user, error);

        ql_tu_result_clear(&slot->result);
        pool->waiting_bytes -= slot->size;
        pool->next_deliver++;
        if (!ok) {
            return FALSE;
        }
    }
    return TRUE;
}

static double seconds_since(gint64 start)
{
    return (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

static void note_peak(QlWorker *worker, QlTuResult *result)
{
    if (result->memory > worker->memory) {
        result->raised = result->memory - worker->memory;
        worker->memory = result->memory;
    }
}

/* Stops a worker that is of no use any more; its task, if it had one, failed. @reason NULL:
 * whatever ended it. */
static void give_up(Pool *pool, QlWorker *worker, char *reason)
{
    gint64 task = worker->task;
    QlTuResult result = {.seconds = seconds_since(worker->assigned)};
    char *ended = ql_worker_stop(worker, &result.memory);

    note_peak(worker, &result);
    result.failure = reason ? reason : g_strdup(ended);
    g_free(ended);
    if (task >= 0) {
        settle(pool, (guint)task, result, 0);
    } else {
        ql_tu_result_clear(&result);
    }
}

/* The limit is on what the worker gained: what it has from its parent, whose pages it shares, may
 * be beyond any limit, and a new worker would have it again. */
static gboolean has_grown(const Pool *pool, const QlTuResult *result)
{
    guint limit = pool->options->memory_limit;

    return limit && result->gained > (guint64)limit * 1024;
}

static void accept_answer(Pool *pool, QlWorker *worker, gint64 task, GBytes *message)
{
    QlTuResult result;

    if (task < 0 || !ql_message_decode(message, &result)) {
        worker->task = task;
        give_up(pool, worker, g_strdup("worker sent a damaged answer"));
        return;
    }
    note_peak(worker, &result);
    if (has_grown(pool, &result)) {
        g_free(ql_worker_stop(worker, NULL));
    }
    settle(pool, (guint)task, result, g_bytes_get_size(message));
}

static void hear(Pool *pool, QlWorker *worker)
{
    g_autoptr(GBytes) message = NULL;
    gint64 task = worker->task;

    switch (ql_worker_read(worker, &message)) {
    case QL_WORKER_BUSY: break;
    case QL_WORKER_ANSWER: accept_answer(pool, worker, task, message); break;
    case QL_WORKER_GONE: give_up(pool, worker, NULL); break;
    }
}

static void check_deadline(Pool *pool, QlWorker *worker)
{
    if (!worker->deadline || g_get_monotonic_time() < worker->deadline) {
        return;
    }
    give_up(pool, worker,
            g_strdup_printf("no result after %u s; a longer --time-limit may help",
                            pool->options->time_limit));
}

static gboolean may_assign(const Pool *pool)
{
    return pool->next_assign < pool->total && pool->waiting_bytes < MAX_WAITING_BYTES;
}

static gboolean start(Pool *pool, guint i, GError **error)
{
    if (!ql_worker_start(&pool->workers[i], &pool->options->work, error)) {
        return FALSE;
    }
    if (pool->used[i] && pool->options->replaced) {
        ++*pool->options->replaced;
    }
    pool->used[i] = TRUE;
    return TRUE;
}

/* Gives every free worker a task, starting workers as they are needed. */
static gboolean assign(Pool *pool, GError **error)
{
    for (guint i = 0; i < pool->options->jobs && may_assign(pool); i++) {
        QlWorker *worker = &pool->workers[i];

        if (!worker->pid && !start(pool, i, error)) {
            return FALSE;
        }
        if (worker->task < 0) {
            ql_worker_assign(worker, pool->next_assign++, pool->options->time_limit);
        }
    }
    return TRUE;
}

/* Milliseconds until the next tick or deadline. */
static int poll_time(const Pool *pool)
{
    gint64 now = g_get_monotonic_time();
    gint64 ms = TICK_MS;

    for (guint i = 0; i < pool->options->jobs; i++) {
        gint64 deadline = pool->workers[i].deadline;

        if (deadline) {
            ms = MIN(ms, MAX(0, (deadline - now) / 1000 + 1));
        }
    }
    return (int)ms;
}

static gboolean wait_for_news(Pool *pool, GError **error)
{
    guint jobs = pool->options->jobs;

    for (guint i = 0; i < jobs; i++) {
        pool->polls[i] =
            (struct pollfd){pool->workers[i].pid ? pool->workers[i].fd : -1, POLLIN, 0};
    }
    pool->polls[jobs] = (struct pollfd){pool->options->interrupt->fd, POLLIN, 0};
    if (poll(pool->polls, jobs + 1, poll_time(pool)) < 0 && errno != EINTR) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO, "poll: %s", g_strerror(errno));
        return FALSE;
    }
    return ql_interrupt_check(pool->options->interrupt, error);
}

static void handle_news(Pool *pool)
{
    pool->options->tick(pool->done, pool->options->user);
    for (guint i = 0; i < pool->options->jobs; i++) {
        QlWorker *worker = &pool->workers[i];

        if (worker->pid && pool->polls[i].revents) {
            hear(pool, worker);
        }
        if (worker->pid) {
            check_deadline(pool, worker);
        }
    }
}

/* Work is handed out before results are delivered, so that no worker waits for the store. */
static gboolean run(Pool *pool, GError **error)
{
    while (pool->next_deliver < pool->total) {
        if (!assign(pool, error) || !deliver(pool, error)) {
            return FALSE;
        }
        if (pool->next_deliver == pool->total) {
            break;
        }
        if (!wait_for_news(pool, error)) {
            return FALSE;
        }
        handle_news(pool);
    }
    return TRUE;
}

static void pool_clear(Pool *pool)
{
    for (guint i = 0; i < pool->options->jobs; i++) {
        if (pool->workers[i].pid) {
            g_free(ql_worker_stop(&pool->workers[i], NULL));
        }
    }
    for (guint i = pool->next_deliver; i < pool->total; i++) {
        ql_tu_result_clear(&pool->slots[i].result);
    }
    g_free(pool->workers);
    g_free(pool->used);
    g_free(pool->polls);
    g_free(pool->slots);
}

gboolean ql_pool_run(const QlPoolOptions *options, GError **error)
{
    Pool pool = {.options = options, .total = options->work.n};
    gboolean ok;

    pool.workers = g_new0(QlWorker, options->jobs);
    pool.used = g_new0(gboolean, options->jobs);
    pool.polls = g_new0(struct pollfd, options->jobs + 1);
    pool.slots = g_new0(Slot, pool.total);
    for (guint i = 0; i < options->jobs; i++) {
        pool.workers[i].task = -1;
    }
    ok = run(&pool, error);
    pool_clear(&pool);
    return ok;
}
