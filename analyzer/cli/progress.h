/* SPDX-License-Identifier: Apache-2.0 */
/* Progress of an index run on stderr: one updating line on a terminal, plain lines elsewhere. */
#ifndef QL_PROGRESS_H
#define QL_PROGRESS_H

#include "indexer.h"
#include <glib.h>

typedef struct QlProgress {
    gboolean terminal;
    guint shown_done; /* state when last shown */
    double shown_seconds;
} QlProgress;

void ql_progress_init(QlProgress *progress);

/** A QlIndexProgressFunc; @user is the QlProgress. */
void ql_progress_update(const QlIndexProgress *state, gpointer user);

/** Takes the updating line off the terminal. */
void ql_progress_end(QlProgress *progress);

#endif
