/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Where the process stands when it forks: how it gets there from main, which threads exist then,
 * and what the child runs after it.
 *
 * What comes before a call is told by the flow graphs: in each function on the way from main, the
 * calls that can be followed by the way's next call, and what they lead to and return from. A
 * callback that somebody registers does not run before an event loop does.
 */
#ifndef QL_PROCESS_PHASE_H
#define QL_PROCESS_PHASE_H

#include "engine.h"
#include "fork_child.h"
#include "reach.h"

/** One call that the child makes in a function that is on the way to the fork. */
typedef struct QlChildCall {
    guint hop; /* index into QlFork.way */
    const QlEvent *event;
} QlChildCall;

typedef struct QlFork QlFork;
struct QlFork {
    const QlForkPoint *point;
    const QlRoot *root; /* where the way starts; NULL: nobody is known to call its first function */
    GArray *way;        /* QlHop, the last one is the fork */
    guint teller;       /* index of the hop whose function tells the child from the parent */
    guint fate;         /* QlChildFate bits of that function */
    gboolean goes_on;   /* the child neither replaces itself nor ends at once */
    GArray *child; /* QlChildCall, in the order they are made: this function's, its caller's … */
    const QlFork *first; /* the fork in whose child alone this one happens, or NULL */
};

/** A thread that may exist at a fork. */
typedef struct QlForkThread {
    const QlThreadCreation *creation;
    const QlFunction *entry;
    const QlRoot *root; /* where the way to its creation starts, or NULL as in QlFork */
    GArray *way;        /* QlHop, the last one is the creation */
} QlForkThread;

typedef struct QlProcess QlProcess;

/** The process that @engine's program becomes; made when asked for, the engine's. */
const QlProcess *ql_engine_process(const QlEngine *engine);
void ql_process_free(QlProcess *process);

/** The forks some thread can get to: QlFork*, in order of their calls. */
const GPtrArray *ql_process_forks(const QlProcess *process);

/**
 * The threads that other code than fork handlers made and that may exist at @fork: QlForkThread*,
 * one an entry. None if it happens in another's child only.
 */
const GPtrArray *ql_process_threads(const QlProcess *process, const QlFork *fork);

/**
 * The threads that @fork's child makes before it gets to @second, likewise. Free with
 * g_ptr_array_unref().
 */
GPtrArray *ql_process_child_threads(const QlProcess *process, const QlFork *fork,
                                    const QlFork *second);

/** Whether @second, another fork, can happen in the child of @fork. */
gboolean ql_process_forks_again(const QlProcess *process, const QlFork *fork, const QlFork *second);

/**
 * Whether the handlers that run at forks are at work at @fork: nothing switches them off, or only
 * later.
 */
gboolean ql_process_handles(const QlProcess *process, const QlFork *fork);

/** What the child of @fork may run; ql_reach_get()->origin is an index into fork->child. */
QlReach *ql_process_child(const QlProcess *process, const QlFork *fork);

/** What runs from @function on, be it a thread's entry or a fork handler. */
QlReach *ql_process_from(const QlProcess *process, const QlFunction *function, const char *kind);

/** The first call of @function that is one of @kind (ALLOCATE, RENEW, …), or NULL. */
const QlEvent *ql_process_op(const QlProcess *process, const QlFunction *function, QlForkKind kind);

/** Whether @event of @function is one of @kind. */
gboolean ql_process_is_op(const QlProcess *process, const QlFunction *function,
                          const QlEvent *event, QlForkKind kind);

/** The creation that @function makes first, or NULL; creators' own ones do not count. */
const QlThreadCreation *ql_process_creation(const QlProcess *process, const QlFunction *function);

/** Whether what @event of @hop's function does can be over when @hop is taken. */
gboolean ql_hop_follows(const QlHop *hop, const QlEvent *event);

/** The way to @function that @reach found, from its start: QlHop. Free with g_array_unref(). */
GArray *ql_process_way(const QlReached *reached);

#endif
