// SPDX-License-Identifier: Apache-2.0
// ++ and --: the object changes first; a postfix value is told in terms of the new one.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void use(int), take(char *), put(void *);
// CHECK-LABEL: function prefix
// CHECK: p0 op= 1
// CHECK-NEXT: call use(p0)
// CHECK-NEXT: p0 op= -1
// CHECK-NEXT: call use(p0)
void prefix(int x)
{
    use(++x);
    use(--x);
}
// CHECK-LABEL: function postfix
// CHECK: p0 op= 1
// CHECK-NEXT: call use(p0 + -1)
// CHECK-NEXT: p0 op= -1
// CHECK-NEXT: call use(p0 + 1)
void postfix(int x)
{
    use(x++);
    use(x--);
}
// CHECK-LABEL: function store
// CHECK: p0 op= 1
// CHECK-NEXT: p0[-1] = p1
void store(void **p, void *v)
{
    *p++ = v;
}
