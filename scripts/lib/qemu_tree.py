#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""What scripts/prepare-qemu needs to know about a configured QEMU.

usage: qemu_tree.py generated BUILD   print the generated files that the TUs need
       qemu_tree.py verify BUILD TARGET
                                      fail, naming the TU, if one misses an include
       qemu_tree.py source BUILD      print the source directory

meson writes, for every object, which files must exist before it compiles: the source itself, and
after `||` the generated headers. Those of them that another rule makes, other than a compiler or a
linker, are QEMU's generated sources. Test programs and the tools that run during the build are left
out: nobody indexes them.
"""
import json
import os
import re
import subprocess
import sys
import tempfile
from collections import Counter
from pathlib import Path

COMPILE = re.compile(r"^(c|cpp|objc)_(COMPILER|PCH)$")
BINARY = re.compile(r"^((c|cpp|objc)_\w+|STATIC_LINKER\w*|SHSYM)$")
LINK = re.compile(r"^(c|cpp|objc)_LINKER(_RSP)?$")
ARCHIVE = re.compile(r"^STATIC_LINKER(_RSP)?$")
SOURCE_SUFFIX = re.compile(r"\.(c|h|inc|def|cc|cpp|hh|m|S)$")
TOKEN = re.compile(r"(?:\$.|[^\s:|$])+|\|\||\||:")
SCAN_DEPS = "clang-scan-deps-19"


def fail(message):
    sys.exit(f"prepare-qemu: {message}")


def read(path):
    try:
        return Path(path).read_text(encoding="utf-8", errors="surrogateescape")
    except OSError as error:
        fail(f"{path}: {error.strerror}; is the tree configured?")


class Edge:
    def __init__(self, line):
        tokens = TOKEN.findall(line)
        colon = tokens.index(":")
        self.rule = tokens[colon + 1]
        self.outputs = self._paths(tokens[:colon])
        self.inputs = self._paths(tokens[colon + 2:])

    @staticmethod
    def _paths(tokens):
        return [re.sub(r"\$(.)", r"\1", t) for t in tokens if t not in ("|", "||")]


class Tree:
    def __init__(self, build):
        self.build = build
        lines = read(Path(build, "build.ninja")).replace("$\n", " ").splitlines()
        edges = [Edge(line[6:]) for line in lines if line.startswith("build ")]
        self.made_by = {output: edge for edge in edges for output in edge.outputs}
        self.executables = {
            edge.outputs[0]: self._objects(edge)
            for edge in edges
            if LINK.match(edge.rule) and not edge.outputs[0].startswith("tests/")
        }
        self.objects = set().union(*self.executables.values())

    def _objects(self, link):
        """The objects of an executable, those in its archives included."""
        found, todo, seen = set(), list(link.inputs), set()
        while todo:
            path = todo.pop()
            edge = self.made_by.get(path)
            if edge is None or path in seen:
                continue
            seen.add(path)
            if COMPILE.match(edge.rule):
                found.add(path)
            elif ARCHIVE.match(edge.rule):
                todo.extend(edge.inputs)
        return found

    def generated(self):
        result, seen = set(), set()
        todo = [path for obj in self.objects for path in self.made_by[obj].inputs]
        while todo:
            path = todo.pop()
            edge = self.made_by.get(path)
            if edge is None or path in seen:
                continue
            seen.add(path)
            if edge.rule == "phony":
                todo.extend(edge.inputs)
            elif not BINARY.match(edge.rule) and SOURCE_SUFFIX.search(path):
                result.add(path)
        return sorted(result)

    def entries(self):
        path = Path(self.build, "compile_commands.json")
        try:
            database = json.loads(read(path))
        except ValueError as error:
            fail(f"{path}: {error}")
        return [entry for entry in database if entry.get("output") in self.objects]

    def emulators(self, target):
        machine, _, mode = target.partition("-")
        prefix = "qemu-system-" + machine if mode == "softmmu" else "qemu-" + machine
        return {name: objects for name, objects in self.executables.items()
                if os.path.basename(name).startswith(prefix)}


def print_generated(build):
    targets = Tree(build).generated()
    if not targets:
        fail(f"{build}: build.ninja names no generated file; not a QEMU build?")
    print("\n".join(targets))


def scan(entries):
    with tempfile.TemporaryDirectory() as directory:
        path = Path(directory, "compile_commands.json")
        path.write_text(json.dumps(entries), encoding="utf-8", errors="surrogateescape")
        command = [SCAN_DEPS, "-compilation-database", str(path), "-j", str(os.cpu_count() or 1),
                   "-mode", "preprocess-dependency-directives"]
        return subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE,
                              text=True, errors="replace", check=False)


def verify(build, target):
    tree = Tree(build)
    if not tree.emulators(target):
        fail(f"{build}: build.ninja links no emulator for {target}; which target is configured?")
    entries = tree.entries()
    missing = tree.objects - {entry["output"] for entry in entries}
    if missing:
        fail(f"compile_commands.json lacks {len(missing)} objects, the first is {min(missing)}")
    result = scan(entries)
    if result.returncode != 0 or "error:" in result.stderr:
        sys.stderr.write(result.stderr)
        broken = re.findall(r"Error while scanning dependencies for (.*):", result.stderr)
        fail(f"{len(broken)} TUs miss an include: {' '.join(broken) or 'see above'}")
    for name, objects in sorted(tree.emulators(target).items()):
        kinds = Counter(COMPILE.match(tree.made_by[obj].rule).group(1) for obj in objects)
        print(f"prepare-qemu: {name}: {kinds['c']} TUs, every include is there")
    print(f"prepare-qemu: {len(tree.executables)} executables: {len(tree.objects)} TUs")


def print_source(build):
    info = Path(build, "meson-info", "meson-info.json")
    if info.exists():
        print(json.loads(read(info))["directories"]["source"])
        return
    match = re.search(r"^SRC_PATH=(.*)$", read(Path(build, "config-host.mak")), re.MULTILINE)
    print(match.group(1) if match else Path(build).resolve().parent)


def main(argv):
    commands = {"generated": (print_generated, 1), "verify": (verify, 2), "source": (print_source, 1)}
    command, arguments = commands.get(argv[1] if len(argv) > 1 else "", (None, 0))
    if command is None or len(argv) != 2 + arguments:
        sys.exit(__doc__)
    command(*argv[2:])


if __name__ == "__main__":
    main(sys.argv)
