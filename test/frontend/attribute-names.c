// SPDX-License-Identifier: Apache-2.0
// Other attributes: by name, annotate with its text, alias with its target; the prototype counts.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void proto(void *p) __attribute__((nonnull(1), annotate("from prototype")));
__attribute__((weak, __cold__)) void proto(void *p) { }
void target(void) { }
void other(void) __attribute__((alias("target")));
void locked(void) __attribute__((annotate("a"), annotate("b")));
// CHECK-LABEL: function proto {{.*}} weak
// CHECK-NEXT: attrs: nonnull, annotate:from prototype, weak, cold
// CHECK-LABEL: function f
void f(void)
{
    other();
    locked();
}
// CHECK-LABEL: declaration other
// CHECK-NEXT: attrs: alias:target
// CHECK-LABEL: declaration locked
// CHECK-NEXT: attrs: annotate:a, annotate:b
