#!/bin/sh
# Makes build/ridged_VERSION_ARCH.deb, after `make build`. The same commit makes the same bytes.
# package.sh amd64|arm64; in the environment VERSION: another than package.json's; RELEASE: another number than that of commits;
# PUBLISHERS: a folder of .pem files, whose releases installed terminals take; NETWORKS: a folder or web address of the networks for faces,
# which become part of it.
set -eu
here="$(cd "$(dirname "$0")" && pwd)"
repository="$(cd "$here/../.." && pwd)"
cd "$repository"

. "$here/target.sh" "$1"
version="${VERSION:-$(node -p 'require("./package.json").version')}"
release="${RELEASE:-$(git rev-list --count HEAD)}"
SOURCE_DATE_EPOCH="${SOURCE_DATE_EPOCH:-$(git log -1 --format=%ct)}"
export SOURCE_DATE_EPOCH
making="$repository/build/package/$arch"
root="$making/root"
product="$root/usr/lib/ridged"
documents="$root/usr/share/doc/ridged"

# What runs: Node, the product without what measures it and makes this package, the libraries it needs.
lay_product() {
  mkdir -p "$product/bin"
  node_of_target "$product/bin/node"
  RIDGED_PRODUCT=1 node_modules/.bin/rolldown --config --dir "$product/dist" >/dev/null
  mkdir -p "$product/dist/device/screen"
  cp dist/models/manifest.json "$product/dist/models/"
  cp -r dist/device/screen/pages "$product/dist/device/screen/"
  find "$product/dist" -name '*.map' -delete
  cp package.json "$product/"
  printf '{"release":%s,"version":"%s","architecture":"%s"}\n' "$release" "$version" "$arch" > "$product/release.json"
  if [ -n "${PUBLISHERS:-}" ]; then mkdir -p "$product/publishers" && cp "$PUBLISHERS"/*.pem "$product/publishers/"; fi
  cp -r "$making/node_modules" "$product/"
  if [ -n "${NETWORKS:-}" ]; then node dist/device/ridged.js models install --from "$NETWORKS" --to "$product/networks" >&2; fi
}

# What Debian looks for: commands, units, users, rules.
lay_system() {
  cp -r "$here/root/." "$root/"
  mkdir -p "$root/usr/lib/systemd/system" "$root/etc/ridged"
  cp device/systemd/*.service device/systemd/*.path device/systemd/*.timer "$root/usr/lib/systemd/system/"
  sed -f "$here/settings.sed" device/config/config.example.toml > "$root/etc/ridged/ridged.toml"
}

lay_documents() {
  mkdir -p "$documents"
  cp README.md "$documents/"
  node dist/device/packaging/copyright.js "$making/licences" > "$documents/copyright"
  npm sbom --omit dev --sbom-format cyclonedx --package-lock-only | settled > "$documents/sbom.json"
  git log --format='  * %s' -50 2>/dev/null | changelog | gzip -9n > "$documents/changelog.gz"
}

# An SBOM is given a number and an hour each time that it is asked for.
settled() {
  node -e 'const sbom = JSON.parse(fs.readFileSync(0)); delete sbom.serialNumber; delete sbom.metadata.timestamp; console.log(JSON.stringify(sbom))'
}

changelog() {
  printf 'ridged (%s) stable; urgency=medium\n\n' "$version"
  cat
  printf '\n -- ridged <ridged@localhost>  %s\n' "$(date -u -d "@$SOURCE_DATE_EPOCH" '+%a, %d %b %Y %H:%M:%S +0000')"
}

# Whoever builds may have another umask.
set_modes() {
  find "$root" -type d -exec chmod 755 {} +
  find "$root" -type f -exec chmod 644 {} +
  chmod 755 "$product/bin/node" "$root"/usr/bin/*
}

lay_control() {
  mkdir -p "$root/DEBIAN"
  kib="$(du -sk --apparent-size --exclude=DEBIAN "$root" | cut -f1)"
  sed -e "s/@VERSION@/$version/; s/@ARCH@/$arch/; s/@KIB@/$kib/" "$here/control" > "$root/DEBIAN/control"
  echo /etc/ridged/ridged.toml > "$root/DEBIAN/conffiles"
  for script in "$here"/maintainer/*; do
    sed -e "s/@VERSION@/$version/" "$script" > "$root/DEBIAN/$(basename "$script")"
    chmod 755 "$root/DEBIAN/$(basename "$script")"
  done
  (cd "$root" && find etc usr -type f -print0 | LC_ALL=C sort -z | xargs -0 md5sum > DEBIAN/md5sums)
  echo "package: $arch takes $((kib / 1024)) MiB once installed" >&2
}

rm -rf "$root"
"$here/modules.sh" "$arch" "$making"
lay_product
lay_system
lay_documents
set_modes
lay_control
find "$root" -exec touch -h -d "@$SOURCE_DATE_EPOCH" {} +
dpkg-deb --root-owner-group -Zxz --build "$root" "build/ridged_${version}_$arch.deb" >&2
