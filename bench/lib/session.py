# SPDX-License-Identifier: Apache-2.0
"""One measuring session: the warm-up, the copy, the rounds, the edits."""
import dataclasses
import os
import random
import shutil
import sys

from lib import measure, tree
from lib.measure import Failure

EDITS = 3  # of each file, and runs with nothing changed
# Where to look in the sources ordered by size: 0 is the smallest, 1 the largest.
SOURCE_SIZES = (0.1, 0.5, 1.0)
MAX_BROKEN = 0.05  # share of TUs
BUSY = 0.05  # share of the processors that others may use without a note
PARTIAL = 3  # qlockdep's exit code if some TUs gave no facts


@dataclasses.dataclass
class Samples:
    """All that was measured; costs as in measure.Cost."""
    clang: list  # one dict an entry of the compile database and round
    cold: list
    sample: list
    unchanged: list
    source: list  # one dict a file: index and clang, a list of costs each
    header: list
    database: int = 0  # bytes


class Session:
    def __init__(self, options, rows, work):
        self.options, self.rows, self.work = options, rows, work
        self.random = random.Random(options.seed)
        self.samples = Samples([], [], [], [], [], [])
        self.notes = []
        self.edits = 0
        self.header = ""
        self.build = tree.build_directory(options.build)
        self.tus, self.programs = tree.load_tus(options.qlockdep, self.build, options.executable)
        if options.limit:
            self.tus = self.pick(self.tus, options.limit)
            self.notes.append(f"only {len(self.tus)} random TUs (--limit): the budgets are meant for all")
        self.sample = self.pick(self.tus, options.sample)
        if "sample" in rows and len(self.sample) == len(self.tus):
            self.notes.append("the sample is all TUs")
        self.others = None

    def pick(self, tus, count):
        return sorted(self.random.sample(tus, min(count, len(tus))), key=lambda tu: tu.entry)

    def path(self, *parts):
        return os.path.join(self.work, *parts)

    def say(self, text):
        if not self.options.quiet:
            print(f"speed: {text}", file=sys.stderr, flush=True)

    # ---- set-up ----

    def prepare(self):
        """Indexes once, for the list of files that get copied and to fill the page cache."""
        self.say(f"warm-up: indexing {len(self.tus)} TUs")
        database = self.path("warm-up", "index.db")
        names = [name for tu in self.tus for name in (tu.name, "BUILD:" + tu.name)] if self.options.limit else []
        selection = [f"--tu={name}" for name in names]
        root = ["--source-root", self.options.source_root] if self.options.source_root else []
        self.index(self.build, database, *selection, *root)
        source = self.options.source_root or tree.find_source(self.options.qlockdep, database, self.build, self.tus)
        self.copy = tree.Copy(tree.Trees(os.path.abspath(source), self.build), self.path("tree"))
        files = tree.query(self.options.qlockdep, database, "SELECT DISTINCT file FROM v_tu_files")
        self.copy.make([file for (file,) in files])
        self.move_tus()
        self.database = database

    def move_tus(self):
        """From the tree to its copy: all that follows happens there."""
        moved = {tu.entry: tu for tu in tree.all_tus(self.options.qlockdep, self.copy.trees.build)}
        self.tus = [moved[tu.entry] for tu in self.tus]
        self.sample = [moved[tu.entry] for tu in self.sample]
        paths = tree.absolute_sources(self.copy.trees.build, self.tus)
        self.paths = {tu.entry: path for tu, path in zip(self.tus, paths)}
        limited = self.options.limit
        self.all_build = self.copy.select("speed-all", self.tus) if limited else self.copy.trees.build
        self.sample_build = self.copy.select("speed-sample", self.sample)

    # ---- one measurement ----

    def index(self, build, database, *more):
        """What one run costs. Any file beside the database stays for the next."""
        os.makedirs(os.path.dirname(database), exist_ok=True)
        log = self.path("index.log")
        which = ["--executable", self.options.executable] if self.programs else ["--all"]
        cost = measure.run([self.options.qlockdep, "index", "--quiet", "-p", build, "-o", database,
                            "-j", str(self.options.jobs), *which, *more], log)
        if cost.code not in (0, PARTIAL):
            with open(log, encoding="utf-8", errors="replace") as file:
                raise Failure(f"qlockdep index ended with {cost.code}: {file.read()[-2000:].strip()}")
        return cost

    def index_copy(self, database):
        return self.index(self.all_build, database, "--source-root", self.copy.trees.source)

    def clang_command(self, tu):
        return ([self.options.clang, "-fsyntax-only", "-w", *tu.flags, self.paths[tu.entry]], tu.directory)

    def clang(self, tus, number):
        self.say(f"round {number}: clang on {len(tus)} TUs")
        costs = measure.run_all(map(self.clang_command, tus), self.options.jobs)
        for tu, cost in zip(tus, costs):
            self.samples.clang.append({"entry": tu.entry, "source": tu.name, "round": number,
                                       **dataclasses.asdict(cost)})

    def cold(self, number):
        self.say(f"round {number}: cold index of {len(self.tus)} TUs")
        self.remove(os.path.dirname(self.database))
        self.database = self.path(f"cold-{number}", "index.db")
        self.samples.cold.append(self.index_copy(self.database))
        self.samples.database = os.path.getsize(self.database)

    def cold_sample(self, number):
        self.say(f"round {number}: cold index of {len(self.sample)} TUs, the sample")
        database = self.path(f"sample-{number}", "index.db")
        self.samples.sample.append(self.index(self.sample_build, database,
                                              "--source-root", self.copy.trees.source))
        self.remove(os.path.dirname(database))

    def remove(self, directory):
        shutil.rmtree(directory, ignore_errors=True)

    # ---- rounds ----

    def run_rounds(self):
        """clang, cold, clang, sample; every second round backwards, so that a drift of the machine
        weighs the same on each of them."""
        for number in range(1, self.options.rounds + 1):
            tus = self.clang_tus()
            self.random.shuffle(tus)
            half = len(tus) // 2
            steps = [(self.clang, tus[:half]), (self.cold,), (self.clang, tus[half:]), (self.cold_sample,)]
            for step, *arguments in steps if number % 2 else reversed(steps):
                if self.is_wanted(step) and arguments != [[]]:
                    step(*arguments, number)
        if self.samples.cold:
            broken = tree.query(self.options.qlockdep, self.database,
                                "SELECT DISTINCT source FROM v_tus WHERE state <> 'clean'")
            self.check_broken("qlockdep", {source for (source,) in broken})
        self.check_broken("clang", {cost["source"] for cost in self.samples.clang if cost["code"]})

    def clang_tus(self):
        """The sample's are among all; memory is that of the largest of all."""
        if self.rows & {"cold", "memory"}:
            return list(self.tus)
        return list(self.sample) if "sample" in self.rows else []

    def is_wanted(self, step):
        if step == self.cold_sample:
            return "sample" in self.rows
        return step != self.cold or bool(self.rows - {"sample"})

    def check_broken(self, who, sources):
        """What does not parse is no work. Many such mean that something is missing."""
        if not sources:
            return
        text = f"{who} finds errors in {len(sources)} of {len(self.tus)} TUs, in {min(sources)} for one"
        if len(sources) > len(self.tus) * MAX_BROKEN:
            raise Failure(f"{text}; see that the build has all its generated headers")
        self.notes.append(text)

    # ---- what is there already ----

    def run_unchanged(self):
        self.say("nothing changed")
        self.samples.unchanged = [self.index_copy(self.database) for _ in range(EDITS)]

    def run_source(self):
        for tu in self.choose_sources():
            self.say(f"one file changed: {tu.name}")
            path = self.paths[tu.entry]
            costs = {"source": tu.name, "index": [], "clang": []}
            for _ in range(EDITS):
                self.edit_and_index(path, costs["index"])
                costs["clang"].append(measure.run_single(*self.clang_command(tu)))
            self.index_copy(self.database)
            self.samples.source.append(costs)

    def edit_and_index(self, path, costs):
        self.edits += 1
        with tree.edited(path, self.edits):
            costs.append(self.index_copy(self.database))

    def choose_sources(self):
        """A small, a medium and the largest .c file that nobody generated."""
        build = self.copy.trees.build + "/"
        tus = [tu for tu in self.tus if not self.paths[tu.entry].startswith(build)] or self.tus
        tus.sort(key=lambda tu: (os.path.getsize(self.paths[tu.entry]), tu.entry))
        chosen = [tus[round(at * (len(tus) - 1))] for at in SOURCE_SIZES]
        return list({tu.entry: tu for tu in chosen}.values())

    def run_header(self):
        self.header = self.options.header or self.choose_header()
        path = os.path.join(self.copy.trees.source, self.header)
        if not os.path.isfile(path):
            raise Failure(f"{self.header}: no TU reads such a header of the source tree")
        self.say(f"one header changed: {self.header}")
        for _ in range(self.options.rounds):
            self.edit_and_index(path, self.samples.header)

    def choose_header(self):
        """The most-included one, apart from what every TU includes: osdep.h and its own includes."""
        counts = tree.query(self.options.qlockdep, self.database,
                            "SELECT file, count(*) FROM v_tu_files WHERE file LIKE 'SRC:%.h' "
                            "GROUP BY file ORDER BY count(*) DESC, file")
        if not counts:
            raise Failure("no TU includes a header of the source tree; leave out the row header")
        most = counts[0][1]
        return next((file for file, count in counts if count != most), counts[0][0]).removeprefix("SRC:")

    def run(self):
        load = measure.Load()
        self.prepare()
        self.run_rounds()
        for row, step in (("unchanged", self.run_unchanged), ("source", self.run_source),
                          ("header", self.run_header)):
            if row in self.rows:
                step()
        self.others = load.of_others()
        if self.others is not None and self.others > BUSY:
            self.notes.append(f"other processes used {self.others:.0%} of the processors meanwhile: "
                              "measure again on an idle machine")

    # ---- sums ----

    def clang_rounds(self, tus):
        """CPU seconds of clang on @tus, a number for each round."""
        wanted = {tu.entry for tu in tus}
        sums = {}
        for cost in self.samples.clang:
            if cost["entry"] in wanted:
                sums[cost["round"]] = sums.get(cost["round"], 0.0) + cost["cpu"]
        return [sums[number] for number in sorted(sums)]
