// SPDX-License-Identifier: Apache-2.0
// A macro that polls drops a lock of the caller's meanwhile, if the caller is not at home, and takes it again:
// the lock is as it was, and dropped by who holds it. The twins take it again only if at home, or forget it.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Loop {
    Mutex lock;
} Loop;

_Bool at_home(Loop *loop);
_Bool poll_once(Loop *loop);
int busy(void);

#define POLL_WHILE(loop, cond, retake)                                                             \
    do {                                                                                           \
        while (cond) {                                                                             \
            if ((loop) && at_home(loop)) {                                                         \
                poll_once(loop);                                                                   \
            } else {                                                                               \
                if (loop) {                                                                        \
                    mutex_unlock(&(loop)->lock);                                                   \
                }                                                                                  \
                poll_once(0);                                                                      \
                if ((loop) && (retake)) {                                                          \
                    mutex_lock(&(loop)->lock);                                                     \
                }                                                                                  \
            }                                                                                      \
        }                                                                                          \
    } while (0)

static void good_drain(Loop *loop)
{
    POLL_WHILE(loop, busy(), 1);
}

void good_caller(Loop *loop)
{
    mutex_lock(&loop->lock);
    good_drain(loop);
    mutex_unlock(&loop->lock);
}

void good_itself(Loop *loop)
{
    mutex_lock(&loop->lock);
    POLL_WHILE(loop, busy(), 1);
    mutex_unlock(&loop->lock);
}

// CHECK-DAG: error: bad_itself drops Loop@{{.*}}.lock, which it does not hold [unlock-not-held]
void bad_itself(Loop *loop)
{
    mutex_lock(&loop->lock);
    POLL_WHILE(loop, busy(), failed());
    mutex_unlock(&loop->lock);
}

void start(Loop *loop)
{
    good_caller(loop);
    good_itself(loop);
    bad_itself(loop);
}
