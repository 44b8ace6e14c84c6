// SPDX-License-Identifier: Apache-2.0
// Two static functions of one name in two files are two functions.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/one.c %t.src/two.c
// RUN: %qlockdep callees first --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=FIRST --implicit-check-not=" -> "
// RUN: %qlockdep callees helper --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=BOTH --implicit-check-not=" -> "
// RUN: %qlockdep callees helper@two.c --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=TWO --implicit-check-not=" -> "
// FIRST: one.c:3: first -> helper
// BOTH-DAG: one.c:2: helper -> only_one
// BOTH-DAG: two.c:2: helper -> only_two
// TWO: two.c:2: helper -> only_two

//--- one.c
void only_one(void) {}
static void helper(void) { only_one(); }
void first(void) { helper(); }
//--- two.c
void only_two(void) {}
static void helper(void) { only_two(); }
void second(void) { helper(); }
