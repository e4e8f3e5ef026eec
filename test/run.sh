#!/bin/sh
# Builds coffer with its tests in build-test/ and runs them all. Arguments go to ctest: -R decimal.
# Installs the Debian packages it needs; asks for root only where one is missing.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/app/packages.sh"

# shellcheck disable=SC2086 # lists of words
install_packages $build_packages $test_packages
echo "Building"
quietly cmake -S "$root" -B "$root/build-test" -DCMAKE_BUILD_TYPE=Release -DBUILD_TESTING=ON
quietly cmake --build "$root/build-test" --parallel "$(nproc)"
exec ctest --test-dir "$root/build-test" --output-on-failure -j$(($(nproc) + 1)) "$@"
