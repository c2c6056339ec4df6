#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sysmake {

/// What a compiler says it has read, in the form of rules for make. The views are of the text that
/// was parsed. Each path is there once, in the order of its first mention, and not yet canonical.
struct Depfile {
  std::vector<std::string_view> targets;
  std::vector<std::string_view> inputs;
};

/// Parses the depfile `file` with the content `text`, where escapes are undone in place. All that
/// GCC and Clang write is understood: several rules, rules without inputs (`-MP`), escaped blanks,
/// `\#`, `$$`, `\:`, drive letters, and what `-fmodules-ts` adds, whose names of modules are no
/// files and are left out. A text of blanks has no rules. Throws if there is no `:` at all.
Depfile parseDepfile(std::string_view file, std::string& text);

}  // namespace sysmake
