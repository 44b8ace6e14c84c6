# SPDX-License-Identifier: Apache-2.0
# resume-reverted.sh QLOCKDEP DIR: indexes three TUs, changes the header all read, kills the run that
# parses them again when it has stored one, changes the header back, and completes the index; then the
# same with a change of one source.
set -eu
qlockdep=$1 dir=$2
. "$(dirname "$0")/hanging-project.sh"
mend
sed -i '1i #include "read.h"' "$dir"/*.c

kill_and_revert() {
    rm "$dir/fifo.h"
    mkfifo "$dir/fifo.h"
    echo '#define READ 2' >"$dir/read.h"
    start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j1
    sleep 0.5
    kill -9 "$pid"
    finish >/dev/null 2>&1
    exec 9>&-
    echo "left:" $(leftovers | grep -v lock)
    mend
    echo '#define READ 1' >"$dir/read.h"
}

echo '#define READ 1' >"$dir/read.h"
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" >/dev/null
kill_and_revert
update
echo "left:" $(leftovers)
kill_and_revert
echo 'int added(void) { return 4; }' >>"$dir/hang.c"
update
echo "left:" $(leftovers)
