// lib/sys/Pipe.cpp -- Ownership and the checks before a transfer.
#include "sys/Pipe.hpp"

#include <utility>

#include "Channel.hpp"
#include "Error.hpp"
#include "PipeOs.hpp"

namespace sys {

Pipe::Pipe(native::Handle handle, Way way)
    : channel_(Channel::make(way == Way::ToChild     ? Channel::Kind::PipeToChild
                             : way == Way::FromChild ? Channel::Kind::PipeFromChild
                                                     : Channel::Kind::PipeFromTerminal,
                             handle)) {}

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
  if (!channel_->isPipeToRead()) {
    fail("", "cannot receive from a pipe", "it leads to the input of a child");
  }
  if (into.empty()) fail("", "cannot receive from a pipe", "the buffer is empty");
  channel_->transfer(demuxer, operation, OperationKind::Receive, into.data(), into.size(), false,
                     completion);
} catch (...) {
  rethrowAsString();
}

void Pipe::send(Send& operation, Demuxer& demuxer, std::span<const char> bytes,
                Completion completion) try {
  if (!isOpen()) fail("", "cannot send through a pipe", "it is not open");
  if (channel_->kind != Channel::Kind::PipeToChild) {
    fail("", "cannot send through a pipe", "it leads from a child");
  }
  channel_->transfer(demuxer, operation, OperationKind::Send, const_cast<char*>(bytes.data()),
                     bytes.size(), true, completion);
} catch (...) {
  rethrowAsString();
}

void Pipe::close() { Channel::close(std::exchange(channel_, nullptr)); }

}  // namespace sys

#include "platform/Pipe.cpp"
