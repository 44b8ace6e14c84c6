// SPDX-License-Identifier: Apache-2.0
// An event tells the outermost macro that holds it, and the place where that is used.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void take(int *), put(int);
int lock;
#define LOCK(x) take(x)
#define OUTER(x) do { LOCK(x); put(0); } while (0)
#define PASS(x) x
// CHECK: #0 [[#@LINE+6]]:5 call take(&lock) [macro LOCK]
// CHECK-NEXT: #1 [[#@LINE+6]]:5 call take(&lock) [macro OUTER]
// CHECK-NEXT: #2 [[#@LINE+5]]:5 call put(0) [macro OUTER]
// CHECK-NEXT: #3 [[#@LINE+5]]:5 call put(1) [macro PASS]
// CHECK-NEXT: #4 [[#@LINE+5]]:5 call put(2){{$}}
void f(void) {
    LOCK(&lock);
    OUTER(&lock);
    PASS(put(1));
    put(PASS(2));
}
