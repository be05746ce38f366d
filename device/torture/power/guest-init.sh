#!/bin/busybox sh
# The first process of a guest: its drivers, this machine's files to read, a disk of its own to write, and the program whose name the kernel was given.
b=/bin/busybox
$b mount -t proc none /proc
$b mount -t devtmpfs none /dev
while read -r module; do $b insmod "/modules/$module"; done < /modules/order
$b mount -t 9p -o trans=virtio,version=9p2000.L,ro,cache=loose,msize=1048576 host /root
$b mount -t proc none /root/proc
$b mount -t sysfs none /root/sys
$b mount -t devtmpfs none /root/dev
$b mount -t tmpfs none /root/tmp
# With its barriers, as a terminal has it.
$b mount -t ext4 /dev/vda /root/mnt || echo 'RIDGED {"is":"broken","what":"the file system cannot be mounted"} .'
exec $b chroot /root "$RIDGED_NODE" "$RIDGED_PROGRAM" /mnt "$RIDGED_BOOT"
