// SPDX-License-Identifier: Apache-2.0
// A thread's root is said to be created by the call that passes its entry, not inside a wrapper or where
// any of several entries may be meant.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
struct Table { void *(*run)(void *); };
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
void *reader(void *opaque) { return opaque; }
// CHECK: roots-creator.c:[[@LINE-1]]: reader [reader] thread entry; holds nothing; created at roots-creator.c:29 in e_direct
void *writer(void *opaque) { return opaque; }
// CHECK: roots-creator.c:[[@LINE-1]]: writer [writer] thread entry; holds nothing; created at roots-creator.c:17 in b_table

static void a_wrapper(void *(*fn)(void *)) { start_thread("wrapped", fn, 0); }

const struct Table tables[] = {{reader}, {writer}};
void b_table(const struct Table *table) { start_thread("table", table->run, 0); }

static void *only(void *opaque) { return opaque; }
// CHECK: roots-creator.c:[[@LINE-1]]: only [thread] thread entry; holds nothing; created at roots-creator.c:26 in d_outer

void c_nothing(void) {}

void d_outer(void)
{
    a_wrapper(only);
}

void e_direct(void) { start_thread("direct", reader, 0); }
