// tools/tidy/ShapeChecks.cpp -- How long things are, and that a file in a layer has a reason.
#include <algorithm>
#include <charconv>
#include <string_view>

#include "Checks.hpp"

namespace tidy {

namespace {

constexpr std::size_t kFunctionLines = 70;
constexpr std::size_t kFileLines = 500;
constexpr std::string_view kExceptions = "tools/tidy/exceptions.txt";

// A line of exceptions.txt: `path function lines reason`, the function of a whole file being `-`.
struct Exception {
  std::string path;
  std::string function;
  std::size_t lines = 0;
  std::size_t at = 0;
  bool isUsed = false;
};

std::string nextWord(std::string_view& rest) {
  while (rest.starts_with(' ')) rest.remove_prefix(1);
  const std::size_t end = std::min(rest.find(' '), rest.size());
  const std::string word(rest.substr(0, end));
  rest.remove_prefix(end);
  return word;
}

std::vector<Exception> readExceptions(const Tree& tree, Report& report) {
  std::vector<Exception> exceptions;
  const Source* file = tree.find(kExceptions);
  if (file == nullptr) return exceptions;
  std::size_t number = 0;
  for (std::string_view rest : file->lines()) {
    ++number;
    if (rest.empty() || rest.starts_with('#')) continue;
    Exception exception;
    exception.at = number;
    exception.path = nextWord(rest);
    exception.function = nextWord(rest);
    const std::string lines = nextWord(rest);
    const char* end = lines.data() + lines.size();
    const auto parsed = std::from_chars(lines.data(), end, exception.lines);
    if (lines.empty() || parsed.ptr != end || rest.size() < 2) {
      report.add(*file, number, "not of the form `path function lines reason`");
    } else {
      exceptions.push_back(std::move(exception));
    }
  }
  return exceptions;
}

class Ratchet {
public:
  Ratchet(const Tree& tree, Report& report)
      : exceptions_(readExceptions(tree, report)), report_(report) {}

  // `function` is `-` for the file.
  void measure(const Source& source, std::size_t line, const std::string& function,
               std::size_t lines, std::size_t limit) {
    if (lines <= limit) return;
    const std::string size = std::to_string(lines);
    const auto exception = std::ranges::find_if(exceptions_, [&](const Exception& candidate) {
      return candidate.path == source.path() && candidate.function == function;
    });
    const std::string what = function == "-" ? "the file" : function;
    if (exception == exceptions_.end()) {
      report_.add(source, line,
                  what + " has " + size + " lines, more than " + std::to_string(limit));
      return;
    }
    exception->isUsed = true;
    if (exception->lines == lines) return;
    const bool grew = exception->lines < lines;
    report_.add(source, line,
                what + " has " + size + " lines, its exception says " +
                    std::to_string(exception->lines) +
                    (grew ? ": it must not grow" : ": lower that"));
  }

  void reportUnused() {
    for (const Exception& exception : exceptions_) {
      if (exception.isUsed) continue;
      report_.add(std::string(kExceptions), exception.at,
                  exception.path + " " + exception.function + " needs no exception any more");
    }
  }

private:
  std::vector<Exception> exceptions_;
  Report& report_;
};

bool isDefined(const Source& source, const Item& item) {
  if (item.kind == ItemKind::Data) return !source.code()[item.begin].is("extern");
  if (item.isDefinition) return item.kind != ItemKind::Friend;
  // `X::X() = default;`
  return item.kind == ItemKind::Function && item.end >= 3 &&
         source.code()[item.end - 2].is("default");
}

}  // namespace

void checkSizes(const Tree& tree, Report& report) {
  Ratchet ratchet(tree, report);
  for (const Source& source : tree.sources()) {
    if (!source.isCpp()) continue;
    ratchet.measure(source, 1, "-", source.lines().size(), kFileLines);
    for (const Item& item : source.items()) {
      if (!item.isDefinition || item.kind == ItemKind::Type) continue;
      const std::size_t first = source.lineOf(item);
      const std::size_t last = source.code()[item.end - 1].line;
      ratchet.measure(source, first, item.qualified(), last - first + 1, kFunctionLines);
    }
  }
  ratchet.reportUnused();
}

void checkLeavesDefine(const Tree& tree, Report& report) {
  for (const Source& source : tree.sources()) {
    const Area area = tree.area(source);
    if (area != Area::Layer && area != Area::LayerTest) continue;
    const bool defines = std::ranges::any_of(source.items(), [&](const Item& item) {
      return isDefined(source, item) || (source.isHeader() && item.kind != ItemKind::Friend);
    });
    if (!defines) {
      report.add(source, 1, "a file in a layer defines something: what is merely equal needs none");
    }
  }
}

}  // namespace tidy
