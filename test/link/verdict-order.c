// SPDX-License-Identifier: Apache-2.0
// Of the calls that are not understood those stand first to which most functions get.
// RUN: %index-fixture %t %s
// RUN: %qlockdep unresolved --db %t/index.db --no-default-annotations | %FileCheck %s
typedef void Function(void);
Function *library_lookup(const char *name);

void rare(void)
{
    Function *f = library_lookup("rare");
    f();
}

static void common(void)
{
    Function *f = library_lookup("common");
    f();
}
void one(void) { common(); }
void two(void) { one(); }

// CHECK: common calls through result of library_lookup: {{.*}} (3 functions get here){{$}}
// CHECK-NEXT: rare calls through result of library_lookup: {{.*}} (1 function gets here){{$}}
