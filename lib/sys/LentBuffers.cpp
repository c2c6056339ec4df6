// lib/sys/LentBuffers.cpp -- A buffer is somebody's only while it holds something.
#include "LentBuffers.hpp"

namespace sys {

Demuxer::LentBuffers::~LentBuffers() {
  for (Lent& lent : all_) {
    if (lent.holder == nullptr) continue;
    lent.holder->lender_ = nullptr;
    lent.holder->data_ = nullptr;
  }
}

std::span<char> Demuxer::LentBuffers::next() {
  if (free_.empty()) {
    free_.reserve(all_.size() + 1);
    all_.push_back({std::unique_ptr<char[]>(new char[kBytes]), nullptr});
    free_.push_back(static_cast<std::uint32_t>(all_.size() - 1));
  }
  return {all_[free_.back()].bytes.get(), kBytes};
}

void Demuxer::LentBuffers::lend(ReceiveLent& operation, std::size_t count, void* lender) noexcept {
  const std::uint32_t number = free_.back();
  free_.pop_back();
  all_[number].holder = &operation;
  operation.lender_ = lender;
  operation.buffer_ = number;
  operation.data_ = all_[number].bytes.get();
  operation.count_ = count;
}

void Demuxer::LentBuffers::release(ReceiveLent& operation) noexcept {
  all_[operation.buffer_].holder = nullptr;
  free_.push_back(operation.buffer_);
}

}  // namespace sys
