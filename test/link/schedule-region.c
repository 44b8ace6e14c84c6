// SPDX-License-Identifier: Apache-2.0
// What the table of a memory region says is run by CPUs; its other functions are not, nor is a function
// of the same name in another table.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct RegionOps {
    long (*read)(void *opaque, long address);
    void (*write)(void *opaque, long address, long value);
    struct { _Bool (*accepts)(void *opaque, long address); } valid;
} RegionOps;
typedef struct FileOps { long (*read)(void *opaque, long offset); } FileOps;

static long device_read(void *opaque, long address) { return 0; }
// CHECK: schedule-region.c:[[@LINE-1]]: device_read [cpu] field RegionOps.read; holds Big, on-cpu
static void device_write(void *opaque, long address, long value) {}
// CHECK: schedule-region.c:[[@LINE-1]]: device_write [cpu] field RegionOps.write; holds Big, on-cpu
static _Bool device_accepts(void *opaque, long address) { return 1; }
static long file_read(void *opaque, long offset) { return 0; }

const RegionOps device_ops = {
    .read = device_read,
    .write = device_write,
    .valid.accepts = device_accepts,
};
const FileOps file_ops = {.read = file_read};
