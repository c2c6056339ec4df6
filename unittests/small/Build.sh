#!/usr/bin/env bash
# unittests/small/Build.sh EMULATOR SYSMAKE BRIDGE WORK: sysmake, built for Windows, builds a small project.
#
# Sysmake, cmd.exe and what is built run under Wine. The compiler is the host's mingw-w64: in its place Bridge.cpp
# hands each call to this script, which has it done and answers.

set -euo pipefail
emulator=$1 sysmake=$2 bridge=$3 work=$4
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)

fail() {
  printf '%s\n%s\n' "$1" "${said-}" >&2
  exit 1
}

# answer ID: does what ID.taken asks for, with Windows' spellings of paths made the host's.
answer() {
  local words said code=0
  mapfile -t words <"$1.taken"
  words=("${words[@]//\\//}")
  words=("${words[@]#Z:}")
  case ${words[0]} in
    g++) words[0]=x86_64-w64-mingw32-g++-posix ;;
    ar | ranlib) words[0]=x86_64-w64-mingw32-${words[0]} ;;
  esac
  said=$(cd "${words[1]}" && "${words[0]}" "${words[@]:2}" 2>&1) || code=$?
  printf '%s\n%s' "$code" "$said" >"$1.new"
  mv "$1.new" "$1.answer"
}

# Each call is named on a line of `calls`.
serve() {
  local request
  while [[ -e $SYS_TEST_BRIDGE ]]; do
    for request in "$SYS_TEST_BRIDGE"/*.request; do
      [[ -e $request ]] || continue
      mv "$request" "${request%.request}.taken"
      head -n 1 "${request%.request}.taken" >>"$work/calls"
      answer "${request%.request}" &
    done
    sleep 0.01
  done
}

# build CODE: what sysmake says is in `said`, and which tools ran, sorted, in `ran`.
build() {
  local code=0
  : >"$work/calls"
  said=$("$emulator" "$sysmake" -C "$work/project" 2>&1 </dev/null | tr -d '\r') || code=$?
  ran=$(sort "$work/calls" | tr '\n' ' ')
  [[ $code == "$1" ]] || fail "sysmake ended with $code and not with $1:"
}

expect() { [[ $2 == *"$3"* ]] || fail "$1: '$3' is missing in '$2'"; }
ranWere() { [[ $ran == "$1" ]] || fail "the tools that ran are '$ran' and not '$1':"; }

rm -rf "$work"
mkdir -p "$work/project/CMakeFiles/part.dir" "$work/project/CMakeFiles/small.dir" "$work/tools" "$work/bridge"
for tool in g++ ar ranlib cmake; do cp "$bridge" "$work/tools/$tool.exe"; done
tools=Z:${work//\//\\}\\tools
manifest=$(<"$here/build.ninja")
printf '%s\n' "${manifest//@TOOLS@/"$tools"}" >"$work/project/build.ninja"
cat >"$work/project/part.hpp" <<<'inline const char* part() { return "part"; } const char* whole();'
cat >"$work/project/part.cpp" <<<$'#include "part.hpp"\nconst char* whole() { return part(); }'
cat >"$work/project/main.cpp" <<'EOF'
#include <cstdio>
#include "part.hpp"
int main() { std::puts(WORD), std::puts(whole()); }
EOF

export SYS_TEST_BRIDGE=$work/bridge
serve &
trap 'mv "$work/bridge" "$work/over"; wait' EXIT

build 0
expect "a build" "$said" "[4/4] Linking CXX executable small.exe"
ranWere "ar cmake g++ g++ g++ ranlib "
expect "what was built" "$("$emulator" "$work/project/small.exe" | tr -d '\r')" $'small\npart'

build 0
expect "a second build" "$said" "no work to do"
ranWere ""

# What only the depfiles know of.
sleep 0.05
sed -i 's/"part"/"other part"/' "$work/project/part.hpp"
build 0
ranWere "ar cmake g++ g++ g++ ranlib "
expect "what was built again" "$("$emulator" "$work/project/small.exe" | tr -d '\r')" $'small\nother part'

sleep 0.05
echo "not C++" >>"$work/project/main.cpp"
build 1
expect "a failed build" "$said" "FAILED: [code=1] CMakeFiles/small.dir/main.cpp.obj"
expect "a failed build" "$said" "main.cpp:4:1: error:"
ranWere "g++ "
