// SPDX-License-Identifier: Apache-2.0
// What becomes of a fork's child: told by the paths on which the result is 0.
// RUN: %index-fixture %t %s
// RUN: %qlockdep forks --db %t/index.db --no-default-annotations -a %S/Inputs/threads.yaml \
// RUN:   | %FileCheck %s --match-full-lines --implicit-check-not={{.}}
int fork(void);
int vfork(void);
int execv(const char *path, char *const args[]);
void _exit(int status) __attribute__((noreturn));
void exit(int status) __attribute__((noreturn));
int wait_for(int pid);

int run(char **args)
{
    int pid = fork();
// CHECK: fork-child.c:[[@LINE-1]]: run forks by fork: the child replaces itself (exec)
    if (pid < 0) {
        return -1;
    }
    if (pid == 0) {
        execv("/bin/sh", args);
        _exit(1);
    }
    return wait_for(pid);
}

int run_or_not(char **args, int really)
{
    int pid;
    if ((pid = vfork())) {
// CHECK: fork-child.c:[[@LINE-1]]: run_or_not forks by vfork: the child replaces itself (exec), or ends at once
        return pid;
    }
    if (really) {
        execv("/bin/sh", args);
    }
    _exit(1);
}

void daemonize(void)
{
    int pid = fork();
// CHECK: fork-child.c:[[@LINE-1]]: daemonize forks by fork: the child goes on
    if (pid > 0) {
        exit(0);
    }
}

int ask(void)
{
    switch (fork()) {
// CHECK: fork-child.c:[[@LINE-1]]: ask forks by fork: the child calls what never returns
    case -1: return 1;
    case 0: exit(0);
    default: return 2;
    }
}

int reused(int other)
{
    int pid = fork();
// CHECK: fork-child.c:[[@LINE-1]]: reused forks by fork: the child ends at once, or goes on
    pid = other;
    if (!pid) {
        _exit(0);
    }
    return 0;
}
