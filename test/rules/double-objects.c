// SPDX-License-Identifier: Apache-2.0
// Two locks of one class: of two parameters, of two locals, of two elements in a loop, and of one object
// that the code reaches by the same path twice.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/locks.yaml --all \
// RUN:   | %FileCheck %s --implicit-check-not="error:"
#include "Inputs/locks.h"

typedef struct Page {
    Mutex lock;
} Page;

Page *find_page(int n);

static void lock_page(Page *page)
{
    mutex_lock(&page->lock);
}

static void unlock_page(Page *page)
{
    mutex_unlock(&page->lock);
}

static void two_parameters(Page *x, Page *y)
{
    lock_page(x);
    lock_page(y);
    unlock_page(y);
    unlock_page(x);
}

static void two_locals(void)
{
    Page *x = find_page(1);
    Page *y = find_page(2);
    lock_page(x);
    mutex_lock(&y->lock);
    mutex_unlock(&y->lock);
    unlock_page(x);
}

static void in_a_loop(void)
{
    for (int i = 0; i < 4; i++) {
        Page *page = find_page(i);
        mutex_lock(&page->lock);
    }
}

static void one_object(void)
{
    Page *x = find_page(1);
    mutex_lock(&x->lock);
    lock_page(x);
    unlock_page(x);
    mutex_unlock(&x->lock);
}
// CHECK: error: one_object holds Page@{{.*}}.lock, and lock_page takes it again [double-lock]

static void all(void *opaque)
{
    two_parameters(find_page(1), find_page(2));
    two_locals();
    one_object();
    in_a_loop();
}

void start(void)
{
    start_io(all, 0);
}
