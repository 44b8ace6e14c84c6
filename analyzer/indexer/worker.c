/* SPDX-License-Identifier: Apache-2.0 */
#include "worker.h"

#include "indexer.h"
#include "message.h"
#include <errno.h>
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKER_FD = 3, READ_CHUNK = 1 << 16 };

/* KiB that a worker may gain before malloc() gives back what it keeps for later. */
static const guint64 TRIM_AFTER = 24 << 10;

/* ---- in the worker ---- */

static gboolean read_all(int fd, gpointer data, gsize size)
{
    for (gsize done = 0; done < size;) {
        ssize_t n = read(fd, (char *)data + done, size - done);

        if (n > 0) {
            done += (gsize)n;
        } else if (n == 0 || errno != EINTR) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean write_all(int fd, gconstpointer data, gsize size)
{
    for (gsize done = 0; done < size;) {
        ssize_t n = send(fd, (const char *)data + done, size - done, MSG_NOSIGNAL);

        if (n >= 0) {
            done += (gsize)n;
        } else if (errno != EINTR) {
            return FALSE;
        }
    }
    return TRUE;
}

static gboolean answer(int fd, GBytes *message)
{
    gsize size;
    gconstpointer data = g_bytes_get_data(message, &size);
    guint32 header = (guint32)size;

    return size <= G_MAXUINT32 && write_all(fd, &header, sizeof header) &&
           write_all(fd, data, size);
}

/* KiB of this process in memory now; 0: not known. */
static guint64 resident_memory(void)
{
    FILE *file = fopen("/proc/self/statm", "re");
    unsigned long pages = 0;

    if (!file) {
        return 0;
    }
    if (fscanf(file, "%*u %lu", &pages) != 1) {
        pages = 0;
    }
    fclose(file);
    return (guint64)pages * (guint64)sysconf(_SC_PAGESIZE) / 1024;
}

static guint64 peak_memory(void)
{
    struct rusage usage;

    return getrusage(RUSAGE_SELF, &usage) == 0 ? (guint64)usage.ru_maxrss : 0;
}

/* KiB of a worker in memory. */
typedef struct Residence {
    guint64 at_start;
    guint64 at_trim; /* after malloc() has last given back what it kept for later */
} Residence;

static void measure(QlTuResult *result, Residence *residence)
{
    guint64 resident = resident_memory();

    if (resident > residence->at_trim + TRIM_AFTER) {
        malloc_trim(0);
        resident = residence->at_trim = resident_memory();
    }
    result->memory = peak_memory();
    result->gained = resident > residence->at_start ? resident - residence->at_start : 0;
}

static void perform(QlFrontend *frontend, const QlWork *work, guint task, QlTuResult *result)
{
    gint64 start = g_get_monotonic_time();
    g_autoptr(GError) error = NULL;

    *result = (QlTuResult){0};
    result->facts = work->perform(frontend, work->shared, task, &result->plain_reason, &error);
    result->failure = error ? g_strdup(error->message) : NULL;
    result->seconds = (double)(g_get_monotonic_time() - start) / G_USEC_PER_SEC;
}

/* libclang would go on after a crash, with whatever the crash left; the parent has a new worker. */
static void end_on_crash(void)
{
    g_setenv("LIBCLANG_DISABLE_CRASH_RECOVERY", "1", TRUE);
}

/* libclang parses each TU in a thread of its own; what the last one freed is for the next one. */
static void share_heap(void)
{
    mallopt(M_ARENA_MAX, 1);
}

/* What a source says with __DATE__, __TIME__ or __TIMESTAMP__ must not depend on when it is read.
 */
static void stop_clock(void)
{
    g_setenv("SOURCE_DATE_EPOCH", "0", TRUE);
}

static void serve(int fd, const QlWork *work)
{
    guint64 resident = resident_memory();
    Residence residence = {resident, resident};
    g_autoptr(QlFrontend) frontend = ql_frontend_new(work->paths);
    g_autoptr(GHashTable) sent = ql_id_set_new();
    gboolean ok = TRUE;
    guint32 task;

    while (ok && read_all(fd, &task, sizeof task)) {
        QlTuResult result;
        g_autoptr(GBytes) message = NULL;

        perform(frontend, work, task, &result);
        measure(&result, &residence);
        message = ql_message_encode(&result, sent);
        ql_tu_result_clear(&result);
        ok = answer(fd, message);
    }
}

/* A worker must not outlive its parent, must not hold its files (the lock on the database among
 * them), and leaves SIGINT to it: the terminal sends that to both. */
static void enter_worker(pid_t parent, int fd)
{
    sigset_t none;

    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent || dup2(fd, WORKER_FD) < 0) {
        _exit(1);
    }
    close_range(WORKER_FD + 1, ~0U, 0);
    signal(SIGINT, SIG_IGN);
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, NULL);
}

