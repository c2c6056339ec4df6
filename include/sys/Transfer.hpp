#pragma once

#include <cstddef>
#include <span>

#include "sys/Operation.hpp"

namespace sys {

struct Channel;  // What a Pipe, Socket or Listener owns: see lib/sys/Channel.hpp.

/// What is done with a Pipe, a Socket or a Listener.
class StreamOperation : public SystemOperation {
protected:
  StreamOperation() = default;
  ~StreamOperation() = default;

  std::size_t transferred() const { return count_; }

private:
  friend class Demuxer;
  friend struct Channel;

  Channel* channel_ = nullptr;
  std::size_t count_ = 0;
};

/// Bytes on their way through a buffer of the caller.
class Transfer : public StreamOperation {
public:
  /// How many bytes were moved, whatever the outcome.
  std::size_t count() const { return transferred(); }

protected:
  Transfer() = default;
  ~Transfer() = default;

private:
  friend class Demuxer;
  friend class Pipe;
  friend class Socket;
  friend struct Channel;

  char* data_ = nullptr;
  std::size_t size_ = 0;
  bool whole_ = false;  // Goes on until all of it is moved.
};

/// One receive, from a Pipe or a Socket.
class Receive : public Transfer {
public:
  Receive() = default;
};

/// One send of everything given.
class Send : public Transfer {
public:
  Send() = default;
};

/// One receive into a buffer of the Demuxer, which holds none for those that only wait.
class ReceiveLent : public StreamOperation {
public:
  ReceiveLent() = default;
  /// Gives the buffer back.
  ~ReceiveLent();

  /// What has arrived: until `release`, or until it is started again.
  std::span<const char> bytes() const { return {data_, data_ == nullptr ? 0 : transferred()}; }

  /// Gives the buffer back early. Not after the Demuxer is gone, which takes them all.
  void release();

private:
  friend class Demuxer;
  friend class Socket;
  friend struct Channel;

  const char* data_ = nullptr;
  void* lender_ = nullptr;  // The platform's, with `buffer_` its number there.
  std::uint32_t buffer_ = 0;
};

}  // namespace sys
