# SPDX-License-Identifier: Apache-2.0
# mixed-project.sh DIR: source and build trees with clean TUs, one with errors and one that fails.
set -eu
rm -rf "$1"
mkdir -p "$1/src" "$1/build"
cd "$1"
echo 'static inline int shared(int x) { return x + 1; }' >src/shared.h
for i in $(seq 12); do
    printf '#include "shared.h"\n#include "made.h"\nint f%s(void) { return shared(MADE); }\n' "$i" \
        >"src/f$i.c"
done
echo '#define MADE 7' >build/made.h
printf '#include "shared.h"\nint broken(void) { return shared(nowhere); }\n' >src/f5.c
rm src/f8.c
separator='['
for i in $(seq 12); do
    printf '%s\n{"directory": "%s/build", "arguments": ["cc", "-I%s/src", "-I.", "-c", "../src/f%s.c", "-o", "f%s.o"], "file": "../src/f%s.c"}' \
        "$separator" "$PWD" "$PWD" "$i" "$i" "$i"
    separator=,
done >build/compile_commands.json
echo ']' >>build/compile_commands.json
