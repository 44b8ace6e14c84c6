// SPDX-License-Identifier: Apache-2.0
// A name that is put together is shown as its format; of one that comes from elsewhere nothing is.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --sites --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
int print_into(char *to, int size, const char *format, ...);
char *print_new(const char *format, ...);
void *reader(void *opaque) { return opaque; }

void start(int i, const char *name)
{
    char text[16];
    char *other = print_new("other %d", i);
    print_into(text, sizeof text, "reader %d", i);
    start_thread(text, reader, 0);
// CHECK: thread-name-format.c:[[@LINE-1]]: start creates "reader %d" reader -> reader
    start_thread(other, reader, 0);
// CHECK: thread-name-format.c:[[@LINE-1]]: start creates "other %d" reader -> reader
    start_thread(name, reader, 0);
// CHECK: thread-name-format.c:[[@LINE-1]]: start creates reader -> reader
}
