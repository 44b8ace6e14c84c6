// SPDX-License-Identifier: Apache-2.0
// Two records with one tag in two .c files are two records; one in a header is the same everywhere.
// RUN: %split-file %s %t.src
// RUN: %index-fixture %t %t.src/one.c %t.src/two.c
// RUN: %qlockdep callees caller_one --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=ONE --implicit-check-not=" -> "
// RUN: %qlockdep callees caller_two --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --check-prefix=TWO --implicit-check-not=" -> "
// ONE: caller_one -> run_one [field State@one.c.run]
// TWO-DAG: caller_two -> run_two [field State@two.c.run]
// TWO-DAG: caller_two -> run_one [field Shared.run]

//--- shared.h
struct Shared { void (*run)(void); };
//--- one.c
#include "shared.h"
struct State { void (*run)(void); };
static void run_one(void) {}
struct State one = {run_one};
struct Shared shared = {run_one};
void caller_one(struct State *s) { s->run(); }
//--- two.c
#include "shared.h"
struct State { void (*run)(void); };
static void run_two(void) {}
struct State two = {run_two};
void caller_two(struct State *s, struct Shared *h) { s->run(); h->run(); }
