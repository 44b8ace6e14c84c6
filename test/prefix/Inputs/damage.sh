# SPDX-License-Identifier: Apache-2.0
# damage.sh COMMAND... DIR: runs the command, which indexes DIR; then spoils DIR/x.db.pch in many
# ways, and has all parsed again after each.
set -eu
dir=${*: -1}
command=("${@:1:$#-1}")
pch=$dir/x.db.pch

file() {
    ls -d "$pch"/*[0-9a-f]"$1"
}

again() {
    echo "$1"
    rm -f "$dir"/x.db
    "${command[@]}" "$dir" | sed '/^ordinary[2-9]/d; /^ordinary1/s/.*: //'
}

again "as it is"
for suffix in .pch .manifest; do
    printf 'garbage%.0s' $(seq 999) >"$(file $suffix)" && again "garbage in $suffix"
    truncate -s $(($(stat -c %s "$(file $suffix)") / 2)) "$(file $suffix)" && again "half of $suffix"
    printf x | dd of="$(file $suffix)" bs=1 seek=9999 conv=notrunc status=none && again "one byte of $suffix"
    : >"$(file $suffix)" && again "nothing in $suffix"
    rm "$(file $suffix)" && again "no $suffix"
done
echo '#error' >"$(file .names.h)" && again "other .names.h"
rm "$(file .names.h)" && again "no .names.h"
rm "$(file .h)" && again "no .h"
rm -r "$pch" && again "no directory"
name=$(file .pch)
rm "$name" && mkdir "$name" && again "a directory instead of .pch"
rm -r "$pch" && echo >"$pch" && again "a file instead of the directory"
