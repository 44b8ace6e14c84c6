# SPDX-License-Identifier: Apache-2.0
# To be sourced, with $dir set: makes a project in which TU hang.c waits for ever. It includes a
# FIFO; whoever opens it for writing knows that the worker has come there.
rm -rf "$dir"
mkdir -p "$dir"
mkfifo "$dir/fifo.h"
echo 'int before(void) { return 1; }' >"$dir/before.c"
printf '#include "fifo.h"\nint hang(void) { return 2; }\n' >"$dir/hang.c"
echo 'int after(void) { return 3; }' >"$dir/after.c"
cat >"$dir/compile_commands.json" <<END
[
{"directory": ".", "arguments": ["cc", "-c", "before.c"], "file": "before.c"},
{"directory": ".", "arguments": ["cc", "-c", "hang.c"], "file": "hang.c"},
{"directory": ".", "arguments": ["cc", "-c", "after.c"], "file": "after.c"}
]
END

# Starts "$@" in the background as $pid, with the signals an interactive program would have, and
# returns once a worker hangs.
start_and_hang() {
    python3 -c 'import os, signal, sys
signal.signal(signal.SIGINT, signal.SIG_DFL)
os.execv(sys.argv[1], sys.argv[1:])' "$@" >"$dir/out" 2>"$dir/err" &
    pid=$!
    exec 9>"$dir/fifo.h"
}

# Waits for $pid and prints how it went.
finish() {
    status=0
    wait "$pid" || status=$?
    echo "exit code $status"
    cat "$dir/out" "$dir/err"
}

# Kills a run of $qlockdep that hangs in hang.c again, after what comes before is stored.
hang_and_kill() {
    rm "$dir/fifo.h"
    mkfifo "$dir/fifo.h"
    start_and_hang "$qlockdep" index -p "$dir" -o "$dir/x.db" -j1
    sleep 0.5
    kill -9 "$pid"
    finish >/dev/null 2>&1
    exec 9>&-
}

# The worker processes of $pid.
workers() {
    cat "/proc/$pid/task/$pid/children"
}

# The one of them that reads the FIFO.
hanging_worker() {
    local worker
    for worker in $(workers); do
        if readlink "/proc/$worker/fd/"* | grep -q 'fifo\.h$'; then
            echo "$worker"
        fi
    done
}

# Files of an index run beside the database, sorted, without those that may be deleted at any time.
leftovers() {
    (cd "$dir" && find . -name 'x.db*' ! -name '*-journal' ! -path '*.stat*' ! -path '*.pch*' |
        LC_ALL=C sort)
}

# Puts a file in place of the FIFO, so that nothing hangs any more.
mend() {
    rm "$dir/fifo.h"
    echo '#define MENDED 1' >"$dir/fifo.h"
}

# Brings x.db up to date, says what that took, and compares it with an index made from nothing.
update() {
    "$qlockdep" index -q -p "$dir" -o "$dir/x.db" | grep -o '[0-9]* parsed.*removed'
    "$qlockdep" index -q -p "$dir" -o "$dir/fresh.db" >/dev/null
    "$qlockdep" dump --facts --db "$dir/x.db" >"$dir/facts"
    "$qlockdep" dump --facts --db "$dir/fresh.db" | cmp - "$dir/facts" && echo "as fresh"
    rm "$dir"/fresh.db*
}
