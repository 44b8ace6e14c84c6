# SPDX-License-Identifier: Apache-2.0
# recipe-hosts.sh QLOCKDEP DOCUMENT DIR: runs the recipes that use ssh, with a stand-in for it, and GNU
# parallel or what does the same for this recipe.
. "$(dirname "$0")/recipes.sh"
stand_in ssh <<'END'
#!/bin/sh
# ssh [OPTION] HOST [--] COMMAND...: runs it here, from another directory as a login would.
while [ "${1#-}" != "$1" ]; do shift; done
echo "$1" >>"$HOME/hosts"
shift
[ "$1" != -- ] || shift
cd / && exec sh -c "$*"
END
if ! parallel --version 2>/dev/null | grep -q '^GNU parallel'; then
    stand_in parallel <<'END'
#!/bin/sh
# parallel --sshlogin HOSTS --workdir . --jobs 1 COMMAND ::: VALUE...
command=$6
shift 7
printf '%s\n' "$@" | xargs -I{} sh -c 'ssh build{} "cd $PWD && $0"' "$command"
END
fi
for name in parallel xargs; do
    recipe "$name" >recipe.sh
    run recipe.sh 2>"$name.err" || [ $? -eq 3 ] || cat "$name.err"
    sort -u home/hosts
    rm home/hosts
    verdict "$name"
done
