# scripts/projects.sh -- projects of others, configured for ninja and for sysmake. Sourced after lib.sh and abseil.sh.

projectPackages=("${nativePackages[@]}" googletest dpkg-dev ccache)

# buildIn DIR TARGET...: builds these targets of this tree, as shipped, in DIR.
buildIn() {
  local dir=$1 log=$1.log launchers
  shift
  mapfile -t launchers < <(launcher)
  mkdir -p "$root/build"
  : >"$log"
  quietly "$log" cmake -S "$root" --preset gcc -B "$dir" -DSYS_BUILD_TESTS=OFF -DSYS_BUILD_BENCHMARKS=ON \
    "${launchers[@]}"
  quietly "$log" cmake --build "$dir" -j"$(jobs)" --target "$@"
}

# builtSysmake DIR [TARGET...]: builds the sysmake of this tree, as shipped, in DIR with these targets beside it, and
# prints its path.
builtSysmake() {
  buildIn "$1" sysmake "${@:2}"
  echo "$1/tools/sysmake/sysmake"
}

projectSource() {
  case $1 in
    sys) echo "$root" ;;
    googletest) echo /usr/src/googletest ;;
    abseil) abseilSource unpackWhole ;;
  esac
}

# configureProject SOURCE PROGRAM DIR: a build in DIR, for the make program PROGRAM.
configureProject() {
  local source=$1 program=$2 dir=$3 launchers
  mapfile -t launchers < <(launcher)
  mkdir -p "$dir"
  quietly "$dir.log" cmake -G Ninja -S "$source" -B "$dir" -DCMAKE_MAKE_PROGRAM="$program" -DCMAKE_BUILD_TYPE=Release \
    -DCMAKE_CXX_STANDARD=20 -DBUILD_TESTING=OFF -DSYS_BUILD_TESTS=OFF "${launchers[@]}"
}
