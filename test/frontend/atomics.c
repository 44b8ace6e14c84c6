// SPDX-License-Identifier: Apache-2.0
// Atomic built-ins are loads and stores.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

struct S { int n; void (*cb)(void); };
void on(void);
int old(struct S *s);
// CHECK-LABEL: function f
// CHECK: call on()
// CHECK-NEXT: l0 = p0->S@atomics.c.n [declares]
// CHECK-NEXT: p0->S@atomics.c.cb = on
// CHECK-NEXT: l1 = p0->S@atomics.c.n
// CHECK-NEXT: l3 = p0->S@atomics.c.n
// CHECK-NEXT: p0->S@atomics.c.n = 5
// CHECK-NEXT: l2 = l3 [declares]
// CHECK-NEXT: p0->S@atomics.c.n = 7
// CHECK-NEXT: l4 = p0->S@atomics.c.n
// CHECK-NEXT: p0->S@atomics.c.n |= 8
// CHECK-NEXT: p0->S@atomics.c.n op= -1
// CHECK-NEXT: p0->S@atomics.c.n &= 2
// CHECK-NEXT: return p0->S@atomics.c.n
int f(struct S *s)
{
    on();
    int x = __atomic_load_n(&s->n, __ATOMIC_RELAXED);
    __atomic_store_n(&s->cb, on, __ATOMIC_RELEASE);
    int y;
    __atomic_load(&s->n, &y, __ATOMIC_RELAXED);
    int was = __atomic_exchange_n(&s->n, 5, __ATOMIC_SEQ_CST);
    __atomic_store_n(&s->n, 7, __ATOMIC_RELAXED);
    __atomic_fetch_or(&s->n, 8, __ATOMIC_SEQ_CST);
    __atomic_sub_fetch(&s->n, 1, __ATOMIC_SEQ_CST);
    return __sync_and_and_fetch(&s->n, 2);
}
// CHECK-LABEL: function swap
// CHECK: if ? -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: p0->S@atomics.c.n = p2
// CHECK-NEXT: l0 = 1
// CHECK-NEXT: -> b3
// CHECK-NEXT: b2:
// CHECK-NEXT: *p1 = p0->S@atomics.c.n
// CHECK-NEXT: l0 = 0
// CHECK-NEXT: -> b3
// CHECK-NEXT: b3:
// CHECK-NEXT: return l0
int swap(struct S *s, int *expected, int wanted)
{
    return __atomic_compare_exchange_n(&s->n, expected, wanted, 0, __ATOMIC_SEQ_CST,
                                       __ATOMIC_SEQ_CST);
}
