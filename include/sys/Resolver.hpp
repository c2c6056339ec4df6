#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "sys/Address.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Operation.hpp"

namespace sys {

/// One lookup of a host's addresses by the system's own means, which may take long and cannot be
/// stopped: it runs on a thread of its own, at most eight in the process at a time, and the rest
/// wait their turn. These threads end when nothing is to be looked up, do nothing else, and keep no
/// program from ending.
class Resolve : public Operation {
public:
  Resolve() = default;
  ~Resolve();

  /// Looks up `host`; the addresses get `port`. Throws if the name is empty or contains a NUL, or
  /// if no thread can be had. Outcomes:
  ///
  /// * `Done`: there is at least one address;
  /// * `NotFound`: there is no such name, or it has no address;
  /// * `TimedOut`: those who know names gave no answer, for now.
  ///
  /// Known without asking anybody: addresses as text (see `Address::parseHost`); `localhost` and
  /// what ends in `.localhost`, which are ::1 and 127.0.0.1 (RFC 6761), in the order in which the
  /// system would use them (RFC 6724); and that names do not exist which end in `.invalid`, or in
  /// a number without being an address: `127.1` is none.
  ///
  /// A cancelled one completes without waiting for the system, whose answer is dropped. Allocates
  /// what the lookup needs, because that may outlive the operation.
  void start(Demuxer& demuxer, std::string_view host, std::uint16_t port, Completion completion);

  /// After `Done`: in the system's order, none twice. Valid until it is started again.
  std::span<const Address> addresses() const;

private:
  friend class Demuxer;
  friend class Operation;
  struct Lookup;
  struct Threads;

  void abandon();
  [[noreturn]] void refuse() const;
  void ended();

  Lookup* lookup_ = nullptr;
};

}  // namespace sys
