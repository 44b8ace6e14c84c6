// SPDX-License-Identifier: Apache-2.0
// An entry that is put into a field, from which another function creates the thread: each that puts one
// there creates it. A field that is only read by others creates none.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --sites --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
struct Command { const char *name; void *(*entry)(void *); void *(*done)(void *); };
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
void post(struct Command *command);
void *reader(void *opaque) { return opaque; }
void *writer(void *opaque) { return opaque; }

void serve(struct Command *command)
{
    start_thread(command->name, command->entry, command);
// CHECK: thread-field.c:[[@LINE-1]]: serve creates threads for others
    command->done(command);
}

void ask(const char *name, void *(*fn)(void *), void *(*done)(void *))
{
    struct Command command = {.name = name, .entry = fn, .done = done};
    post(&command);
}

void start(void)
{
    ask("asked for", reader, writer);
// CHECK: thread-field.c:[[@LINE-1]]: start creates "asked for" reader -> reader
}
