// lib/sys/Windows/Demuxer.cpp -- Completions are what the system's completion port brings.
//
// Quirks: a read that ends at once leaves no packet (FILE_SKIP_COMPLETION_PORT_ON_SUCCESS); a
// cancelled one still brings its packet, and only then is its memory ours again. A write of nothing
// ends a read with 0 bytes, which is not the end. A pipe cannot change its port. A process is no
// source of packets, so a thread of the system waits for its end and posts one: the messages of a
// job's port are not guaranteed to arrive, and the job would have to know its Demuxer from the
// start.
#include "DemuxerOs.hpp"

#include <algorithm>
#include <atomic>
#include <new>
#include <span>
#include <utility>

#include "Handle.hpp"
#include "Windows/Windows.hpp"

namespace sys {

namespace {

// What a packet is, by its key.
constexpr ULONG_PTR kReadKey = 1;
constexpr ULONG_PTR kExitKey = 2;
constexpr ULONG_PTR kWakeKey = 3;

// A read, in its operation's `os_` bytes.
struct WaitingRead {
  OVERLAPPED overlapped;  // First: a packet names it.
  Operation* operation;
  HANDLE source;
};

// A wait for the end of a child, in its operation's `os_` bytes.
struct WaitingExit {
  HANDLE port;
  HANDLE wait;
  HANDLE process;            // Our own duplicate: it must stay open as long as the wait.
  std::atomic<bool> posted;  // The packet is in the port, or about to be.
};

static_assert(sizeof(WaitingRead) <= native::kOperationSize);
static_assert(sizeof(WaitingExit) <= native::kOperationSize);
static_assert(alignof(WaitingRead) <= alignof(void*) && alignof(WaitingExit) <= alignof(void*));

// Fails only while the system is out of memory for packets. Tried for as long as it takes: the port
// is ours and open, and a packet that is given up is a loop that waits for ever without anybody
// knowing.
void postPacket(HANDLE port, ULONG_PTR key, void* context) noexcept {
  while (!::PostQueuedCompletionStatus(port, 0, key, static_cast<OVERLAPPED*>(context))) ::Sleep(1);
}

}  // namespace

// Access to the operation's private parts, which only members of Demuxer have.
struct Demuxer::OsOperation {
  static HANDLE port(Demuxer& demuxer) { return demuxer.state_->platform; }

  static WaitingRead& readOf(Operation& operation) {
    return *std::launder(reinterpret_cast<WaitingRead*>(operation.os_));
  }

  static WaitingExit& exitOf(Operation& operation) {
    return *std::launder(reinterpret_cast<WaitingExit*>(operation.os_));
  }

  static bool waitsForExit(const Operation& operation) {
    return operation.kind_ == static_cast<unsigned char>(OperationKind::ExitWait);
  }

  // Makes the port the home of what is read from `source`. Nothing can fail after it is, because it
  // cannot be taken back.
  static void adopt(Demuxer& demuxer, HANDLE source) {
    if (!::SetFileCompletionNotificationModes(source, FILE_SKIP_COMPLETION_PORT_ON_SUCCESS) ||
        ::CreateIoCompletionPort(source, port(demuxer), kReadKey, 0) == nullptr) {
      fail("", "cannot receive from a pipe", lastSystemCode());
    }
  }

  static void startRead(Demuxer& demuxer, Operation& operation, HANDLE source) noexcept {
    ::new (operation.os_) WaitingRead{{}, &operation, source};
    continueRead(demuxer, operation);
  }

  static void continueRead(Demuxer& demuxer, Operation& operation) noexcept {
    for (;;) {
      WaitingRead& waiting = readOf(operation);
      waiting.overlapped = {};
      const std::span<char> into = bufferOf(operation);
      const DWORD size = static_cast<DWORD>(std::min<std::size_t>(into.size(), 1U << 30));
      DWORD count = 0;
      const bool done = ::ReadFile(waiting.source, into.data(), size, &count, &waiting.overlapped);
      const DWORD error = done ? ERROR_SUCCESS : ::GetLastError();
      if (error == ERROR_IO_PENDING) return;
      if (take(operation, error, count)) return Os::end(demuxer, operation);
    }
  }

