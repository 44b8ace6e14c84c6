// SPDX-License-Identifier: Apache-2.0
// The witness of a missing unlock: where the lock is taken, where the path leaves the others, which
// return keeps it. Each return has its own.
// RUN: %check-fixture %t %s -- --no-default-annotations -a %S/Inputs/balance.yaml > %t.txt
// RUN: %FileCheck %s --match-full-lines < %t.txt
// RUN: %check-fixture %t %s -- --format json --no-default-annotations -a %S/Inputs/balance.yaml \
// RUN:   | %FileCheck %s --check-prefix=JSON
#include "Inputs/balance.h"
static Mutex lock;

int bad(int n)
{
    work();
    mutex_lock(&lock);
    if (n == 1) {
        work();
        return -1;
    }
    if (n == 2) {
        return -2;
    }
    mutex_unlock(&lock);
    return 0;
}
int start(void) { return bad(1); }
// CHECK: balance-witness.c:17: error: bad keeps lock@balance-witness.c [missing-unlock]
// CHECK-NEXT:   witness 1 of 2: any thread, holding lock@balance-witness.c, returns from bad():
// CHECK-NEXT: balance-witness.c:14: note: bad() takes lock@balance-witness.c with mutex_lock()
// CHECK-NEXT: balance-witness.c:15: note: bad() leaves the paths that balance here [holding lock@balance-witness.c]
// CHECK-NEXT: balance-witness.c:17: note: bad() returns [holding lock@balance-witness.c]
// CHECK-NEXT:   witness 2 of 2: any thread, holding lock@balance-witness.c, returns from bad():
// CHECK-NEXT: balance-witness.c:14: note: bad() takes lock@balance-witness.c with mutex_lock()
// CHECK-NEXT: balance-witness.c:19: note: bad() leaves the paths that balance here [holding lock@balance-witness.c]
// CHECK-NEXT: balance-witness.c:20: note: bad() returns [holding lock@balance-witness.c]
// CHECK-NEXT:   confidence 1.00, fingerprint {{[0-9a-f]+}}

// JSON: "witnesses":[{"thread":"","steps":[{"function":"bad",
// JSON-SAME: "kind":"acquire"
// JSON-SAME: "line":15,"kind":"branch","callee":"","via":"","held":["lock@balance-witness.c"]
// JSON-SAME: "line":17,"kind":"return","callee":"","via":"","held":["lock@balance-witness.c"]
