// SPDX-License-Identifier: Apache-2.0
// A name kept in a field is known if one text is ever stored there, and not if there are two.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --sites --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
struct Channel { char *one; char *two; };
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
char *print_new(const char *format, ...);
void *reader(void *opaque) { return opaque; }

void prepare(struct Channel *c, int i)
{
    c->one = print_new("channel %d", i);
    c->two = print_new("first %d", i);
    if (i) {
        c->two = print_new("second %d", i);
    }
}

void start(struct Channel *c)
{
    start_thread(c->one, reader, c);
// CHECK: thread-name-field.c:[[@LINE-1]]: start creates "channel %d" reader -> reader
    start_thread(c->two, reader, c);
// CHECK: thread-name-field.c:[[@LINE-1]]: start creates reader -> reader
}
