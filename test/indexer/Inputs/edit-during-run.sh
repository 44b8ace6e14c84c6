# SPDX-License-Identifier: Apache-2.0
# edit-during-run.sh QLOCKDEP DIR EDIT END: indexes with two workers. While one hangs in hang.c, the
# other has read read.h and, by way of sub/near.h, last/far.h for reader.c, whose result waits; then
# EDIT runs, and hang.c goes on. The run finishes (END is "finish") or is killed once reader.c is
# stored (END is "kill"). Then the index is brought up to date.
set -eu
qlockdep=$1 dir=$2 edit=$3 end=$4
. "$(dirname "$0")/hanging-project.sh"
mkfifo "$dir/late.h"
echo 'static inline int value(void) { return 1; }' >"$dir/read.h"
mkdir "$dir/sub" "$dir/last"
echo '#include "far.h"' >"$dir/sub/near.h"
echo 'static inline int far(void) { return 1; }' >"$dir/last/far.h"
printf '#include "read.h"\n#include "sub/near.h"\nint reader(void) { return value() + far(); }\n' >"$dir/reader.c"
printf '#include "late.h"\nint late(void) { return 1; }\n' >"$dir/late.c"
[ "$end" = kill ] || rm "$dir/late.h"
[ "$end" = kill ] || : >"$dir/late.h"
cat >"$dir/compile_commands.json" <<END
[
{"directory": ".", "arguments": ["cc", "-c", "hang.c"], "file": "hang.c"},
{"directory": ".", "arguments": ["cc", "-Ilast", "-c", "reader.c"], "file": "reader.c"},
{"directory": ".", "arguments": ["cc", "-c", "after.c"], "file": "after.c"},
{"directory": ".", "arguments": ["cc", "-c", "late.c"], "file": "late.c"}
]
END
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j2
sleep 0.5
(cd "$dir" && eval "$edit")
exec 9>&-
if [ "$end" = kill ]; then
    exec 8>"$dir/late.h"
    sleep 0.5
    kill -9 "$pid"
    finish >/dev/null 2>&1
    exec 8>&-
    rm "$dir/late.h"
    : >"$dir/late.h"
else
    finish >/dev/null
fi
mend
update
update
