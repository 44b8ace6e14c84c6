// SPDX-License-Identifier: Apache-2.0
// A request's completion runs in either loop, however many functions hand it on to the one that keeps it.
// What a request calls itself, before it returns, is no root.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef void Done(void *opaque, int result);
void *request_get(long size, Done *done, void *opaque);

static void *submit(Done *prepare, Done *done, void *opaque)
{
    prepare(opaque, 0);
    return request_get(8, done, opaque);
}

void *read_blocks(Done *done, void *opaque);
static void prepare_read(void *opaque, int result) {}

void *read_blocks(Done *done, void *opaque)
{
    return submit(prepare_read, done, opaque);
}

static void complete(void *opaque, int result) {}
// CHECK: schedule-completion.c:[[@LINE-1]]: complete [io] callback request_get; holds nothing; registered at schedule-completion.c:[[@LINE+5]] in start
// CHECK: schedule-completion.c:[[@LINE-2]]: complete [main-loop] callback request_get; holds Big; registered at schedule-completion.c:[[@LINE+4]] in start

void start(void)
{
    read_blocks(complete, 0);
}
