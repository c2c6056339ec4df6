// lib/sys/Path.cpp -- Paths as text: nothing here asks the system anything.
#include "sys/Path.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "Ascii.hpp"
#include "Error.hpp"
#include "PathSyntax.hpp"
#include "Wtf8.hpp"

namespace sys {

using syntax::isReservedDevice;
using syntax::isSeparator;
using syntax::Root;
using syntax::RootKind;
using syntax::rootOf;

namespace {

bool sameName(std::string_view left, std::string_view right, PathStyle style) {
  return style == PathStyle::Posix ? left == right : ascii::equalsIgnoringCase(left, right);
}

char separatorOf(PathStyle style) { return style == PathStyle::Posix ? '/' : '\\'; }

// The drive, share or device with `\` only, and one between two names.
std::string spelledRoot(std::string_view text, const Root& root) {
  std::string spelled;
  const std::size_t lead = root.kind == RootKind::Share ? 2 : root.kind == RootKind::Device ? 3 : 0;
  for (std::size_t at = 0; at < root.length; ++at) {
    const bool separates = isSeparator(text[at], PathStyle::Windows);
    if (separates && at > lead && isSeparator(text[at - 1], PathStyle::Windows)) continue;
    spelled.push_back(separates ? '\\' : text[at]);
  }
  return spelled;
}

// A path in its parts after `.`, empty components and what `..` takes back are gone.
class Parts {
public:
  explicit Parts(const Path& path);

  bool hasSameRoot(const Parts& other) const {
    return root_.kind == other.root_.kind && root_.isTop() == other.root_.isTop() &&
           sameName(spelled_, other.spelled_, style_);
  }

  // How many names both begin with.
  std::size_t common(const Parts& other) const {
    const auto same = [&](auto left, auto right) { return sameName(left, right, style_); };
    const auto [mine, theirs] =
        std::mismatch(names_.begin(), names_.end(), other.names_.begin(), other.names_.end(), same);
    return static_cast<std::size_t>(mine - names_.begin());
  }

  std::size_t ups() const { return ups_; }
  const std::vector<std::string_view>& names() const { return names_; }

  // The names from `first` on, seen from `ups` directories below, without the root.
  Path relative(std::size_t ups, std::size_t first) const;
  Path whole() const;

private:
  bool needsGuard() const;

