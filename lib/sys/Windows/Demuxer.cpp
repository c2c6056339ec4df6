// lib/sys/Windows/Demuxer.cpp -- Completions are what the system's completion port brings.
//
// Quirks: a handle cannot change its port. A process is no source of packets, so a thread of the
// system waits for its end and posts one: the messages of a job's port are not guaranteed to
// arrive, and the job would have to know its Demuxer from the start.
#include "DemuxerOs.hpp"

#include <atomic>
#include <memory>
#include <new>
#include <utility>

#include "Windows/Iocp.hpp"

namespace sys {

namespace {

constexpr std::string_view kBackEnd = "iocp";

// A wait for the end of a child, in its operation's `os_` bytes.
struct WaitingExit {
  HANDLE port;
  HANDLE wait;
  HANDLE process;            // Our own duplicate: it must stay open as long as the wait.
  std::atomic<bool> posted;  // The packet is in the port, or about to be.
};
static_assert(sizeof(WaitingExit) <= native::kOperationSize);
static_assert(alignof(WaitingExit) <= alignof(void*));

WaitingExit& exitIn(void* bytes) { return *std::launder(static_cast<WaitingExit*>(bytes)); }

// Fails only while the system is out of memory for packets. Tried for as long as it takes: the port
// is ours and open, and a packet that is given up is a loop that waits for ever without anybody
// knowing.
void postPacket(HANDLE port, win::Packet key, void* context) noexcept {
  while (!::PostQueuedCompletionStatus(port, 0, static_cast<ULONG_PTR>(key),
                                       static_cast<OVERLAPPED*>(context))) {
    ::Sleep(1);
  }
}

}  // namespace

void Demuxer::OsOperation::startExit(Demuxer& demuxer, SystemOperation& operation, HANDLE process) {
  HANDLE own = nullptr;
  const HANDLE self = ::GetCurrentProcess();
  if (!::DuplicateHandle(self, process, self, &own, SYNCHRONIZE, FALSE, 0)) {
    fail("", "cannot wait for the end of a child", lastSystemCode());
  }
  OwnedHandle owner(win::fromHandle(own));
  WaitingExit& waiting =
      *::new (operation.os_) WaitingExit{OsBackend::portOf(demuxer), nullptr, own, {false}};
  // On a thread of the system. Once the packet is posted the operation may be gone.
  const auto arrived = [](void* context, BOOLEAN) {
    SystemOperation& ended = *static_cast<SystemOperation*>(context);
    WaitingExit& exit = exitIn(ended.os_);
    exit.posted.store(true);
    postPacket(exit.port, win::Packet::Exit, static_cast<Operation*>(&ended));
  };
  if (!::RegisterWaitForSingleObject(&waiting.wait, own, arrived, &operation, INFINITE,
                                     WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE)) {
    fail("", "cannot wait for the end of a child", lastSystemCode());
  }
  owner.release();
}

bool Demuxer::OsOperation::stopWaiting(Operation& operation) noexcept {
  WaitingExit& waiting = exitIn(static_cast<SystemOperation&>(operation).os_);
  if (waiting.wait != nullptr) {
    ::UnregisterWaitEx(std::exchange(waiting.wait, nullptr), INVALID_HANDLE_VALUE);
    ::CloseHandle(waiting.process);
  }
  return waiting.posted.load();
}

void Demuxer::OsOperation::exitArrived(Demuxer& demuxer, Operation& operation) noexcept {
  stopWaiting(operation);
  Os::end(demuxer, operation);
}

void Demuxer::Os::open(State& state, std::string_view backEnd) {
  if (!backEnd.empty() && backEnd != kBackEnd) {
    fail(backEnd, "cannot wait for events", "this system has no such means",
         "Use " + std::string(kBackEnd) + ".");
  }
  auto made = std::make_unique<OsBackend>();
  const HANDLE port = ::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  if (port == nullptr) fail("", "cannot wait for events", lastSystemCode());
  made->port.reset(win::fromHandle(port));
  state.platform = made.release();
}

void Demuxer::Os::close(State& state) noexcept {
  OsBackend& backEnd = OsBackend::of(state);
  OsBackend::Accepts::drain(backEnd);
  delete &backEnd;
}

std::string_view Demuxer::Os::backEnd(const State&) { return kBackEnd; }

std::vector<std::string> Demuxer::Os::backEnds() { return {std::string(kBackEnd)}; }

void Demuxer::Os::start(Demuxer& demuxer, StreamOperation& operation) {
  Channel& channel = *operation.channel_;
  const HANDLE handle = win::toHandle(channel.handle);
  const HANDLE port = OsBackend::portOf(demuxer);
  const bool listens = channel.kind == Channel::Kind::Listener;
  if (listens && channel.platform == nullptr) channel.platform = new OsBackend::Accepts(channel);
  if (!channel.known) {
    win::adopt(port, handle, listens ? win::Packet::Accept : win::Packet::Operation,
               "cannot wait for a stream");
    channel.known = true;
  }
  switch (OsOperation::kindOf(operation)) {
    case OperationKind::Accept:
      return OsBackend::Accepts::of(channel)->serve(demuxer, static_cast<Accept&>(operation));
    case OperationKind::Connect:
      return OsOperation::startConnect(demuxer, static_cast<Connect&>(operation));
    default:
      return OsOperation::start(demuxer, operation, handle);
  }
}

// The listener's handle is not held for what was posted: it stops to listen at once.
void Demuxer::Os::endAhead(Demuxer& demuxer, Channel& channel) noexcept {
  if (channel.platform == nullptr) return;
  OsBackend::Accepts::of(channel)->leave(OsBackend::of(demuxer));
  channel.platform = nullptr;
}

void Demuxer::Os::forget(Demuxer&, Channel&) noexcept {}  // A handle leaves its port when closed.

void Demuxer::Os::release(ReceiveLent& operation) noexcept {
  static_cast<LentBuffers*>(operation.lender_)->release(operation);
}

void Demuxer::Os::startExitWait(Demuxer& demuxer, SystemOperation& operation, native::ProcessId,
                                native::Handle exit) {
  OsOperation::startExit(demuxer, operation, win::toHandle(exit));
}

void Demuxer::Os::startInterrupt(Demuxer& demuxer, Interrupt& operation, native::Handle source) {
  const HANDLE handle = win::toHandle(source);
  win::adopt(OsBackend::portOf(demuxer), handle, win::Packet::Operation,
             "cannot wait for an interrupt");
  OsOperation::start(demuxer, operation, handle);
}

void Demuxer::Os::cancel(Demuxer& demuxer, Operation& operation) noexcept {
  const OperationKind kind = OsOperation::kindOf(operation);
  if (kind == OperationKind::ExitWait) {
    if (OsOperation::stopWaiting(operation)) return;  // Its packet says that it has ended.
  } else if (kind != OperationKind::Accept) {
    // If it is not found it has just ended, and its packet says how.
    win::Waiting& waiting = OsOperation::waitingOf(operation);
    ::CancelIoEx(waiting.source, &waiting.overlapped);
    return;
  }
  operation.outcome_ = Outcome::Cancelled;
  end(demuxer, operation);
}

void Demuxer::Os::wait(Demuxer& demuxer, Deadline deadline) {
  OVERLAPPED_ENTRY packets[256];
  ULONG count = 0;
  if (!::GetQueuedCompletionStatusEx(OsBackend::portOf(demuxer), packets,
                                     static_cast<ULONG>(std::size(packets)), &count,
                                     win::millisecondsUntil(deadline), FALSE)) {
    if (::GetLastError() == WAIT_TIMEOUT) return;
    fail("", "cannot wait for events", lastSystemCode());
  }
  for (ULONG i = 0; i < count; ++i) {
    OVERLAPPED* what = packets[i].lpOverlapped;
    switch (static_cast<win::Packet>(packets[i].lpCompletionKey)) {
      case win::Packet::Operation:
        OsOperation::packetArrived(demuxer, *what);
        break;
      case win::Packet::Accept:
        OsBackend::Accepts::packetArrived(demuxer, *what);
        break;
      case win::Packet::Exit:
        OsOperation::exitArrived(demuxer, *reinterpret_cast<Operation*>(what));
        break;
      case win::Packet::Wake:
        demuxer.state_->wakeSent.store(false);
        break;
    }
  }
}

void Demuxer::Os::wake(State& state) noexcept {
  postPacket(win::toHandle(OsBackend::of(state).port.get()), win::Packet::Wake, nullptr);
}

// The operations themselves are asked and not the port, which is about to be closed: this cannot
// fail, and no packet is looked at whose operation is gone.
void Demuxer::Os::drain(Demuxer& demuxer) noexcept {
  for (bool ended = false, left = true; left && !ended;) {
    left = false;
    forEachUnderWay(demuxer, [&](Operation& operation) {
      left = true;
      if (!OsOperation::isBack(operation)) return;
      OsOperation::takeBack(demuxer, operation);
      ended = true;
    });
    if (left && !ended) ::Sleep(1);
  }
}

}  // namespace sys

#include "Windows/Accepts.cpp"
#include "Windows/Transfers.cpp"
