# SPDX-License-Identifier: Apache-2.0
"""deep-project.py DIR: a project whose TUs nest deeper than any stack, each in another way."""
import json
import pathlib
import sys

DEPTH = 100000

SOURCES = {
    "parentheses.c": "int f(void) { return " + "(" * DEPTH + "1" + ")" * DEPTH + "; }\n",
    "initialisers.c": "int a[1] = " + "{" * DEPTH + "1" + "}" * DEPTH + ";\n",
    "blocks.c": "void f(void) {" + "{" * DEPTH + "}" * DEPTH + "}\n",
    "sum.c": "int g(void);\nint f(void) { return " + "g() + " * DEPTH + "1; }\n",
    "after.c": "int after(void) { return 1; }\n",
}

directory = pathlib.Path(sys.argv[1])
directory.mkdir(parents=True, exist_ok=True)
for name, text in SOURCES.items():
    (directory / name).write_text(text)
entries = [
    {"directory": ".", "arguments": ["cc", f"-fbracket-depth={2 * DEPTH}", "-c", name], "file": name}
    for name in SOURCES
]
(directory / "compile_commands.json").write_text(json.dumps(entries))
