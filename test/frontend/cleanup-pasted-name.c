// SPDX-License-Identifier: Apache-2.0
// The cleanup function of an autoptr is a pasted name, defined by a macro in a header.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/main.c -- -std=gnu11 -w | %FileCheck %t/main.c

//--- auto.h
#define AUTOPTR_NAME(T) cleanup_of_##T
#define DEFINE_AUTOPTR(T, f) \
    static inline void AUTOPTR_NAME(T)(T **p) { if (*p) f(*p); }
#define autoptr(T) __attribute__((cleanup(AUTOPTR_NAME(T)))) T *
typedef struct Lockable Lockable;
void unlock(Lockable *);
DEFINE_AUTOPTR(Lockable, unlock)
DEFINE_AUTOPTR(int, drop_int)
//--- main.c
#include "auto.h"
Lockable *lock(void);
// CHECK-LABEL: function f
// CHECK: local l0 guard: Lockable * [record Lockable] [cleanup cleanup_of_Lockable@auto.h]
// CHECK: call lock()
// CHECK-NEXT: l0 = call#0
// CHECK-NEXT: call cleanup_of_Lockable@auto.h(&l0) [cleanup]
// CHECK-NEXT: return
void f(void)
{
    autoptr(Lockable) guard = lock();
}
// The function itself was wanted, the one for int was not.
// CHECK-LABEL: function cleanup_of_Lockable@auto.h SRC:auto.h:7-7 static inline
// CHECK: if *p0 -> b1 else b2
// CHECK-NEXT: b1:
// CHECK-NEXT: call unlock(*p0)
// CHECK-NOT: cleanup_of_int
