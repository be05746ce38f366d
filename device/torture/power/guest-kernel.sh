#!/bin/sh
# Makes what a guest starts from: Debian's kernel, unpacked and not installed, and a first file system that loads its drivers.
# guest-kernel.sh FOLDER leaves FOLDER/vmlinuz and FOLDER/initrd; done once.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
folder="$1"
[ ! -f "$folder/initrd" ] || exit 0
mkdir -p "$folder"
cd "$folder"

package="$(apt-cache depends linux-image-amd64 | sed -n 's/.*Depends: \(linux-image-[0-9][^ ]*\)$/\1/p' | head -n 1)"
echo "power cuts: fetching $package" >&2
rm -rf kernel first ./*.deb
apt-get download -qq "$package" >&2
dpkg-deb -x ./*.deb kernel
release="$(ls kernel/lib/modules)"
cp "kernel/boot/vmlinuz-$release" vmlinuz

mkdir -p first/bin first/modules first/root first/proc first/dev
cp "$(command -v busybox)" first/bin/busybox
cp "$here/guest-init.sh" first/init
chmod 755 first/init
/sbin/depmod -b kernel "$release"
# In the order in which they need each other.
for module in virtio_pci virtio_blk virtio-rng 9pnet_virtio 9p crc32c_generic ext4; do
  /sbin/modprobe -d "$PWD/kernel" -S "$release" --show-depends "$module"
done | awk '$1 == "insmod" && !seen[$2]++ { print $2 }' | while read -r file; do
  cp "$file" first/modules/
  basename "$file" >> first/modules/order
done
(cd first && find . | cpio --quiet -o -H newc | gzip -1) > initrd.part
mv initrd.part initrd
rm -rf kernel first ./*.deb
