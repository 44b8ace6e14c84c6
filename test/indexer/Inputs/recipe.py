# SPDX-License-Identifier: Apache-2.0
"""recipe.py DOCUMENT NAME [JOB]: prints the commands of a recipe in a document.

A recipe is the code block after a line `<!-- recipe: NAME -->`. Of one in YAML, JOB's commands are
printed: what stands behind `- run:` (GitHub) or in the list `script:` (GitLab).
"""
import re
import sys


def code_block(text, name):
    match = re.search(rf"<!-- recipe: {re.escape(name)} -->\n```\w+\n(.*?)^```$", text, re.S | re.M)
    return match.group(1) if match else sys.exit(f"no recipe {name}")


def indent(line):
    return len(line) - len(line.lstrip())


def section(lines, key):
    """The lines below `key:`, as far as they are indented more."""
    for start, line in enumerate(lines):
        if line.strip() == f"{key}:":
            end = start + 1
            while end < len(lines) and (not lines[end].strip() or indent(lines[end]) > indent(line)):
                end += 1
            return lines[start + 1:end]
    return []


def commands(job):
    runs = [line.split("- run: ", 1)[1] for line in job if line.lstrip().startswith("- run: ")]
    return runs or [line.split("- ", 1)[1] for line in section(job, "script")]


def main(document, name, job=None):
    with open(document, encoding="utf-8") as file:
        block = code_block(file.read(), name)
    if job is None:
        print(block, end="")
        return
    lines = commands(section(block.splitlines(), job))
    print("\n".join(lines) if lines else sys.exit(f"recipe {name} has no commands for {job}"))


main(*sys.argv[1:])
