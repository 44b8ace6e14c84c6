// SPDX-License-Identifier: Apache-2.0
// A function that makes one type and gets the callback.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees read_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=READ_BH --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees write_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=WRITE_BH --implicit-check-not=" -> " --allow-empty
#include "Inputs/maker.h"

static void read_done(void *opaque) {}
static void write_done(void *opaque) {}

static Reader *reader(void (*done)(void *))
{
    Reader *r = make(sizeof(*r), done);
    r->more = 0;
    return r;
}

void start(void)
{
    Writer *w = make(sizeof(*w), write_done);
    w->more = reader(read_done) != 0;
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
// WRITE_BH-DAG: write_bh -> write_done [field Head.done]
