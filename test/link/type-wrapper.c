// SPDX-License-Identifier: Apache-2.0
// A function that returns the object: the type is that of its caller's variable.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees read_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=READ_BH --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees write_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=WRITE_BH --implicit-check-not=" -> " --allow-empty
#include "Inputs/maker.h"

static void read_done(void *opaque) {}
static void write_done(void *opaque) {}

static void *make_fast(void (*done)(void *))
{
    return make(32, done);
}

void start(void)
{
    Reader *r = make_fast(read_done);
    Writer *w = make_fast(write_done);
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
// WRITE_BH-DAG: write_bh -> write_done [field Head.done]