  PathStyle style_;
  std::size_t size_;  // Of the text.
  Root root_;
  std::string spelled_;  // The root.
  std::size_t ups_ = 0;  // How many `..` are left in front.
  std::vector<std::string_view> names_;
};

Parts::Parts(const Path& path)
    : style_(path.style()), size_(path.text().size()), root_(rootOf(path.text(), path.style())) {
  const std::string_view text = path.text();
  spelled_ = spelledRoot(text, root_);
  for (std::size_t at = root_.names; at < text.size();) {
    std::size_t end = at;
    while (end < text.size() && !isSeparator(text[end], style_)) ++end;
    const std::string_view name = text.substr(at, end - at);
    at = end + 1;
    if (name.empty() || name == ".") continue;
    if (name != "..") {
      names_.push_back(name);
    } else if (!names_.empty()) {
      names_.pop_back();
    } else if (!root_.isTop()) {
      ++ups_;
    }
  }
}

void appendNames(std::string& text, std::size_t ups, const std::vector<std::string_view>& names,
                 std::size_t first, PathStyle style) {
  const std::size_t begin = text.size();
  const auto add = [&](std::string_view name) {
    if (text.size() > begin) text.push_back(separatorOf(style));
    text.append(name);
  };
  for (std::size_t i = 0; i < ups; ++i) add("..");
  for (std::size_t i = first; i < names.size(); ++i) add(names[i]);
  if (text.size() == begin) text.push_back('.');
}

// Whether a relative text that begins with `name` would be taken for a drive.
bool looksLikeDrive(std::string_view name) {
  return rootOf(name, PathStyle::Windows).kind == RootKind::Drive;
}

Path Parts::relative(std::size_t ups, std::size_t first) const {
  std::string text;
  if (style_ == PathStyle::Windows && ups == 0 && first < names_.size() &&
      (looksLikeDrive(names_[first]) ||
       (first + 1 == names_.size() && isReservedDevice(names_[first])))) {
    text = ".\\";
  }
  appendNames(text, ups, names_, first, style_);
  return Path(text, style_);
}

// Whether the first name would now be taken for a drive or device that it was not in the text.
bool Parts::needsGuard() const {
  if (style_ == PathStyle::Posix || ups_ > 0 || names_.empty()) return false;
  if (root_.isTop()) return root_.kind == RootKind::None && names_[0] == "??";
  if (root_.kind == RootKind::None && looksLikeDrive(names_[0])) return true;
  // Windows 11 takes `NUL` for the device, and `.\NUL` no longer.
  return names_.size() == 1 && isReservedDevice(names_[0]) &&
         size_ != root_.length + names_[0].size();
}

Path Parts::whole() const {
  std::string text = spelled_;
  // A device stays what it is: with a separator it would be the root directory on it.
  const bool isBare = root_.kind == RootKind::Device && !root_.hasSeparator && names_.empty();
  if (root_.isTop() && !isBare) text.push_back(separatorOf(style_));
  if (needsGuard()) text.append(".\\");
  if (!root_.isTop() || !names_.empty()) appendNames(text, ups_, names_, 0, style_);
  return Path(text, style_);
}

void requireSameStyle(const Path& path, const Path& other, std::string_view what) {
  if (path.style() == other.style()) return;
  fail(other.text(), what, "it is spelled in the style of another system");
}

// Where the last component begins.
std::size_t nameStart(std::string_view text, PathStyle style) {
  const std::size_t names = rootOf(text, style).names;
  std::size_t start = text.size();
  while (start > names && !isSeparator(text[start - 1], style)) --start;
  return start;
}

// Where the extension of `name` begins; leading dots belong to the stem, so that what is left
// without the extension never is `.` or `..`.
std::size_t extensionStart(std::string_view name) {
  const std::size_t dot = name.rfind('.');
  const std::size_t leading = std::min(name.find_first_not_of('.'), name.size());
  return dot == std::string_view::npos || dot < leading ? name.size() : dot;
}

Path joinWindows(const Path& path, const Path& other) {
  const std::string& text = path.text();
  const Root root = rootOf(text, PathStyle::Windows);
  const Root otherRoot = rootOf(other.text(), PathStyle::Windows);
  if (otherRoot.kind != RootKind::None) return other;
  if (otherRoot.hasSeparator) {
    return Path(text.substr(0, root.length) + other.text(), PathStyle::Windows);
  }

  std::string joined = text;
  if (root.kind == RootKind::None && root.names == text.size() && root.hasSeparator) {
    // Two separators and a name would be a server, and `\??` the kernel's name for all devices.
    joined = "\\";
    const std::string_view first(other.text());
    if (first.starts_with("??") && (first.size() == 2 || isSeparator(first[2], other.style()))) {
      joined += ".\\";
    }
  } else if (!isSeparator(text.back(), PathStyle::Windows) &&
             !(root.kind == RootKind::Drive && root.length == text.size())) {
    joined += '\\';
  }
  return Path(joined + other.text(), PathStyle::Windows);
}

// A component of dots and spaces: Windows drops these at a name's end, so it may mean `..`.
bool mayMeanParent(std::string_view name) {
  return name.find_first_not_of(". ") == std::string_view::npos;
}

}  // namespace

Path::Path(std::string_view text, PathStyle style) try : text_(text), style_(style) {
  refuseNul(text_, "a path");
} catch (...) {
  rethrowAsString();
}

Path::Path(const std::string& text, PathStyle style) : Path(std::string_view(text), style) {}

Path::Path(const char* text, PathStyle style) : Path(std::string_view(text), style) {}

bool Path::isAbsolute() const {
  const Root root = rootOf(text_, style_);
  if (style_ == PathStyle::Posix) return root.hasSeparator;
  return root.kind != RootKind::None && root.isTop();
}

Path Path::join(const Path& other) const try {
  requireSameStyle(*this, other, "cannot be joined to a path");
  if (empty() || other.isAbsolute()) return other;
  if (other.empty()) return *this;
  if (style_ == PathStyle::Windows) return joinWindows(*this, other);
  return Path(text_ + (text_.back() == '/' ? "" : "/") + other.text_, style_);
} catch (...) {
  rethrowAsString();
}

Path Path::parent() const try {
  const std::size_t names = rootOf(text_, style_).names;
  std::size_t end = nameStart(text_, style_);
  while (end > names && isSeparator(text_[end - 1], style_)) --end;
  return Path(std::string_view(text_).substr(0, end), style_);
} catch (...) {
  rethrowAsString();
}

std::string_view Path::name() const {
  return std::string_view(text_).substr(nameStart(text_, style_));
}

std::string_view Path::extension() const {
  const std::string_view last = name();
  return last.substr(extensionStart(last));
}

std::string_view Path::stem() const {
  const std::string_view last = name();
  return last.substr(0, extensionStart(last));
}

Path Path::withExtension(std::string_view extension) const try {
  const std::string_view last = name();
  if (last.empty() || last == "." || last == "..") {
    fail(text_, "cannot get another extension", "it does not end in the name of a file");
  }
  const auto separates = [&](char byte) { return isSeparator(byte, style_); };
  if ((!extension.empty() && extension[0] != '.') ||
      std::any_of(extension.begin(), extension.end(), separates)) {
    fail(extension, "cannot be an extension",
         "one is empty, or a dot and what follows it in the name");
  }
  std::string text = text_.substr(0, text_.size() - last.size() + extensionStart(last));
  return Path(text.append(extension), style_);
} catch (...) {
  rethrowAsString();
}

Path Path::normalized() const try { return Parts(*this).whole(); } catch (...) {
  rethrowAsString();
}

Path Path::relativeTo(const Path& base) const try {
  requireSameStyle(*this, base, "cannot be what a path is relative to");
  const Parts mine(*this);
  const Parts theirs(base);
  if (!mine.hasSameRoot(theirs)) {
    fail(text_, "cannot be made relative to " + base.text(), "they do not start at the same root");
  }
  if (theirs.ups() > mine.ups()) {
    fail(text_, "cannot be made relative to " + base.text(),
         "the name of the directory that '..' leaves is not known", "Make both absolute.");
  }
  const std::size_t common = mine.ups() == theirs.ups() ? mine.common(theirs) : 0;
  const std::size_t ups = mine.ups() - theirs.ups() + theirs.names().size() - common;
  return mine.relative(ups, common);
} catch (...) {
  rethrowAsString();
}

bool Path::isWithin(const Path& directory) const try {
  requireSameStyle(*this, directory, "cannot be compared with a path");
  const Parts mine(*this);
  const Parts theirs(directory);
  if (style_ == PathStyle::Windows &&
      std::any_of(mine.names().begin(), mine.names().end(), mayMeanParent)) {
    return false;
  }
  if (!mine.hasSameRoot(theirs) || mine.ups() > theirs.ups()) return false;
  // The current directory lies below each `..` of it, by whatever names.
  if (mine.ups() < theirs.ups()) return theirs.names().empty();
  return mine.common(theirs) == theirs.names().size();
} catch (...) {
  rethrowAsString();
}

bool Path::hasPortableName() const try {
  const std::string_view last = name();
  // ext4 and APFS take 255 bytes, NTFS 255 units of UTF-16, which are never more.
  if (last.empty() || last.size() > 255 || last.ends_with('.') || last.ends_with(' ')) return false;
  const auto isRefused = [](char byte) {
    return static_cast<unsigned char>(byte) < 0x20 || byte == 0x7F ||
           std::string_view("<>:\"/\\|?*").find(byte) != std::string_view::npos;
  };
  if (std::any_of(last.begin(), last.end(), isRefused)) return false;
  return wtf8::isUtf8(last) && !isReservedDevice(last);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys
