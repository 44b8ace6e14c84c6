// SPDX-License-Identifier: Apache-2.0
// A header's function that means something else in each TU: a call goes to the body of its own TU.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/one.c %t.src/two.c
// RUN: %qlockdep path user_one real_work --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=ONE
// RUN: %not %qlockdep path user_two real_work --db %t/index.db --no-default-annotations 2>&1 \
// RUN:   | %FileCheck %s --check-prefix=TWO
// ONE: user_one -> work
// ONE: work -> real_work
// TWO: no call path

//--- work.h
void real_work(void);
static inline void work(void)
{
#ifdef REAL
    real_work();
#endif
}
//--- one.c
#define REAL
#include "work.h"
void real_work(void) {}
void user_one(void) { work(); }
//--- two.c
#include "work.h"
void user_two(void) { work(); }
