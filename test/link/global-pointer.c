// SPDX-License-Identifier: Apache-2.0
// A call through a global pointer copied into a local, as lock macros do it.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void LockFunc(int *lock);
static void lock_impl(int *lock) {}
static void lock_profiled(int *lock) {}
static void unrelated(int *lock) {}
static LockFunc *lock_func = lock_impl;
LockFunc *other_func = unrelated;

void profile(void)
{
    lock_func = lock_profiled;
}

void caller(int *lock)
{
    ({
        LockFunc *f = __atomic_load_n(&lock_func, __ATOMIC_RELAXED);
        f(lock);
    });
}
// CHECK-DAG: caller -> lock_impl [global lock_func@global-pointer.c] (1 of 2)
// CHECK-DAG: caller -> lock_profiled [global lock_func@global-pointer.c] (1 of 2)
