# SPDX-License-Identifier: Apache-2.0
# resume.sh QLOCKDEP DIR SIGNAL [COMMAND]: indexes after.c alone, ends a run of everything by SIGNAL
# when it has stored before.c and hangs in hang.c, runs COMMAND and completes the index.
set -eu
qlockdep=$1 dir=$2 signal=$3 command=${4:-}
. "$(dirname "$0")/hanging-project.sh"
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" --tu after.c >/dev/null
cp "$dir/x.db" "$dir/old"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j1
sleep 0.5
kill -s "$signal" "$pid"
finish 2>/dev/null
exec 9>&-
cmp "$dir/x.db" "$dir/old" && echo "same database"
echo "left:" $(leftovers | grep -v lock)
mend
(cd "$dir" && eval "$command")
update
echo "left:" $(leftovers)
