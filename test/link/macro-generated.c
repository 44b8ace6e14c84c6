// SPDX-License-Identifier: Apache-2.0
// A template that is included twice with other macros, and names glued together, make functions that each
// call their own.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/main.c
// RUN: %qlockdep callees store_le --db %t/index.db --no-default-annotations | %FileCheck %s --check-prefix=PLAIN --implicit-check-not=" -> "
// RUN: %qlockdep callees store_le_cached --db %t/index.db --no-default-annotations | %FileCheck %s --check-prefix=CACHED --implicit-check-not=" -> "
// RUN: %qlockdep callees store_internal_cached --db %t/index.db --no-default-annotations | %FileCheck %s --check-prefix=INNER --implicit-check-not=" -> "
// PLAIN: template.inc:3: store_le -> store_internal
// CACHED: template.inc:3: store_le_cached -> store_internal_cached
// INNER: template.inc:2: store_internal_cached -> slow_path

//--- main.c
#define xglue(x, y) x##y
#define glue(x, y) xglue(x, y)
void fast_path(void) {}
void slow_path(void) {}
#define SUFFIX
#define ACCESS fast_path
#include "template.inc"
#define SUFFIX _cached
#define ACCESS slow_path
#include "template.inc"
//--- template.inc
// what each inclusion makes
static void glue(store_internal, SUFFIX)(void) { ACCESS(); }
void glue(store_le, SUFFIX)(void) { glue(store_internal, SUFFIX)(); }
#undef SUFFIX
#undef ACCESS
