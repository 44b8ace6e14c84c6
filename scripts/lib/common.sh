# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# What the scripts share. Source it after `set -euo pipefail`.

ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
PROGRAM=${0##*/}

say() {
    printf '%s: %s\n' "$PROGRAM" "$*"
}

die() {
    printf '%s: %s\n' "$PROGRAM" "$*" >&2
    exit 2
}

# The comment at the top of a script is its help.
usage() {
    sed -n '/^# usage:/,/^[^#]/{/^#/s/^# \{0,1\}//p}' "$0"
}

# A directory for downloads and prepared trees. QEMU refuses to configure in a path with spaces,
# colons or other characters that make and meson would mangle, so such a home is not used.
cache_dir() {
    local dir=${QLOCKDEP_CACHE:-}
    if [[ -z $dir ]]; then
        dir=${XDG_CACHE_HOME:-${HOME:+$HOME/.cache}}/qlockdep
        if [[ $dir == /qlockdep || ! $dir =~ ^/[A-Za-z0-9_./+@-]+$ ]] || ! mkdir -p "$dir" 2>/dev/null; then
            dir=/var/tmp/qlockdep-$(id -u)
        fi
    fi
    if [[ ! $dir =~ ^/[A-Za-z0-9_./+@-]+$ ]]; then
        die "cache directory '$dir': must be absolute, without spaces or special characters; set QLOCKDEP_CACHE"
    fi
    # Only a directory of one's own is trusted: /var/tmp is everybody's.
    mkdir -p -m 0700 "$dir" 2>/dev/null || true
    [[ -d $dir && -w $dir && -O $dir ]] || die "cache directory '$dir': not writable or not yours; set QLOCKDEP_CACHE"
    printf '%s\n' "$dir"
}

jobs() {
    nproc 2>/dev/null || echo 2
}

# run_logged LOG COMMAND…: the output goes to LOG, and to the terminal only if the command fails.
run_logged() {
    local log=$1 status=0
    shift
    mkdir -p "$(dirname "$log")"
    "$@" >"$log" 2>&1 </dev/null || status=$?
    if ((status)); then
        cat "$log" >&2
        say "failed (exit $status): $*" >&2
        say "the output above is in $log" >&2
    fi
    return $status
}

# stage NAME COMMAND…: says what runs and how long it took. A function run this way must return on
# errors by itself: bash ignores `set -e` in it.
stage() {
    local name=$1 start=$SECONDS status=0
    shift
    printf '\n== %s\n' "$name"
    "$@" || status=$?
    printf '== %s: %d s\n' "$name" $((SECONDS - start))
    return $status
}

# Debian's QEMU that the demo and the end-to-end test use.
QEMU_VERSION=7.2
# qemu_home [VERSION]
qemu_home() {
    printf '%s/qemu-%s\n' "$(cache_dir)" "${1:-$QEMU_VERSION}"
}

# fetch_and_prepare_qemu [VERSION]. Nobody edits the tree in the cache, so what was prepared and
# verified once stays so.
fetch_and_prepare_qemu() {
    local version=${1:-$QEMU_VERSION} home key
    home=$(qemu_home "$version")
    "$ROOT/scripts/fetch-qemu" "$version" "$home/src" || return
    key=$(cd "$ROOT/scripts" && sha256sum prepare-qemu lib/{debian.sh,qemu_tree.py} qemu-features.txt)
    if [[ -f $home/prepared && $(<"$home/prepared") == "$key" && -f $home/build/build.ninja ]]; then
        say "it is prepared in $home/build already"
        return 0
    fi
    "$ROOT/scripts/prepare-qemu" "$home/src" "$home/build" || return
    printf '%s\n' "$key" >"$home/prepared"
}

# The code that makes facts. `index` compares versions; whoever works on that code changes facts without
# a new one.
index_code() {
    (
        cd "$ROOT"
        find analyzer/{model,compdb,frontend,indexer} db -type f | LC_ALL=C sort | xargs sha256sum
    ) | sha256sum
}

# index_once QLOCKDEP BUILD DB: brings DB up to date, from nothing if other code made it.
index_once() {
    local qlockdep=$1 build=$2 db=$3 code status=0
    code=$(index_code) || return
    if [[ ! -f $db.code || $(<"$db.code") != "$code" ]]; then
        rm -rf "$db" "$db".{part,part-journal,stat,pch}
        mkdir -p "$(dirname "$db")"
        printf '%s\n' "$code" >"$db.code"
    fi
    "$qlockdep" index -p "$build" -o "$db" || status=$?
    # 3: some TUs failed; they are named, and the rest can be checked.
    ((status == 0 || status == 3)) || return $status
}
