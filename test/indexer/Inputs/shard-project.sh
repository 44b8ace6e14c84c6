# SPDX-License-Identifier: Apache-2.0
# shard-project.sh DIR [clean]: DIR/src and DIR/build with two executables of 12 TUs that share an
# archive and an inline function. One TU has errors and one has no source, unless "clean" is given.
set -eu
rm -rf "$1"
mkdir -p "$1/src" "$1/build"
cd "$1"
cat >src/shared.h <<'END'
struct ops { int (*call)(int); };
static inline int shared(int x) { return x + 1; }
END
echo '#define MADE 7' >build/made.h
for i in $(seq 12); do
    printf '#include "shared.h"\n#include "made.h"\nint f%s(struct ops *o) { return o->call(shared(MADE)); }\n' \
        "$i" >"src/f$i.c"
done
if [ "${2-}" != clean ]; then
    printf '#include "shared.h"\nint broken(void) { return shared(nowhere); }\n' >src/f5.c
    rm src/f8.c
fi
separator='['
for i in $(seq 12); do
    printf '%s\n{"directory": "%s/build", "arguments": ["cc", "-I../src", "-I.", "-c", "../src/f%s.c", "-o", "f%s.o"], "file": "../src/f%s.c"}' \
        "$separator" "$PWD" "$i" "$i" "$i"
    separator=,
done >build/compile_commands.json
echo ']' >>build/compile_commands.json
cat >build/build.ninja <<'END'
rule STATIC_LINKER
 command = rm -f $out && ar $LINK_ARGS $out $in
rule c_LINKER
 command = cc $ARGS -o $out $in $LINK_ARGS
build libcommon.a: STATIC_LINKER f1.o f2.o f3.o f4.o f5.o f6.o
 LINK_ARGS = csr
build qemu-system-one: c_LINKER f7.o f8.o f9.o libcommon.a
build qemu-system-two: c_LINKER f10.o f11.o f12.o f7.o libcommon.a
END
