# SPDX-License-Identifier: Apache-2.0
# kill-one-worker.sh QLOCKDEP BUILD DB [OPTION...]: indexes with two workers and kills one of them when
# some TUs are stored: the children that a run has before are not workers.
set -eu
qlockdep=$1 build=$2 database=$3
shift 3
"$qlockdep" index --quiet -j 2 -p "$build" -o "$database" "$@" 2>&1 &
indexer=$!
trap 'kill "$indexer" 2>/dev/null || true' EXIT

stored() {
    /usr/bin/python3 - "$database.part" <<'PYTHON' 2>/dev/null || echo 0
import sqlite3
import sys
with sqlite3.connect("file:%s?mode=ro" % sys.argv[1], uri=True) as part:
    print(part.execute("SELECT count(*) FROM tu").fetchone()[0])
PYTHON
}

while kill -0 "$indexer" 2>/dev/null && [ "$(stored)" -lt 10 ]; do
    sleep 0.2
done
workers=$(cat "/proc/$indexer/task/$indexer/children")
kill -9 "${workers%% *}"
status=0
wait "$indexer" || status=$?
echo "exit code $status"
