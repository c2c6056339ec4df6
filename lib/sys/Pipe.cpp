// lib/sys/Pipe.cpp -- Ownership and the checks before a receive.
#include "sys/Pipe.hpp"

#include <utility>

#include "Channel.hpp"
#include "Error.hpp"
#include "PipeOs.hpp"

namespace sys {

Pipe::Pipe(native::Handle handle) : channel_(Channel::make(Channel::Kind::Pipe, handle)) {}

Pipe::Pipe(Pipe&& other) noexcept : channel_(std::exchange(other.channel_, nullptr)) {}

Pipe& Pipe::operator=(Pipe&& other) noexcept {
  if (this != &other)
    Channel::close(std::exchange(channel_, std::exchange(other.channel_, nullptr)));
  return *this;
}

Pipe::~Pipe() { close(); }

void Pipe::receive(Receive& operation, Demuxer& demuxer, std::span<char> into,
                   Completion completion) try {
  if (!isOpen()) fail("", "cannot receive from a pipe", "it is not open");
  if (into.empty()) fail("", "cannot receive from a pipe", "the buffer is empty");
  channel_->transfer(demuxer, operation, OperationKind::Receive, into.data(), into.size(), false,
                     completion);
} catch (...) {
  rethrowAsString();
}

void Pipe::close() { Channel::close(std::exchange(channel_, nullptr)); }

}  // namespace sys

#include "platform/Pipe.cpp"
