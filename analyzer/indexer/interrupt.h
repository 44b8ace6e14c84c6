/* SPDX-License-Identifier: Apache-2.0 */
/*
 * SIGINT, SIGTERM and SIGHUP as something to poll, so that an interrupted run can stop its workers
 * and remove its files in the ordinary way. Signals the process was told to ignore stay ignored.
 */
#ifndef QL_INTERRUPT_H
#define QL_INTERRUPT_H

#include <glib.h>
#include <signal.h>

typedef struct QlInterrupt {
    int fd; /* readable when a signal is pending */
    sigset_t previous;
} QlInterrupt;

gboolean ql_interrupt_open(QlInterrupt *interrupt, GError **error);

/** Restores signal handling. A signal that is pending by then was answered by the caller. */
void ql_interrupt_close(QlInterrupt *interrupt);

/** FALSE with @error set if a signal has arrived. */
gboolean ql_interrupt_check(const QlInterrupt *interrupt, GError **error);

#endif
