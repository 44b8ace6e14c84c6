// SPDX-License-Identifier: Apache-2.0
// Records: tag, tag and file, typedef, member, unnamed member, variable.
// RUN: %split-file %s %t
// RUN: %qlockdep flow %t/main.c -- -std=gnu11 | %FileCheck %t/main.c

//--- h.h
struct InHeader { int a; };
typedef struct { int b; } Untagged;
struct Outer {
    struct { int c; } named;
    union { struct { int d; }; int e; };
    Untagged *ptr;
    struct { int g; } *arr[2];
};
//--- main.c
#include "h.h"
struct InSource { int f; };
typedef struct { int h; } SourceTypedef;
static struct { int v; } state;
struct Opaque;
void use(int);
// CHECK: param p1 q: struct Opaque * [record Opaque]
// CHECK: param p2 t: struct Opaque * [record Opaque]
// CHECK: local l0 loc: loc@main.c:f [record loc@main.c:f]
// CHECK: call use(l{{[0-9]}}.InHeader.a)
// CHECK-NEXT: call use(p0->Outer.ptr->Untagged.b)
// CHECK-NEXT: call use(p0->Outer.named.Outer.named.c)
// CHECK-NEXT: call use(p0->Outer.d)
// CHECK-NEXT: call use(p0->Outer.e)
// CHECK-NEXT: call use(p0->Outer.arr[1]->Outer.arr.g)
// CHECK-NEXT: call use(l{{[0-9]}}.InSource@main.c.f)
// CHECK-NEXT: call use(l{{[0-9]}}.SourceTypedef@main.c.h)
// CHECK-NEXT: call use(state@main.c.state@main.c.v)
// CHECK-NEXT: call use(l0.loc@main.c:f.w)
void f(struct Outer *o, struct Opaque *q, __typeof__(*q) *t)
{
    struct { int w; } loc;
    struct InHeader h;
    __typeof__(struct InSource) s;
    SourceTypedef st;
    use(h.a);
    use(o->ptr->b);
    use(o->named.c);
    use(o->d);
    use(o->e);
    use(o->arr[1]->g);
    use(s.f);
    use(st.h);
    use(state.v);
    use(loc.w);
}
