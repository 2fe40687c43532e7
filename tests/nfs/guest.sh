#!/bin/sh
# guest.sh DEB OUT FILE...: from Debian's cloud kernel package makes OUT/vmlinuz and OUT/initrd, a guest
# that has the modules of an NFS client, a shell on its first serial line, and each FILE under its own path with
# the libraries it needs (NAME=FILE puts FILE at /NAME).
set -eu
deb=$1 out=$2
shift 2
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out" "$work/root/bin" "$work/root/proc" "$work/root/sys" "$work/root/dev" "$work/root/tmp" "$work/root/mnt" "$work/root/modules"
dpkg-deb -x "$deb" "$work/kernel"
cp "$work"/kernel/boot/vmlinuz-* "$out/vmlinuz"
cp /bin/busybox "$work/root/bin/busybox"

# A module after those it names.
module() (
    file=$(find "$work/kernel/lib/modules" -name "$1.ko" -o -name "$(echo "$1" | tr _ -).ko" | head -n 1)
    [ -n "$file" ] || exit 0 # built in
    for needed in $(tr '\0' '\n' <"$file" | sed -n 's/^depends=//p' | tr , ' '); do
        module "$needed"
    done
    echo "$file"
)
for m in virtio_pci virtio_net nfsv4; do module $m; done | awk '!seen[$0]++' >"$work/modules"
n=100
while read -r file; do
    n=$((n + 1))
    cp "$file" "$work/root/modules/$n-${file##*/}"
done <"$work/modules"

put() { # file, path in the guest
    mkdir -p "$work/root$(dirname "$2")"
    cp -L "$1" "$work/root$2"
}
for file in "$@"; do
    case $file in
    *=*) put "${file#*=}" "/${file%%=*}" ;;
    *) put "$file" "$file" ;;
    esac
    ldd "${file#*=}" 2>/dev/null | sed -n 's/^[^/]*\(\/[^ ]*\) (.*/\1/p' | while read -r library; do
        [ -e "$work/root$library" ] || put "$library" "$library"
    done
done

cat >"$work/root/init" <<'INIT'
#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin HOME=/
mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t devtmpfs dev /dev
mount -t tmpfs -o size=75% tmp /tmp
for m in /modules/*; do insmod "$m"; done
hostname "$(sed -n 's/.*guest=\([a-z]*\).*/\1/p' /proc/cmdline)"
ip link set lo up
ip link set eth0 up
ip addr add 10.0.2.15/24 dev eth0
echo 2 >/proc/sys/kernel/printk
stty -echo -onlcr </dev/ttyS0
while :; do sh </dev/ttyS0 >/dev/ttyS0 2>&1; done
INIT
chmod 755 "$work/root/init"
(cd "$work/root" && find . | cpio -o -H newc --quiet) >"$out/initrd"
