# scripts/abseil.sh -- Abseil's source, from the distribution's source package. Sourced after lib.sh.

# The machine's own package sources, asked for source packages: the same mirrors, keys and suites.
sourceList() {
  local out=$1 file
  for file in /etc/apt/sources.list /etc/apt/sources.list.d/*.list; do
    [[ ! -f $file ]] || sed -nE 's/^[[:space:]]*deb(-src)?[[:space:]]/deb-src /p' "$file" >>"$out/private.list"
  done
  for file in /etc/apt/sources.list.d/*.sources; do
    [[ ! -f $file ]] || sed -E 's/^Types:.*/Types: deb-src/I' "$file" >"$out/${file##*/}"
  done
}

# privateApt DIR ARGUMENT...: apt-get with all its state below DIR, so no privilege is needed.
privateApt() {
  local dir=$1
  shift
  apt-get -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$dir/sources" \
    -o Dir::State::lists="$dir/lists" -o Dir::Cache="$dir/cache" -o APT::Sandbox::User= \
    -o Debug::NoLocking=true "$@"
}

# Unpacks the source package in this directory to tree/ and fits it to the cross rows.
unpackAbseil() {
  quietly "$1" dpkg-source --no-check -x abseil_*.dsc tree
  # Nothing here uses these two, and the hardware part of random does not build for Darwin on arm64.
  sed -Ei '/add_subdirectory\((random|status)\)/d' tree/absl/CMakeLists.txt
  # Debian's -latomic is for processors that are not among the rows, and zig has no such library.
  sed -i '/-latomic/d' tree/absl/copts/AbseilConfigureCopts.cmake
  # Unity builds take half the time. These three have clashing names and are built file by file.
  echo 'set_target_properties(strings time time_zone PROPERTIES UNITY_BUILD OFF)' >>tree/CMakeLists.txt
}

# Unpacks it whole.
unpackWhole() { quietly "$1" dpkg-source --no-check -x abseil_*.dsc tree; }

# abseilSource [UNPACK]: the source of the very Abseil that is installed, as the function UNPACK leaves it (default:
# unpackAbseil); its path is printed.
abseilSource() {
  local unpack=${1:-unpackAbseil} version work log tree
  version=$(packageVersion libabsl-dev)
  tree=$cache/abseil-$version-$(declare -f "$unpack" | sha256sum | cut -c1-12)
  if [[ ! -d $tree ]]; then
    say "fetching the source package abseil $version"
    mkdir -p "$cache"
    work=$(mktemp -d "$cache/work.XXXXXX") log=$cache/abseil-source.log
    mkdir -p "$work"/{sources,lists/partial,cache/archives/partial,unpack}
    sourceList "$work/sources"
    : >"$log"
    # Sources of other vendors may lack source packages, so only the next command decides.
    privateApt "$work" update >>"$log" 2>&1 </dev/null || true
    (cd "$work/unpack" && quietly "$log" privateApt "$work" source --download-only "abseil=$version")
    (cd "$work/unpack" && "$unpack" "$log")
    mv -T "$work/unpack/tree" "$tree"
    rm -rf "$work"
  fi
  echo "$tree"
}
