// SPDX-License-Identifier: Apache-2.0
// A call through the head itself reaches all.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=BH --implicit-check-not=" -> " --allow-empty
#include "Inputs/maker.h"

static void read_done(void *opaque) {}
static void write_done(void *opaque) {}

void start(void)
{
    Reader *r = make(sizeof(*r), read_done);
    Writer *w = make(sizeof(*w), write_done);
    r->more = w->more;
}

void bh(Head *h)
{
    h->done(h);
}
// BH-DAG: bh -> read_done [field Head.done]
// BH-DAG: bh -> write_done [field Head.done]
