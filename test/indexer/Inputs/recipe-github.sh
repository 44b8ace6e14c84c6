# SPDX-License-Identifier: Apache-2.0
# recipe-github.sh QLOCKDEP DOCUMENT DIR: runs the jobs as GitHub does.
. "$(dirname "$0")/recipes.sh"
recipe github index >index.sh
recipe github check >check.sh
shards=$(sed -n 's/^ *shard: \[\(.*\)\]/\1/p' "$document" | tr -d ,)
total=$(echo "$shards" | wc -w)
for shard in $shards; do
    sed -e "s/[$]{{ matrix.shard }}/$shard/g" -e "s/[$]{{ strategy.job-total }}/$total/g" index.sh >job.sh
    run job.sh
done
run check.sh || [ $? -eq 3 ] # as a TU of the project fails
test -f findings.jsonl
verdict "GitHub, $total jobs"
