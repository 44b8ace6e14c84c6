# SPDX-License-Identifier: Apache-2.0
"""Prints the fingerprints of the findings in a file of JSON lines, sorted, and how many there are."""
import json
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    prints = [json.loads(line)["fingerprint"] for line in file]
print(*sorted(prints), sep="\n")
print(f"{len(prints)} findings, {len(set(prints))} fingerprints")
