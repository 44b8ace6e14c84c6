// SPDX-License-Identifier: Apache-2.0
// Variables that are not tables keep their number; static locals are variables of their own.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void f1(int), f2(int);
int x;

// CHECK-DAG: variable n SRC
// CHECK-DAG: n = 5 [declares]
int n = 5;
// CHECK-DAG: fp = f1 [declares]
void (*fp)(int) = f1;
// CHECK-DAG: px = &x [declares]
int *px = &x;
// CHECK-DAG: variable count@init-scalar.c:f SRC:init-scalar.c:[[#@LINE+7]]-[[#@LINE+7]] static int
// CHECK-DAG: count@init-scalar.c:f = 1 [declares]
// CHECK-DAG: variable count@init-scalar.c:f#2
// CHECK-DAG: count@init-scalar.c:f op= 1
// CHECK-DAG: count@init-scalar.c:f#2 op= 2
int f(void)
{
    static int count = 1;
    count += 1;
    {
        static int count = 9;
        return count += 2;
    }
}
// CHECK-NOT: variable uninitialised
int uninitialised;
