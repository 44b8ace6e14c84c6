// SPDX-License-Identifier: Apache-2.0
// Objects of two types with a common head: each is called back by what it was made with.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees read_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=READ_BH --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees write_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=WRITE_BH --implicit-check-not=" -> " --allow-empty
#include "Inputs/maker.h"

static void read_done(void *opaque) {}
static void write_done(void *opaque) {}

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
// WRITE_BH-DAG: write_bh -> write_done [field Head.done]
