# SPDX-License-Identifier: Apache-2.0
"""kills-project.py DIR N: a project of N TUs of equal flags, which share enough headers for a prefix.

All read base.h first, most read the common headers, and each third the same header of a few.
"""
import json
import os
import sys

HEADERS = 12
FUNCTIONS = 60


def write(name, lines):
    with open(os.path.join(DIR, name), "w", encoding="ascii") as file:
        file.write("\n".join(lines) + "\n")


def header(name, includes):
    guard = name.upper() + "_H"
    lines = [f"#ifndef {guard}", f"#define {guard}", *(f"#include {other}" for other in includes)]
    for i in range(FUNCTIONS):
        lines += [f"typedef struct {name}_{i} {{ int a, b; int (*call)(int); }} {name}_{i};",
                  f"static inline int {name}_run_{i}({name}_{i} *x)",
                  "{",
                  "    if (x->a) {",
                  "        return x->call(x->b);",
                  "    }",
                  f"    return {i};",
                  "}"]
    write(f"{name}.h", lines + ["#endif"])


def source(number):
    names = [f"common{i}" for i in range(HEADERS) if (i + number) % 4]
    lines = ['#include "base.h"', *(f'#include "{name}.h"' for name in names),
             f'#include "few{number % 3}.h"']
    for i, name in enumerate(names):
        lines += [f"static {name}_{i} object_{i};",
                  f"int f{number}_{i}(int n)",
                  "{",
                  f"    return n ? {name}_run_{i}(&object_{i}) : few{number % 3}_run_{i}(0);",
                  "}"]
    write(f"f{number}.c", lines)


DIR, N = sys.argv[1], int(sys.argv[2])
os.makedirs(DIR)
header("base", ["<pthread.h>", "<stdio.h>", "<stdlib.h>", "<string.h>"])
for number in range(HEADERS):
    header(f"common{number}", ['"base.h"'])
for number in range(3):
    header(f"few{number}", ['"base.h"'])
for number in range(N):
    source(number)
write("compile_commands.json", json.dumps(
    [{"directory": ".", "arguments": ["cc", "-I.", "-c", f"f{number}.c"], "file": f"f{number}.c"}
     for number in range(N)], indent=1).split("\n"))
