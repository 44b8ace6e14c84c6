// SPDX-License-Identifier: Apache-2.0
// Functions stored in an annotated field run on the threads it names, from tables and assignments; those
// in another field of the same record, or in that field of another record, do not.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Ops { void (*setup)(void); void (*save)(void); } Ops;
typedef struct Other { void (*save)(void); } Other;
static void set_up(void) {}
static void save_table(void) {}
// CHECK: roots-field.c:[[@LINE-1]]: save_table [writer] field Ops.save; holds Big
static void save_late(void) {}
// CHECK: roots-field.c:[[@LINE-1]]: save_late [writer] field Ops.save; holds Big
static void save_other(void) {}
const Ops ops = {set_up, save_table};
Other other = {save_other};

void change(Ops *late)
{
    late->save = save_late;
}
