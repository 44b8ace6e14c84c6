/* SPDX-License-Identifier: Apache-2.0 */
#include "worker.h"

#include "frontend.h"
#include "indexer.h"
#include "message.h"
#include <errno.h>
#include <signal.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WORKER_FD = 3, READ_CHUNK = 1 << 16 };

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

static void serve(int fd, const QlWork *work)
{
    g_autoptr(QlFrontend) frontend = ql_frontend_new(work->paths);
    g_autoptr(GHashTable) sent = ql_id_set_new();
    guint32 tu;

    while (read_all(fd, &tu, sizeof tu)) {
        g_autoptr(GError) error = NULL;
        g_autoptr(QlTuFacts) facts =
            ql_frontend_parse(frontend, g_ptr_array_index(work->inputs, tu), NULL, NULL, &error);
        g_autoptr(GBytes) message = ql_message_encode(facts, error ? error->message : NULL, sent);

        if (!answer(fd, message)) {
            return;
        }
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
    worker->tu = -1;
    worker->received = g_byte_array_new();
    return TRUE;
}

void ql_worker_assign(QlWorker *worker, guint tu, guint time_limit)
{
    guint32 number = tu;

    worker->tu = tu;
    worker->deadline =
        time_limit ? g_get_monotonic_time() + (gint64)time_limit * G_USEC_PER_SEC : 0;
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
    worker->tu = -1;
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

char *ql_worker_stop(QlWorker *worker)
{
    int status = 0;

    /* One that is ending by itself keeps its own status: the signal comes too late for it. */
    kill(worker->pid, SIGKILL);
    while (waitpid(worker->pid, &status, 0) < 0 && errno == EINTR)
        ;
    close(worker->fd);
    g_clear_pointer(&worker->received, g_byte_array_unref);
    worker->pid = 0;
    worker->tu = -1;
    worker->deadline = 0;
    if (WIFSIGNALED(status)) {
        return g_strdup_printf("worker killed by signal %d", WTERMSIG(status));
    }
    return g_strdup_printf("worker ended with exit status %d", WEXITSTATUS(status));
}
