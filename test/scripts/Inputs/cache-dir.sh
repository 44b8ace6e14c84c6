# SPDX-License-Identifier: Apache-2.0
# Prints the cache directory that the scripts of the tree $1 use.
set -euo pipefail
source "$1/scripts/lib/common.sh"
cache_dir
