#pragma once

#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "Tree.hpp"

namespace tidy {

/// The classes of the public headers, as far as finding the uses of their functions needs them.
struct Interface {
  /// Of each class the classes that derive from it, itself included.
  std::map<std::string, std::set<std::string>, std::less<>> families;
  /// Of each class the public functions whose result brings one: `Path` has `parent`.
  std::map<std::string, std::set<std::string>, std::less<>> makers;
};

/// Finds uses by names alone, which needs no compiler: `Class::function`, or `x.function(` where
/// `x` was declared with the class in its type, was initialised with something that brings the
/// class, or is a call of a function that returns it. Names count for one file and the headers of
/// its directory. Overloads are one function. What it cannot see: a call through a template
/// parameter or an `auto` parameter.
class Uses {
public:
  Uses(const Interface& surface, std::vector<const Source*> sources);

  /// Whether a source uses `function` of `className`, or the function itself if that is empty. A
  /// constructor (a function named as its class) is used where the class is named.
  bool has(std::string_view className, std::string_view function) const;

private:
  bool hasIn(const Source& source, std::string_view className, std::string_view function) const;
  std::set<std::string> carriers(const Source& source, const std::set<std::string>& family,
                                 std::string_view className) const;

  const Interface& surface_;
  std::vector<const Source*> sources_;
};

}  // namespace tidy
