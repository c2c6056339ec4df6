# scripts/gtest-cases.awk -- reads GoogleTest's XML: per test "state Suite.Name", a tab, and the program,
# with a "!" if the test failed.

function attribute(name) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
}

function finish() {
  if (test != "") print state " " test "\t" program (state == "failed" ? "!" : "")
  test = ""
}

FNR == 1 {
  finish()
  program = FILENAME
  sub(".*/", "", program)
  sub("(_[0-9]+)?[.]xml$", "", program)
}

/^ *<testcase / {
  finish()
  test = attribute("classname") "." attribute("name")
  state = attribute("result") == "skipped" ? "skipped" : "passed"
}

/^ *<failure / { state = "failed" }

END { finish() }
