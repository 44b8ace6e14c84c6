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
    echo '#define READ 2' >"$dir/read.h"
    hang_and_kill
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
