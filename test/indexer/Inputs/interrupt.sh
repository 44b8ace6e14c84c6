# SPDX-License-Identifier: Apache-2.0
# interrupt.sh QLOCKDEP DIR SIGNAL: indexes, then interrupts a second run.
set -eu
qlockdep=$1 dir=$2 signal=$3
. "$(dirname "$0")/hanging-project.sh"
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" --tu before.c >/dev/null
cp "$dir/x.db" "$dir/old"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j2
echo "files before:" $(leftovers)
workers=$(workers)
kill -s "$signal" "$pid"
finish
for worker in $workers; do
    [ ! -d "/proc/$worker" ] || echo "worker $worker is still there"
done
echo "no worker left"
leftovers
cmp "$dir/x.db" "$dir/old" && echo "same database"
