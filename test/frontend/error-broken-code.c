// SPDX-License-Identifier: Apache-2.0
// Broken statements of every kind do not end the analysis.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void a(void);
void f(int x)
{
    for (;) a();
    switch (x) { case y: a(); case: a(); }
    while ()
        a();
    goto nowhere;
    break;
    int z = ;
    struct { .x = } s;
    x = ({ ; });
    _Generic(x);
}
// CHECK: errors:
// CHECK: function after
// CHECK: call a()
void after(void)
{
    a();
}
