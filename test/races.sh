#!/bin/sh
# Builds coffer with ThreadSanitizer in build-races/ and runs the tests: all of them, or those of
# test/program and test/faults that are named ("network watch"), which needs the program only.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/app/packages.sh"
target=all
pattern=.
if [ $# -gt 0 ]; then
  target=coffer
  pattern="^(program|faults)/($(IFS='|' && echo "$*"))\$"
fi

# shellcheck disable=SC2086 # lists of words
install_packages $build_packages $test_packages
quietly cmake -S "$root" -B "$root/build-races" -DCMAKE_BUILD_TYPE=Debug -DBUILD_TESTING=ON \
  -DCOFFER_SANITIZE=thread
quietly cmake --build "$root/build-races" --target "$target" --parallel "$(nproc)"
# TSan does not see how libraries that it did not build keep their threads apart.
export TSAN_OPTIONS=ignore_noninstrumented_modules=1
exec ctest --test-dir "$root/build-races" --output-on-failure -R "$pattern"
