# SPDX-License-Identifier: Apache-2.0
# time-limit-reaped.sh QLOCKDEP DIR: while the second of two TUs hangs, tells what the processes are
# that the run has started.
set -eu
qlockdep=$1 dir=$2
. "$(dirname "$0")/hanging-project.sh"
mkfifo "$dir/second.h"
echo '#include "second.h"' >"$dir/after.c"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" --time-limit 2 -j1 -q -v
exec 8>"$dir/second.h"
for worker in $(workers); do
    sed 's/.*) \(.\).*/worker in state \1/' "/proc/$worker/stat"
done
finish
