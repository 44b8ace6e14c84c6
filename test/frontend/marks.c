// SPDX-License-Identifier: Apache-2.0
// Markers that expand to nothing, wherever they stand; prototypes count, other words do not.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

#define co_fn
#define wrapper
#define SAFE(x)
#define ARGS_OK __attribute__((nonnull(1)))
typedef struct S S;
#include <stddef.h>
// CHECK-LABEL: function after_type
// CHECK-NEXT: marks: co_fn{{$}}
static int co_fn after_type(S *s) { return 0; }
// CHECK-LABEL: function before_all
// CHECK-NEXT: marks: co_fn, wrapper{{$}}
co_fn wrapper
const S *before_all(void) { return 0; }
// CHECK-LABEL: function behind
// CHECK-NEXT: marks: SAFE{{$}}
void behind(S *s) SAFE(other words) { }
// CHECK-LABEL: function prototype
// CHECK-NEXT: marks: ARGS_OK, co_fn
int co_fn prototype(S *s) ARGS_OK;
int prototype(S *s) { return 0; }
/* a comment with words */
#define before_none directive words
// more words
// CHECK-LABEL: function none
// CHECK-NOT: marks:
// CHECK: b0
unsigned long none(struct S *s) { return 0; }
int last; // words
#define TYPE S *
// CHECK-LABEL: function macro_type
// CHECK-NOT: marks:
// CHECK: b0
TYPE macro_type(void) { return 0; }
// CHECK-LABEL: declaration elsewhere
// CHECK-NEXT: marks: co_fn{{$}}
void co_fn elsewhere(void);
void plain(void);
// CHECK-NOT: declaration plain
int user(void) { elsewhere(); plain(); return 0; }
