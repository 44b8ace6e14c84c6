#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Which historical bugs are found at the parent of their fix, and gone at the fix.

usage: history_table.py PAIRS.csv DIRECTORY [ID…]

PAIRS.csv is test/history/pairs.csv; DIRECTORY/ID/parent.jsonl and fix.jsonl hold the findings of the two
commits (`check --all --format json`). Prints a line for each pair and, for more than one, a sum.
"""
import csv
import json
import os
import sys


def read_pairs(path):
    with open(path, encoding="utf-8") as file:
        return list(csv.DictReader(line for line in file if not line.startswith("#")))


def read_findings(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def plain(name):
    return name.split("@")[0]


def tail(steps):
    """The violation and what follows it."""
    kinds = [step["kind"] for step in steps]
    first = kinds.index("violation") if "violation" in kinds else len(steps) - 1
    return steps[first:]


def names(steps):
    return {plain(step[key]) for step in steps for key in ("function", "callee")}


def tells(witness, passes, ends):
    steps = witness["steps"]
    if not ends:
        return any(plain(step["function"]) in passes for step in tail(steps))
    return bool(names(steps) & passes and names(tail(steps)) & ends)


def matches(finding, pair):
    passes, ends = set(pair["passes"].split()), set(pair["ends"].split())
    return any(tells(witness, passes, ends) for witness in finding["witnesses"])


def line_of(pair, directory):
    """(whether the pair counts, its line)"""
    home = os.path.join(directory, pair["id"])
    if not all(os.path.exists(os.path.join(home, f"{side}.jsonl")) for side in ("parent", "fix")):
        return False, f"{pair['id']}: not prepared"
    found = [f for f in read_findings(os.path.join(home, "parent.jsonl")) if matches(f, pair)]
    left = {f["fingerprint"] for f in read_findings(os.path.join(home, "fix.jsonl"))}
    gone = [f for f in found if f["fingerprint"] not in left]
    if not found:
        return False, f"{pair['id']}: not found"
    best = max(gone or found, key=lambda f: f["confidence"])
    what = f"{best['rule']} {best['severity']} {best['confidence']} {best['fingerprint'][:8]} {best['message']}"
    if not gone:
        return False, f"{pair['id']}: found, but not gone: {what}"
    return True, f"{pair['id']}: found and gone ({len(gone)} of {len(found)}): {what}"


def main(argv):
    if len(argv) < 3:
        sys.exit(__doc__)
    pairs = [p for p in read_pairs(argv[1]) if not argv[3:] or p["id"] in argv[3:]]
    results = [line_of(pair, argv[2]) for pair in pairs]
    for _, line in results:
        print(line)
    if len(results) > 1:
        print(f"{sum(counts for counts, _ in results)} of {len(results)} pairs are found and gone")


if __name__ == "__main__":
    main(sys.argv)
