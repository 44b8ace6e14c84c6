// SPDX-License-Identifier: Apache-2.0
// libclang does not show absent parts of the header: each of the eight forms.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int i(void), c(void), s(void);
void use(void);
// CHECK-LABEL: function icx
// CHECK: b0:
// CHECK-NEXT: call i()
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call c()
// CHECK-NEXT: if call#1 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call use()
// CHECK-NEXT: -> b1
void icx(void) { for (i(); c();) use(); }
// CHECK-LABEL: function ixs
// CHECK: b0:
// CHECK-NEXT: call i()
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call use()
// CHECK-NEXT: call s()
// CHECK-NEXT: -> b1
// CHECK-NOT: if
void ixs(void) { for (i();; s()) use(); }
// CHECK-LABEL: function xcs
// CHECK: b1:
// CHECK-NEXT: call c()
// CHECK-NEXT: if call#0 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call use()
// CHECK-NEXT: call s()
// CHECK-NEXT: -> b1
void xcs(void) { for (; c(); s()) use(); }
// CHECK-LABEL: function ixx
// CHECK: b0:
// CHECK-NEXT: call i()
// CHECK-NEXT: -> b1
// CHECK-NEXT: b1:
// CHECK-NEXT: call use()
// CHECK-NEXT: -> b1
void ixx(void) { for (i() /* ; */;;) use(); }
// CHECK-LABEL: function xcx
// CHECK: b1:
// CHECK-NEXT: call c()
// CHECK-NEXT: if call#0 -> b2 else b3
void xcx(void) { for (; c();) use(); }
// CHECK-LABEL: function xxs
// CHECK: b1:
// CHECK-NEXT: call use()
// CHECK-NEXT: call s()
// CHECK-NEXT: -> b1
// CHECK-NOT: if
void xxs(void) { for (;; s()) use(); }
// CHECK-LABEL: function xxx
// CHECK: b1:
// CHECK-NEXT: call use()
// CHECK-NEXT: -> b1
void xxx(void) { for (;;) use(); }
