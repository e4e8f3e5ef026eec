#!/bin/sh
# Runs tests under valgrind: nothing is used that was never set or is gone, and nothing leaks. The
# unit tests, and those of test/program that are named ("formats login"), or else all of them that
# set no deadline and read no millions of rows, for which valgrind is too slow.
set -eu
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
. "$root/app/packages.sh"
[ $# -gt 0 ] || set -- completions formats login manual schema signature streams

# shellcheck disable=SC2086 # lists of words
install_packages $memcheck_packages
quietly sh "$root/test/run.sh" --show-only
logs=$root/build-test/memcheck
rm -rf "$logs"
mkdir "$logs"
cat >"$logs/valgrind" <<END
#!/bin/sh
exec valgrind --quiet --leak-check=full --error-exitcode=99 --child-silent-after-fork=yes \
  --log-file='$logs/%p.log' "\$@"
END
printf '#!/bin/sh\nexec "%s" "%s" "$@"\n' "$logs/valgrind" "$root/build-test/coffer" >"$logs/coffer"
chmod +x "$logs/valgrind" "$logs/coffer"

# Left out: what runs commands, for which valgrind before 3.22 lacks pidfd_open; what ends at a
# deadline of 0.1 or 0.2 s, or races for a lock against a clock; and what takes a minute or more
# because it moves so much.
units='~[#secret_command_test] ~"What stalls or drips*" ~"A transport works again*"'
units="$units ~\"a hundred thousand*\" ~\"any number of damaged*\" ~\"a text of any length*\""
units="$units ~\"A body is read up*\" ~\"nothing is lost*\""
failed=
"$logs/valgrind" "$root/build-test/test/coffer_tests" --filenames-as-tags "$units" ||
  failed=' units'
for name; do
  echo "$name"
  COFFER=$logs/coffer python3 -B "$root/test/program/${name}_test.py" || failed="$failed $name"
done

# Lines that begin with -- tell of system calls that valgrind does not know.
if grep -h '^==' "$logs"/*.log; then
  failed="$failed memory"
fi
[ -z "$failed" ] || echo "failed:$failed" >&2
[ -z "$failed" ]
