# SPDX-License-Identifier: Apache-2.0
# recipe-gitlab.sh QLOCKDEP DOCUMENT DIR: runs the jobs as GitLab does.
. "$(dirname "$0")/recipes.sh"
export CI_NODE_INDEX CI_NODE_TOTAL
recipe gitlab index >index.sh
recipe gitlab check >check.sh
CI_NODE_TOTAL=$(grep -A40 'recipe: gitlab' "$document" | sed -n 's/^  parallel: //p')
for CI_NODE_INDEX in $(seq "$CI_NODE_TOTAL"); do
    run index.sh
done
run check.sh || [ $? -eq 3 ] # as a TU of the project fails
test -f findings.jsonl
verdict "GitLab, $CI_NODE_TOTAL jobs"
