// SPDX-License-Identifier: Apache-2.0
// What a creator starts inside is its own affair: its trampoline is no thread's entry.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   -a %S/Inputs/lower-creator.yaml | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
struct Args { void *(*entry)(void *); void *opaque; };
void lower_start(void *(*entry)(void *), void *opaque);

static void *trampoline(void *opaque)
{
    struct Args *args = opaque;
    return args->entry(args->opaque);
}

void start_thread(const char *name, void *(*entry)(void *), void *opaque)
{
    static struct Args args;
    args.entry = entry;
    lower_start(trampoline, &args);
}

void *reader(void *opaque) { return opaque; }

void start(void)
{
    start_thread("the reader", reader, 0);
}
// CHECK: reader: one at a time; holds nothing at entry, nothing in callbacks; 1 root
// CHECK: thread-inner.c:[[@LINE-7]]: reader starts at reader
// CHECK: thread-inner.c:[[@LINE-4]]: start creates "the reader" reader
// CHECK: kinds that do not occur here: main-loop writer
