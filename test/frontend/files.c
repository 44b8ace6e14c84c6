// SPDX-License-Identifier: Apache-2.0
// Every file that was read, below its root.
// RUN: %split-file %s %t
// RUN: %qlockdep flow --files %t/main.c | %FileCheck %t/main.c

//--- sub/h.h
#include <stddef.h>
//--- main.c
#include "sub/h.h"
// CHECK: file SRC:main.c
// CHECK-NEXT: file SRC:sub/h.h
// CHECK: file {{SYS|EXT}}:{{.*}}stddef.h
