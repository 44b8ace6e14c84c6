# SPDX-License-Identifier: Apache-2.0
# shards.sh QLOCKDEP DIR N [OPTION...]: indexes DIR/build in N parts, DIR/N-1.db to DIR/N-N.db.
set -eu
qlockdep=$1 dir=$2 n=$3
shift 3
for i in $(seq "$n"); do
    "$qlockdep" index -q -p "$dir/build" -o "$dir/$n-$i.db" --shard "$i/$n" "$@" 2>"$dir/$n-$i.err" ||
        [ $? -eq 3 ] || { cat "$dir/$n-$i.err"; exit 1; }
done
