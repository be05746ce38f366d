#!/bin/sh
# Runs a command in that Debian, what it writes going to FOLDER alone. It has processes and a loopback of its own, both gone with it.
# in-debian.sh DEBIAN FOLDER COMMAND...; build/ of the sources is /srv.
set -eu
mkdir -p "$2/upper" "$2/scratch" "$2/root"
exec unshare --mount --net --pid --fork --kill-child sh -eu -c '
  debian="$1" folder="$2"
  shift 2
  mount -t overlay overlay -o "lowerdir=$debian,upperdir=$folder/upper,workdir=$folder/scratch" "$folder/root"
  mount -t proc proc "$folder/root/proc"
  mount --rbind /dev "$folder/root/dev"
  mount --bind "$(dirname "$(dirname "$debian")")" "$folder/root/srv"
  ip link set lo up
  exec env -i PATH=/usr/sbin:/usr/bin:/sbin:/bin HOME=/root LANG=C.UTF-8 chroot "$folder/root" "$@"
' sh "$@"
