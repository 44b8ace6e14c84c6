// SPDX-License-Identifier: Apache-2.0
// A field filled by a designated initialiser; another record's field of the same name is not meant.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
struct Ops {
    void (*run)(void);
};
struct OtherOps {
    void (*run)(void);
};
static void target(void) {}
static void stranger(void) {}
const struct Ops ops = {.run = target};
const struct OtherOps other = {.run = stranger};

void caller(const struct Ops *o)
{
    o->run();
}
// CHECK: field-designated.c:[[#@LINE-2]]: caller -> target [field Ops@field-designated.c.run]
