// SPDX-License-Identifier: Apache-2.0
// A thread is created at its creator's call, with the name that stands there. Passing the function to
// another one creates none.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --sites --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
void remember(const char *name, void *(*entry)(void *));
void *reader(void *opaque) { return opaque; }

void start(void)
{
    remember("not me", reader);
    start_thread("the reader", reader, 0);
}
// CHECK: thread-direct.c:[[@LINE-2]]: start creates "the reader" reader -> reader
