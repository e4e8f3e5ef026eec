#!/bin/sh
# Builds coffer in build/ and a Debian package of it, and shows it at work, without a key and without
# the network. Installs the Debian packages it needs; asks for root only where one is missing.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/app/packages.sh"

# shellcheck disable=SC2086 # lists of words
install_packages $build_packages $package_packages ca-certificates
echo "Building"
quietly cmake -S "$root" -B "$root/build" -DCMAKE_BUILD_TYPE=Release \
  -DCMAKE_INSTALL_PREFIX=/usr
quietly cmake --build "$root/build" --parallel "$(nproc)"

PATH=$root/build:$PATH
for command in cash margin risk; do
  printf '\n$ coffer --sandbox %s\n' "$command"
  coffer --sandbox "$command"
done
printf '\nThe program is %s\n' "$root/build/coffer"

command -v dpkg-shlibdeps >/dev/null || exit 0
cd "$root/build"
rm -f ./*.deb
quietly cpack -G DEB
printf 'To install it, for cron as well: sudo apt install %s\n' "$PWD"/coffer_*.deb
