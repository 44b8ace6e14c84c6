// SPDX-License-Identifier: Apache-2.0
// What is deferred until all readers are through runs on the reclaiming thread, with the big lock; the
// macro that registers it casts the function. What is reclaimed at once runs nowhere else.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Head { void *next; } Head;
typedef void Func(Head *head);
void defer_until_read(Head *head, Func *func);
#define defer(p, func, field) defer_until_read(&(p)->field, (Func *)(func))
typedef struct Table { Head head; } Table;

static void table_free(Table *table) {}
// CHECK: schedule-rcu.c:[[@LINE-1]]: table_free [reclaim] callback defer_until_read; holds Big; registered at schedule-rcu.c:[[@LINE+5]] in start
static void table_clear(Table *table) {}

void start(Table *table)
{
    defer(table, table_free, head);
    table_clear(table);
}
