#pragma once

#include <cstddef>

#include "DemuxerState.hpp"
#include "sys/Native.hpp"
#include "sys/Transfer.hpp"

namespace sys {

/// What a Pipe, Socket or Listener owns: a descriptor or handle, and what is under way on it. It
/// outlives its owner until the system has given back what was under way.
struct Channel {
  enum class Kind : unsigned char {
    PipeFromChild,
    PipeFromTerminal,
    PipeToChild,
    Socket,
    LocalSocket,
    Listener,
  };

  Channel(Kind kindOfThis, native::Handle handleOfThis) : handle(handleOfThis), kind(kindOfThis) {}

  /// A new one, or the handle is closed and it throws.
  static Channel* make(Kind kind, native::Handle handle);

  static bool isPipe(Kind kindOfIt) { return kindOfIt <= Kind::PipeToChild; }
  bool isPipe() const { return isPipe(kind); }
  bool isPipeToRead() const { return kind <= Kind::PipeFromTerminal; }

  /// Starts an operation. Throws if another one is under way in its direction.
  void transfer(Demuxer& demuxer, Transfer& operation, OperationKind kindOfIt, char* data,
                std::size_t size, bool whole, Completion completion);

  /// Makes `demuxer` its home; throws if it has another one.
  void settle(Demuxer& demuxer) {
    if (home != &demuxer || !linked) settleNewly(&demuxer, "cannot use a stream");
  }

  /// Its home, where it is settled now; throws if it has none.
  Demuxer& settled(const char* what) {
    if (!linked) settleNewly(home, what);
    return *home;
  }

  /// Throws if it has, or had, a home: what the platform does ahead there, others do not see.
  void refuseHome(const char* what) const;

  /// What its owner does with it at last. Null is nothing.
  static void close(Channel* channel) noexcept;

  /// Takes it out of its home's list and set; nothing may be under way.
  void leave() noexcept;

  /// The operation is no longer under way; the last one frees a channel that its owner has closed.
  static void ended(StreamOperation& operation) noexcept;

  /// Gives back one of those that the platform `held`.
  static void drop(Channel& channel) noexcept;

  /// The place of an operation of this kind.
  StreamOperation*& slot(OperationKind kindOfIt);

  native::Handle handle;
  Demuxer* home = nullptr;
  Channel* next = nullptr;  // In its home's list.
  Channel* previous = nullptr;
  StreamOperation* reading = nullptr;  // A receive or accept.
  StreamOperation* writing = nullptr;  // A send or connect.
  Kind kind;
  bool linked = false;    // In that list.
  bool closed = false;    // By its owner.
  bool homeless = false;  // Its home is gone, and it can have no other.
  bool lent = false;      // Is received into lent buffers, for good.

  // For the platform.
  bool known = false;     // The system's queue knows it.
  bool readable = false;  // Worth trying.
  bool writable = true;   // Worth trying.
  bool readEnds = false;  // What is readable stays so, up to its end.
  int held = 0;           // What it does here of its own accord: not freed before.
  void* platform = nullptr;

private:
  void settleNewly(Demuxer* demuxer, const char* what);
  void freeIfOver() noexcept;
};

}  // namespace sys
