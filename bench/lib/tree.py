# SPDX-License-Identifier: Apache-2.0
"""A build tree, what qlockdep says of it, and a copy of it to measure and edit in."""
import collections
import contextlib
import dataclasses
import json
import os
import re
import shlex
import shutil
import subprocess

from lib.measure import Failure

DATABASE = "compile_commands.json"
MESON_INFO = "meson-info/meson-info.json"
TU_LINE = re.compile(r"^  (?:entry|object|archive) +group \d+ +(.*) -> (.*)$")


@dataclasses.dataclass(frozen=True)
class Tu:
    name: str  # as qlockdep shows the source
    output: str
    directory: str
    flags: tuple  # those that qlockdep parses with
    entry: int  # position in compile_commands.json


def ask(qlockdep, *arguments, none_on_error=False):
    """What a qlockdep command prints."""
    done = subprocess.run([qlockdep, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                          check=False)
    if done.returncode and none_on_error:
        return None
    if done.returncode:
        raise Failure(f"qlockdep {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


def query(qlockdep, database, text):
    return [line.split("\t") for line in ask(qlockdep, "sql", "--db", database, text).splitlines()[1:]]


def build_directory(path):
    """The build tree that @path, a directory, belongs to."""
    file = os.path.join(path, DATABASE)
    if not os.path.isfile(file):
        raise Failure(f"{file}: no such file; name the build directory that it lies in")
    return os.path.dirname(os.path.realpath(file))


# ---- which TUs ----

def load_tus(qlockdep, build, executables):
    """The TUs of the executables that match a glob; all of them if none does. And their names."""
    everything = all_tus(qlockdep, build)
    listed = ask(qlockdep, "compdb", "-p", build, "-e", executables, none_on_error=True)
    if listed is None:
        return everything, []
    wanted = {match.groups() for match in map(TU_LINE.match, listed.splitlines()) if match}
    programs = [line.split(":")[0] for line in listed.splitlines() if not line.startswith(" ")]
    return [tu for tu in everything if (tu.name, tu.output) in wanted], programs


def all_tus(qlockdep, build):
    lines = ask(qlockdep, "compdb", "-p", build, "--flags").splitlines()
    listed = [(match, after) for match, after in zip(map(TU_LINE.match, lines), lines[1:]) if match]
    entries = entry_numbers(build)
    tus = []
    for match, after in listed:
        name, output = match.groups()
        directory, _, flags = after.removeprefix("    in ").partition(":")
        numbers = entries[os.path.basename(name), output]
        if not numbers:
            raise Failure(f"{os.path.join(build, DATABASE)}: no entry for {name} -> {output}")
        tus.append(Tu(name, output, directory, tuple(shlex.split(flags)), numbers.pop(0)))
    return tus


def entry_numbers(build):
    """Positions of the entries of a source's name and an output."""
    numbers = collections.defaultdict(list)
    for number, entry in enumerate(read_entries(build)):
        numbers[os.path.basename(entry["file"]), entry_output(entry)].append(number)
    return numbers


def read_entries(build):
    with open(os.path.join(build, DATABASE), encoding="utf-8") as file:
        return json.load(file)


def entry_output(entry):
    words = entry.get("arguments") or shlex.split(entry["command"])
    joined = [after for word, after in zip(words, words[1:]) if word == "-o"]
    return entry.get("output") or (joined[-1] if joined else "(no output)")


# ---- the copy ----

class Trees:
    """Source and build tree."""

    def __init__(self, source, build):
        self.source, self.build = source, build

    def both(self):
        return self.source, self.build

    def path(self, rooted):
        """The absolute path of `SRC:…` or `BUILD:…`; None for files of neither tree."""
        root, _, rest = rooted.partition(":")
        tree = {"SRC": self.source, "BUILD": self.build}.get(root)
        return tree and os.path.join(tree, rest)


def find_source(qlockdep, database, build, tus):
    """The source tree, from where the TUs lie and how the index names them."""
    by_name = collections.defaultdict(set)
    for path in absolute_sources(build, tus):
        by_name[os.path.basename(path)].add(path)
    found = collections.Counter()
    for (rooted,) in query(qlockdep, database, "SELECT source FROM v_tus WHERE source LIKE 'SRC:%'"):
        inner = rooted.removeprefix("SRC:")
        found.update(path.removesuffix("/" + inner) for path in by_name[os.path.basename(inner)]
                     if path.endswith("/" + inner))
    return found.most_common(1)[0][0] if found else build


def absolute_sources(build, tus):
    entries = read_entries(build)
    for tu in tus:
        entry = entries[tu.entry]
        yield os.path.normpath(os.path.join(build, entry.get("directory", ""), entry["file"]))


class Copy:
    """The files that an index read, and what describes the build, elsewhere: same layout, moved paths.

    Copied, not linked: a link would change the inodes of the original, and an edit could reach it.
    """

    def __init__(self, original, where):
        self.original = original
        common = os.path.commonpath(original.both())
        self.trees = Trees(*(os.path.normpath(os.path.join(where, os.path.relpath(tree, common)))
                             for tree in original.both()))
        moves = {}
        for old, new in zip(original.both(), self.trees.both()):
            moves.setdefault(os.path.realpath(old), new)
            moves.setdefault(old, new)
        self.moves = {old.encode(): new.encode() for old, new in moves.items()}
        longest_first = sorted(map(re.escape, self.moves), key=len, reverse=True)
        self.pattern = re.compile(b"(" + b"|".join(longest_first) + rb")(?![\w.-])")

    def moved(self, text):
        return self.pattern.sub(lambda match: self.moves[match.group()], text)

    def make(self, rooted_files):
        for tree in self.trees.both():
            os.makedirs(tree, exist_ok=True)
        self.make_links()
        for rooted in rooted_files:
            self.add(rooted)
        for name in (DATABASE, MESON_INFO):
            self.add("BUILD:" + name)

    def make_links(self):
        """Also the build's own description, which may be in several files."""
        for folder, directories, files in os.walk(self.original.build):
            for path in (os.path.join(folder, name) for name in directories + files):
                relative = os.path.relpath(path, self.original.build)
                if os.path.islink(path):
                    self.link(path, os.path.join(self.trees.build, relative))
                elif path.endswith(".ninja"):
                    self.add("BUILD:" + relative)

    def link(self, old, new):
        target = os.fsdecode(self.moved(os.readlink(os.fsencode(old))))
        os.makedirs(os.path.dirname(new), exist_ok=True)
        os.symlink(target, new)
        if os.path.isdir(old):
            with contextlib.suppress(OSError):
                os.makedirs(os.path.realpath(new), exist_ok=True)

    def add(self, rooted):
        old, new = self.original.path(rooted), self.trees.path(rooted)
        if not old or not os.path.isfile(old) or os.path.exists(new):
            return
        os.makedirs(os.path.dirname(new), exist_ok=True)
        if rooted.startswith("SRC:"):
            shutil.copyfile(old, new)
        else:
            self.copy_moved(old, new)
        # Files as old as in a tree that is in use, not new ones.
        shutil.copystat(old, new)

    def copy_moved(self, old, new):
        """By lines: build.ninja is large, and our size would count as that of the processes we start."""
        with open(old, "rb") as source, open(new, "wb") as target:
            target.writelines(map(self.moved, source))

    def select(self, name, tus):
        """A compile database of only these TUs; what to give to -p."""
        entries = read_entries(self.trees.build)
        path = os.path.join(self.trees.build, f"{name}.json")
        with open(path, "w", encoding="utf-8") as file:
            json.dump([entries[tu.entry] for tu in sorted(tus, key=lambda tu: tu.entry)], file)
        return path


@contextlib.contextmanager
def edited(path, number):
    """Has a comment more at its end: other content, same facts. A guard around a header stays one."""
    with open(path, "rb") as file:
        old = file.read()
    replace(path, old + f"\n/* edit {number} */\n".encode())
    try:
        yield
    finally:
        replace(path, old)


def replace(path, content):
    """As editors do: a new file takes the place of the old one."""
    with open(path + ".new", "wb") as file:
        file.write(content)
    shutil.copymode(path, path + ".new")
    os.replace(path + ".new", path)
