#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sysmake {

/// What a command of a test's manifest does: `arguments` are its name and its words.
///
/// `make NAME FLAG [-restat] [-o OUTPUT...] [-i INPUT...] [-r RSPFILE] [-d DEPFILE] [-y DYNDEP]`:
/// appends a line NAME to the file `ran`; fails if there is a file `fail.NAME`; else writes outputs
/// that tell NAME, FLAG and what was read: the inputs, the response file, what the first input says
/// it `uses`, and what DYNDEP says. With `-restat`, outputs that often stay as they are.
/// `copy NAME FROM TO`: likewise.
/// `print NAME COUNT`: likewise, but prints COUNT lines NAME, one by one, and fails.
/// `niceness NAME OUTPUT`: writes its priority into OUTPUT.
/// `allocate NAME COUNT OUTPUT`: uses COUNT MiB; OUTPUT is what it had of memory before.
/// `await NAME FILE OUTPUT`: makes OUTPUT once somebody has made FILE.
/// `hang NAME FILE`: writes half of FILE, then runs until it is ended; its own number in the
/// system is in `pid.NAME`.
int runStep(const std::vector<std::string>& arguments);

/// The begin of a command that runs a step: the test program, quoted for a manifest.
std::string stepCommand();

/// Those of `words` after `flag`, up to the next that begins with `-`.
std::vector<std::string> wordsAfter(const std::vector<std::string>& words, std::string_view flag);

}  // namespace sysmake
