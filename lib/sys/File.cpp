// lib/sys/File.cpp -- Whole files: read to the true end, replaced in one step.
#include "sys/File.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

#include "FileOs.hpp"
#include "Handle.hpp"
#include "RandomName.hpp"
#include "sys/Environment.hpp"

namespace sys {

namespace {

// More per call is cut short by Linux and Windows, and refused by Darwin.
constexpr std::size_t kMostPerCall = std::size_t{1} << 30;

// What every file system allows a name to have, in bytes; Windows counts UTF-16 units, which are
// never more.
constexpr std::size_t kLongestName = 255;

// A name beside `target` that says whose it is and that nobody can have taken beforehand.
Path temporaryBeside(const Path& target) {
  const std::string suffix = ".tmp-" + randomName();
  std::string name(target.name());
  if (name.size() + suffix.size() > kLongestName) {
    std::size_t end = kLongestName - suffix.size();
    while (end > 0 && (static_cast<unsigned char>(name[end]) & 0xC0) == 0x80) --end;
    name.resize(end);  // Not inside a character: Darwin refuses what is not UTF-8.
  }
  return target.parent().join(name + suffix);
}

}  // namespace

std::optional<std::string> File::read(const Path& path) try {
  const native::Handle handle = Os::openToRead(path);
  if (handle == native::kNoHandle) return std::nullopt;
  const File file(handle, path);

  // One byte more than is claimed shows the end without another turn. What claims to be empty may
  // be a file of /proc.
  constexpr std::size_t kLeast = 4096;
  const std::uint64_t claimed = Os::claimedSize(handle);
  std::string content;
  // `resize` throws at one more than the most a string can hold.
  const std::uint64_t known = std::min<std::uint64_t>(claimed, content.max_size());
  content.resize(std::max(static_cast<std::size_t>(known) + 1, kLeast));

  std::size_t size = 0;
  for (;;) {
    if (size == content.size()) content.resize(size + size / 2);
    const std::size_t got = Os::readSome(handle, content.data() + size,
                                         std::min(content.size() - size, kMostPerCall), path);
    if (got == 0) break;
    size += got;
  }
  content.resize(size);
  return content;
} catch (...) {
  rethrowAsString();
}

void File::replace(const Path& path, std::string_view content, Durability durability) try {
  const Path target = Os::follow(path);
  const std::string_view name = target.name();
  if (name.empty() || name == "." || name == "..") {
    fail(path.text(), "cannot be written", "it is not the name of a file");
  }

  // 128 random bits are never taken by chance; whoever takes them on purpose is not waited for.
  constexpr int kAttempts = 4;
  Os::Replacement replacement{path, target, {}, durability == Durability::Durable, {}};
  native::Handle handle = native::kNoHandle;
  for (int attempt = 0; handle == native::kNoHandle; ++attempt) {
    if (attempt == kAttempts) {
      fail(path.text(), "cannot be written", "every name for a temporary file beside it is taken");
    }
    replacement.temporary = temporaryBeside(target);
    handle = Os::createTemporary(replacement);
  }

  try {
    File temporary(handle, path);
    temporary.append(content);
    Os::putInPlace(std::exchange(temporary.handle_, native::kNoHandle), replacement);
  } catch (...) {
    Os::discard(replacement);
    throw;
  }
} catch (...) {
  rethrowAsString();
}

bool File::remove(const Path& path) try { return Os::remove(path); } catch (...) {
  rethrowAsString();
}

File File::openToAppend(const Path& path) try {
  return File(Os::openToAppend(path), path);
} catch (...) {
  rethrowAsString();
}

std::optional<File> File::passed(std::string_view variable) try {
  const std::optional<std::string> number = Environment::get(variable);
  if (!number) return std::nullopt;
  const std::string name = std::string(variable) + "=" + *number;
  std::uint64_t value = 0;
  const auto [end, error] = std::from_chars(number->data(), number->data() + number->size(), value);
  const bool isNumber = error == std::errc() && end == number->data() + number->size();
  const native::Handle handle = isNumber ? Os::takePassed(value) : native::kNoHandle;
  if (handle == native::kNoHandle) {
    fail(name, "cannot be written to", "this process was not given what the variable names",
         "Unset it if it was left behind by another program.");
  }
  return File(handle, Path(name));
} catch (...) {
  rethrowAsString();
}

File::File(native::Handle handle, const Path& path) try : handle_(handle), path_(path) {
} catch (...) {
  closeHandle(handle);
  throw;
}

File::File(File&& other) noexcept
    : handle_(std::exchange(other.handle_, native::kNoHandle)),
      lost_(other.lost_),
      path_(std::move(other.path_)) {}

File& File::operator=(File&& other) noexcept {
  if (this == &other) return *this;
  if (handle_ != native::kNoHandle) closeHandle(handle_);
  handle_ = std::exchange(other.handle_, native::kNoHandle);
  lost_ = other.lost_;
  path_ = std::move(other.path_);
  return *this;
}

File::~File() {
  if (handle_ != native::kNoHandle) closeHandle(handle_);
}

void File::append(std::string_view bytes) try {
  while (!bytes.empty()) {
    bytes.remove_prefix(Os::writeSome(handle_, bytes.substr(0, kMostPerCall), path_));
  }
} catch (...) {
  rethrowAsString();
}

void File::sync() try {
  // The system reports a lost write once and then forgets it: a second, successful sync would lie.
  if (lost_) fail(path_.text(), "cannot be made durable", "a write was lost before");
  lost_ = true;
  Os::sync(handle_, path_);
  lost_ = false;
} catch (...) {
  rethrowAsString();
}

void File::close() try {
  Os::close(std::exchange(handle_, native::kNoHandle), path_);
} catch (...) {
  rethrowAsString();
}

}  // namespace sys

#include "platform/File.cpp"
