// SPDX-License-Identifier: Apache-2.0
// A function given to a registrar that calls it at once: the edge starts where it is given, also if
// a field hands it on.
// RUN: %index-fixture %t %s
// RUN: %qlockdep callees caller --indirect --db %t/index.db --no-default-annotations \
// RUN:   -a %S/Inputs/create.yaml \
// RUN:   | %FileCheck %s --implicit-check-not=" -> "
typedef void Entry(void *opaque);
void create(Entry *entry, void *opaque);
static void mine(void *opaque) {}
static void yours(void *opaque) {}
struct Job {
    Entry *run;
    Entry *other;
};

void fill(struct Job *job)
{
    job->run = mine;
    job->other = yours;
}

void caller(struct Job *job)
{
    create(job->run, job);
}
// CHECK-DAG: caller -> mine [callback create]
