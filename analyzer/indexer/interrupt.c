/* SPDX-License-Identifier: Apache-2.0 */
#include "interrupt.h"

#include "indexer.h"
#include <errno.h>
#include <sys/signalfd.h>
#include <unistd.h>

static void watched_signals(sigset_t *set)
{
    static const int signals[] = {SIGINT, SIGTERM, SIGHUP};

    sigemptyset(set);
    for (gsize i = 0; i < G_N_ELEMENTS(signals); i++) {
        struct sigaction action;

        if (sigaction(signals[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN) {
            sigaddset(set, signals[i]);
        }
    }
}

gboolean ql_interrupt_open(QlInterrupt *interrupt, GError **error)
{
    sigset_t set;

    watched_signals(&set);
    interrupt->fd = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
    if (interrupt->fd < 0) {
        g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_IO, "signalfd: %s", g_strerror(errno));
        return FALSE;
    }
    sigprocmask(SIG_BLOCK, &set, &interrupt->previous);
    return TRUE;
}

void ql_interrupt_close(QlInterrupt *interrupt)
{
    struct signalfd_siginfo info;

    while (read(interrupt->fd, &info, sizeof info) == sizeof info)
        ;
    close(interrupt->fd);
    sigprocmask(SIG_SETMASK, &interrupt->previous, NULL);
}

gboolean ql_interrupt_check(const QlInterrupt *interrupt, GError **error)
{
    struct signalfd_siginfo info;

    if (read(interrupt->fd, &info, sizeof info) != sizeof info) {
        return TRUE;
    }
    g_set_error(error, QL_INDEX_ERROR, QL_INDEX_ERROR_INTERRUPTED,
                "interrupted by signal %u; the database is as it was", info.ssi_signo);
    return FALSE;
}
