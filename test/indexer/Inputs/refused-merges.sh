# SPDX-License-Identifier: Apache-2.0
# refused-merges.sh QLOCKDEP DIR: merges what does not fit together.
qlockdep=$1
exits=$(cd "$(dirname "$0")/../../tools" && pwd)/exits
cd "$2" || exit
merge() {
    "$exits" 2 "$qlockdep" merge "$@"
}
merge 2-1.db 2-1.db -o x.db
merge 2-1.db link.db 2-2.db -o x.db
merge 2-1.db 2-2.db symlink.db -o x.db
merge 2-1.db copy.db 2-2.db -o x.db
merge 2-1.db 3-2.db -o x.db
merge 2-1.db whole.db -o x.db
merge whole.db 2-1.db -o x.db
merge one.db 2-2.db -o x.db
merge 2-1.db old.db -o x.db
merge 2-1.db clang.db -o x.db
merge 2-1.db progress.db -o x.db
merge 2-1.db again.db -o x.db
merge 2-1.db first.db -o x.db
merge 2-1.db none.db -o x.db
merge 2-1.db src/f1.c -o x.db
merge 2-1.db src -o x.db
merge all.db x.db -o x.db
merge 2-1.db 2-2.db -o src/f1.c
merge -o x.db
