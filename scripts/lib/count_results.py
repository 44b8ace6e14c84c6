#!/usr/bin/python3
# SPDX-License-Identifier: Apache-2.0
"""Add up the results of lit runs.

usage: count_results.py RUN=FILE.json…

Prints each skipped test with its reason and each failed one, and last `N passed, N failed`. A run
that left no results counts as one failure, and so does, where CI=true, a test that was skipped for
lack of a real QEMU, unless only `--long` runs it.
Exits 1 if anything failed or nothing ran.
"""
import json
import os
import re
import sys

PASSED = {"PASS", "FLAKYPASS", "XFAIL"}
FAILED = {"FAIL", "XPASS", "UNRESOLVED", "TIMEOUT"}
SKIPPED = {"UNSUPPORTED"}


def tests_of(path):
    try:
        with open(path, encoding="utf-8") as file:
            return json.load(file)["tests"]
    except (OSError, ValueError, KeyError) as error:
        return [{"name": f"the run itself ({error})", "code": "UNRESOLVED", "output": ""}]


def skip_is_failure(reason):
    is_long = re.search(r"\blong\b", reason)
    return os.environ.get("CI") == "true" and "real-qemu" in reason and not is_long


def main(argv):
    if len(argv) < 2:
        sys.exit(__doc__)
    passed, failed = 0, 0
    for argument in argv[1:]:
        run, _, path = argument.partition("=")
        for test in sorted(tests_of(path), key=lambda test: test["name"]):
            name, code = f"[{run}] {test['name']}", test["code"]
            reason = " ".join(test.get("output", "").split())
            if code in PASSED:
                passed += 1
            elif code in FAILED or (code in SKIPPED and skip_is_failure(reason)):
                failed += 1
                print(f"failed: {name}" + (f": {reason}" if code in SKIPPED else ""))
            elif code in SKIPPED:
                print(f"skipped: {name}: {reason}")
    if not passed and not failed:
        print("no test ran")
    print(f"{passed} passed, {failed} failed")
    return failed > 0 or passed == 0


if __name__ == "__main__":
    sys.exit(main(sys.argv))
