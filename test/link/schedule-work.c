// SPDX-License-Identifier: Apache-2.0
// Work for a CPU runs on its thread with the big lock; work that must be alone runs there without it.
// Neither keeps a function that is only called with the same arguments.
// RUN: %index-fixture %t %s
// RUN: %qlockdep roots --db %t/index.db --no-default-annotations -a %S/Inputs/schedule.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
typedef struct Cpu Cpu;
typedef void Work(Cpu *cpu, void *data);
void run_on_cpu(Cpu *cpu, Work *work, void *data);
void run_on_cpu_alone(Cpu *cpu, Work *work, void *data);
void run_here(Cpu *cpu, Work *work, void *data);

static void plain(Cpu *cpu, void *data) {}
// CHECK: schedule-work.c:[[@LINE-1]]: plain [cpu] callback run_on_cpu; holds Big, on-cpu; registered at schedule-work.c:[[@LINE+7]] in start
static void alone(Cpu *cpu, void *data) {}
// CHECK: schedule-work.c:[[@LINE-1]]: alone [cpu-alone] callback run_on_cpu_alone; holds on-cpu; registered at schedule-work.c:[[@LINE+6]] in start
static void here(Cpu *cpu, void *data) {}

void start(Cpu *cpu)
{
    run_on_cpu(cpu, plain, 0);
    run_on_cpu_alone(cpu, alone, 0);
    run_here(cpu, here, 0);
}
