# Sourced after install.bash: builds the command line, apart from the build of tools/test.
#
# That one opens every module to the tests, which keeps the compiler from inlining across modules (measured: up to three
# times slower on small hot functions). Kept apart, neither undoes the other.
# shellcheck shell=bash disable=SC2034,SC2154  # what the sourcing script uses, and what install.bash gives
build=$root/.build/devnet
program=$build/release/plimsoll

# Keeps what the build says in a log, and after some seconds begins to tell where it is.
progress() {
  local line last=0
  while IFS= read -r line; do
    printf '%s\n' "$line" >>"$1"
    if ((SECONDS < 4)) || [[ $line != \[* && $line != Another* ]]; then continue; fi
    if [[ -t 2 ]]; then
      printf '\r\033[K%.78s' "building: $line" >&2
    elif ((SECONDS >= last + 15)); then
      say "building: $line"
      last=$SECONDS
    fi
  done
  if [[ -t 2 ]]; then printf '\r\033[K' >&2; fi
}

# build_program: standard output stays clean; of a failure, all that the build said is shown.
build_program() {
  require_swift
  require_libraries
  mkdir -p "$build"
  : >"$build/build.log"
  swift build --package-path "$root" --scratch-path "$build" -c release --product plimsoll 2>&1 </dev/null |
    progress "$build/build.log" || {
    cat "$build/build.log" >&2
    unavailable "the build failed."
  }
}
