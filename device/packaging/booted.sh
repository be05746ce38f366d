#!/bin/sh
# Boots that Debian with its own systemd, what it writes going to FOLDER alone: processes, network, name and control groups are its own,
# gone with this process. booted.sh DEBIAN FOLDER; build/ of the sources is /srv. Its systemd is the only child.
set -eu
mkdir -p "$2/upper" "$2/scratch" "$2/root" "$2/groups"
exec unshare --mount --net --uts --ipc sh -eu -c '
  debian="$1" folder="$2"
  root="$folder/root"
  mount -t overlay overlay -o "lowerdir=$debian,upperdir=$folder/upper,workdir=$folder/scratch" "$root"
  mount -t sysfs -o ro sysfs "$root/sys"
  mount -t tmpfs -o mode=755 tmpfs "$root/run"
  mount -t tmpfs -o mode=755 tmpfs "$root/dev"
  for node in null zero full random urandom tty; do
    touch "$root/dev/$node"
    mount --bind "/dev/$node" "$root/dev/$node"
  done
  mkdir "$root/dev/shm" "$root/dev/pts"
  mount -t tmpfs tmpfs "$root/dev/shm"
  mount -t devpts -o newinstance,ptmxmode=666 devpts "$root/dev/pts"
  ln -s pts/ptmx "$root/dev/ptmx"
  mount --bind "$(dirname "$(dirname "$debian")")" "$root/srv"
  ip link set lo up
  hostname terminal
  # Its root of control groups is one of this machine; those of earlier boots are empty.
  mount -t cgroup2 cgroup2 "$folder/groups"
  rmdir "$folder"/groups/ridged-booted-* 2>/dev/null || true
  mkdir "$folder/groups/ridged-booted-$$"
  echo $$ > "$folder/groups/ridged-booted-$$/cgroup.procs"
  exec unshare --cgroup --pid --fork --kill-child sh -eu -c "
    mount -t proc proc \"\$1/proc\"
    mount -t cgroup2 cgroup2 \"\$1/sys/fs/cgroup\"
    exec env -i container=ridged PATH=/usr/sbin:/usr/bin:/sbin:/bin chroot \"\$1\" /lib/systemd/systemd
  " sh "$root"
' sh "$@"
