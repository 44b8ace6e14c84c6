// SPDX-License-Identifier: Apache-2.0
// A source that does not exist.
// RUN: %not %qlockdep flow no-such-file.c 2>&1 | %FileCheck %s

// CHECK: {{/.*}}no-such-file.c: no such file; was it generated yet?
