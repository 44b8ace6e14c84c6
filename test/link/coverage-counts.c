// SPDX-License-Identifier: Apache-2.0
// The coverage line counts indirect call sites by how many functions they may call.
// RUN: %check-fixture %t %s -- --no-default-annotations | %FileCheck %s
// CHECK: coverage: 6 indirect call sites: 1 resolved to 1, 2 to 2-10, 1 to more, 2 to none;
typedef void Function(void);

struct Ops {
    Function *one, *two, *ten, *eleven, *none;
};

static void f0(void) {}
static void f1(void) {}
static void f2(void) {}
static void f3(void) {}
static void f4(void) {}
static void f5(void) {}
static void f6(void) {}
static void f7(void) {}
static void f8(void) {}
static void f9(void) {}
static void f10(void) {}

void fill(struct Ops *ops)
{
    ops->one = f0;
    ops->two = f0, ops->two = f1;
    ops->ten = f0, ops->ten = f1, ops->ten = f2, ops->ten = f3, ops->ten = f4;
    ops->ten = f5, ops->ten = f6, ops->ten = f7, ops->ten = f8, ops->ten = f9;
    ops->eleven = f0, ops->eleven = f1, ops->eleven = f2, ops->eleven = f3, ops->eleven = f4;
    ops->eleven = f5, ops->eleven = f6, ops->eleven = f7, ops->eleven = f8, ops->eleven = f9;
    ops->eleven = f10;
}

void call(struct Ops *ops)
{
    ops->one();
    ops->two();
    ops->ten();
    ops->eleven();
    ops->none();
    ops->none();
}
