// tools/sysmake/Quote.cpp -- Quotes paths byte for byte as Ninja does.
#include "sysmake/Quote.hpp"

#include <absl/strings/ascii.h>

#include <algorithm>

namespace sysmake {
namespace {

bool isSafeInShell(char c) {
  return absl::ascii_isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '+' || c == '-' ||
         c == '.' || c == '/';
}

void appendForShell(std::string& out, std::string_view path) {
  out.push_back('\'');
  for (char c : path) {
    if (c == '\'') {
      out.append("'\\''");
    } else {
      out.push_back(c);
    }
  }
  out.push_back('\'');
}

/// The C runtime takes backslashes as they are, except before a quotation mark: there each pair is
/// one, and a last single one keeps the mark from ending the argument.
void appendForCreateProcess(std::string& out, std::string_view path) {
  out.push_back('"');
  std::size_t backslashes = 0;
  for (char c : path) {
    if (c == '"') out.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out.push_back(c);
  }
  out.append(backslashes, '\\');
  out.push_back('"');
}

}  // namespace

void appendQuoted(std::string& out, std::string_view path, sys::PathStyle style) {
  if (style == sys::PathStyle::Windows) {
    if (path.find_first_of(" \"") == std::string_view::npos) {
      out.append(path);
    } else {
      appendForCreateProcess(out, path);
    }
  } else if (std::all_of(path.begin(), path.end(), isSafeInShell)) {
    out.append(path);
  } else {
    appendForShell(out, path);
  }
}

}  // namespace sysmake
