# SPDX-License-Identifier: Apache-2.0
# recipe-loop.sh QLOCKDEP DOCUMENT DIR: runs the loop.
. "$(dirname "$0")/recipes.sh"
recipe loop >loop.sh
run loop.sh || [ $? -eq 3 ]
verdict "loop"
