// SPDX-License-Identifier: Apache-2.0
// What the comment right above a function demands of its callers is kept as an attribute.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

// CHECK-LABEL: function block
// CHECK-NEXT: attrs: comment:called within rcu_read_lock(), comment:must hold the foo lock
/*
 * Does something.
 *
 * Called within
 * rcu_read_lock().  You must hold the foo lock.
 */
static int block(void) { return 0; }
// CHECK-LABEL: function empty_line_ends
// CHECK-NEXT: attrs: comment:called with the lock held{{$}}
/* Called with the lock held

   Returns zero. */
int empty_line_ends(void) { return 0; }
// CHECK-LABEL: function negated
// CHECK-NEXT: attrs: comment:not called with the lock held{{$}}

// Must never be
// called with the lock held
int
negated(void) { return 0; }
// CHECK-LABEL: function prototype
// CHECK-NEXT: attrs: comment:called with a held{{$}}
/* Called with a held. */
int prototype(int a);
/* Nothing of interest. */
int prototype(int a) { return a; }
// CHECK-LABEL: function permitted
// CHECK-NOT: attrs:
// CHECK: b0
/* May be called with a lock held; if called with another, that is dropped. */
int permitted(int a) { return a; }
// CHECK-LABEL: function not_above
// CHECK-NOT: attrs:
// CHECK: b0
/* Called with the lock of the section that follows. */

int not_above(int a) { return a; }
// CHECK-LABEL: declaration elsewhere
// CHECK-NEXT: attrs: comment:called under a{{$}}
/* Called under a. */
int elsewhere(void);
int user(void) { return elsewhere(); }
