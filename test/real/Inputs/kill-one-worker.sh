# SPDX-License-Identifier: Apache-2.0
# kill-one-worker.sh QLOCKDEP BUILD DB: indexes with two workers and kills one of them on the way.
set -eu
"$1" index --quiet -j 2 -p "$2" -o "$3" 2>&1 &
indexer=$!
trap 'kill "$indexer" 2>/dev/null || true' EXIT
sleep 10
workers=$(cat "/proc/$indexer/task/$indexer/children")
kill -9 "${workers%% *}"
status=0
wait "$indexer" || status=$?
echo "exit code $status"
