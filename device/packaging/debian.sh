#!/bin/sh
# Makes a small Debian to try the package in, with what the package depends on; nothing of it runs. debian.sh FOLDER; as root, done once.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
folder="$1"
depends="$(sed -n 's/^Depends: //p' "$here/control" | sed 's/([^)]*)//g' | tr -d ',')"
# Beside them: who asks for rights, and a reader that is none.
packages="$depends polkitd vsmartcard-vpcd"
[ "$(cat "$folder/.whole" 2>/dev/null)" != "$packages" ] || exit 0
rm -rf "$folder"
echo "package: making a Debian to try it in" >&2
debootstrap --variant=minbase bookworm "$folder" >&2
# Otherwise whatever is installed would be started, on this machine.
printf '#!/bin/sh\nexit 101\n' > "$folder/usr/sbin/policy-rc.d"
chmod 755 "$folder/usr/sbin/policy-rc.d"
# shellcheck disable=SC2086  # a list of names, to be split
DEBIAN_FRONTEND=noninteractive chroot "$folder" apt-get install -y -qq --no-install-recommends $packages >&2
chroot "$folder" apt-get clean
echo "$packages" > "$folder/.whole"
