# SPDX-License-Identifier: Apache-2.0
# all-help.sh QLOCKDEP: asks every command of the list for its help.
set -eu
count=0
for command in $("$1" --help | sed -n '/^Commands:/,/^$/s/^  \([a-z]*\) .*/\1/p'); do
    help=$("$1" "$command" --help) || { echo "$command: --help fails"; exit 1; }
    grep -qi 'exit \(codes\?\|status\)' <<<"$help" || { echo "$command: no exit codes"; exit 1; }
    grep -q "qlockdep $command " <<<"$help" || { echo "$command: no usage"; exit 1; }
    count=$((count + 1))
done
[ "$count" -ge 8 ] && echo "8 commands or more have a help"
