#!/bin/sh
# Compiles the two packages that bring no binary of their own, below FOLDER/node_modules. The compiler's work is kept, by version of
# package, Node, compiler and this script. compile.sh ARCH FOLDER
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
. "$here/target.sh" "$1"
making="$2"
sysroot="$making/sysroot"

key_of() {
  { node --version; "$triplet-gcc" --version; cat "$0" "$making/node_modules/$1/package.json"; } | sha256sum | cut -c1-16
}

# Where it was compiled stands in no binary.
compile() {
  echo "package: compiling $1 for $arch" >&2
  headers="$(node -p 'require("node:path").resolve(process.execPath, "../..")')"
  flags="-ffile-prefix-map=$making=."
  libraries=
  if ! is_native; then flags="$flags -I$sysroot/usr/include/PCSC"; libraries="-L$sysroot/usr/lib/$triplet"; fi
  (
    cd "$making/node_modules/$1"
    CC="$triplet-gcc" CXX="$triplet-g++" AR="$triplet-ar" LINK="$triplet-g++" CFLAGS="$flags" CXXFLAGS="$flags" LDFLAGS="$libraries" \
      node "$(npm root -g)/npm/node_modules/node-gyp/bin/node-gyp.js" rebuild --release --arch="$cpu" --nodedir="$headers" \
      --loglevel=error >"$making/compile.log" 2>&1 || { cat "$making/compile.log" >&2; exit 1; }
  )
  mkdir -p "$(dirname "$3")"
  "$triplet-strip" --strip-unneeded -o "$3" "$making/node_modules/$1/build/Release/$2"
  rm -rf "$making/node_modules/$1/build"
}

is_native || "$here/sysroot.sh" "$arch" "$sysroot"
for name in better-sqlite3 pcsclite; do
  addon="$(echo $name | tr - _).node"
  kept="$making/compiled/$(key_of "$name")/$addon"
  [ -f "$kept" ] || compile "$name" "$addon" "$kept"
  mkdir -p "$making/node_modules/$name/build/Release"
  cp "$kept" "$making/node_modules/$name/build/Release/$addon"
done
