# scripts/lib.sh -- what the scripts share: messages, packages, the cache. Sourced, never run.

set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
cache=${SYS_CACHE:-${XDG_CACHE_HOME:-${HOME:-/var/tmp}/.cache}/sys}

# Hash ccache's compilers by content: the wrappers around zig are written anew, the same, on every machine.
export CCACHE_COMPILERCHECK=content
# What was compiled in one clone or row is not compiled again in the next.
export CCACHE_BASEDIR=$root CCACHE_NOHASHDIR=1

colour() { [[ -t 2 && -z ${NO_COLOR:-} && ${TERM:-dumb} != dumb ]]; }

if colour; then
  bold=$'\e[1m' red=$'\e[31m' green=$'\e[32m' yellow=$'\e[33m' plain=$'\e[0m'
else
  bold='' red='' green='' yellow='' plain=''
fi

say() { printf '%s==>%s %s\n' "$bold" "$plain" "$*" >&2; }
warn() { printf '%swarning:%s %s\n' "$yellow" "$plain" "$*" >&2; }
die() {
  printf '%serror:%s %s\n' "$red" "$plain" "$*" >&2
  exit 1
}

# The comment block at the top of the calling script, from its second line to the first that is no comment.
usage() { awk 'NR > 1 { if (!/^#/) exit; sub(/^# ?/, ""); print }' "$0"; }

# Every compile of these scripts uses as many jobs as there are processors; SYS_JOBS says otherwise.
jobs() { echo "${SYS_JOBS:-$(nproc)}"; }

# launcher: the CMake arguments that put ccache before the compiler, where ccache is installed.
launcher() {
  if command -v ccache >/dev/null; then
    printf '%s\n' -DCMAKE_C_COMPILER_LAUNCHER=ccache -DCMAKE_CXX_COMPILER_LAUNCHER=ccache
  fi
}

# quietly LOG COMMAND...: its output goes to LOG; if it fails, the end of LOG is shown and the script ends.
quietly() {
  local log=$1
  shift
  if ! "$@" >>"$log" 2>&1 </dev/null; then
    tail -n 40 "$log" >&2
    die "this command failed: $* (whole output: $log)"
  fi
}

# --- Packages -------------------------------------------------------------------------------------

installed() { [[ $(dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null) == installed ]]; }

# A requirement is PACKAGE, or COMMAND:PACKAGE where the command may also come from elsewhere.
satisfied() {
  if [[ $1 == *:* ]]; then
    command -v "${1%%:*}" >/dev/null
  else
    installed "$1"
  fi
}

# needPackages PURPOSE REQUIREMENT...: installs what is missing, or names the command that does and ends.
needPackages() {
  local purpose=$1 requirement missing=()
  shift
  [[ -z ${SYS_SKIP_PACKAGES:-} ]] || return 0
  command -v dpkg-query >/dev/null ||
    die "this machine is not Debian: install the equivalents of '${*##*:}' for $purpose," \
      "set SYS_SKIP_PACKAGES=1 and start again."
  for requirement in "$@"; do
    satisfied "$requirement" || missing+=("${requirement##*:}")
  done
  ((${#missing[@]})) || return 0
  if ((EUID != 0)); then
    die "$purpose needs packages that are not installed. Install them and start again:

    sudo apt-get install --no-install-recommends ${missing[*]}
"
  fi
  installPackages "$purpose" "${missing[@]}"
}

installPackages() {
  local purpose=$1 log
  shift
  log=$(mktemp)
  say "installing for $purpose: $*"
  aptGet "$log" update || warn "apt-get update failed; going on with the package lists there are"
  if ! aptGet "$log" install -y --no-install-recommends "$@"; then
    tail -n 20 "$log" >&2
    die "apt-get could not install: $* (whole output: $log)"
  fi
  rm -f "$log"
}

aptGet() {
  local log=$1
  shift
  DEBIAN_FRONTEND=noninteractive apt-get -q -o DPkg::Lock::Timeout=300 -o Dpkg::Use-Pty=0 "$@" \
    >>"$log" 2>&1 </dev/null
}

packageVersion() { dpkg-query -W -f '${source:Version}' "$1"; }

nativePackages=(ca-certificates g++ cmake ninja-build libabsl-dev libgtest-dev curl:curl)

# rowPackages ROW: the requirements of one row of the matrix.
rowPackages() {
  local zig=(npm:npm) cross=(dpkg-dev googletest libabsl-dev ccache cmake ninja-build ca-certificates)
  case $1 in
    gcc) echo "${nativePackages[@]}" ccache doxygen ;;
    fallbacks | posix | kqueue | unity | tsan) echo "${nativePackages[@]}" ccache ;;
    clang) echo "${nativePackages[@]}" ccache clang ;;
    asan) echo "${nativePackages[@]}" ccache clang libclang-rt-14-dev llvm-14 ;;
    musl | darwin-arm64 | darwin-x64) echo "${cross[@]}" "${zig[@]}" ;;
    aarch64) echo "${cross[@]}" g++-aarch64-linux-gnu qemu-user-static util-linux ;;
    windows) echo "${cross[@]}" g++-mingw-w64-x86-64-posix wine64 util-linux ;;
    *) die "no such row: $1" ;;
  esac
}
