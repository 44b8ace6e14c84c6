# SPDX-License-Identifier: Apache-2.0
# reindex.sh QLOCKDEP DIR [OPTION...]: brings DIR/x.db up to date, says what that took, and compares
# it with an index made from nothing.
set -eu
qlockdep=$1 dir=$2
shift 2

index() {
    status=0
    "$qlockdep" index -q -p "$dir" -o "$dir/$1.db" "${@:2}" >"$dir/$1.out" 2>"$dir/$1.err" ||
        status=$?
    echo "exit code $status" >>"$dir/$1.err"
    sed 's/.*: \([0-9]* clean, .*failed\).*/\1/' "$dir/$1.out" >>"$dir/$1.err"
    "$qlockdep" dump --facts --db "$dir/$1.db" >"$dir/$1.facts"
}

index x "$@"
grep -o '[0-9]* parsed, [0-9]* up to date, [0-9]* removed' "$dir/x.out"
rm -f "$dir"/fresh.db*
index fresh "$@"
cmp "$dir/x.facts" "$dir/fresh.facts" && cmp "$dir/x.err" "$dir/fresh.err" && echo "as fresh"
