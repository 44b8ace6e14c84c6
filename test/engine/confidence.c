// SPDX-License-Identifier: Apache-2.0
// An indirect hop with several targets is worth less: 0.95 for the callback, 1 / (1 + 0.15 * 2) for four.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/mini.yaml -a %S/Inputs/more.yaml --rule context-then-big --format json \
// RUN:   | %FileCheck %s --implicit-check-not="no such text"
#include "Inputs/mini.h"

static Context *ctx;

struct Ops {
    void (*run)(void);
};
static void a(void) {}
static void b(void) {}
static void c(void) {}
static void d(void)
{
    access_memory();
}
struct Ops ops[] = {{a}, {b}, {c}, {d}};

static void direct(void *opaque)
{
    context_acquire(ctx);
    d();
    context_release(ctx);
}
// CHECK: "confidence":0.95,{{.*}}"message":"direct holds

static void indirect(void *opaque)
{
    struct Ops *o = opaque;
    context_acquire(ctx);
    o->run();
    context_release(ctx);
}
// CHECK: "confidence":0.73,{{.*}}"message":"indirect holds

void start(void)
{
    start_io(direct, 0);
    start_io(indirect, 0);
}
