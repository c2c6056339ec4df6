#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

#include "sys/Address.hpp"
#include "sys/Clock.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Path.hpp"
#include "sys/Transfer.hpp"

namespace sys {

struct Step;  // What a call on it has come to: see lib/sys/SocketOs.hpp.

/// One attempt to reach an address.
class Connect : public StreamOperation {
public:
  Connect() = default;

  /// What was to be reached.
  const Address& to() const { return to_; }

private:
  friend class Demuxer;
  friend class Socket;
  friend class Operation;

  Address to_;
};

/// One send of a part of a file.
class SendFile : public StreamOperation {
public:
  SendFile() = default;
  ~SendFile();

  /// How many bytes were sent, whatever the outcome.
  std::uint64_t count() const { return sent_; }

private:
  friend class Demuxer;
  friend class Socket;
  void closeFile();

  native::Handle file_ = native::kNoHandle;
  std::uint64_t offset_ = 0;
  std::uint64_t left_ = 0;
  std::uint64_t sent_ = 0;
};

/// A connected stream: TCP or a local (Unix-domain) socket. Inherited by no child. Bytes go out
/// without delay (TCP_NODELAY). Never raises SIGPIPE.
///
/// It belongs to one Demuxer: the one it was connected or accepted with, or that `attach` names. At
/// most one receive and one send (or file) are under way at a time, both together if wanted; a
/// second one throws.
class Socket {
public:
  /// A socket that is not open.
  Socket() = default;
  Socket(Socket&& other) noexcept;
  Socket& operator=(Socket&& other) noexcept;
  /// As `close`.
  ~Socket();

  bool isOpen() const { return channel_ != nullptr; }

  /// Connects to `to`; what it was connected to before is closed first. Outcomes: `Done`,
  /// `Refused` (nobody listens), `Unreachable`, `TimedOut` (the system's patience, a minute or
  /// more: use a Timer and `cancel` for less). After any but `Done` it is of no use but to be
  /// closed or connected again.
  void connect(Connect& operation, Demuxer& demuxer, const Address& to, Completion completion);

  /// Completes as soon as something has arrived, with as much as is there and fits into `into`,
  /// which must not be empty and must outlive the operation. `EndOfStream` once the peer has sent
  /// its last and everything was read; `Reset` if it has broken the connection.
  void receive(Receive& operation, std::span<char> into, Completion completion);

  /// The same, but completes only when `into` is full; short with `EndOfStream` or `Reset`.
  void receiveExactly(Receive& operation, std::span<char> into, Completion completion);

  /// Completes as `receive` does, with a buffer of the Demuxer's: a connection that only waits
  /// holds no memory for it. The system may receive the bytes before the next such operation is
  /// started; they are kept for it, so from the first one on `receive` and `receiveExactly` throw.
  void receiveLent(ReceiveLent& operation, Completion completion);

  /// Completes when the system has taken all of `bytes`, which must outlive the operation. `Reset`
  /// if the peer takes no more.
  void send(Send& operation, std::span<const char> bytes, Completion completion);

  /// Sends `length` bytes of a file from `offset` on, or up to its end, as that is when it is
  /// reached, by the system's own means (sendfile, TransmitFile). Throws if the file cannot be
  /// opened.
  void sendFile(SendFile& operation, const Path& file, Completion completion,
                std::uint64_t offset = 0, std::uint64_t length = UINT64_MAX);

  /// Tells the peer that nothing more comes; receiving goes on. After the last send has completed.
  void shutdownSend();

  /// Closes it: what is under way completes as cancelled, from the loop. Without effect if it is
  /// not open.
  void close();

  /// Closes it so that the peer sees a broken connection (a TCP reset) and the system keeps
  /// nothing of it.
  void reset();

  Address localAddress() const;

  /// None if the peer has gone already.
  Address peerAddress() const;

  /// False: small sends may wait for an answer to what was sent before (Nagle's algorithm). They do
  /// not until set. Without meaning for local sockets.
  void setNoDelay(bool noDelay);

  /// Asks a silent peer after `idle` (at least a second), and then every `interval`, `count` times,
  /// whether it is still there; if not, the next receive or send ends with `TimedOut`. Off until
  /// set. Without meaning for local sockets.
  void setKeepAlive(std::chrono::seconds idle, std::chrono::seconds interval, int count);

  /// For simple callers without a Demuxer, as the two that follow, which throw for a socket that
  /// has one: connects, or says why not; `TimedOut` at `deadline`.
  Outcome connect(const Address& to, Deadline deadline);

  /// Receives what is there, at least a byte; 0 at the end of the stream, nothing at `deadline`.
  /// Throws if the connection is broken.
  std::optional<std::size_t> receive(std::span<char> into, Deadline deadline);

  /// Sends all; false if `deadline` came first. Throws if the connection is broken.
  bool send(std::span<const char> bytes, Deadline deadline);

  /// Gives a socket without a Demuxer its home. Throws if it has another one already.
  void attach(Demuxer& demuxer);

private:
  friend class Accept;
  friend class Listener;
  explicit Socket(Channel* channel) : channel_(channel) {}
  Channel& open(const char* what) const;
  void startReceive(Receive& operation, std::span<char> into, bool whole, Completion completion);
  void makeNew(Address::Family family);
  bool awaitStep(const Step& step, bool toWrite, Deadline deadline);

  Channel* channel_ = nullptr;
};

}  // namespace sys
