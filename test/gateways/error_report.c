// SPDX-License-Identifier: Apache-2.0
// Lost: a message takes the locks of the monitor and of its character device under a lock of the
// caller's, which others take after them.
// RUN: %check-fixture %t %s -- --all --fail-on none | %FileCheck %s --check-prefix=WITH --implicit-check-not='{{error|warning}}:'
// RUN: %S/../tools/without-gateway %annotations/qemu error_report %t/annotations
// RUN: %qlockdep check --db %t/index.db --no-default-annotations -a %t/annotations --all --fail-on none \
// RUN:   | %FileCheck %s --check-prefix=WITHOUT --implicit-check-not='{{error|warning}}:'
#include "Inputs/sink.h"

void error_report(const char *text)
{
    write_monitor(text);
}

static void tell(const char *text)
{
    error_report(text);
}
// WITH: {{^}}0 findings
// WITHOUT-DAG: error: {{.*}}monitor_lock{{.*}} two threads that do both wait for each other
// WITHOUT-DAG: error: {{.*}}write_lock{{.*}} two threads that do both wait for each other
