#!/bin/sh
# Leaves in FOLDER/node_modules what the service needs on ARCH and nothing of other systems, in FOLDER/licences whose it is, and for
# another machine than this one FOLDER/node, its Node. modules.sh ARCH FOLDER
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
. "$here/target.sh" "$1"
making="$2"
mkdir -p "$making"

fetch() {
  cp "$repository/package.json" "$repository/package-lock.json" "$repository/.npmrc" "$making/"
  (cd "$making" && npm ci --omit=dev --ignore-scripts --os=linux --cpu="$cpu" --libc=glibc --loglevel=error >&2)
  is_native || fetch_node
}

# The release that builds, as its makers put it into the registry.
fetch_node() {
  [ ! -f "$making/node/bin/node" ] || return 0
  rm -rf "$making/node" && mkdir -p "$making/node"
  (cd "$making/node" && npm pack --silent "node-linux-$cpu@$(node -p process.versions.node)" | xargs tar -x --strip-components=1 -f)
}

# Every package's word on its licence, and what it says of its own.
keep_licences() {
  rm -rf "$making/licences"
  mkdir -p "$making/licences/node"
  (cd "$making/node_modules" && find . -type f \( -name package.json -o -iname 'licen[cs]e*' -o -iname 'notice*' -o -iname 'copying*' -o -iname 'third*party*' \) |
    tar -c -T -) | tar -C "$making/licences" -x
  if is_native; then cp /usr/share/doc/nodejs/LICENSE "$making/licences/node/"; else cp "$making/node/LICENSE" "$making/licences/node/"; fi
  node -p 'JSON.stringify({ name: "node", version: process.versions.node, license: "MIT" })' > "$making/licences/node/package.json"
}

prune() (
  cd "$making/node_modules"
  rm -rf .bin .package-lock.json @types better-sqlite3/deps better-sqlite3/src pcsclite/src node-hid/hidapi
  find onnxruntime-node/bin -mindepth 3 -maxdepth 3 -type d ! -path "*/linux/$cpu" -exec rm -rf {} +
  find . -path '*/prebuilds/*' -type d -prune ! -name "*linux-$cpu" -exec rm -rf {} +
  find . -path '*/prebuilds/*' -name '*musl*' -delete
  find . -type d \( -name test -o -name tests -o -name __tests__ -o -name fixture -o -name fixtures -o -name docs -o -name example -o -name examples \
    -o -name benchmark -o -name benchmarks -o -name .github \) -prune -exec rm -rf {} +
  find . -type f \( -name '*.map' -o -name '*.ts' -o -name '*.mts' -o -name '*.cts' -o -name '*.md' -o -name '*.markdown' -o -name '*.gyp' \
    -o -name '*.gypi' -o -name '*.c' -o -name '*.cc' -o -name '*.cpp' -o -name '*.h' -o -name '*.flow' -o -name '*.tsbuildinfo' -o -name '*.test.js' \
    -o -name '.*' \) -delete
  find . -type d -empty -delete
)

# Made once for each state of the lockfile, of Node and of these scripts.
stamp="$({ cat "$repository/package-lock.json" "$here/modules.sh" "$here/compile.sh"; node --version; } | sha256sum)"
[ "$stamp" != "$(cat "$making/.made" 2>/dev/null)" ] || exit 0
rm -f "$making/.made"
fetch
"$here/compile.sh" "$arch" "$making"
keep_licences
prune
echo "$stamp" > "$making/.made"
