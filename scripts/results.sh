# scripts/results.sh -- runs a build's tests and counts what became of each. Sourced after lib.sh.
#
# What became of a test is one line, "passed|failed|skipped NAME", in DIR/results-ROW.txt. GoogleTest's
# own XML says it; a program that died before writing any is counted by what it printed until then.

# ctestOnce DIR TAG TIMEOUT [ARGUMENT...]: all tests of DIR; XML goes to */TAG/ below it, JUnit to TAG.xml.
ctestOnce() {
  local dir=$1 tag=$2 timeout=$3
  shift 3
  # A relative directory, because to GoogleTest under Wine a path without a drive is relative anyhow.
  GTEST_OUTPUT=xml:$tag/ ctest --test-dir "$dir" --timeout "$timeout" --output-junit "$tag.xml" \
    --output-on-failure --no-tests=error "$@" </dev/null
}

forgetResults() {
  find "$1" -type d -name "$2" -prune -exec rm -rf {} +
  rm -f "$1/$2.xml"
}

# tally DIR TAG: one line for each test that a ctestOnce with the same arguments ran.
tally() {
  local dir=$1 tag=$2 cases
  cases=$(find "$dir" -path "*/$tag/*.xml" -exec awk -f "$root/scripts/gtest-cases.awk" {} +)
  [[ -z $cases ]] || cut -f 1 <<<"$cases"
  awk -v "counted=$(cut -f 2- <<<"$cases" | sort -u | tr '\n' ' ')" -f "$root/scripts/ctest-cases.awk" \
    "$dir/$tag.xml"
}

# skipList ROW: "Suite.Name reason" for each test that the row is known not to pass.
skipList() {
  local file files=("$root/unittests/skips/$1.txt")
  [[ $1 == windows ]] || files+=("$root/unittests/skips/unix.txt")
  for file in "${files[@]}"; do
    [[ ! -f $file ]] || grep -Ev '^[[:space:]]*(#|$)' "$file" || true
  done
}

# notTried ROW: the part of the list whose tests do not skip themselves.
notTried() { skipList "$1" | awk '$2 != "absent:"'; }

# checkAbsent ROW RESULTS: in RESULTS those that skipped themselves must be those that the row lists as such, or they
# have failed. What root may have, others may lack: for them nothing is checked.
checkAbsent() {
  ((EUID == 0)) || return 0
  skipList "$1" | sed 's/^/list /' | awk -v "file=skips/$1.txt" '
    $1 == "list" { listed[$2] = 1; if ($3 == "absent:") absent[$2] = 1; next }
    $2 in absent { seen[$2] = 1 }
    $1 == "skipped" && !($2 in listed) { print "failed " $2 " (skips itself, but is not in " file ")"; next }
    $1 == "passed" && $2 in absent { print "failed " $2 " (absent by " file ", but passes: delete the line)"; next }
    { print }
    END { for (name in absent) if (!(name in seen)) print "failed " name " (in " file ", but there is no such test)" }
  ' - "$2" >"$2.new"
  mv "$2.new" "$2"
  ! grep '^failed ' "$2"
}

# checkSkips ROW DIR: each listed test must still fail. Those marked crash or hang are not tried.
checkSkips() {
  local row=$1 dir=$2 name reason outcome
  while read -r name reason; do
    [[ -n $reason ]] || { echo "failed $name (listed in skips/$row.txt without a reason)" && continue; }
    case $reason in crash* | hang*) echo "skipped $name" && continue ;; esac
    forgetResults "$dir" "skip-$row"
    GTEST_FILTER=$name ctestOnce "$dir" "skip-$row" 60 -R '_unittests$' >&2 || true
    outcome=$(tally "$dir" "skip-$row" | awk -v "name=$name" '$2 == name { print $1; exit }')
    case $outcome in
      passed) echo "failed $name (listed in skips/$row.txt, but passes: delete the line)" ;;
      failed | skipped) echo "skipped $name" ;;
      *) echo "failed $name (listed in skips/$row.txt, but there is no such test)" ;;
    esac
  done < <(notTried "$row")
  forgetResults "$dir" "skip-$row"
}

# runTests ROW DIR TIMEOUT [ARGUMENT...]: runs the tests of DIR, or those that these arguments of ctest's choose, but
# for the row's skip list, and writes the results. Its output is the tests'. Fails if a test did.
runTests() {
  local row=$1 dir=$2 timeout=$3 filter results=$2/results-$1.txt
  shift 3
  filter=$(notTried "$row" | awk '{ printf "%s%s", NR == 1 ? "-" : ":", $1 }')
  forgetResults "$dir" "results-$row"
  GTEST_FILTER=${filter:-*} ctestOnce "$dir" "results-$row" "$timeout" "$@" 2>&1 || true
  tally "$dir" "results-$row" >"$results.new"
  checkSkips "$row" "$dir" >>"$results.new"
  [[ -s $results.new ]] || echo "failed $row (no test ran)" >"$results.new"
  mv "$results.new" "$results"
  ! grep '^failed ' "$results"
}

count() { grep -c "^$2 " "$1" || true; }

# closingLine FILE...: the counts over result files.
closingLine() {
  cat "$@" /dev/null | awk '{ n[$1]++ }
    END { printf "%d passed, %d failed, %d skipped\n", n["passed"], n["failed"], n["skipped"] }'
}
