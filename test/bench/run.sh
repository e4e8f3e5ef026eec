#!/bin/sh
# Measures coffer against what people would use otherwise and prints the table of
# docs/performance.md: run.sh [ROUNDS]. Builds build/ if it is not up to date, installs the packages
# of app/packages.sh that are missing, and serves all it asks on loopback. Takes two minutes on a
# machine that does nothing else.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
. "$root/app/packages.sh"

# shellcheck disable=SC2086 # lists of words
install_packages $build_packages $bench_packages
quietly cmake -S "$root" -B "$root/build"
quietly cmake --build "$root/build" --parallel "$(nproc)" --target coffer bench_render
exec python3 "$root/test/bench/table.py" "$root/build" "$@"
