// SPDX-License-Identifier: Apache-2.0
// A function stored to the head of one type is that type's; one stored to any head is in all.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees read_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=READ_BH --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees write_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=WRITE_BH --implicit-check-not=" -> " --allow-empty
#include "Inputs/maker.h"

static void read_done(void *opaque) {}
static void write_done(void *opaque) {}

static void any_done(void *opaque) {}
static void late_done(void *opaque) {}

void reuse(Reader *r, Head *h)
{
    r->common.done = late_done;
    h->done = any_done;
}

void start(void)
{
    Reader *r = make(sizeof(*r), read_done);
    Writer *w = make(sizeof(*w), write_done);
    r->more = w->more;
}

void read_bh(Reader *r)
{
    r->common.done(r);
}

void write_bh(Writer *w)
{
    w->common.done(w);
}
// READ_BH-DAG: read_bh -> read_done [field Head.done]
// READ_BH-DAG: read_bh -> late_done [field Head.done]
// READ_BH-DAG: read_bh -> any_done [field Head.done]
// WRITE_BH-DAG: write_bh -> write_done [field Head.done]
// WRITE_BH-DAG: write_bh -> any_done [field Head.done]
