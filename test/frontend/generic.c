// SPDX-License-Identifier: Apache-2.0
// _Generic: the association is chosen by the type, in QEMU's two uses of it.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

typedef struct Mutex { int n; } Mutex;
typedef struct RecMutex { Mutex m; } RecMutex;
typedef struct Spin { int n; } Spin;
typedef struct Lockable { void *object; void (*lock)(void *), (*unlock)(void *); } Lockable;
void mutex_lock(Mutex *), mutex_unlock(Mutex *), rec_lock(RecMutex *), rec_unlock(RecMutex *);
void spin_lock(Spin *), spin_unlock(Spin *), use(Lockable *);
#define OBJ(x, name) (&(Lockable){ \
    .object = (x), .lock = (void (*)(void *))name##_lock, .unlock = (void (*)(void *))name##_unlock })
#define LOCKABLE(x)                        \
    _Generic((x), Lockable *: (x),         \
             void *: (Lockable *)0,        \
             struct Mutex *: OBJ(x, mutex), /* a comment, with : and , */ \
             RecMutex *: OBJ(x, rec),      \
             Spin *: OBJ(x, spin))
struct S { Mutex m; RecMutex r; Spin *s; Lockable l; };
// CHECK-LABEL: function f
// CHECK: l0.Lockable@generic.c.object = &p0->S@generic.c.m
// CHECK-NEXT: l0.Lockable@generic.c.lock = mutex_lock
// CHECK-NEXT: l0.Lockable@generic.c.unlock = mutex_unlock
// CHECK-NEXT: call use(&l0)
// CHECK-NEXT: l1.Lockable@generic.c.object = &p0->S@generic.c.r
// CHECK-NEXT: l1.Lockable@generic.c.lock = rec_lock
// CHECK-NEXT: l1.Lockable@generic.c.unlock = rec_unlock
// CHECK-NEXT: call use(&l1)
// CHECK-NEXT: l2.Lockable@generic.c.object = p0->S@generic.c.s
// CHECK-NEXT: l2.Lockable@generic.c.lock = spin_lock
// CHECK-NEXT: l2.Lockable@generic.c.unlock = spin_unlock
// CHECK-NEXT: call use(&l2)
// CHECK-NEXT: call use(&p0->S@generic.c.l)
// CHECK-NEXT: call use(0)
// CHECK-NEXT: return
void f(struct S *s)
{
    use(LOCKABLE(&s->m));
    use(LOCKABLE(&s->r));
    use(LOCKABLE(s->s));
    use(LOCKABLE(&s->l));
    use(LOCKABLE((void *)0));
}
typedef struct P64 { long a; } P64;
typedef struct P128 { long a, b; } P128;
void p64_add(P64 *), p128_add(P128 *);
#define PARTS(name, p) _Generic((p), P64 *: p64_##name, P128 *: p128_##name)
// CHECK-LABEL: function parts
// CHECK: call p64_add(p0)
// CHECK-NEXT: call p128_add(p1)
void parts(P64 *a, P128 *b)
{
    PARTS(add, a)(a);
    PARTS(add, b)(b);
}
int gi(int), gl(int), gd(int);
// CHECK-LABEL: function basic
// CHECK: call gi(1)
// CHECK-NEXT: call gl(2)
// CHECK-NEXT: call gd(3)
// CHECK-NEXT: call gi(4)
// CHECK-NEXT: return
// CHECK-NOT: declaration
void basic(const int i, unsigned long l, float x, int arr[])
{
    _Generic(i, int: gi, unsigned long: gl, default: gd)(1);
    _Generic(l, int: gi, unsigned long: gl, default: gd)(2);
    _Generic(x, int: gi, unsigned long: gl, default: gd)(3);
    _Generic(arr, int *: gi, unsigned long: gl, default: gd)(4);
}
