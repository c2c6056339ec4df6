// lib/sys/PathSyntax.cpp -- Where a path's root ends, and which names are devices.
#include "PathSyntax.hpp"

#include <algorithm>

#include "Ascii.hpp"

namespace sys::syntax {

namespace {

// Walks over the text of a Windows path.
class Cursor {
public:
  Cursor(std::string_view text, std::size_t at) : text_(text), at_(at) {}

  std::size_t at() const { return at_; }
  std::size_t skipSeparators() {
    while (at_ < text_.size() && isSeparator(text_[at_], PathStyle::Windows)) ++at_;
    return at_;
  }
  std::string_view skipName() {
    const std::size_t begin = at_;
    while (at_ < text_.size() && !isSeparator(text_[at_], PathStyle::Windows)) ++at_;
    return text_.substr(begin, at_ - begin);
  }

private:
  std::string_view text_;
  std::size_t at_;
};

// The end of `server\share` from `at` on, without separators that follow.
std::size_t endOfShare(std::string_view text, std::size_t at) {
  Cursor cursor(text, at);
  cursor.skipName();
  const std::size_t server = cursor.at();
  if (cursor.skipSeparators() == text.size()) return server;
  cursor.skipName();
  return cursor.at();
}

// The end of the device whose `\\?`, `\\.` or `\??` are the first three bytes.
std::size_t endOfDevice(std::string_view text) {
  Cursor cursor(text, 3);
  if (cursor.skipSeparators() == text.size()) return 3;
  const bool isUnc = ascii::equalsIgnoringCase(cursor.skipName(), "UNC");
  const std::size_t end = cursor.at();
  if (!isUnc || cursor.skipSeparators() == text.size()) return end;
  return endOfShare(text, cursor.at());
}

// The length of `C:`, whatever character stands for the C, or 0.
std::size_t driveLength(std::string_view text) {
  std::size_t colon = 1;
  while (colon < text.size() && (static_cast<unsigned char>(text[colon]) & 0xC0U) == 0x80) ++colon;
  if (colon >= text.size() || text[colon] != ':' || isSeparator(text[0], PathStyle::Windows)) {
    return 0;
  }
  return colon + 1;
}

Root rootOfWindows(std::string_view text) {
  Root root;
  const std::size_t leading = Cursor(text, 0).skipSeparators();
  const auto endsAt3 = [&] {
    return text.size() == 3 || (text.size() > 3 && isSeparator(text[3], PathStyle::Windows));
  };
  if (leading == 1 && text.substr(1, 2) == "??" && endsAt3()) {
    root.kind = RootKind::Device;
    root.length = endOfDevice(text);
  } else if (leading == 2 && text.size() > 2 && (text[2] == '?' || text[2] == '.') && endsAt3()) {
    root.kind = RootKind::Device;
    root.length = endOfDevice(text);
  } else if (leading >= 2 && leading < text.size()) {
    root.kind = RootKind::Share;
    root.length = endOfShare(text, 2);
  } else if (const std::size_t drive = driveLength(text)) {
    root.kind = RootKind::Drive;
    root.length = drive;
  }
  root.names = Cursor(text, root.length).skipSeparators();
  root.hasSeparator = root.names > root.length;
  return root;
}

}  // namespace

bool isSeparator(char byte, PathStyle style) {
  return byte == '/' || (byte == '\\' && style == PathStyle::Windows);
}

Root rootOf(std::string_view text, PathStyle style) {
  if (style == PathStyle::Windows) return rootOfWindows(text);
  Root root;
  root.names = std::min(text.find_first_not_of('/'), text.size());
  root.hasSeparator = root.names > 0;
  return root;
}

bool isReservedDevice(std::string_view name) {
  name = name.substr(0, name.find_first_of(".:"));
  while (name.ends_with(' ')) name.remove_suffix(1);
  for (const char* device : {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$", "CLOCK$"}) {
    if (ascii::equalsIgnoringCase(name, device)) return true;
  }
  const std::string_view kind = name.substr(0, 3);
  if (!ascii::equalsIgnoringCase(kind, "COM") && !ascii::equalsIgnoringCase(kind, "LPT"))
    return false;
  const std::string_view number = name.substr(3);
  if (number.size() == 1) return number[0] >= '0' && number[0] <= '9';
  return number == "\u00B9" || number == "\u00B2" || number == "\u00B3";
}

}  // namespace sys::syntax
