#pragma once

#include "DemuxerOs.hpp"
#include "Handle.hpp"
#include "LentBuffers.hpp"
#include "SocketOs.hpp"
#include "Windows/Winsock.hpp"

// What the units of the Demuxer share.
namespace sys {

namespace win {

/// What a packet is, by its key.
enum class Packet : ULONG_PTR {
  Operation = 1,  // Of an operation that has an OVERLAPPED.
  Accept,         // Of an accept that was posted ahead.
  Exit,           // Of the end of a child.
  Wake,
};

/// What the system has of an operation, in its `os_` bytes.
struct Waiting {
  OVERLAPPED overlapped;  // First: a packet names it.
  Operation* operation;
  HANDLE source;
};
static_assert(sizeof(Waiting) <= native::kOperationSize);
static_assert(alignof(Waiting) <= alignof(void*));

/// Makes the port the home of `source`. Nothing can fail after it is, because it cannot be taken
/// back.
inline void adopt(HANDLE port, HANDLE source, Packet key, const char* what) {
  constexpr UCHAR kModes = FILE_SKIP_COMPLETION_PORT_ON_SUCCESS | FILE_SKIP_SET_EVENT_ON_HANDLE;
  if (!::SetFileCompletionNotificationModes(source, kModes) ||
      ::CreateIoCompletionPort(source, port, static_cast<ULONG_PTR>(key), 0) == nullptr) {
    fail("", what, lastSystemCode());
  }
}

}  // namespace win

/// The port, and what the loop has of its own.
struct Demuxer::OsBackend {
  struct Accepts;

  OwnedHandle port;
  LentBuffers lent;
  Accepts* leaving = nullptr;  // Of closed listeners, until the system has given them back.

  static OsBackend& of(State& state) { return *static_cast<OsBackend*>(state.platform); }
  static OsBackend& of(Demuxer& demuxer) { return of(*demuxer.state_); }
  static HANDLE portOf(Demuxer& demuxer) { return win::toHandle(of(demuxer).port.get()); }
};

/// Accepts of a listener that are with the system ahead of those that ask for them, and what they
/// have brought. On the channel's `platform` until the listener is closed or its home is.
struct Demuxer::OsBackend::Accepts {
  /// Throws if it cannot be told what listens.
  explicit Accepts(Channel& channel);
  Accepts(const Accepts&) = delete;
  Accepts& operator=(const Accepts&) = delete;

  static Accepts* of(Channel& channel) { return static_cast<Accepts*>(channel.platform); }

  /// Ends the operation if there is a connection, and has more accepted.
  void serve(Demuxer& demuxer, Accept& operation) noexcept;

  /// One has come back.
  static void packetArrived(Demuxer& demuxer, OVERLAPPED& overlapped) noexcept;

  /// Breaks off what nobody has taken, and goes, now or when the system has given back all.
  void leave(OsBackend& backend) noexcept;

  /// Waits until those that have left are given back. No packet is looked at after.
  static void drain(OsBackend& backend) noexcept;

private:
  static constexpr std::size_t kAhead = 8;
  static constexpr DWORD kAddressBytes = sizeof(sockaddr_storage) + 16;  // As AcceptEx wants it.

  struct Slot {
    OVERLAPPED overlapped;  // First: a packet names it.
    Accepts* owner;
    SOCKET socket;
    Slot* next;   // That has arrived after this one.
    bool posted;  // The system has it.
    bool arrived;
    char addresses[2 * kAddressBytes];
  };

  DWORD post() noexcept;
  DWORD post(Slot& slot) noexcept;
  DWORD arrived(Slot& slot, DWORD error) noexcept;
  SOCKET take() noexcept;
  void breakOff() noexcept;
  SOCKET listener() const { return win::toSocket(channel_->handle); }

  Slot slots_[kAhead] = {};
  Slot* first_ = nullptr;  // Of those that have arrived.
  Slot* last_ = nullptr;
  std::size_t posted_ = 0;
  Channel* channel_;  // Null once it has left.
  int family_;
  Accepts* next_ = nullptr;  // That has left as well.
  Accepts* previous_ = nullptr;
};

/// Access to the operation's private parts, which only members of Demuxer have.
struct Demuxer::OsOperation {
  // What the system does with an OVERLAPPED:
  static void start(Demuxer& demuxer, Operation& operation, HANDLE source) noexcept;
  static void startConnect(Demuxer& demuxer, Connect& operation);
  static void packetArrived(Demuxer& demuxer, OVERLAPPED& overlapped) noexcept;
  static win::Waiting& waitingOf(Operation& operation);

  // The end of a child:
  static void startExit(Demuxer& demuxer, SystemOperation& operation, HANDLE process);
  static void exitArrived(Demuxer& demuxer, Operation& operation) noexcept;
  /// After this the packet is in the port or never will be; true if it is.
  static bool stopWaiting(Operation& operation) noexcept;

  static OperationKind kindOf(const Operation& operation) {
    return static_cast<OperationKind>(operation.kind_);
  }

  /// True if it is over without a packet: nobody will look into the port again.
  static bool isBack(Operation& operation) noexcept;
  static void takeBack(Demuxer& demuxer, Operation& operation) noexcept;

private:
  static bool isOnSocket(const Operation& operation);
  static void begin(Operation& operation, HANDLE source) noexcept;
  static void goOn(Demuxer& demuxer, Operation& operation) noexcept;
  static void cameBack(Demuxer& demuxer, Operation& operation) noexcept;
  static void finish(Demuxer& demuxer, Operation& operation, const Step& step) noexcept;

  static DWORD issue(Operation& operation, DWORD& count) noexcept;
  static DWORD read(win::Waiting& waiting, char* into, std::size_t size, DWORD& count) noexcept;
  static DWORD receive(win::Waiting& waiting, char* into, std::size_t size, DWORD& count) noexcept;
  static DWORD send(win::Waiting& waiting, const Send& operation, DWORD& count) noexcept;
  static DWORD write(win::Waiting& waiting, const Send& operation, DWORD& count) noexcept;
  static DWORD sendFile(win::Waiting& waiting, const SendFile& operation, DWORD& count) noexcept;

  static Step ended(Demuxer& demuxer, Operation& operation, DWORD error, DWORD count) noexcept;
  static Step moved(Demuxer& demuxer, Operation& operation, DWORD count) noexcept;
  static void account(Operation& operation, DWORD count) noexcept;
  static Step lend(Demuxer& demuxer, ReceiveLent& operation) noexcept;
  static Step connected(const Connect& operation) noexcept;
};

}  // namespace sys
