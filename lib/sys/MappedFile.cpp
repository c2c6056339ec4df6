// lib/sys/MappedFile.cpp -- The map owns its addresses; the file itself is closed at once.
#include "sys/MappedFile.hpp"

#include <utility>

#include "MappedFileOs.hpp"

namespace sys {

std::optional<MappedFile> MappedFile::open(const Path& path) try {
  return Os::map(path);
} catch (...) {
  rethrowAsString();
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  if (this == &other) return *this;
  if (size_ != 0) Os::unmap(data_, size_);
  data_ = std::exchange(other.data_, nullptr);
  size_ = std::exchange(other.size_, 0);
  return *this;
}

MappedFile::~MappedFile() {
  if (size_ != 0) Os::unmap(data_, size_);
}

}  // namespace sys

#include "platform/MappedFile.cpp"
