// SPDX-License-Identifier: Apache-2.0
// A table of structs: the field that is called, not its neighbour.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Function(void);
static void f(void) {}
static void g(void) {}

static const struct Command {
    const char *name;
    Function *run, *help;
} commands[] = {{"one", f, g}, {.name = "two", .run = f, .help = g}};

void caller(int n)
{
    commands[n].run();
}
// CHECK-DAG: caller -> f [field Command@kind-field-table.c.run]
