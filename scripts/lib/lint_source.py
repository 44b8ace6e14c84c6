#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Checks of the source text that no compiler makes; scripts/lint runs them.

usage: lint_source.py CHECK ROOT

  spdx   every file says its licence near its top
  words  C code knows no name of QEMU's, outside comments
  seals  a library's headers are included only in the layer that wraps it
  paths  no file names a directory of somebody's machine
Prints each offence as FILE:LINE: message; exits 1 if there are any.
"""
import os
import re
import sys

SKIPPED_DIRECTORIES = {".git", "build", "demo", "__pycache__"}
SKIPPED_SUFFIXES = (".db", ".db-wal", ".db-shm", ".png", ".json", ".jsonl", ".orig", ".rej")
SPDX = "SPDX-License-Identifier: Apache-2.0"
# The licence itself; git's own file; inputs whose every line means something.
WITHOUT_SPDX = re.compile(r"^(LICENSE|\.gitignore|test/.*/Inputs/.*|test/.*\.corpus/.*)$")

# A comment, or what may look like one inside a literal.
C_TOKEN = re.compile(r"//(?:[^\\\n]|\\.|\\\n)*|/\*.*?\*/|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'", re.S)
QEMU_WORD = re.compile(r"\b(aio|bdrv|bql|virtio|rcu|qemu)_[a-z]|iothread")
PRODUCT = re.compile(r"^(analyzer|db|reports)/.*\.[ch]$")

SEALS = {
    "sqlite3.h": r"^(db/|test/unit/test_store)",
    "yaml.h": r"^analyzer/annotate/",
    "clang-c/": r"^analyzer/frontend/",
    "jansson.h": r"^(analyzer/compdb/|reports/)",
}
INCLUDE = re.compile(r"^\s*#\s*include\s*[<\"]([^>\"]+)[>\"]", re.M)

MACHINE_PATH = re.compile(r"(?<![\w./*-])/(?:work|home|root|tmp|Users)(?:/[\w.*-]|\b)")


def files(root):
    for directory, names, entries in os.walk(root):
        names[:] = sorted(set(names) - SKIPPED_DIRECTORIES)
        for entry in sorted(entries):
            path = os.path.relpath(os.path.join(directory, entry), root)
            if not entry.endswith(SKIPPED_SUFFIXES) and not os.path.islink(os.path.join(root, path)):
                yield path


def read(root, path):
    with open(os.path.join(root, path), encoding="utf-8", errors="replace") as file:
        return file.read()


def line_of(text, offset):
    return text.count("\n", 0, offset) + 1


def without_comments(text):
    """The same text with comments blanked, so that offsets stay."""

    def blank(match):
        token = match.group()
        return re.sub(r"[^\n]", " ", token) if token.startswith("/") else token

    return C_TOKEN.sub(blank, text)


def spdx(root):
    for path in files(root):
        if not WITHOUT_SPDX.match(path) and SPDX not in "\n".join(read(root, path).splitlines()[:5]):
            yield path, 1, f"no line '{SPDX}' at its top"


def words(root):
    for path in filter(PRODUCT.match, files(root)):
        text = without_comments(read(root, path))
        for match in QEMU_WORD.finditer(text):
            yield path, line_of(text, match.start()), f"'{match.group()}': C must not know QEMU; use annotations"


def seals(root):
    for path in files(root):
        if not path.endswith((".c", ".h")) or "/Inputs/" in path:
            continue
        text = without_comments(read(root, path))
        for match in INCLUDE.finditer(text):
            for header, allowed in SEALS.items():
                if match.group(1).startswith(header) and not re.match(allowed, path):
                    yield path, line_of(text, match.start()), f"only {allowed} may include {header}"


def paths(root):
    for path in files(root):
        text = read(root, path)
        for match in MACHINE_PATH.finditer(text):
            yield path, line_of(text, match.start()), f"'{match.group()}': a path of one machine"


CHECKS = {"spdx": spdx, "words": words, "seals": seals, "paths": paths}


def main(argv):
    if len(argv) != 3 or argv[1] not in CHECKS:
        sys.exit(__doc__)
    offences = list(CHECKS[argv[1]](argv[2]))
    for path, line, message in offences:
        print(f"{path}:{line}: {message}")
    return bool(offences)


if __name__ == "__main__":
    sys.exit(main(sys.argv))
