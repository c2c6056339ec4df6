# scripts/ctest-cases.awk -- reads ctest's JUnit file: "state name" of each test that is no GoogleTest
# program, or is one that died before it wrote its own XML. `counted` names the programs whose XML is counted.

function attribute(name) {
  if (!match($0, " " name "=\"[^\"]*\"")) return ""
  return substr($0, RSTART + length(name) + 3, RLENGTH - length(name) - 4)
}

function has(program) { return index(" " counted, " " program " ") }

function finish() {
  if (test == "") return
  if (failing) {
    # Its failures are counted from the XML.
  } else if (written) {
    if (state == "failed") print "failed " test " (its tests passed, but not the program)"
  } else if (!started) {
    print state " " test
  } else if (state == "failed") {
    print "failed " (running == "" ? test : running) " (the program died, or was stopped, here)"
  }
  test = ""
}

/^\t<testcase / {
  finish()
  test = attribute("name")
  failing = has(test "!")
  written = has(test)
  started = 0
  running = ""
  status = attribute("status")
  state = status == "run" ? "passed" : status == "fail" ? "failed" : "skipped"
}

/^\t\t<skipped message="Unable to find executable/ { state = "failed" }

# What GoogleTest printed, for a program that could not write its XML.
failing || written { next }
{ sub("^.*<system-out>", ""); sub("\r$", "") }
/^\[==========\] Running / { started = 1 }
/^\[ RUN      \] / { running = $4 }
/^\[       OK \] / { print "passed " $4; running = "" }
/^\[  SKIPPED \] .* ms\)/ { print "skipped " $4; running = "" }
/^\[  FAILED  \] .* ms\)/ { print "failed " $4; running = "" }

END { finish() }
