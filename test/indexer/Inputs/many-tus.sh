# SPDX-License-Identifier: Apache-2.0
# many-tus.sh DIR N TEXT: a project of N TUs, each a file with TEXT.
set -eu
separator='['
for i in $(seq "$2"); do
    echo "$3" >"$1/$i.c"
    printf '%s\n{"directory": ".", "arguments": ["cc", "-c", "%s.c"], "file": "%s.c"}' \
        "$separator" "$i" "$i"
    separator=,
done >"$1/compile_commands.json"
echo ']' >>"$1/compile_commands.json"
