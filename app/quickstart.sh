#!/bin/sh
# Builds coffer in build/ and shows it at work, without a key and without the network. Installs the
# Debian packages it needs; asks for root only where one is missing.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/app/packages.sh"

# shellcheck disable=SC2086 # lists of words
install_packages $build_packages ca-certificates
echo "Building"
quietly cmake -S "$root" -B "$root/build" -DCMAKE_BUILD_TYPE=Release
quietly cmake --build "$root/build" --parallel "$(nproc)"

PATH=$root/build:$PATH
for command in cash margin risk; do
  printf '\n$ coffer --sandbox %s\n' "$command"
  coffer --sandbox "$command"
done
printf '\nThe program is %s\n' "$root/build/coffer"
