#!/bin/sh
# Unpacks the libraries of another machine that the service is linked against, as this Debian has them. Nothing is installed.
# sysroot.sh ARCH FOLDER; done once.
set -eu
arch="$1"
folder="$2"
[ ! -f "$folder/.whole" ] || exit 0
rm -rf "$folder"
mkdir -p "$folder/apt/lists/partial" "$folder/apt/archives/partial"
touch "$folder/apt/status"
cd "$folder"

# A package list of its own: the machine that builds goes on knowing its own alone.
other() {
  apt-get -qq -o APT::Architecture="$arch" -o APT::Architectures::="$arch" -o Dir::State="$folder/apt" \
    -o Dir::State::status="$folder/apt/status" -o Dir::Cache="$folder/apt" -o APT::Sandbox::User=root "$@" >&2
}
echo "package: fetching libraries of $arch" >&2
other update
other download libc6 libstdc++6 libgcc-s1 libudev1 libusb-1.0-0 libpcsclite1 libpcsclite-dev libcap2
for package in ./*.deb; do dpkg-deb -x "$package" .; done
rm -rf apt ./*.deb
touch .whole
