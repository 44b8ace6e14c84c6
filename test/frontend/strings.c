// SPDX-License-Identifier: Apache-2.0
// String literals: joined, unescaped, with a prefix.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void use(const void *);
// CHECK: call use("ab")
// CHECK-NEXT: call use("a\"b\n")
// CHECK-NEXT: call use("wide")
void f(void)
{
    use("a" "b");
    use("a\"b\n");
    use(L"wide");
}