  // One that the system has given back. It is asked after the packet because its status is not an
  // error code yet.
  static void readEnded(Demuxer& demuxer, Operation& operation) noexcept {
    WaitingRead& waiting = readOf(operation);
    DWORD count = 0;
    const bool done = ::GetOverlappedResult(waiting.source, &waiting.overlapped, &count, FALSE);
    if (take(operation, done ? ERROR_SUCCESS : ::GetLastError(), count)) {
      Os::end(demuxer, operation);
    } else {
      continueRead(demuxer, operation);
    }
  }

  static void startExit(Demuxer& demuxer, Operation& operation, HANDLE process) {
    HANDLE own = nullptr;
    const HANDLE self = ::GetCurrentProcess();
    if (!::DuplicateHandle(self, process, self, &own, SYNCHRONIZE, FALSE, 0)) {
      fail("", "cannot wait for the end of a child", lastSystemCode());
    }
    OwnedHandle owner(win::fromHandle(own));
    WaitingExit& waiting = *::new (operation.os_) WaitingExit{port(demuxer), nullptr, own, {false}};
    if (!::RegisterWaitForSingleObject(&waiting.wait, own, exitArrived, &operation, INFINITE,
                                       WT_EXECUTEINWAITTHREAD | WT_EXECUTEONLYONCE)) {
      fail("", "cannot wait for the end of a child", lastSystemCode());
    }
    owner.release();
  }

  // On a thread of the system. Once the packet is posted the operation may be gone.
  static void CALLBACK exitArrived(void* context, BOOLEAN) {
    Operation& operation = *static_cast<Operation*>(context);
    WaitingExit& waiting = exitOf(operation);
    waiting.posted.store(true);
    postPacket(waiting.port, kExitKey, &operation);
  }

  // After this the packet is in the port or never will be; true if it is.
  static bool stopWaiting(Operation& operation) noexcept {
    WaitingExit& waiting = exitOf(operation);
    if (waiting.wait != nullptr) {
      ::UnregisterWaitEx(std::exchange(waiting.wait, nullptr), INVALID_HANDLE_VALUE);
      ::CloseHandle(waiting.process);
    }
    return waiting.posted.load();
  }

  static void packetArrived(Demuxer& demuxer, const OVERLAPPED_ENTRY& packet) noexcept {
    if (packet.lpCompletionKey == kReadKey) {
      readEnded(demuxer, *reinterpret_cast<WaitingRead*>(packet.lpOverlapped)->operation);
    } else if (packet.lpCompletionKey == kExitKey) {
      Operation& operation = *reinterpret_cast<Operation*>(packet.lpOverlapped);
      stopWaiting(operation);
      Os::end(demuxer, operation);
    } else {
      demuxer.state_->wakeSent.store(false);
    }
  }

  // True if it is over without a packet: nobody will look into the port again.
  static bool givenBack(Operation& operation) noexcept {
    if (waitsForExit(operation)) return true;
    WaitingRead& waiting = readOf(operation);
    DWORD count = 0;
    return ::GetOverlappedResult(waiting.source, &waiting.overlapped, &count, FALSE) ||
           ::GetLastError() != ERROR_IO_INCOMPLETE;
  }

  static void takeBack(Demuxer& demuxer, Operation& operation) noexcept {
    if (waitsForExit(operation)) {
      Os::end(demuxer, operation);
    } else {
      readEnded(demuxer, operation);
    }
  }

private:
  // An interrupt is one byte: its kind.
  static std::span<char> bufferOf(Operation& operation) {
    if (operation.kind_ == static_cast<unsigned char>(OperationKind::Interrupt)) {
      return {reinterpret_cast<char*>(&static_cast<Interrupt&>(operation).what_), 1};
    }
    Receive& receive = static_cast<Receive&>(operation);
    return {receive.into_, receive.size_};
  }

