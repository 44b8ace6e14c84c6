// SPDX-License-Identifier: Apache-2.0
// Constructors, destructors and fork handlers are roots of the first thread, without its locks; a
// function that is none of these is not.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
int pthread_atfork(void (*prepare)(void), void (*parent)(void), void (*child)(void));
static void before(void) {}
// CHECK: roots-process.c:[[@LINE-1]]: before [main-loop] atfork prepare; holds nothing; registered at roots-process.c:[[@LINE+8]] in register_all
static void in_child(void) {}
// CHECK: roots-process.c:[[@LINE-1]]: in_child [main-loop] atfork child; holds nothing; registered at roots-process.c:[[@LINE+6]] in register_all
static void plain(void) {}

static void __attribute__((constructor)) register_all(void)
// CHECK: roots-process.c:[[@LINE-1]]: register_all [main-loop] constructor; holds nothing
{
    pthread_atfork(before, 0, in_child);
}

static void __attribute__((destructor)) finish(void) { plain(); }
// CHECK: roots-process.c:[[@LINE-1]]: finish [main-loop] destructor; holds nothing

int main(void) { return 0; }
// CHECK: roots-process.c:[[@LINE-1]]: main [main-loop] thread entry; holds nothing
