// SPDX-License-Identifier: Apache-2.0
// A thread whose entry no annotation names has the kind "thread": one at a time if one call outside
// loops creates it, else several. One whose entry is not found is listed.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
extern void *(*from_elsewhere)(void *);
static void *once(void *opaque) { return opaque; }
static void *in_loop(void *opaque) { return opaque; }
static void *twice(void *opaque) { return opaque; }

void start(int n)
{
    start_thread("once", once, 0);
    for (int i = 0; i < n; i++) {
        start_thread("loop", in_loop, 0);
    }
    start_thread("two", twice, 0);
    start_thread("two", twice, 0);
    start_thread("lost", from_elsewhere, 0);
}
// CHECK: thread: one at a time; holds nothing at entry, nothing in callbacks; 1 root
// CHECK: thread-unknown.c:[[@LINE-15]]: thread starts at once
// CHECK: thread-unknown.c:[[@LINE-10]]: start creates "once" once
// CHECK: thread: several at once; holds nothing at entry, nothing in callbacks; 2 roots
// CHECK: thread-unknown.c:[[@LINE-17]]: thread starts at in_loop
// CHECK: thread-unknown.c:[[@LINE-11]]: start creates "loop" in_loop
// CHECK: thread-unknown.c:[[@LINE-18]]: thread starts at twice
// CHECK: thread-unknown.c:[[@LINE-11]]: start creates "two" twice
// CHECK: thread-unknown.c:[[@LINE-11]]: start creates "two" twice
// CHECK: thread-unknown.c:[[@LINE-11]]: start creates "lost" a thread whose entry is not known
// CHECK: kinds that do not occur here: main-loop reader writer
