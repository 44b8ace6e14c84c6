// SPDX-License-Identifier: Apache-2.0
// An entry that a table holds is found there; both, if there are two.
// RUN: %index-fixture %t %s
// RUN: %qlockdep threads --sites --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
struct Backend { void *(*run)(void *); void *(*stop)(void *); };
void start_thread(const char *name, void *(*entry)(void *), void *opaque);
void *reader(void *opaque) { return opaque; }
void *writer(void *opaque) { return opaque; }
void *stop(void *opaque) { return opaque; }
const struct Backend a = {.run = reader, .stop = stop};
const struct Backend b = {.run = writer, .stop = stop};

void start(const struct Backend *backend)
{
    start_thread("backend", backend->run, 0);
// CHECK: thread-table.c:[[@LINE-1]]: start creates "backend" reader -> reader, writer -> writer
}
