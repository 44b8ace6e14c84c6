# SPDX-License-Identifier: Apache-2.0
# kill-parent.sh QLOCKDEP DIR: indexes, kills a second run, and runs a third time.
set -eu
qlockdep=$1 dir=$2
. "$(dirname "$0")/hanging-project.sh"
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" --tu before.c >/dev/null
cp "$dir/x.db" "$dir/old"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j2
workers=$(workers)
kill -9 "$pid"
finish >/dev/null 2>&1
for _ in $(seq 100); do
    left=
    for worker in $workers; do
        if grep -q '^State:[[:space:]]*[^Z]' "/proc/$worker/status" 2>/dev/null; then
            left=$worker
        fi
    done
    [ -n "$left" ] || break
    sleep 0.05
done
[ -z "$left" ] && echo "no worker left"
cmp "$dir/x.db" "$dir/old" && echo "same database"
echo "left:" $(leftovers)
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" --tu after.c
echo "left:" $(leftovers)
