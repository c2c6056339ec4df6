#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "Lexer.hpp"
#include "Outline.hpp"

namespace tidy {

/// What the rules distinguish. A layer is a directory in lib/sys, and the directory in unittests/
/// that has the name of one.
enum class Area : unsigned char { Interface, Generic, Layer, Tool, Test, LayerTest, Other };

/// One file of the tree. Paths are relative to the root and have `/` on every host.
class Source {
public:
  Source(std::string path, std::string text);

  const std::string& path() const { return path_; }
  const std::string& text() const { return text_; }
  const std::vector<std::string_view> lines() const;

  /// `.cpp` or `.hpp`; of all other files the following are empty.
  bool isCpp() const { return isHeader() || isUnit(); }
  bool isHeader() const { return path_.ends_with(".hpp"); }
  bool isUnit() const { return path_.ends_with(".cpp"); }
  const std::vector<Token>& code() const { return lexed_.code; }
  const std::vector<Token>& comments() const { return lexed_.comments; }
  const std::vector<Directive>& directives() const { return lexed_.directives; }
  const std::vector<Item>& items() const { return items_; }

  /// The line in which the item's first token stands.
  std::size_t lineOf(const Item& item) const { return lexed_.code[item.begin].line; }

private:
  std::string path_;
  std::string text_;
  Lexed lexed_;
  std::vector<Item> items_;
};

/// The files that are checked, sorted by path.
class Tree {
public:
  explicit Tree(std::vector<Source> sources);

  const std::vector<Source>& sources() const { return sources_; }

  /// Nothing if there is no such file.
  const Source* find(std::string_view path) const;

  Area area(const Source& source) const;

private:
  std::vector<Source> sources_;
  std::vector<std::string> layers_;  // The directories in lib/sys.
};

/// The name of the target of an `#include`, without its brackets or quotation marks.
std::string_view includeTarget(const Directive& directive);

/// Whether that target is in angle brackets.
bool isAngled(const Directive& directive);

}  // namespace tidy
