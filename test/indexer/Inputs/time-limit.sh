# SPDX-License-Identifier: Apache-2.0
# time-limit.sh QLOCKDEP DIR: lets the time limit end a TU that hangs.
set -eu
qlockdep=$1 dir=$2
. "$(dirname "$0")/hanging-project.sh"
start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" --time-limit 1 -j1
finish
leftovers
