// SPDX-License-Identifier: Apache-2.0
// A field assigned through a helper's parameter.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --db %t/index.db --no-default-annotations \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
struct Device {
    void (*notify)(struct Device *);
    void (*reset)(struct Device *);
};
static void on_notify(struct Device *d) {}
static void on_reset(struct Device *d) {}

static void set_notify(struct Device *d, void (*f)(struct Device *))
{
    d->notify = f;
}

void setup(struct Device *d)
{
    set_notify(d, on_notify);
    d->reset = &on_reset;
}

void caller(struct Device *d)
{
    d->notify(d);
}
// CHECK: caller -> on_notify [field Device@field-assigned.c.notify]
