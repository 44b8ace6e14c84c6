/* SPDX-License-Identifier: Apache-2.0 */
#include "progress.h"

#include <stdio.h>
#include <unistd.h>

/* How often to print: on a terminal by time alone, elsewhere by TUs or time. */
static const double TERMINAL_SECONDS = 0.2;
static const double PLAIN_SECONDS = 10;
enum { PLAIN_TUS = 100 };

void ql_progress_init(QlProgress *progress)
{
    *progress = (QlProgress){.terminal = isatty(STDERR_FILENO) != 0};
}

static gboolean is_due(const QlProgress *progress, const QlIndexProgress *state)
{
    double waited = state->seconds - progress->shown_seconds;

    if (progress->terminal) {
        return waited >= TERMINAL_SECONDS;
    }
    return state->done < state->total &&
           (waited >= PLAIN_SECONDS || state->done >= progress->shown_done + PLAIN_TUS);
}

static char *describe(const QlIndexProgress *state)
{
    double rate = state->seconds > 0 ? state->done / state->seconds : 0;
    guint left = rate > 0 ? (guint)((state->total - state->done) / rate + 0.5) : 0;

    if (state->done == 0) {
        return g_strdup_printf("indexing: 0/%u TUs", state->total);
    }
    return g_strdup_printf("indexing: %u/%u TUs, %.1f/s, %u:%02u min left", state->done,
                           state->total, rate, left / 60, left % 60);
}

void ql_progress_update(const QlIndexProgress *state, gpointer user)
{
    QlProgress *progress = user;
    g_autofree char *text = NULL;

    if (!is_due(progress, state)) {
        return;
    }
    text = describe(state);
    fprintf(stderr, progress->terminal ? "\r%s\033[K" : "%s\n", text);
    fflush(stderr);
    progress->shown_done = state->done;
    progress->shown_seconds = state->seconds;
}

void ql_progress_end(QlProgress *progress)
{
    if (progress->terminal) {
        fputs("\r\033[K", stderr);
    }
}
