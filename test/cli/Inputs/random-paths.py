# SPDX-License-Identifier: Apache-2.0
"""random-paths.py write FILE.c | check QLOCKDEP DB: are all simple paths found, shortest first?

A program of random call graphs, and every path between two functions of each by exhaustive search.
"""
import random
import subprocess
import sys

GRAPHS, SIZE, EDGES = 6, 8, 20


def graphs():
    generator = random.Random(20250101)
    for number in range(GRAPHS):
        pairs = [(a, b) for a in range(SIZE) for b in range(SIZE)]
        edges = sorted(generator.sample(pairs, EDGES))
        yield [[f"g{number}_{b}" for a, b in edges if a == node] for node in range(SIZE)], number


def write(file):
    with open(file, "w", encoding="utf-8") as out:
        for graph, number in graphs():
            for node in range(SIZE):
                out.write(f"void g{number}_{node}(void);\n")
            for node, callees in enumerate(graph):
                calls = " ".join(f"{callee}();" for callee in callees)
                out.write(f"void g{number}_{node}(void) {{ {calls} }}\n")


def all_paths(graph, path, end):
    for callee in graph[int(path[-1].split("_")[1])]:
        if callee == end:
            yield path + [callee]
        elif callee not in path:
            yield from all_paths(graph, path + [callee], end)


def ask(qlockdep, db, start, end, maximum):
    run = subprocess.run([qlockdep, "path", "--db", db, "--no-default-annotations", start, end,
                          "--max", str(maximum)], capture_output=True, text=True)
    paths = []
    for line in run.stdout.splitlines():
        if line.startswith("path "):
            paths.append([start])
        elif line:
            paths[-1].append(line.split(" -> ")[1])
    return paths


def check(qlockdep, db):
    compared = 0
    for graph, number in graphs():
        for start, end in ((0, 1), (2, 3), (4, 4)):
            names = f"g{number}_{start}", f"g{number}_{end}"
            expected = sorted(all_paths(graph, [names[0]], names[1]),
                              key=lambda path: (len(path), path))
            found = ask(qlockdep, db, *names, 1000)
            if [len(path) for path in found] != [len(path) for path in expected] or \
                    sorted(found, key=lambda path: (len(path), path)) != expected:
                sys.exit(f"{names}: {found} instead of {expected}")
            if ask(qlockdep, db, *names, 2) != found[:2]:
                sys.exit(f"{names}: --max 2 gives other paths")
            compared += len(found)
    print(compared, "paths")


if sys.argv[1] == "write":
    write(sys.argv[2])
else:
    check(*sys.argv[2:])
