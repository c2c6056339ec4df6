#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "sys/Address.hpp"
#include "sys/Clock.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Resolver.hpp"
#include "sys/Socket.hpp"
#include "sys/Timer.hpp"

namespace sys {

/// A connection to whichever address of a host answers first ("happy eyeballs", RFC 8305). The
/// addresses are tried in their order, but in turn one of IPv6 and one of IPv4; the next attempt
/// begins when one fails, or after 250 ms while those before it go on. The first to succeed wins,
/// and the others are given up.
///
/// Like an Operation it stays where it is, completes exactly once for each start, from the loop,
/// and can then be started again; destroying one that is pending ends the program.
class ConnectByName {
public:
  ConnectByName();
  ConnectByName(const ConnectByName&) = delete;
  ConnectByName& operator=(const ConnectByName&) = delete;
  ~ConnectByName();

  /// Looks up `host` (see `Resolve`) and connects to `port` there. Throws as `Resolve::start` does.
  /// Allocates what the lookup and the attempts need.
  void start(Demuxer& demuxer, std::string_view host, std::uint16_t port, Deadline deadline,
             Completion completion);

  /// The same for addresses that are known; throws if there is none.
  void start(Demuxer& demuxer, std::span<const Address> addresses, Deadline deadline,
             Completion completion);

  bool isPending() const { return completion_.has_value(); }

  /// As `Operation::cancel`.
  void cancel();

  /// How the last one ended: `Done`; `NotFound` or `TimedOut` for the lookup; `TimedOut` at the
  /// deadline; if no attempt succeeded, the first of `Refused`, `Reset`, `TimedOut` and
  /// `Unreachable` that one of them met. Throws if the lookup failed, or all attempts did and none
  /// of them so (a system without IPv6 cannot even try it); what is thrown names each attempt.
  Outcome outcome() const;

  /// After any outcome but `Done`: a sentence that names each attempt and what came of it.
  std::string explanation() const;

  /// The connection, at home in the Demuxer, once, after `Done`; else one that is not open.
  Socket take();

private:
  struct Attempt;
  enum class End : unsigned char { None, Won, Failed, Unknown, TimedOut, Cancelled };

  void begin(Demuxer& demuxer, Completion completion);
  void limit(Deadline deadline);
  void plan(std::span<const Address> addresses);
  void resolved();
  void next();
  bool tryNext();
  void attemptEnded(Attempt& attempt);
  void limitEnded();
  void paused();
  void end(End how);
  bool isQuiet() const;
  void completeWhenQuiet();
  std::string reasons() const;
  std::span<Attempt> started() const;

  std::optional<Completion> completion_;
  Demuxer* demuxer_ = nullptr;
  std::string name_;  // host:port, or empty.
  Resolve resolve_;
  Timer pause_;
  Timer limit_;
  std::unique_ptr<Attempt[]> attempts_;
  std::size_t count_ = 0;
  std::size_t started_ = 0;
  Attempt* winner_ = nullptr;
  std::string error_;  // What kept it from trying.
  End end_ = End::None;
};

}  // namespace sys
