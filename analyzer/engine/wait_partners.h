/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The other side of a wait: the thread that is joined, whoever signals the event, whoever keeps a
 * read section open. A wait with a lock held is a deadlock if that side needs the lock first.
 */
#ifndef QL_WAIT_PARTNERS_H
#define QL_WAIT_PARTNERS_H

#include "engine.h"

/** Whether what ends a wait needs a lock before it can. */
typedef enum QlPartnerNeed {
    QL_PARTNER_UNKNOWN, /* nobody is known to end it, or not for which object it is */
    QL_PARTNER_NEVER,   /* somebody ends it without the lock */
    QL_PARTNER_NEEDS    /* a joined thread may take it; all that signal need it */
} QlPartnerNeed;

/** The answer to one question. */
typedef struct QlPartner {
    QlPartnerNeed need;
    QlWitness *witness; /* NEEDS: how the other side comes to need it; owned by the answer */
    double confidence;  /* NEEDS: of that witness */
} QlPartner;

typedef struct QlWaitPartners QlWaitPartners;

QlWaitPartners *ql_wait_partners_new(const QlEngine *engine);
void ql_wait_partners_free(QlWaitPartners *partners);

/**
 * Whether what ends the wait that @event of @function is needs @lock_class, while a thread of index
 * @thread waits. A wait without an object is judged by the waits that its callee does.
 */
QlPartner ql_wait_partners_ask(QlWaitPartners *partners, const QlFunction *function,
                               const QlEvent *event, guint thread, int lock_class);

#endif