/* ---- in the parent ---- */

static gboolean start_failed(const char *call, GError **error)
{
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_WORKER, "cannot start a worker: %s: %s", call,
                g_strerror(errno));
    return FALSE;
}

gboolean ql_worker_start(QlWorker *worker, const QlWork *work, GError **error)
{
    pid_t parent = getpid();
    int fds[2];

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, fds) < 0) {
        return start_failed("socketpair", error);
    }
    worker->pid = fork();
    if (worker->pid == 0) {
        enter_worker(parent, fds[1]);
        end_on_crash();
        stop_clock();
        share_heap();
        serve(WORKER_FD, work);
        _exit(0);
    }
    close(fds[1]);
    if (worker->pid < 0) {
        worker->pid = 0;
        close(fds[0]);
        return start_failed("fork", error);
    }
    worker->fd = fds[0];
    worker->memory = 0;
    worker->task = -1;
    worker->received = g_byte_array_new();
    return TRUE;
}

void ql_worker_assign(QlWorker *worker, guint task, guint time_limit)
{
    guint32 number = task;

    worker->task = task;
    worker->assigned = g_get_monotonic_time();
    worker->deadline = time_limit ? worker->assigned + (gint64)time_limit * G_USEC_PER_SEC : 0;
    /* If the worker has just died, the next read tells. */
    write_all(worker->fd, &number, sizeof number);
}

/* Whether the answer is all there; then moves it to @message. */
static gboolean take_answer(QlWorker *worker, GBytes **message)
{
    guint32 size;

    if (worker->received->len < QL_MESSAGE_HEADER) {
        return FALSE;
    }
    memcpy(&size, worker->received->data, QL_MESSAGE_HEADER);
    if (worker->received->len - QL_MESSAGE_HEADER < size) {
        return FALSE;
    }
    *message = g_bytes_new(worker->received->data + QL_MESSAGE_HEADER, size);
    g_byte_array_set_size(worker->received, 0);
    worker->task = -1;
    worker->deadline = 0;
    return TRUE;
}

QlWorkerNews ql_worker_read(QlWorker *worker, GBytes **message)
{
    guint8 chunk[READ_CHUNK];

    for (;;) {
        ssize_t n = recv(worker->fd, chunk, sizeof chunk, MSG_DONTWAIT);

        if (n > 0) {
            g_byte_array_append(worker->received, chunk, (guint)n);
            if (take_answer(worker, message)) {
                return QL_WORKER_ANSWER;
            }
        } else if (n < 0 && errno == EINTR) {
            continue;
        } else if (n < 0 && (errno == EAGAIN || errno == EWOULDBLOCK)) {
            return QL_WORKER_BUSY;
        } else {
            return QL_WORKER_GONE;
        }
    }
}

char *ql_worker_stop(QlWorker *worker, guint64 *memory)
{
    struct rusage usage = {0};
    int status = 0;

    /* One that is ending by itself keeps its own status: the signal comes too late for it. */
    kill(worker->pid, SIGKILL);
    while (wait4(worker->pid, &status, 0, &usage) < 0 && errno == EINTR)
        ;
    if (memory) {
        *memory = (guint64)usage.ru_maxrss;
    }
    close(worker->fd);
    g_clear_pointer(&worker->received, g_byte_array_unref);
    worker->pid = 0;
    worker->task = -1;
    worker->deadline = 0;
    if (WIFSIGNALED(status)) {
        return g_strdup_printf("worker killed by signal %d", WTERMSIG(status));
    }
    return g_strdup_printf("worker ended with exit status %d", WEXITSTATUS(status));
}
