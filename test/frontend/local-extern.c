// SPDX-License-Identifier: Apache-2.0
// A block-scope extern names the global.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

// CHECK: call elsewhere(&shared)
void f(void)
{
    extern int shared;
    void elsewhere(int *);
    elsewhere(&shared);
}
