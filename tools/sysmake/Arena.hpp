#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace sysmake {

/// Memory that is given back all at once. What lives in it is never destroyed, so it holds only
/// what needs no destruction.
class Arena {
public:
  Arena() = default;
  Arena(const Arena&) = delete;
  Arena& operator=(const Arena&) = delete;

  void* allocate(std::size_t size, std::size_t alignment) {
    std::size_t start = (used_ + alignment - 1) & ~(alignment - 1);
    if (start + size > capacity_) return allocateBlock(size, alignment);
    used_ = start + size;
    return block_ + start;
  }

  template <class T, class... Arguments>
  T* make(Arguments&&... arguments) {
    static_assert(std::is_trivially_destructible_v<T>);
    return new (allocate(sizeof(T), alignof(T))) T{std::forward<Arguments>(arguments)...};
  }

  /// A copy of `text` that lives as long as the arena.
  std::string_view keep(std::string_view text) {
    if (text.empty()) return {};
    char* copy = static_cast<char*>(allocate(text.size(), 1));
    std::memcpy(copy, text.data(), text.size());
    return {copy, text.size()};
  }

private:
  static constexpr std::size_t kBlockSize = std::size_t{256} << 10;

  void* allocateBlock(std::size_t size, std::size_t alignment) {
    std::size_t capacity = size + alignment > kBlockSize ? size + alignment : kBlockSize;
    // The default initialisation leaves the bytes alone; a block is aligned for every type.
    blocks_.emplace_back(new char[capacity]);
    block_ = blocks_.back().get();
    capacity_ = capacity;
    used_ = size;
    return block_;
  }

  std::vector<std::unique_ptr<char[]>> blocks_;
  char* block_ = nullptr;
  std::size_t used_ = 0;
  std::size_t capacity_ = 0;
};

/// A list in an arena, half the size of a vector: what it outgrows is left behind there.
template <class T>
class ArenaList {
  static_assert(std::is_trivially_copyable_v<T> && std::is_trivially_destructible_v<T>);

public:
  std::size_t size() const { return size_; }
  bool empty() const { return size_ == 0; }
  T* begin() { return data_; }
  T* end() { return data_ + size_; }
  const T* begin() const { return data_; }
  const T* end() const { return data_ + size_; }
  T& operator[](std::size_t index) { return data_[index]; }
  const T& operator[](std::size_t index) const { return data_[index]; }
  const T& back() const { return data_[size_ - 1]; }
  std::span<const T> span() const { return {data_, size_}; }

  void reserve(Arena& arena, std::size_t capacity) {
    if (capacity > capacity_) grow(arena, capacity);
  }

  void push(Arena& arena, const T& value) {
    if (size_ == capacity_) grow(arena, size_ + 1);
    data_[size_++] = value;
  }

  /// Inserts `values` before the element at `index`.
  void insert(Arena& arena, std::size_t index, std::span<const T> values) {
    if (values.empty()) return;
    if (size_ + values.size() > capacity_) grow(arena, size_ + values.size());
    std::memmove(data_ + index + values.size(), data_ + index, (size_ - index) * sizeof(T));
    std::memcpy(data_ + index, values.data(), values.size_bytes());
    size_ += static_cast<std::uint32_t>(values.size());
  }

  void erase(std::size_t index) {
    std::memmove(data_ + index, data_ + index + 1, (size_ - index - 1) * sizeof(T));
    --size_;
  }

private:
  void grow(Arena& arena, std::size_t least) {
    std::size_t capacity = capacity_ * std::size_t{2};
    if (capacity < least) capacity = least;
    T* data = static_cast<T*>(arena.allocate(capacity * sizeof(T), alignof(T)));
    if (size_ != 0) std::memcpy(data, data_, size_ * sizeof(T));
    data_ = data;
    capacity_ = static_cast<std::uint32_t>(capacity);
  }

  T* data_ = nullptr;
  std::uint32_t size_ = 0;
  std::uint32_t capacity_ = 0;
};

}  // namespace sysmake
