// SPDX-License-Identifier: Apache-2.0
// A finding keeps its fingerprint when lines move and when the way to the violation changes; another
// holder, another thread kind and another violating function give another one.
// RUN: %split-file %s %t.src
// RUN: cp -r %S/Inputs %t.src/Inputs
// RUN: %check-fixture %t %t.src/one.c -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   -a %S/Inputs/more.yaml --rule context-then-big --format json > %t.one
// RUN: cp %t.src/moved.c %t.src/one.c
// RUN: %check-fixture %t %t.src/one.c -- --no-default-annotations -a %S/Inputs/mini.yaml \
// RUN:   -a %S/Inputs/more.yaml --rule context-then-big --format json > %t.moved
// RUN: %python %S/Inputs/fingerprints.py %t.one > %t.one.txt
// RUN: %python %S/Inputs/fingerprints.py %t.moved > %t.moved.txt
// RUN: cmp %t.one.txt %t.moved.txt
// RUN: %FileCheck %s < %t.one.txt
// CHECK: 4 findings, 4 fingerprints

//--- one.c
#include "Inputs/mini.h"
void start_work(Done *done, void *opaque);
extern Context *ctx;

static void first(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    context_release(ctx);
}

static void second(void *opaque)
{
    context_acquire(ctx);
    access_memory();
    big_lock();
    big_unlock();
    context_release(ctx);
}

void start(void)
{
    start_io(first, 0);
    start_work(first, 0);
    start_io(second, 0);
}
//--- moved.c
#include "Inputs/mini.h"



void start_work(Done *done, void *opaque);
extern Context *ctx;

static void way(void)
{
    access_memory();
}

static void first(void *opaque)
{
    context_acquire(ctx);
    way();
    context_release(ctx);
}

static void second(void *opaque)
{
    context_acquire(ctx);
    way();

    big_lock();
    big_unlock();
    context_release(ctx);
}

void start(void)
{
    start_io(first, 0);
    start_work(first, 0);
    start_io(second, 0);
}
