#!/bin/sh
# Installs what the build and the tests need and is missing: Debian packages where it may, then the npm packages of the
# lockfile. Says exactly what it could not do. Exit 1: cannot build. In CI a missing emulator is a failure too.
# setup.sh power: also what `make power-cuts` makes its guests with. setup.sh package: also what `make package` makes one for arm64 with.
set -eu
cd "$(dirname "$0")"

say() { printf 'setup: %s\n' "$*" >&2; }
have() { command -v "$1" >/dev/null 2>&1 || [ -x "/usr/sbin/$1" ]; }

# name of the Debian package | how to see that it is there | needed for
wanted() {
  cat <<'TABLE'
build-essential|have g++ && have make|build
python3|have python3|build
libudev1|[ -n "$(find /lib /usr/lib -name 'libudev.so.1' 2>/dev/null | head -n 1)" ]|build
libusb-1.0-0|[ -n "$(find /lib /usr/lib -name 'libusb-1.0.so.0' 2>/dev/null | head -n 1)" ]|build
libpcsclite-dev|[ -f /usr/include/PCSC/winscard.h ]|build
socat|have socat|emulators
mosquitto|have mosquitto|emulators
nats-server|have nats-server|emulators
tinyproxy-bin|have tinyproxy|emulators
pcscd|have pcscd|emulators
vsmartcard-vpcd|[ -e /usr/lib/pcsc/drivers/serial/libifdvpcd.so ]|emulators
ffmpeg|have ffmpeg|emulators
openssl|have openssl|emulators
nut-server|[ -x /lib/nut/dummy-ups ]|emulators
swtpm|have swtpm|emulators
faketime|have faketime|emulators
tpm2-tools|have tpm2_nvread|emulators
libtss2-tcti-swtpm0|[ -n "$(find /usr/lib -name 'libtss2-tcti-swtpm.so.0' 2>/dev/null | head -n 1)" ]|emulators
systemd|have systemd-creds|emulators
chromium|have chromium|emulators
postgresql|[ -n "$(find /usr/lib/postgresql -name initdb 2>/dev/null | head -n 1)" ]|emulators
qemu-system-x86|have qemu-system-x86_64|power
busybox-static|have busybox|power
cpio|have cpio|power
kmod|have modprobe|power
e2fsprogs|have mkfs.ext4|power
gcc-aarch64-linux-gnu|have aarch64-linux-gnu-gcc|package
g++-aarch64-linux-gnu|have aarch64-linux-gnu-g++|package
qemu-user-static|have qemu-aarch64-static|package
debootstrap|have debootstrap|package
TABLE
}

# Prints the packages of one kind ("build", "emulators", "power" or "package") that are not there.
missing() {
  wanted | while IFS='|' read -r package test kind; do
    [ "$kind" = "$1" ] || continue
    eval "$test" || printf '%s ' "$package"
  done
}

apt_install() {
  if ! have apt-get; then say "no apt-get here"; return 1; fi
  if [ "$(id -u)" = 0 ]; then as_root=; elif sudo -n true 2>/dev/null; then as_root=sudo; else
    say "not root, and sudo asks for a password"
    return 1
  fi
  say "installing from Debian: $*"
  $as_root apt-get update -qq >&2 || say "apt-get update failed; trying with the lists at hand"
  case " $* " in *" postgresql "*) no_cluster ;; esac
  case " $* " in *" nats-server "*) no_nats_service ;; esac
  # A mosquitto or pcscd started by its package would hold the ports that the tests choose for themselves.
  DEBIAN_FRONTEND=noninteractive RUNLEVEL=1 $as_root apt-get install -y -qq --no-install-recommends "$@" >&2
}

# The package of PostgreSQL would make a database and a server of its own, started at every boot; the tests make theirs.
no_cluster() {
  settings=/etc/postgresql-common/createcluster.d
  $as_root mkdir -p "$settings"
  echo 'create_main_cluster = false' | $as_root tee "$settings/ridged.conf" >/dev/null
}

# The package of nats-server would start one now and at every boot; "systemctl unmask nats-server" allows it again.
no_nats_service() {
  unit=/etc/systemd/system/nats-server.service
  $as_root mkdir -p "$(dirname "$unit")"
  [ -e "$unit" ] || [ -L "$unit" ] || $as_root ln -s /dev/null "$unit"
}

need_node() {
  have node || { say "Node 20.19 or newer is needed, and none is here"; exit 1; }
  node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)' ||
    { say "Node 20.19 or newer is needed, here is $(node --version)"; exit 1; }
}

debian_packages() {
  # One after the other: an emulator that Debian does not have must not keep the compiler away.
  for kind in build emulators; do
    packages="$(missing "$kind")"
    [ -z "$packages" ] && continue
    # shellcheck disable=SC2086  # a list of names, to be split
    apt_install $packages || say "could not install: $packages"
  done
  rest="$(missing build)"
  [ -z "$rest" ] || { say "cannot build without: $rest"; say "as root: apt-get install $rest"; exit 1; }
  rest="$(missing emulators)"
  [ -z "$rest" ] && return 0
  say "still missing, so the tests that need them will say so and not run: $rest"
  say "as root: apt-get install $rest"
  [ -z "${CI:-}" ] || exit 1
}

# The headers that lie beside this Node, so that native addons build without a download.
node_headers() {
  prefix="$(node -p 'require("node:path").dirname(require("node:path").dirname(process.execPath))')"
  if [ -f "$prefix/include/node/node.h" ]; then npm_config_nodedir="$prefix"; export npm_config_nodedir; fi
}

npm_packages() {
  stamp="$(cat package-lock.json package.json | sha256sum | cut -c1-64) $(node --version)"
  if [ -f node_modules/.setup ] && [ "$(cat node_modules/.setup)" = "$stamp" ]; then return 0; fi
  say "installing npm packages (about two minutes: one of them is compiled)"
  node_headers
  # It would fetch CUDA libraries, which nothing here uses. An npm before 11 does not read allowScripts in package.json.
  ONNXRUNTIME_NODE_INSTALL=skip; export ONNXRUNTIME_NODE_INSTALL
  npm ci --no-audit --no-fund --loglevel=error >&2 || { say "npm ci failed: see its message above"; exit 1; }
  printf '%s' "$stamp" > node_modules/.setup
}

# What one command needs beside the build and the tests, by its kind.
packages_for() {
  packages="$(missing "$1")"
  [ -z "$packages" ] && return 0
  # shellcheck disable=SC2086  # a list of names, to be split
  apt_install $packages || { say "\"make $2\" does not go without: $packages"; exit 1; }
}

need_node
debian_packages
npm_packages
case "${1:-}" in
  power) packages_for power power-cuts ;;
  package) packages_for package package ;;
esac
