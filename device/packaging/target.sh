# What differs between the machines that a package is made for; to be read into a script: . target.sh ARCH
arch="$1"
case "$arch" in
  amd64) cpu=x64 triplet=x86_64-linux-gnu ;;
  arm64) cpu=arm64 triplet=aarch64-linux-gnu ;;
  *) echo "package: amd64 or arm64, not $arch" >&2; exit 2 ;;
esac
is_native() { [ "$arch" = "$(dpkg --print-architecture)" ]; }

# The Node that builds, or for another machine the same release of it. Without the symbols that only a debugger reads.
node_of_target() {
  if is_native; then binary="$(node -p process.execPath)"; else binary="$making/node/bin/node"; fi
  "$triplet-strip" --strip-unneeded -o "$1" "$binary"
}
