# shellcheck shell=bash
# Sourced by the tools: finds out what is missing on this machine, and installs it.
#
# Everything here writes to standard error, is quick when nothing is missing, and never asks.

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
tool=$(basename "$0")

say() { printf '%s: %s\n' "$tool" "$*" >&2; }

# Ends with 69, EX_UNAVAILABLE of sysexits.h.
unavailable() {
  say "$@"
  exit 69
}

require_swift() {
  local version
  command -v swift >/dev/null ||
    unavailable "swift is not on PATH. Install Swift 6.2 or later from https://www.swift.org/install/linux."
  version=$(swift --version 2>/dev/null | sed -n 's/.*Swift version \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  local major minor
  read -r major minor <<<"$version"
  ((${major:-0} > 6 || (${major:-0} == 6 && ${minor:-0} >= 2))) ||
    unavailable "Swift 6.2 or later is needed; $(command -v swift) is ${version:-of an unknown version}."
}

# The Debian packages that bring what Package.swift links.
foreign_packages() { sed -n 's/^ *foreign(.*apt: "\([^"]*\)").*/\1/p' "$root/Package.swift"; }

# Which of them are not installed. A system without dpkg is not asked: there the build itself says what it lacks.
missing_libraries() {
  local package
  command -v dpkg-query >/dev/null || return 0
  for package in pkg-config $(foreign_packages); do
    [[ $(dpkg-query -W -f='${db:Status-Status}' "$package" 2>/dev/null) == installed* ]] || echo "$package"
  done
}

# The Debian packages that the tests lack beyond those.
missing_test_programs() {
  command -v mandoc >/dev/null || echo mandoc
  command -v shellcheck >/dev/null || echo shellcheck
  command -v python3 >/dev/null || echo python3
  python3 -c 'import ensurepip' 2>/dev/null || echo python3-venv
}

# install_packages PACKAGE...: fails after saying why when they cannot be had.
install_packages() {
  local log as_root=()
  log=$(mktemp)
  if ! command -v apt-get >/dev/null; then
    say "missing: $*. These are the names of Debian's packages; this system has no apt-get, so install what it calls them."
    return 1
  fi
  if ((EUID != 0)); then
    if ! command -v sudo >/dev/null || ! sudo -n true 2>/dev/null; then
      say "missing: $*. As root: apt-get install $*"
      return 1
    fi
    as_root=(sudo -n)
  fi
  say "installing $*"
  # A list that cannot be updated may still know the packages.
  if ! {
    "${as_root[@]}" apt-get update -q
    "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 \
      install -y -q --no-install-recommends "$@"
  } >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    say "apt-get could not install $*. All it said is in $log."
    return 1
  fi
  rm -f "$log"
}

# Libraries, or the end.
require_libraries() {
  local missing
  mapfile -t missing < <(missing_libraries)
  ((${#missing[@]} == 0)) || install_packages "${missing[@]}" || unavailable "it cannot be built without them."
}

# install_python: .venv with tools/requirements.txt, remade when that file or the interpreter changes.
install_python() {
  local stamp log
  stamp=$(python3 --version && cat "$root/tools/requirements.txt") || return
  if [[ -x $root/.venv/bin/python && $(cat "$root/.venv/.stamp" 2>/dev/null) == "$stamp" ]]; then return; fi
  log=$(mktemp)
  say "installing $(grep -v '^#' "$root/tools/requirements.txt" | paste -sd ' ') into .venv"
  rm -rf "$root/.venv"
  if ! { python3 -m venv "$root/.venv" &&
    "$root/.venv/bin/python" -m pip install --disable-pip-version-check -r "$root/tools/requirements.txt"; } \
    >"$log" 2>&1 </dev/null; then
    tail -n 5 "$log" >&2
    say "pip could not install tools/requirements.txt. All it said is in $log."
    return 1
  fi
  printf '%s\n' "$stamp" >"$root/.venv/.stamp"
  rm -f "$log"
}
