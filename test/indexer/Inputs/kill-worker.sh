# SPDX-License-Identifier: Apache-2.0
# kill-worker.sh QLOCKDEP DIR JOBS: kills the worker that hangs in hang.c.
set -eu
qlockdep=$1 dir=$2 jobs=$3
. "$(dirname "$0")/hanging-project.sh"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j "$jobs"
kill -9 $(hanging_worker)
finish
leftovers
