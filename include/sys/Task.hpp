#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "sys/Capture.hpp"
#include "sys/ConnectByName.hpp"
#include "sys/Listener.hpp"
#include "sys/Pipe.hpp"
#include "sys/Process.hpp"
#include "sys/Resolver.hpp"
#include "sys/Signals.hpp"
#include "sys/Socket.hpp"
#include "sys/TaskScope.hpp"
#include "sys/TaskState.hpp"
#include "sys/Timer.hpp"

// All that there is of tasks, with a function to await each operation by.
namespace sys {

/// How many bytes were moved, and how that ended.
struct Moved {
  std::size_t count;
  Outcome outcome;
};

/// How much of a file was sent.
struct FileSent {
  std::uint64_t count;
  Outcome outcome;
};

/// A connection; open after `Done`.
struct Connected {
  Socket socket;
  Outcome outcome;
};

/// An interrupt; `kind` is of one that is `Done`.
struct InterruptEnd {
  InterruptKind kind;
  Outcome outcome;
};

/// See `Socket::receive`.
inline auto receive(Socket& socket, std::span<char> into) {
  return await<Receive>(
      [&socket, into](Receive& block, Completion then) { socket.receive(block, into, then); },
      [](Receive& block, Outcome outcome) {
        return Moved{block.count(), outcome};
      });
}

/// See `Pipe::receive`.
inline auto receive(Pipe& pipe, Demuxer& demuxer, std::span<char> into) {
  return await<Receive>(
      [&pipe, &demuxer, into](Receive& block, Completion then) {
        pipe.receive(block, demuxer, into, then);
      },
      [](Receive& block, Outcome outcome) {
        return Moved{block.count(), outcome};
      });
}

/// See `Socket::receiveExactly`.
inline auto receiveExactly(Socket& socket, std::span<char> into) {
  return await<Receive>(
      [&socket, into](Receive& block, Completion then) {
        socket.receiveExactly(block, into, then);
      },
      [](Receive& block, Outcome outcome) {
        return Moved{block.count(), outcome};
      });
}

/// See `Socket::receiveLent`; `lent.bytes()` are what has arrived, after `Done`.
inline auto receiveLent(Socket& socket, ReceiveLent& lent) {
  return awaitWith(
      lent, [&socket](ReceiveLent& block, Completion then) { socket.receiveLent(block, then); });
}

/// See `Socket::send`.
inline auto send(Socket& socket, std::span<const char> bytes) {
  return await<Send>(
      [&socket, bytes](Send& block, Completion then) { socket.send(block, bytes, then); },
      [](Send& block, Outcome outcome) {
        return Moved{block.count(), outcome};
      });
}

/// See `Pipe::send`.
inline auto send(Pipe& pipe, Demuxer& demuxer, std::span<const char> bytes) {
  return await<Send>([&pipe, &demuxer, bytes](
                         Send& block, Completion then) { pipe.send(block, demuxer, bytes, then); },
                     [](Send& block, Outcome outcome) {
                       return Moved{block.count(), outcome};
                     });
}

/// See `Socket::sendFile`; `file` must outlive it.
inline auto sendFile(Socket& socket, const Path& file, std::uint64_t offset = 0,
                     std::uint64_t length = UINT64_MAX) {
  return await<SendFile>(
      [&socket, &file, offset, length](SendFile& block, Completion then) {
        socket.sendFile(block, file, then, offset, length);
      },
      [](SendFile& block, Outcome outcome) {
        return FileSent{block.count(), outcome};
      });
}

/// See `Socket::connect`: an outcome.
inline auto connect(Socket& socket, Demuxer& demuxer, const Address& to) {
  return await<Connect>(
      [&socket, &demuxer, to](Connect& block, Completion then) {
        socket.connect(block, demuxer, to, then);
      },
      [](Connect&, Outcome outcome) { return outcome; });
}

/// See `ConnectByName::start`; `host` must outlive it.
inline auto connect(Demuxer& demuxer, std::string_view host, std::uint16_t port,
                    Deadline deadline) {
  return await<ConnectByName>(
      [&demuxer, host, port, deadline](ConnectByName& block, Completion then) {
        block.start(demuxer, host, port, deadline, then);
      },
      [](ConnectByName& block, Outcome outcome) {
        return Connected{block.take(), outcome};
      });
}

/// The same with a block of the caller's, which can explain itself: an outcome.
inline auto connect(ConnectByName& block, Demuxer& demuxer, std::string_view host,
                    std::uint16_t port, Deadline deadline) {
  return awaitWith(block, [&demuxer, host, port, deadline](ConnectByName& it, Completion then) {
    it.start(demuxer, host, port, deadline, then);
  });
}

/// See `Listener::accept`; the connection is at home in `demuxer`.
inline auto accept(Listener& listener, Demuxer& demuxer) {
  return await<Accept>(
      [&listener, &demuxer](Accept& block, Completion then) {
        listener.accept(block, demuxer, then);
      },
      [](Accept& block, Outcome outcome) {
        return Connected{block.take(), outcome};
      });
}

/// See `Timer::start`: an outcome.
inline auto sleepUntil(Demuxer& demuxer, Deadline deadline) {
  return await<Timer>(
      [&demuxer, deadline](Timer& block, Completion then) { block.start(demuxer, deadline, then); },
      [](Timer&, Outcome outcome) { return outcome; });
}

/// See `Resolve::start`: an outcome; `block.addresses()` are what was found. `host` must outlive
/// it.
inline auto resolve(Resolve& block, Demuxer& demuxer, std::string_view host, std::uint16_t port) {
  return awaitWith(block, [&demuxer, host, port](Resolve& it, Completion then) {
    it.start(demuxer, host, port, then);
  });
}

/// What was captured, and how that ended.
struct CaptureEnd {
  Captured captured;
  Outcome outcome;
};

/// See `Capture::start`; `command` must outlive it.
inline auto capture(Demuxer& demuxer, const Command& command, Deadline deadline = kForever,
                    const CaptureOptions& options = {}) {
  return await<Capture>(
      [&demuxer, &command, deadline, options](Capture& block, Completion then) {
        block.start(demuxer, command, then, deadline, options);
      },
      [](Capture& block, Outcome outcome) {
        return CaptureEnd{block.take(), outcome};
      });
}

/// See `Process::awaitExit`: an outcome.
inline auto awaitExit(Process& process, Demuxer& demuxer) {
  return await<ExitWait>(
      [&process, &demuxer](ExitWait& block, Completion then) {
        process.awaitExit(block, demuxer, then);
      },
      [](ExitWait&, Outcome outcome) { return outcome; });
}

/// See `Interrupt::start`.
inline auto awaitInterrupt(Demuxer& demuxer) {
  return await<Interrupt>(
      [&demuxer](Interrupt& block, Completion then) { block.start(demuxer, then); },
      [](Interrupt& block, Outcome outcome) {
        return InterruptEnd{block.kind(), outcome};
      });
}

}  // namespace sys
