// SPDX-License-Identifier: Apache-2.0
// The header of a for inside a macro is read from the macro; one that a macro
// hides is guessed by what its parts do.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int next(void);
void use(int), step(void);
#define EACH(x) for ((x) = next(); (x);)
#define EVER for (;; step())
#define HEADER x; --x
// CHECK-LABEL: function each
// CHECK: call next() [macro EACH]
// CHECK-NEXT: p0 = call#0
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: if p0 -> b2 else b3
void each(int x) { EACH(x) use(x); }
// CHECK-LABEL: function ever
// CHECK: b1:
// CHECK-NEXT: call use(p0)
// CHECK-NEXT: call step() [macro EVER]
// CHECK-NEXT: -> b1
void ever(int x) { EVER use(x); }
// CHECK-LABEL: function hidden
// CHECK: if p0 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call use(p0)
// CHECK-NEXT: p0 op= -1
// CHECK-NEXT: -> b1
void hidden(int x) { for (; HEADER) use(x); }
