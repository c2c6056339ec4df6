#pragma once

#include <string>
#include <vector>

/// The arguments that this system itself makes of each of `lines`: `sh` on Unix,
/// CommandLineToArgvW on Windows. Each line begins with a plain word, the program, which is not
/// run.
std::vector<std::vector<std::string>> splitBySystem(const std::vector<std::string>& lines);
