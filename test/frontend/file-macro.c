// SPDX-License-Identifier: Apache-2.0
// __FILE__ is told relative to its tree, so that facts do not depend on where that lies.
// RUN: %qlockdep flow %s -- -std=gnu11 | %FileCheck %s

void log_at(const char *file, const char *function);
// CHECK: call log_at("file-macro.c", "f")
void f(void)
{
    log_at(__FILE__, __func__);
}
