// SPDX-License-Identifier: Apache-2.0
// An initialiser of one type says what that type's objects hold, and one of a head what any may.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees read_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=READ_BH --implicit-check-not=" -> " --allow-empty
// RUN: %qlockdep callees write_bh --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/pointers.yaml | %FileCheck %s --check-prefix=WRITE_BH --implicit-check-not=" -> " --allow-empty
#include "Inputs/maker.h"

static void read_done(void *opaque) {}
static void write_done(void *opaque) {}

static void any_done(void *opaque) {}
static void fixed_done(void *opaque) {}
Reader fixed = {.common = {.done = fixed_done}};
Head any = {.done = any_done};

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
// READ_BH-DAG: read_bh -> fixed_done [field Head.done]
// READ_BH-DAG: read_bh -> any_done [field Head.done]
// WRITE_BH-DAG: write_bh -> write_done [field Head.done]
// WRITE_BH-DAG: write_bh -> any_done [field Head.done]
