# SPDX-License-Identifier: Apache-2.0
# To be sourced: recipes.sh QLOCKDEP DOCUMENT DIR. Makes DIR the current directory, with a project in
# build, and gives functions to try DOCUMENT's recipes. Programs they need are stood in for in bin.
set -eu
inputs=$(cd "$(dirname "$0")" && pwd)
document=$2
bash "$inputs/shard-project.sh" "$3"
cd "$3"
mkdir bin home
ln -s "$1" bin/qlockdep
export PATH="$PWD/bin:$PATH" HOME="$PWD/home" SHELL=/bin/sh # as a login has them
qlockdep index -q -p build -o whole.db >whole.log 2>&1 || [ $? -eq 3 ]
qlockdep dump --db whole.db --facts >whole

recipe() {
    /usr/bin/python3 "$inputs/recipe.py" "$document" "$@"
}

# The shell that CI services and schedulers run commands with.
run() {
    sh -e "$@"
}

# What a recipe was to make is there, and is all of it.
verdict() {
    qlockdep dump --db qlockdep.db --facts | cmp - whole && echo "$1: merged all of it"
    rm -f part-* qlockdep.db findings.jsonl
}

# A program that is not there is stood in for by a script on standard input.
stand_in() {
    cat >"bin/$1"
    chmod +x "bin/$1"
}
