// SPDX-License-Identifier: Apache-2.0
// A parameter that is called belongs to the call that passes the function, through any wrappers, and
// not to every function ever passed.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef int Visit(void *item, void *opaque);

static int for_each(Visit *visit, void *opaque)
{
    return visit(opaque, opaque);
}

static int for_each_child(void *list, Visit *visit)
{
    return for_each(visit, list);
}

static int mine(void *item, void *opaque) { return 0; }
static int yours(void *item, void *opaque) { return 0; }

int caller(void *list)
{
    return for_each_child(list, mine);
}
// CHECK-DAG: caller -> for_each_child
// CHECK-DAG: caller -> mine [callback for_each]

int somebody_else(void *list)
{
    return for_each_child(list, yours);
}