  // What a read has come to; false if it has brought nothing and goes on.
  static bool take(Operation& operation, DWORD error, DWORD count) noexcept {
    switch (error) {
      case ERROR_SUCCESS:
        operation.count_ = count;
        if (count == 0 && operation.cancelled_) operation.outcome_ = Outcome::Cancelled;
        return count != 0 || operation.cancelled_;
      case ERROR_BROKEN_PIPE:
      case ERROR_PIPE_NOT_CONNECTED:
        operation.outcome_ = Outcome::EndOfStream;
        return true;
      case ERROR_OPERATION_ABORTED:
        if (operation.cancelled_) {
          operation.outcome_ = Outcome::Cancelled;
          return true;
        }
        [[fallthrough]];
      default:
        operation.error_ = error;
        return true;
    }
  }
};

void Demuxer::Os::open(State& state) {
  const HANDLE port = ::CreateIoCompletionPort(INVALID_HANDLE_VALUE, nullptr, 0, 1);
  if (port == nullptr) fail("", "cannot wait for events", lastSystemCode());
  state.platform = port;
}

void Demuxer::Os::close(State& state) noexcept { ::CloseHandle(state.platform); }

void Demuxer::Os::startReceive(Demuxer& demuxer, Receive& operation, native::Handle pipe,
                               bool known) {
  if (!known) OsOperation::adopt(demuxer, win::toHandle(pipe));
  OsOperation::startRead(demuxer, operation, win::toHandle(pipe));
}

void Demuxer::Os::startExitWait(Demuxer& demuxer, Operation& operation, native::ProcessId,
                                native::Handle exit) {
  OsOperation::startExit(demuxer, operation, win::toHandle(exit));
}

void Demuxer::Os::startInterrupt(Demuxer& demuxer, Interrupt& operation, native::Handle source) {
  OsOperation::adopt(demuxer, win::toHandle(source));
  OsOperation::startRead(demuxer, operation, win::toHandle(source));
}

void Demuxer::Os::cancel(Demuxer& demuxer, Operation& operation) noexcept {
  if (!OsOperation::waitsForExit(operation)) {
    // If it is not found it has just ended, and its packet says how.
    WaitingRead& waiting = OsOperation::readOf(operation);
    ::CancelIoEx(waiting.source, &waiting.overlapped);
  } else if (!OsOperation::stopWaiting(operation)) {
    operation.outcome_ = Outcome::Cancelled;
    end(demuxer, operation);
  }
}

void Demuxer::Os::wait(Demuxer& demuxer, Deadline deadline) {
  OVERLAPPED_ENTRY packets[64];
  ULONG count = 0;
  if (!::GetQueuedCompletionStatusEx(OsOperation::port(demuxer), packets,
                                     static_cast<ULONG>(std::size(packets)), &count,
                                     win::millisecondsUntil(deadline), FALSE)) {
    if (::GetLastError() == WAIT_TIMEOUT) return;
    fail("", "cannot wait for events", lastSystemCode());
  }
  for (ULONG i = 0; i < count; ++i) OsOperation::packetArrived(demuxer, packets[i]);
}

void Demuxer::Os::wake(State& state) noexcept { postPacket(state.platform, kWakeKey, nullptr); }

// The operations themselves are asked and not the port, which is about to be closed: this cannot
// fail, and no packet is looked at whose operation is gone.
void Demuxer::Os::drain(Demuxer& demuxer) noexcept {
  for (bool ended = false; !ended && demuxer.state_->waiting != nullptr;) {
    for (Operation* next = demuxer.state_->waiting; next != nullptr;) {
      Operation& operation = *std::exchange(next, next->next_);
      if (!OsOperation::givenBack(operation)) continue;
      OsOperation::takeBack(demuxer, operation);
      ended = true;
    }
    if (!ended) ::Sleep(1);
  }
}

}  // namespace sys
