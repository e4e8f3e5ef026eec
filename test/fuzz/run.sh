#!/bin/sh
# Builds the fuzz targets in build-fuzz/ with ASan and UBSan, runs each with its corpus and then
# with what it makes of that for some seconds, two targets at a time.
# Usage: test/fuzz/run.sh SECONDS [ARGUMENT OF CTEST...]
# An input that fails stays in build-fuzz/test/fuzz/, and "fuzz_NAME FILE" there runs it again.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$root/app/packages.sh"
seconds=$1
shift

# shellcheck disable=SC2086 # lists of words
install_packages $build_packages $fuzz_packages
quietly cmake -S "$root" -B "$root/build-fuzz" -DCMAKE_BUILD_TYPE=RelWithDebInfo \
  -DCMAKE_CXX_COMPILER=clang++ -DCOFFER_SANITIZE=address,undefined -DCOFFER_FUZZ="$seconds"
quietly cmake --build "$root/build-fuzz" --target fuzz --parallel "$(nproc)"
exec ctest --test-dir "$root/build-fuzz" --output-on-failure -j2 "$@"
