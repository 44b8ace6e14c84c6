# SPDX-License-Identifier: Apache-2.0
"""Runs every ```sql block of a document: run_examples.py DOCUMENT PROGRAM INDEX."""
import re
import subprocess
import sys

document, program, index = sys.argv[1:]
with open(document, encoding="utf-8") as file:
    examples = re.findall(r"```sql\n(.*?)```", file.read(), re.S)
for example in examples:
    subprocess.run([program, "sql", "--db", index, example], check=True, stdout=subprocess.DEVNULL)
print(len(examples), "examples ran")
