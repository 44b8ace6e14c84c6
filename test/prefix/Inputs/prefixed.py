#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Indexes a small project with prefixes and without, and compares.

usage: prefixed.py QLOCKDEP DIR

DIR/ordinary.c.in becomes ordinary1.c to ordinary9.c, or as many as DIR/count says, with N in it
replaced by the number. With the other .c files of DIR they are the project, parsed with -I. and
-std=gnu11. first.h, if there is none, says nothing of interest. A line of DIR/flags gives a source
flags: `odd.c -DX`, or all that have no line of their own: `* -DX`. Headers are tiny, so one that keeps
a TU from using the prefix is better left out of it; those that DIR/heavy lists, a path a line, get a
long comment at their end, with which leaving them out never pays. DIR/x.db is brought up to date with
prefixes, DIR/plain.db made new without. Prints

    11 parsed, 10 with a prefix
    odd.c: REASON it was parsed plainly for
    the same

of which the last is said only if the facts, the files read and all messages are equal.
"""
import difflib
import glob
import json
import os
import re
import shlex
import subprocess
import sys

ORDINARY = 9
# A header that all ordinary TUs read outweighs three that do not suit the prefix: see MISFIT_COST.
WEIGHT = "/* heavy\n" + ("." * 999 + "\n") * 2000 + "*/\n"
FIRST = "#ifndef FIRST_H\n#define FIRST_H\ntypedef int basic;\n#endif\n"
COSTS = "slowest TUs:\n"
COUNT = re.compile(r"^TUs parsed without a whole prefix: (\d+) of (\d+)$", re.M)


def read_words(path):
    if not os.path.exists(path):
        return []
    with open(path, encoding="utf-8") as file:
        return file.read().split()


def make_heavy(directory):
    """Once only: what has not changed must not look as if it had."""
    for name in read_words(os.path.join(directory, "heavy")):
        path = os.path.join(directory, name)
        with open(path, "r+", encoding="utf-8") as file:
            if not file.read().endswith(WEIGHT):
                file.write(WEIGHT)


def expand(directory):
    first = os.path.join(directory, "first.h")
    if not os.path.exists(first):
        with open(first, "w", encoding="utf-8") as file:
            file.write(FIRST)
    with open(os.path.join(directory, "ordinary.c.in"), encoding="utf-8") as file:
        template = file.read()
    count = read_words(os.path.join(directory, "count"))
    for number in range(1, int(count[0]) + 1 if count else ORDINARY + 1):
        path = os.path.join(directory, f"ordinary{number}.c")
        if not os.path.exists(path):
            with open(path, "w", encoding="utf-8") as file:
                file.write(re.sub(r"\bN\b|(?<=_)N\b", str(number), template))


def flags_of(directory):
    flags = {}
    path = os.path.join(directory, "flags")
    if os.path.exists(path):
        with open(path, encoding="utf-8") as file:
            for line in file:
                source, *words = shlex.split(line)
                flags.setdefault(source, []).extend(words)
    return flags


def write_commands(directory):
    flags = flags_of(directory)
    entries = []
    for path in sorted(glob.glob(os.path.join(glob.escape(directory), "**", "*.c"), recursive=True)):
        name = os.path.relpath(path, directory)
        words = ["cc", "-I.", "-std=gnu11", *flags.get(name, flags.get("*", [])), "-c", name, "-o", f"{name}.o"]
        entries.append({"directory": ".", "file": name, "arguments": words})
    with open(os.path.join(directory, "compile_commands.json"), "w", encoding="utf-8") as file:
        json.dump(entries, file, indent=1)


def run(command):
    return subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, check=False)


def index(qlockdep, directory, name, *options):
    """The facts with all messages, and what -v tells."""
    database = os.path.join(directory, name)
    result = run([qlockdep, "index", "-q", "-v", "-j1", "--all", "--source-root", directory, "-p", directory, "-o",
                  database, *options])
    messages, _, costs = result.stderr.decode("utf-8", "surrogateescape").partition(COSTS)
    facts = run([qlockdep, "dump", "--facts", "--db", database])
    told = [f"exit code {result.returncode}", f"exit code {facts.returncode}", *messages.splitlines(),
            *(facts.stdout + facts.stderr).decode("utf-8", "surrogateescape").splitlines()]
    return told, costs


def plain_reasons(costs):
    """Pairs of a source and the reason it was parsed without a prefix for."""
    pairs, reason = [], None
    for line in costs[COUNT.search(costs).end():].splitlines():
        heading = re.match(r" *\d+  (.*)", line)
        if heading:
            reason = heading[1]
        elif line.strip():
            pairs.append((line.strip(), reason))
    return sorted(pairs)


def main():
    qlockdep, directory = sys.argv[1], os.path.realpath(sys.argv[2])
    expand(directory)
    make_heavy(directory)
    write_commands(directory)
    for path in glob.glob(os.path.join(glob.escape(directory), "plain.db*")):
        os.unlink(path)
    prefixed, costs = index(qlockdep, directory, "x.db")
    plain, _ = index(qlockdep, directory, "plain.db", "--plain")
    if not COUNT.search(costs):
        sys.exit("\n".join([costs, *prefixed]))
    without, parsed = map(int, COUNT.search(costs).groups())
    print(f"{parsed} parsed, {parsed - without} with a prefix")
    for source, reason in plain_reasons(costs):
        print(f"{source}: {reason}")
    print("\n".join(difflib.unified_diff(plain, prefixed, "plain", "with prefixes", lineterm="")) or "the same")


if __name__ == "__main__":
    main()
