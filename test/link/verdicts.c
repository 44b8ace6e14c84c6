// SPDX-License-Identifier: Apache-2.0
// What is said of calls through pointers that have no target: why, and which are not understood.
// RUN: %index-fixture %t %s
// RUN: %qlockdep unresolved --all --db %t/index.db --no-default-annotations > %t/all
// RUN: %FileCheck %s < %t/all
// RUN: %qlockdep unresolved --db %t/index.db --no-default-annotations > %t/lost
// RUN: %FileCheck %s --check-prefix=LOST < %t/lost
// RUN: %FileCheck %s --check-prefix=KNOWN < %t/lost
typedef void Function(void);

struct Ops {
    Function *nothing, *outside, *computed, *result, *written, *known;
};
void library_function(void);
Function *library_lookup(const char *name);
void library_fill(Function **slot);
void library_sort(int (*compare)(Function *f));
extern Function *library_hook;
static Function *never;

static void f(void) {}

void fill(struct Ops *ops, long number)
{
    ops->nothing = 0;
    ops->outside = library_function;
    ops->computed = (Function *)(number + 1);
    ops->result = library_lookup("x");
    library_fill(&ops->written);
    ops->known = f;
}

static int compare(Function *argument)
{
    argument();
    return 0;
}

static int both(Function *argument)
{
    argument();
    return 0;
}

static void called(Function *argument)
{
    argument();
}

void call(struct Ops *ops)
{
    library_sort(compare);
    library_sort(both);
    both(0);
    called(0);
    ops->nothing();
    ops->outside();
    ops->computed();
    ops->result();
    ops->written();
    ops->known();
    library_hook();
    never();
}

// CHECK-DAG: call calls through field Ops@verdicts.c.nothing: nothing in this build stores a function there
// CHECK-DAG: call calls through field Ops@verdicts.c.outside: library_function, which no TU defines, is stored at verdicts.c:26 in fill
// CHECK-DAG: call calls through field Ops@verdicts.c.computed: it is computed at verdicts.c:27 in fill, in a way that is not followed
// CHECK-DAG: call calls through field Ops@verdicts.c.result: it comes from library_lookup, which no TU defines, called at verdicts.c:28 in fill
// CHECK-DAG: call calls through field Ops@verdicts.c.written: it comes from library_fill, which no TU defines, called at verdicts.c:29 in fill
// CHECK-DAG: call calls through global library_hook: no TU stores to library_hook; a library may
// CHECK-DAG: call calls through global never@verdicts.c: nothing in this build stores a function there
// CHECK-DAG: compare calls through parameter 1 of compare: it is an argument of compare, which functions that no TU defines may call
// CHECK-DAG: both calls through parameter 1 of both: it is an argument of both, which functions
// CHECK-DAG: called calls through parameter 1 of called: nothing in this build stores a function there
// CHECK-DAG: {{^}}11 calls through pointers: 1 with 1 target, 0 with 2-10, 0 with 11-50, 0 with more
// CHECK-DAG: {{^}}10 without: nothing is stored there 3, a library's 2, not followed 5
// LOST-COUNT-5: calls through
// LOST-NOT: calls through {{field|global|parameter}}
// KNOWN-NOT: known
// KNOWN-NOT: nothing:
// KNOWN-NOT: library_hook
