/* SPDX-License-Identifier: Apache-2.0 */
/*
 * What a worker sends back for one TU: a length and a GVariant. Everything is checked when
 * decoding, since the bytes may come from a process that is falling apart.
 */
#ifndef QL_MESSAGE_H
#define QL_MESSAGE_H

#include "tu.h"

/** Bytes before a message that hold its length, a guint32 in host order. */
#define QL_MESSAGE_HEADER 4

/** The outcome of one TU: facts, or the reason why there are none; and what it cost. */
typedef struct QlTuResult {
    QlTuFacts *facts;
    char *failure;
    double seconds;     /* wall clock the worker took */
    guint64 memory;     /* KiB: the most that was ever resident in the worker */
    guint64 raised;     /* KiB by which this TU raised that; does not travel, the pool knows */
    guint64 gained;     /* KiB resident in it after the TU beyond what it started with */
    char *plain_reason; /* why the TU was parsed without a whole prefix; NULL: it was not */
} QlTuResult;

void ql_tu_result_clear(QlTuResult *result);

/**
 * Encodes @result; its failure does not count if it has facts. A definition whose id is in @sent
 * travels without its bytes, the others are added to @sent (a set of QlId*, see ql_id_set_new()).
 */
GBytes *ql_message_encode(const QlTuResult *result, GHashTable *sent);

/** Decodes a message without its header into @result; FALSE if it is damaged. */
gboolean ql_message_decode(GBytes *message, QlTuResult *result);

/** An empty set of definition ids. */
GHashTable *ql_id_set_new(void);

#endif
