# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Packages of any Debian suite, with apt, but beside the machine's own package sources and state.
# Source it after common.sh.

DEBIAN_MIRROR=${QLOCKDEP_DEBIAN_MIRROR:-http://deb.debian.org/debian}
DEBIAN_SECURITY_MIRROR=${QLOCKDEP_DEBIAN_SECURITY_MIRROR:-http://deb.debian.org/debian-security}
DEBIAN_KEYRING=/usr/share/keyrings/debian-archive-keyring.gpg

# debian_source TYPE main|security SUITE: a line for sources.list.
debian_source() {
    local mirror=$DEBIAN_MIRROR
    [[ $2 == main ]] || mirror=$DEBIAN_SECURITY_MIRROR
    printf '%s [signed-by=%s] %s %s main\n' "$1" "$DEBIAN_KEYRING" "$mirror" "$3"
}

write_apt_configuration() {
    local apt=$1
    # Valid-Until: nobody renews the lists of a Debian that is no longer supported.
    # The clears at the end: a machine's apt hooks are for its own lists, not for these.
    cat >"$apt/apt.conf" <<CONF
Dir::Etc::sourcelist "$apt/sources.list";
Dir::Etc::sourceparts "/dev/null";
Dir::State::lists "$apt/lists";
Dir::Cache "$apt/cache";
APT::Sandbox::User "root";
APT::Update::Error-Mode "any";
APT::Get::List-Cleanup "false";
Acquire::AllowInsecureRepositories "false";
Acquire::AllowWeakRepositories "false";
Acquire::Check-Valid-Until "false";
Acquire::Languages "none";
Acquire::Retries "3";
#clear APT::Update::Pre-Invoke;
#clear APT::Update::Post-Invoke;
#clear APT::Update::Post-Invoke-Success;
CONF
}

# read_debian_lists LOG APT SOURCE…: afterwards `apt-get -c APT/apt.conf` knows the packages of each
# SOURCE, written `TYPE main|security SUITE`. Signatures are checked.
read_debian_lists() {
    local log=$1 apt=$2 source
    shift 2
    [[ -r $DEBIAN_KEYRING ]] || die "$DEBIAN_KEYRING is missing: install debian-archive-keyring"
    mkdir -p "$apt"/{lists/partial,cache/archives/partial}
    for source in "$@"; do
        # shellcheck disable=SC2086 # three words
        debian_source $source
    done >"$apt/sources.list"
    write_apt_configuration "$apt"
    run_logged "$log" apt-get -c "$apt/apt.conf" -q update
}
