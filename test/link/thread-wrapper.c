// SPDX-License-Identifier: Apache-2.0
// An entry that is a parameter is the caller's: through one wrapper and two, the name with it.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --sites --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
void *reader(void *opaque) { return opaque; }
void *writer(void *opaque) { return opaque; }

static void start_named(const char *name, void *(*fn)(void *))
{
    start_thread(name, fn, 0);
// CHECK: thread-wrapper.c:[[@LINE-1]]: start_named creates threads for others
}

static void start_fixed(void *(*fn)(void *))
{
    void *(*entry)(void *) = fn;
    start_named("fixed", entry);
// CHECK: thread-wrapper.c:[[@LINE-1]]: start_fixed creates "fixed" threads for others
}

void start(void)
{
    start_named("by name", reader);
// CHECK: thread-wrapper.c:[[@LINE-1]]: start creates "by name" reader -> reader
    start_fixed(writer);
// CHECK: thread-wrapper.c:[[@LINE-1]]: start creates "fixed" writer -> writer
}
