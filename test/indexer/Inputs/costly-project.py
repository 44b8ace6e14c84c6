# SPDX-License-Identifier: Apache-2.0
"""costly-project.py DIR: twelve small TUs and, in their middle, one that is large."""
import json
import pathlib
import sys

BODY = "    if (x > {0}) {{\n        x = g(x + {0});\n    }}\n"

directory = pathlib.Path(sys.argv[1])
directory.mkdir(parents=True, exist_ok=True)
names = [f"small{i}.c" for i in range(12)]
for i, name in enumerate(names):
    (directory / name).write_text(f"int f{i}(void) {{ return {i}; }}\n")
names.insert(6, "big.c")
with (directory / "big.c").open("w") as big:
    big.write("int g(int x);\n")
    for i in range(500):
        big.write(f"int big{i}(int x)\n{{\n")
        big.writelines(BODY.format(k) for k in range(50))
        big.write("    return x;\n}\n")
entries = [{"directory": ".", "arguments": ["cc", "-c", name], "file": name} for name in names]
(directory / "compile_commands.json").write_text(json.dumps(entries))
