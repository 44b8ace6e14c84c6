// SPDX-License-Identifier: Apache-2.0
// Cases inside a loop in the switch; continue in a switch belongs to the loop.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

int more(void);
void a(void), b(void);
// CHECK-LABEL: function duff
// CHECK: switch p0
// CHECK-NEXT: case 0 -> b2
// CHECK-NEXT: case 1 -> b1
// CHECK-NEXT: default -> b3
// CHECK-NEXT: b1:
// CHECK-NEXT: call b()
// CHECK-NEXT: call more()
// CHECK-NEXT: if call#2 -> b2 else b3
// CHECK-NEXT: b2:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b1
void duff(int x)
{
    switch (x) {
    case 0:
        do {
            a();
    case 1:
            b();
        } while (more());
    }
}
// CHECK-LABEL: function in_loop
// CHECK: b1:
// CHECK-NEXT: call more()
// CHECK-NEXT: if call#0 -> b2 else b4
// CHECK-NEXT: b2:
// CHECK-NEXT: switch p0
// CHECK-NEXT: case 0 -> b1
// CHECK-NEXT: default -> b3
// CHECK-NEXT: b3:
// CHECK-NEXT: call a()
// CHECK-NEXT: -> b1
void in_loop(int x)
{
    while (more()) {
        switch (x) {
        case 0:
            continue;
        default:
            break;
        }
        a();
    }
}
