#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <vector>

#include "Tree.hpp"

namespace tidy {

/// What is wrong, and where.
struct Violation {
  std::string path;
  std::size_t line = 0;
  std::string message;
};

class Report {
public:
  void add(const Source& source, std::size_t line, std::string message);
  void add(std::string path, std::size_t line, std::string message);

  /// Sorted by place.
  std::vector<Violation> take();

private:
  std::vector<Violation> violations_;
};

using Check = void (*)(const Tree&, Report&);

/// System headers stay in the layers, windows.h in one file, `..` out of every include; the public
/// headers need nothing but the standard's and each other, tools Abseil as well.
void checkIncludes(const Tree& tree, Report& report);

/// No `#if` on the operating system (but in the Windows prelude), and outside the layers no name of
/// a platform at all.
void checkPlatformMacros(const Tree& tree, Report& report);

/// Tools, tests and the generic part reach the system through the library alone.
void checkBypass(const Tree& tree, Report& report);

/// The generic unit's platform include is the last thing in it.
void checkPlatformIncludeIsLast(const Tree& tree, Report& report);

/// A file in a layer exists because it defines something.
void checkLeavesDefine(const Tree& tree, Report& report);

/// `// path -- the fact`, the first line of every .cpp; `#pragma once`, that of every header.
void checkFirstLines(const Tree& tree, Report& report);

/// 100 columns, no tabs, no spaces at the end, Unix line ends.
void checkLines(const Tree& tree, Report& report);

/// No comment that puts work off, no code in comments.
void checkComments(const Tree& tree, Report& report);

/// Names that are macros on one system or another.
void checkReservedNames(const Tree& tree, Report& report);

/// Functions and files that are too long, but for those in tools/tidy/exceptions.txt.
void checkSizes(const Tree& tree, Report& report);

/// No virtual function, no public data, no exception specification in include/.
void checkInterface(const Tree& tree, Report& report);

/// Each public type of include/ has a comment before it.
void checkTypeComments(const Tree& tree, Report& report);

/// Only std::string is thrown in the library, and it is made in one place.
void checkThrows(const Tree& tree, Report& report);

/// Each public function has a test and a user in tools/, or stands in docs/unused.md.
void checkUses(const Tree& tree, Report& report);

/// docs/porting.md names the functions of the seams, all of them and no other.
void checkSeams(const Tree& tree, Report& report);

/// All of the above.
std::span<const Check> allChecks();

/// The list of seams as docs/porting.md has it.
std::string seamList(const Tree& tree);

}  // namespace tidy
