// lib/sys/Windows/Transfers.cpp -- What is done with a channel is a call that the system keeps, or
// several one after the other.
//
// Quirks: what ends at once leaves no packet (FILE_SKIP_COMPLETION_PORT_ON_SUCCESS); what is
// cancelled still brings one, and only then is its memory ours again. A write of nothing ends a
// read of a pipe with 0 bytes, which is not the end. ConnectEx wants a socket that is bound, and
// leaves one that knows its addresses only after SO_UPDATE_CONNECT_CONTEXT. TransmitFile does not
// say what it does beyond the end of the file. Winsock is asked for the results of sockets: it has
// its own names for errors. Under Wine 8 a TransmitFile whose peer breaks the connection just then
// may come back only when it is cancelled.
#pragma once

#include <algorithm>
#include <new>

#include "Windows/Iocp.hpp"

namespace sys {

// Not all at once: what was moved by one that is cancelled, nobody tells.
static constexpr std::size_t kSentAtOnce = 1U << 20;
static constexpr std::size_t kWrittenAtOnce = 65536;  // To a pipe: what it holds.
static constexpr std::size_t kReceivedAtOnce = 1U << 30;

static DWORD errorUnless(bool done) { return done ? ERROR_SUCCESS : ::GetLastError(); }

win::Waiting& Demuxer::OsOperation::waitingOf(Operation& operation) {
  return *std::launder(
      reinterpret_cast<win::Waiting*>(static_cast<SystemOperation&>(operation).os_));
}

bool Demuxer::OsOperation::isOnSocket(const Operation& operation) {
  return kindOf(operation) != OperationKind::Interrupt &&
         !static_cast<const StreamOperation&>(operation).channel_->isPipe();
}

void Demuxer::OsOperation::begin(Operation& operation, HANDLE source) noexcept {
  ::new (static_cast<SystemOperation&>(operation).os_) win::Waiting{{}, &operation, source};
}

void Demuxer::OsOperation::start(Demuxer& demuxer, Operation& operation, HANDLE source) noexcept {
  begin(operation, source);
  const OperationKind kind = kindOf(operation);
  const bool nothingToDo =
      (kind == OperationKind::Send &&
       static_cast<Send&>(operation).size_ == static_cast<Send&>(operation).count_) ||
      (kind == OperationKind::SendFile && static_cast<SendFile&>(operation).left_ == 0);
  if (nothingToDo) return Os::end(demuxer, operation);
  goOn(demuxer, operation);
}

void Demuxer::OsOperation::startConnect(Demuxer& demuxer, Connect& operation) {
  const SystemAddress to = toSystem(operation.to_);
  const SOCKET socket = win::toSocket(operation.channel_->handle);
  begin(operation, reinterpret_cast<HANDLE>(socket));
  win::expectFastRefusal(socket, operation.to_);
  DWORD count = 0;
  const DWORD error =
      errorUnless(win::bindToAny(socket, to) &&
                  win::winsock().connectEx(socket, &to.any, to.size, nullptr, 0, &count,
                                           &waitingOf(operation).overlapped));
  if (error != ERROR_IO_PENDING) finish(demuxer, operation, ended(demuxer, operation, error, 0));
}

void Demuxer::OsOperation::packetArrived(Demuxer& demuxer, OVERLAPPED& overlapped) noexcept {
  cameBack(demuxer, *reinterpret_cast<win::Waiting&>(overlapped).operation);
}

bool Demuxer::OsOperation::isBack(Operation& operation) noexcept {
  return kindOf(operation) == OperationKind::ExitWait ||
         HasOverlappedIoCompleted(&waitingOf(operation).overlapped);
}

void Demuxer::OsOperation::takeBack(Demuxer& demuxer, Operation& operation) noexcept {
  if (kindOf(operation) == OperationKind::ExitWait) return Os::end(demuxer, operation);
  cameBack(demuxer, operation);
}

// Until the system keeps it or it has ended.
void Demuxer::OsOperation::goOn(Demuxer& demuxer, Operation& operation) noexcept {
  for (;;) {
    waitingOf(operation).overlapped = {};
    DWORD count = 0;
    const DWORD error = issue(operation, count);
    if (error == ERROR_IO_PENDING) return;
    const Step step = ended(demuxer, operation, error, count);
    if (step.state != Step::State::Waits) return finish(demuxer, operation, step);
  }
}

// It is asked after the packet because its status is not an error code yet.
void Demuxer::OsOperation::cameBack(Demuxer& demuxer, Operation& operation) noexcept {
  win::Waiting& waiting = waitingOf(operation);
  DWORD count = 0;
  DWORD flags = 0;
  const bool done = isOnSocket(operation)
                        ? ::WSAGetOverlappedResult(reinterpret_cast<SOCKET>(waiting.source),
                                                   &waiting.overlapped, &count, FALSE, &flags)
                        : ::GetOverlappedResult(waiting.source, &waiting.overlapped, &count, FALSE);
  const Step step = ended(demuxer, operation, errorUnless(done), count);
  if (step.state == Step::State::Waits) return goOn(demuxer, operation);
  finish(demuxer, operation, step);
}

void Demuxer::OsOperation::finish(Demuxer& demuxer, Operation& operation,
                                  const Step& step) noexcept {
  if (step.state == Step::State::Later) {
    return Os::later(demuxer, static_cast<StreamOperation&>(operation));
  }
  operation.error_ = step.error;
  operation.outcome_ = step.outcome;
  Os::end(demuxer, operation);
}

DWORD Demuxer::OsOperation::issue(Operation& operation, DWORD& count) noexcept {
  win::Waiting& waiting = waitingOf(operation);
  switch (kindOf(operation)) {
    case OperationKind::Send:
      return (isOnSocket(operation) ? send : write)(waiting, static_cast<Send&>(operation), count);
    case OperationKind::SendFile:
      return sendFile(waiting, static_cast<SendFile&>(operation), count);
    case OperationKind::ReceiveLent:
      // Nothing is received until there is something: only then a buffer is needed.
      return receive(waiting, nullptr, 0, count);
    case OperationKind::Interrupt:
      // One byte: its kind.
      return read(waiting, reinterpret_cast<char*>(&static_cast<Interrupt&>(operation).what_), 1,
                  count);
    default: {
      Receive& wanted = static_cast<Receive&>(operation);
      const auto call = isOnSocket(operation) ? receive : read;
      return call(waiting, wanted.data_ + wanted.count_, wanted.size_ - wanted.count_, count);
    }
  }
}

DWORD Demuxer::OsOperation::read(win::Waiting& waiting, char* into, std::size_t size,
                                 DWORD& count) noexcept {
  const DWORD atOnce = static_cast<DWORD>(std::min(size, kReceivedAtOnce));
  return errorUnless(::ReadFile(waiting.source, into, atOnce, &count, &waiting.overlapped));
}

DWORD Demuxer::OsOperation::receive(win::Waiting& waiting, char* into, std::size_t size,
                                    DWORD& count) noexcept {
  WSABUF buffer{static_cast<ULONG>(std::min(size, kReceivedAtOnce)), into};
  DWORD flags = 0;
  return errorUnless(::WSARecv(reinterpret_cast<SOCKET>(waiting.source), &buffer, 1, &count, &flags,
                               &waiting.overlapped, nullptr) == 0);
}

DWORD Demuxer::OsOperation::send(win::Waiting& waiting, const Send& operation,
                                 DWORD& count) noexcept {
  const std::size_t left = operation.size_ - operation.count_;
  WSABUF buffer{static_cast<ULONG>(std::min(left, kSentAtOnce)),
                operation.data_ + operation.count_};
  return errorUnless(::WSASend(reinterpret_cast<SOCKET>(waiting.source), &buffer, 1, &count, 0,
                               &waiting.overlapped, nullptr) == 0);
}

DWORD Demuxer::OsOperation::write(win::Waiting& waiting, const Send& operation,
                                  DWORD& count) noexcept {
  const std::size_t left = operation.size_ - operation.count_;
  const DWORD atOnce = static_cast<DWORD>(std::min(left, kWrittenAtOnce));
  return errorUnless(::WriteFile(waiting.source, operation.data_ + operation.count_, atOnce, &count,
                                 &waiting.overlapped));
}

DWORD Demuxer::OsOperation::sendFile(win::Waiting& waiting, const SendFile& operation,
                                     DWORD& count) noexcept {
  const HANDLE file = win::toHandle(operation.file_);
  LARGE_INTEGER size;
  if (!::GetFileSizeEx(file, &size)) return ::GetLastError();
  const std::uint64_t end = static_cast<std::uint64_t>(size.QuadPart);
  if (operation.offset_ >= end) return ERROR_HANDLE_EOF;
  const std::uint64_t left = std::min(operation.left_, end - operation.offset_);
  const DWORD atOnce = static_cast<DWORD>(std::min<std::uint64_t>(left, kSentAtOnce));
  waiting.overlapped.Offset = static_cast<DWORD>(operation.offset_);
  waiting.overlapped.OffsetHigh = static_cast<DWORD>(operation.offset_ >> 32);
  const bool done = win::winsock().transmitFile(reinterpret_cast<SOCKET>(waiting.source), file,
                                                atOnce, 0, &waiting.overlapped, nullptr, 0);
  if (done) count = static_cast<DWORD>(waiting.overlapped.InternalHigh);
  return errorUnless(done);
}

// What one call has come to; `Waits` if another one is to follow.
Step Demuxer::OsOperation::ended(Demuxer& demuxer, Operation& operation, DWORD error,
                                 DWORD count) noexcept {
  Step step;
  account(operation, count);  // What failed may have moved something before.
  switch (error) {
    case ERROR_SUCCESS:
      step = moved(demuxer, operation, count);
      break;
    case ERROR_OPERATION_ABORTED:
      step = operation.cancelled_ ? Step{.outcome = Outcome::Cancelled} : Step{.error = error};
      break;
    case ERROR_HANDLE_EOF:
      break;             // Of a file: all of it is sent.
    case ERROR_NO_DATA:  // Nobody reads any more.
    case ERROR_BROKEN_PIPE:
    case ERROR_PIPE_NOT_CONNECTED:
      step.outcome =
          kindOf(operation) == OperationKind::Send ? Outcome::Reset : Outcome::EndOfStream;
      break;
    case WSAENOBUFS:
      step.state =
          kindOf(operation) == OperationKind::Connect ? Step::State::Ended : Step::State::Later;
      step.error = error;
      break;
    case WSAENOTCONN:
      // Wine's TransmitFile looks for the peer first, and finds it gone.
      if (kindOf(operation) == OperationKind::SendFile) return {.outcome = Outcome::Reset};
      [[fallthrough]];
    default:
      step = SocketOs::ended(error);
  }
  if (step.state != Step::State::Ended && operation.cancelled_) {
    return {.outcome = Outcome::Cancelled};
  }
  return step;
}

Step Demuxer::OsOperation::moved(Demuxer& demuxer, Operation& operation, DWORD count) noexcept {
  bool goesOn = count == 0;
  switch (kindOf(operation)) {
    case OperationKind::Connect:
      return connected(static_cast<Connect&>(operation));
    case OperationKind::ReceiveLent:
      return lend(demuxer, static_cast<ReceiveLent&>(operation));
    case OperationKind::Interrupt:
      break;
    case OperationKind::SendFile:
      goesOn = count > 0 && static_cast<SendFile&>(operation).left_ > 0;
      break;
    default: {
      const Transfer& transfer = static_cast<Transfer&>(operation);
      if (count == 0 && isOnSocket(operation)) return {.outcome = Outcome::EndOfStream};
      goesOn = goesOn || (transfer.whole_ && transfer.count_ < transfer.size_);
    }
  }
  return {.state = goesOn ? Step::State::Waits : Step::State::Ended};
}

void Demuxer::OsOperation::account(Operation& operation, DWORD count) noexcept {
  if (kindOf(operation) == OperationKind::SendFile) {
    SendFile& file = static_cast<SendFile&>(operation);
    file.offset_ += count;
    file.left_ -= count;
    file.sent_ += count;
  } else if (kindOf(operation) != OperationKind::Interrupt) {
    static_cast<StreamOperation&>(operation).count_ += count;
  }
}

// There is something, or the end.
Step Demuxer::OsOperation::lend(Demuxer& demuxer, ReceiveLent& operation) noexcept {
  LentBuffers& buffers = OsBackend::of(demuxer).lent;
  try {
    const Step step = SocketOs::receive(operation.channel_->handle, buffers.next());
    if (step.count > 0) buffers.lend(operation, step.count, &buffers);
    return step;
  } catch (...) {
    return {.error = ERROR_NOT_ENOUGH_MEMORY};  // What has arrived is still there.
  }
}

Step Demuxer::OsOperation::connected(const Connect& operation) noexcept {
  const SOCKET socket = win::toSocket(operation.channel_->handle);
  const bool done = ::setsockopt(socket, SOL_SOCKET, SO_UPDATE_CONNECT_CONTEXT, nullptr, 0) == 0;
  return done ? Step{} : SocketOs::ended(lastSystemCode());
}

}  // namespace sys
