# SPDX-License-Identifier: Apache-2.0
# two-runs.sh QLOCKDEP DIR: starts a second run into the same database.
set -eu
qlockdep=$1 dir=$2
. "$(dirname "$0")/hanging-project.sh"
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" --tu before.c >/dev/null
ln -s x.db "$dir/link.db"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j1
index() {
    status=0
    "$qlockdep" index -q -p "$dir" -o "$1" --tu before.c >/dev/null || status=$?
}
index "$dir/x.db" 2>&1
echo "second: $status"
index "$dir/link.db" 2>/dev/null
echo "through a link: $status"
index "$dir/y.db"
echo "another: $status"
kill -9 $(hanging_worker)
finish
