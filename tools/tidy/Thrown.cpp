// tools/tidy/Thrown.cpp -- The relocations of compiled code betray the type of everything it
// throws.
#include "Thrown.hpp"

#include <algorithm>

#include "Words.hpp"

namespace tidy {

namespace {

// The description of std::string: GNU's library, and LLVM's.
constexpr std::string_view kStringTypes[] = {
    "_ZTINSt7__cxx1112basic_stringIcSt11char_traitsIcESaIcEEE",
    "_ZTINSt3__112basic_stringIcNS_11char_traitsIcEENS_9allocatorIcEEEE"};

std::string_view lastWord(std::string_view line) {
  while (line.ends_with(' ') || line.ends_with('\r')) line.remove_suffix(1);
  return line.substr(line.find_last_of(" \t") + 1);
}

// The name of a type's description in a relocation's value, `.refptr._ZTIi-0x4` for example. Not of
// a function's type: nobody throws functions, but a sanitizer describes those that code calls.
std::string_view typeOf(std::string_view value) {
  const std::size_t begin = value.find("_ZTI");
  if (begin == std::string_view::npos) return {};
  value.remove_prefix(begin);
  if (value.starts_with("_ZTIF")) return {};
  return value.substr(0, value.find_first_of("+-@"));
}

// `l` in the flags of ELF, storage class 3 in COFF.
bool isLocalSymbol(std::string_view line) {
  const std::size_t space = line.find(' ');
  const bool isElf = space != std::string_view::npos && line.substr(space).starts_with(" l ");
  return isElf || line.find("(scl   3)") != std::string_view::npos;
}

class Reader {
public:
  void read(std::string_view line) {
    if (const std::size_t format = line.find(":     file format "); format != line.npos) {
      finishObject();
      object_ = line.substr(0, format);
    } else if (line.starts_with("RELOCATION RECORDS FOR [")) {
      const std::string_view section = line.substr(line.find('[') + 1);
      inCode_ = section.starts_with(".text") || section.starts_with("__text");
      inSymbols_ = false;
    } else if (line.starts_with("SYMBOL TABLE:")) {
      inCode_ = false;
      inSymbols_ = true;
    } else if (inSymbols_) {
      const std::string_view name = lastWord(line);
      if (typeOf(name) == name && !name.empty() && isLocalSymbol(line)) locals_.emplace_back(name);
    } else if (inCode_) {
      readRelocation(lastWord(line));
    }
  }

  Thrown finish() {
    finishObject();
    return std::move(found_);
  }

private:
  void readRelocation(std::string_view value) {
    if (value.find("__cxa_throw") != std::string_view::npos) {
      ++found_.throwSites;
      throws_ = true;
    }
    const std::string_view type = typeOf(value);
    if (type.empty() || contains(kStringTypes, type)) return;
    add("code takes the address of " + std::string(type) + ", as for throwing it");
  }

  void finishObject() {
    if (throws_) {
      for (const std::string& name : locals_) {
        add("an object that throws has the local type " + name + ", which it may throw");
      }
    }
    locals_.clear();
    throws_ = inCode_ = inSymbols_ = false;
  }

  void add(std::string_view problem) {
    std::string text = object_ + ": " + std::string(problem);
    if (!contains(found_.problems, text)) found_.problems.push_back(std::move(text));
  }

  std::string object_;
  std::vector<std::string> locals_;
  bool throws_ = false;
  bool inCode_ = false;
  bool inSymbols_ = false;
  Thrown found_;
};

}  // namespace

Thrown findThrown(std::string_view objdump) {
  Reader reader;
  while (!objdump.empty()) {
    const std::size_t end = std::min(objdump.find('\n'), objdump.size());
    reader.read(objdump.substr(0, end));
    objdump.remove_prefix(std::min(end + 1, objdump.size()));
  }
  return reader.finish();
}

}  // namespace tidy
