#!/bin/sh
# Installs the Debian packages that a purpose needs and that are not there yet: sh .ci/packages.sh run|test|lint|fuzz|bench|nfs
# Root installs; another user does so by sudo; without either the missing ones are named and it fails.
set -eu

RUN='gcc make libc6-dev pkg-config libfcgi-dev libsqlite3-dev libcurl4-openssl-dev libjansson-dev libjwt-dev
libmicrohttpd-dev libarchive-dev libssl-dev libxxhash-dev libutf8proc-dev zlib1g-dev nginx-light curl tzdata ca-certificates'
TEST="$RUN libcmocka-dev procps iproute2 strace faketime fuse3 libfuse3-dev sqlite3 chromium fonts-dejavu-core"
LINT='clang-format clang-tidy cppcheck shellcheck git'
FUZZ='clang libclang-rt-14-dev'
NFS="$TEST nfs-ganesha nfs-ganesha-vfs qemu-system-x86 busybox-static cpio e2fsprogs"
BENCH="$TEST time wrk python3-pandas"

case "${1:-}" in
run) wanted=$RUN ;;
test) wanted=$TEST ;;
lint) wanted="$RUN $LINT" ;;
fuzz) wanted="$RUN $FUZZ" ;;
bench) wanted=$BENCH ;;
nfs) wanted=$NFS ;;
*) echo "usage: packages.sh run|test|lint|fuzz|bench|nfs" >&2 && exit 2 ;;
esac

has() {
    dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed
}

# Any nginx will do, and any Node that is new enough.
missing=
for p in $wanted; do
    has "$p" && continue
    [ "$p" = nginx-light ] && command -v nginx >/dev/null 2>&1 && continue
    [ "$p" = nginx-light ] && [ -x /usr/sbin/nginx ] && continue
    missing="$missing $p"
done
if [ "$1" = test ] || [ "$1" = bench ]; then
    command -v node >/dev/null 2>&1 || missing="$missing nodejs"
    command -v npm >/dev/null 2>&1 || missing="$missing npm"
fi
[ -z "$missing" ] && exit 0

as_root=
if [ "$(id -u)" -ne 0 ]; then
    if command -v sudo >/dev/null 2>&1; then
        as_root=sudo
    else
        echo "These Debian packages are missing, and installing them needs root or sudo:" >&2
        echo "  apt-get install$missing" >&2
        exit 1
    fi
fi
if ! command -v apt-get >/dev/null 2>&1; then
    echo "This is not Debian. What is needed, by Debian's names:$missing" >&2
    exit 1
fi

log=$(mktemp)
trap 'rm -f "$log"' EXIT
echo "installing:$missing"
# Debian starts a server as soon as its package is there. Pagetrail runs its own nginx on loopback, so
# the system's one is kept from starting while we install, unless the host has a policy of its own.
policy=/usr/sbin/policy-rc.d
if [ ! -e "$policy" ]; then
    printf '#!/bin/sh\nexit 101\n' | $as_root tee "$policy" >/dev/null
    $as_root chmod 755 "$policy"
    trap 'rm -f "$log"; $as_root rm -f "$policy"' EXIT
fi
export DEBIAN_FRONTEND=noninteractive
# shellcheck disable=SC2086 # a list of words
if ! $as_root apt-get install -y -q --no-install-recommends $missing >"$log" 2>&1; then
    $as_root apt-get update -q >/dev/null
    $as_root apt-get install -y -q --no-install-recommends $missing >"$log" 2>&1 || {
        tail -n 20 "$log" >&2
        echo "apt-get install$missing failed" >&2
        exit 1
    }
fi
