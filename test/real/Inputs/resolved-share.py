# SPDX-License-Identifier: Apache-2.0
"""usage: resolved-share.py MESSAGES SHARE: is that share of the indirect call sites resolved?"""
import re
import sys

with open(sys.argv[1], encoding="utf-8") as file:
    line = re.search(r"coverage: (\d+) indirect call sites:.* (\d+) to none", file.read())
if not line:
    sys.exit("no coverage line")
sites, none = map(int, line.groups())
if sites < 2000 or 1 - none / sites < float(sys.argv[2]):
    sys.exit(line.group())
