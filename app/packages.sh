# Debian packages and how to get them; read by the scripts that build.
# shellcheck shell=sh disable=SC2034

build_packages='cmake g++ libcli11-dev libcpp-httplib-dev libfmt-dev libssl-dev make pkg-config
  rapidjson-dev zlib1g-dev'
package_packages='dpkg-dev file'
test_packages='bash-completion bc catch2 fish gnuplot-nox iproute2 jq locales logrotate mandoc openssl
  python3 python3-jsonschema python3-pandas sqlite3 strace tinyproxy-bin zsh'
fuzz_packages='clang libclang-rt-dev'
memcheck_packages='valgrind'
check_packages='ca-certificates clang clang-format clang-tidy libclang-rt-dev lintian llvm
  shellcheck valgrind'
bench_packages='ca-certificates curl jq nginx openssl python3 python3-requests sqlite3 time'

# Runs a command and shows its output only if it fails.
quietly() {
  output=$(mktemp) || return
  if "$@" >"$output" 2>&1 </dev/null; then
    rm -f "$output"
  else
    set -- $?
    cat "$output" >&2
    rm -f "$output"
    return "$1"
  fi
}

# Installs those of the named packages that are missing. Where there is no dpkg the build itself
# tells what it lacks.
install_packages() {
  command -v dpkg-query >/dev/null || return 0
  missing=
  for package; do
    status=$(dpkg-query -W -f '${db:Status-Status}' "$package" 2>/dev/null) || status=
    [ "$status" = installed ] || missing="$missing $package"
  done
  [ "$missing" ] || return 0

  sudo=
  if [ "$(id -u)" != 0 ]; then
    sudo=sudo
    if ! command -v sudo >/dev/null; then
      echo "missing packages, install them as root:$missing" >&2
      return 1
    fi
  fi
  echo "Installing$missing"
  apt='env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends
    -o DPkg::Lock::Timeout=120 -o Acquire::Retries=3'
  # shellcheck disable=SC2086 # lists of words
  quietly $sudo $apt update && quietly $sudo $apt install $missing
}
