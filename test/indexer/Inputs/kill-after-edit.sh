# SPDX-License-Identifier: Apache-2.0
# kill-after-edit.sh QLOCKDEP DIR: indexes three TUs that read read.h, changes it, and kills the run
# that parses them again when it has stored the first and hangs in the second. Then completes it.
set -eu
qlockdep=$1 dir=$2
. "$(dirname "$0")/hanging-project.sh"
mend
for tu in before hang after; do
    printf '#include "read.h"\n#include "fifo.h"\nint %s(void) { return value(); }\n' $tu >"$dir/$tu.c"
done
sed -i '/fifo/d' "$dir/before.c" "$dir/after.c"
echo 'static inline int value(void) { return 1; }' >"$dir/read.h"
"$qlockdep" index -q -p "$dir" -o "$dir/x.db" >/dev/null
echo 'static inline int value(void) { return other(); }' >"$dir/read.h"
hang_and_kill
mend
update
