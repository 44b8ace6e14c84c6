// SPDX-License-Identifier: Apache-2.0
// Threads that constructors start exist before main; those that the child's handler starts exist in the
// child. What main starts, and what another handler does, is not listed.
// RUN: %index-fixture %t %s
// RUN: %qlockdep forks --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
void *reader(void *opaque) { return opaque; }
void *writer(void *opaque) { return opaque; }

static void begin(void)
{
    start_thread("helper", reader, 0);
}

static void again(void)
{
    begin();
}

static void __attribute__((constructor)) set_up(void)
{
    again();
    pthread_atfork(0, 0, begin);
}

int main(void)
{
    start_thread("late", writer, 0);
    return 0;
}
// CHECK: fork-threads.c:[[@LINE-8]]: set_up registers by pthread_atfork: child begin
// CHECK: fork-threads.c:[[@LINE-20]]: begin starts "helper" reader before main: set_up -> again -> begin
// CHECK: fork-threads.c:[[@LINE-21]]: begin starts "helper" reader in the child: begin
