// SPDX-License-Identifier: Apache-2.0
// A weak definition gives way to an ordinary one; where there is no other, it is the one that is called.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/main.c %t.src/weak.c %t.src/strong.c
// RUN: %qlockdep callees work --db %t/index.db --no-default-annotations | %FileCheck %s --check-prefix=STRONG --implicit-check-not=" -> "
// RUN: %index-fixture %t.alone %t.src/main.c %t.src/weak.c
// RUN: %qlockdep callees work --db %t.alone/index.db --no-default-annotations | %FileCheck %s --check-prefix=WEAK --implicit-check-not=" -> "
// STRONG: strong.c:2: work -> strong_work
// WEAK: weak.c:2: work -> weak_work

//--- main.c
void work(void);
int main(void) { work(); return 0; }
//--- weak.c
void weak_work(void) {}
__attribute__((weak)) void work(void) { weak_work(); }
//--- strong.c
void strong_work(void) {}
void work(void) { strong_work(); }
