// SPDX-License-Identifier: Apache-2.0
// A callback that passes a wrapper, and then a field of a record that another function calls.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees run --indirect --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Done(void *opaque);
static void mine(void *opaque) {}
static void yours(void *opaque) {}
struct Request {
    Done *done;
    void *opaque;
};
struct Other {
    Done *done;
};

static void submit(struct Request *r, Done *done, void *opaque)
{
    r->done = done;
    r->opaque = opaque;
}

static void submit_read(struct Request *r, Done *done, void *opaque)
{
    submit(r, done, opaque);
}

void start(struct Request *r, struct Other *o)
{
    submit_read(r, mine, r);
    o->done = yours;
}

void run(struct Request *r)
{
    r->done(r->opaque);
}

void run_other(struct Other *o)
{
    o->done(o);
}
// CHECK-DAG: run -> mine [field Request@kind-callback-field.c.done]
