// SPDX-License-Identifier: Apache-2.0
// A function that calls itself, always with the constant that keeps the way from being taken: also by way of
// itself it is not taken; nor if a constant keeps it from calling itself. The twins' call of itself, or of the helper that calls it, passes another one.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

typedef struct Node Node;
struct Node {
    Node *child;
};

static Mutex lock;

static void good_begin(Node *node, _Bool recursive, _Bool poll)
{
    if (recursive && node->child) {
        good_begin(node->child, 1, 0);
    }
    if (poll) {
        mutex_lock(&lock);
        mutex_unlock(&lock);
    }
}

static void good(void *opaque)
{
    mutex_lock(&lock);
    good_begin(opaque, 1, 0);
    mutex_unlock(&lock);
}

static void good_flat_begin(Node *node, _Bool recursive, _Bool poll)
{
    if (recursive) {
        good_flat_begin(node->child, 0, 1);
    }
    if (poll) {
        mutex_lock(&lock);
        mutex_unlock(&lock);
    }
}

static void good_flat(void *opaque)
{
    mutex_lock(&lock);
    good_flat_begin(opaque, 0, 0);
    mutex_unlock(&lock);
}

static void take(void)
{
    mutex_lock(&lock);
    mutex_unlock(&lock);
}

static void bad_begin(Node *node, _Bool recursive, _Bool poll)
{
    if (recursive && node->child) {
        bad_begin(node->child, 0, 1);
    }
    if (poll) {
        take();
    }
}

static void bad(void *opaque)
{
    mutex_lock(&lock);
    bad_begin(opaque, 1, 0);
    mutex_unlock(&lock);
}
// CHECK-DAG: error: bad holds lock@{{.*}}, and take takes it again [double-lock]

static void bad_helped(Node *node, _Bool poll);

static void help(Node *node)
{
    bad_helped(node->child, 1);
}

static void bad_helped(Node *node, _Bool poll)
{
    if (poll) {
        mutex_lock(&lock);
        mutex_unlock(&lock);
    } else {
        help(node);
    }
}

static void bad_by_helper(void *opaque)
{
    mutex_lock(&lock);
    bad_helped(opaque, 0);
    mutex_unlock(&lock);
}
// CHECK-DAG: error: bad_by_helper holds lock@{{.*}}, and bad_helped takes it again [double-lock]

void start(void)
{
    start_io(good, 0);
    start_io(good_flat, 0);
    start_io(bad, 0);
    start_io(bad_by_helper, 0);
}
