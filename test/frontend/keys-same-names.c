// SPDX-License-Identifier: Apache-2.0
// Two files with static functions, variables and records of the same names.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/one.c | sort | %FileCheck %t/one.c --check-prefix=ONE
// RUN: %qlockdep flow %t/two.c | sort | %FileCheck %t/two.c --check-prefix=TWO

//--- one.c
struct Lock { int n; };
static struct Lock lock;
static void take(struct Lock *l) { l->n = 1; }
void one(void) { take(&lock); }
// ONE-DAG: take@one.c(&lock@one.c)
// ONE-DAG: p0->Lock@one.c.n = 1
//--- two.c
struct Lock { int m, n; };
static struct Lock lock;
static void take(struct Lock *l) { l->n = 1; }
void two(void) { take(&lock); }
// TWO-DAG: take@two.c(&lock@two.c)
// TWO-DAG: p0->Lock@two.c.n = 1
