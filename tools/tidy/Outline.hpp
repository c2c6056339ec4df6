#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include "Lexer.hpp"

namespace tidy {

enum class ItemKind : unsigned char { Function, Data, Type, Alias, Friend };
enum class Access : unsigned char { Public, Protected, Private };

/// One declaration at namespace or class level. What stands inside a function is not looked into.
struct Item {
  ItemKind kind = ItemKind::Data;
  Access access = Access::Public;  // Of the class it stands in, whatever the classes around it.
  std::string scope;  // The classes around it and those its name is qualified with: `Process::Os`.
  std::string name;   // `start`, `~Process`, `operator==`; of `TEST(A, B)` it is `A.B`.
  std::string key;    // Of a type: class, struct, union or enum.
  std::vector<std::string> bases;  // Of a class: the last names of what it derives from.
  bool isDefinition = false;       // A function with a body, a class or enum with its members.
  std::size_t begin = 0;           // Its tokens are [begin, end) of the code,
  std::size_t nameAt = 0;          // what comes before its name,
  std::size_t bodyAt = 0;          // and where its body or members begin, or `end`.
  std::size_t end = 0;

  std::string qualified() const { return scope.empty() ? name : scope + "::" + name; }
};

/// The declarations of a file in order, those in a class after the class itself.
std::vector<Item> outline(const std::vector<Token>& code);

/// The index after the bracket that closes the one at `open`, which is `(`, `[` or `{`.
std::size_t afterBrackets(const std::vector<Token>& code, std::size_t open);

/// The same for the `<` of a template; `open + 1` if it turns out to be a comparison.
std::size_t afterAngles(const std::vector<Token>& code, std::size_t open);

}  // namespace tidy
