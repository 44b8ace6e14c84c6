# SPDX-License-Identifier: Apache-2.0
"""kill-merge.py QLOCKDEP DIR: kills merges of DIR/7-*.db at different moments.

After each the database must be the old one or the new one, and the next merge, or the next index run,
must give DIR/whole. Prints whether a merge was killed while it wrote.
"""
import os
import signal
import subprocess
import sys
import time

QLOCKDEP, DIR = sys.argv[1:]
DB, PART = os.path.join(DIR, "x.db"), os.path.join(DIR, "x.db.part")
SHARDS = [os.path.join(DIR, f"7-{i}.db") for i in (3, 1, 7, 2, 5, 4, 6)]
MERGE = [QLOCKDEP, "merge", *SHARDS, "-o", DB]
INDEX = [QLOCKDEP, "index", "-q", "-p", os.path.join(DIR, "build"), "-o", DB]
with open(os.path.join(DIR, "whole"), "rb") as file:
    WHOLE = file.read()


def run(command):
    return subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout


def expect_whole(what):
    if run([QLOCKDEP, "dump", "--db", DB, "--facts"]) != WHOLE:
        sys.exit(f"{what}: the database is not what it should be")


def kill_after(delay):
    """Starts a merge and kills it so many seconds after its file appeared; returns if it wrote then."""
    merge = subprocess.Popen(MERGE, stdout=subprocess.DEVNULL)
    while not os.path.exists(PART) and merge.poll() is None:
        pass
    time.sleep(delay)
    merge.send_signal(signal.SIGKILL)
    merge.wait()
    return os.path.exists(PART)


wrote = 0
run(MERGE)
for attempt in range(12):
    wrote += kill_after(attempt * 0.003)
    expect_whole("after the kill")
    run(INDEX if attempt % 3 == 2 else MERGE)
    expect_whole("after the next run")
    if os.path.exists(PART):
        sys.exit("the file of the killed merge is still there")
    # A killed merge that had no old database, and then an index run that may adopt what it left.
    os.unlink(DB)
    kill_after(attempt * 0.003)
    run(INDEX)
    expect_whole("after an index run without an old database")
print("killed while it wrote" if wrote else "all merges were too quick")
