// lib/sys/Pipe.cpp -- Ownership and the checks before a receive.
#include "sys/Pipe.hpp"

#include <utility>

#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "PipeOs.hpp"

namespace sys {

Pipe::Pipe(Pipe&& other) noexcept
    : handle_(std::exchange(other.handle_, native::kNoHandle)),
      home_(std::exchange(other.home_, nullptr)) {}

Pipe& Pipe::operator=(Pipe&& other) noexcept {
  if (this != &other) {
    close();
    handle_ = std::exchange(other.handle_, native::kNoHandle);
    home_ = std::exchange(other.home_, nullptr);
  }
  return *this;
}

Pipe::~Pipe() { close(); }

void Pipe::receive(Receive& operation, Demuxer& demuxer, std::span<char> into,
                   Completion completion) try {
  if (!isOpen()) fail("", "cannot receive from a pipe", "it is not open");
  if (into.empty()) fail("", "cannot receive from a pipe", "the buffer is empty");
  if (home_ != nullptr && home_ != &demuxer) {
    fail("", "cannot receive from a pipe", "it belongs to another Demuxer");
  }
  const bool known = home_ != nullptr;
  if (!demuxer.begin(operation, static_cast<unsigned char>(OperationKind::Receive), completion)) {
    return;
  }
  try {
    operation.into_ = into.data();
    operation.size_ = into.size();
    Demuxer::Os::startReceive(demuxer, operation, handle_, known);
    home_ = &demuxer;
  } catch (...) {
    demuxer.abandon(operation);
    throw;
  }
} catch (...) {
  rethrowAsString();
}

void Pipe::close() {
  if (isOpen()) closeHandle(std::exchange(handle_, native::kNoHandle));
  home_ = nullptr;
}

}  // namespace sys

#include "platform/Pipe.cpp"
