// SPDX-License-Identifier: Apache-2.0
// What is doubtful has a lower confidence: a place that balances the path is left out by a condition of
// its own; nothing calls the function; the object changes.
// RUN: %check-fixture %t %s -- --all --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=error:
#include "Inputs/balance.h"

typedef struct Node {
    Mutex lock;
    struct Node *next;
    int flags;
} Node;
extern int old_state(void);
static Mutex lock_a, lock_b, lock_c;

void a_plain(int n)
{
    mutex_lock(&lock_a);
    if (n) {
        return;
    }
    mutex_unlock(&lock_a);
}
// CHECK: error: a_plain keeps
// CHECK: confidence 1.00

int uncalled(int n)
{
    mutex_lock(&lock_b);
    if (n) {
        return -1;
    }
    mutex_unlock(&lock_b);
    return 0;
}
// CHECK: error: uncalled keeps
// CHECK: confidence 0.80

int b_moving(Node *n)
{
    Node *node = n;
    while (node) {
        mutex_lock(&node->lock);
        if (failed()) {
            return -1;
        }
        mutex_unlock(&node->lock);
        node = node->next;
    }
    return 0;
}
// CHECK: error: b_moving keeps
// CHECK: confidence 0.60

void c_skips(Node *n)
{
    int old = old_state();
    if (old == 1) {
        mutex_lock(&lock_c);
    }
    work();
    if (n->flags) {
        mutex_unlock(&lock_c);
    }
}
// CHECK: error: c_skips keeps
// CHECK: confidence 0.40
// CHECK: error: c_skips drops
// CHECK: confidence 0.40

void start(Node *n)
{
    a_plain(1);
    b_moving(n);
    c_skips(n);
}
