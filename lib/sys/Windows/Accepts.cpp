// lib/sys/Windows/Accepts.cpp -- AcceptEx accepts into a socket that was made before, so several
// are made and posted ahead.
//
// Quirks: what AcceptEx has accepted knows its addresses, and can be shut down, only after
// SO_UPDATE_ACCEPT_CONTEXT. One that fails because its peer has gone is no error of the listener.
#pragma once

#include "Windows/Iocp.hpp"

namespace sys {

Demuxer::OsBackend::Accepts::Accepts(Channel& channel) : channel_(&channel) {
  SystemAddress at = emptySystemAddress();
  if (::getsockname(listener(), &at.any, &at.size) == SOCKET_ERROR) {
    fail("", "cannot accept a connection", lastSystemCode());
  }
  family_ = at.any.sa_family;
  for (Slot& slot : slots_) {
    slot.owner = this;
    slot.socket = INVALID_SOCKET;
  }
}

// Also those that the system still has: it does not need our handles any more.
void Demuxer::OsBackend::Accepts::breakOff() noexcept {
  for (Slot& slot : slots_) {
    if (slot.socket == INVALID_SOCKET) continue;
    SocketOs::setReset(win::fromSocket(slot.socket));
    ::closesocket(std::exchange(slot.socket, INVALID_SOCKET));
  }
}

// Each free slot; the error of the first that could not be posted.
DWORD Demuxer::OsBackend::Accepts::post() noexcept {
  for (Slot& slot : slots_) {
    if (slot.posted || slot.arrived) continue;
    const DWORD error = post(slot);
    if (error != ERROR_SUCCESS) return error;
  }
  return ERROR_SUCCESS;
}

DWORD Demuxer::OsBackend::Accepts::post(Slot& slot) noexcept {
  for (;;) {
    slot.socket = win::openSocket(family_);
    if (slot.socket == INVALID_SOCKET) return ::GetLastError();
    slot.overlapped = {};
    DWORD count = 0;
    const bool done =
        win::winsock().acceptEx(listener(), slot.socket, slot.addresses, 0, kAddressBytes,
                                kAddressBytes, &count, &slot.overlapped);
    DWORD error = done ? ERROR_SUCCESS : ::GetLastError();
    if (error == ERROR_IO_PENDING) {
      slot.posted = true;
      ++posted_;
      return ERROR_SUCCESS;
    }
    error = arrived(slot, error);
    if (slot.arrived || error != ERROR_SUCCESS) return error;
  }
}

// Returns an error of the listener. What else has gone wrong concerns only a peer who has gone.
DWORD Demuxer::OsBackend::Accepts::arrived(Slot& slot, DWORD error) noexcept {
  const SOCKET by = listener();
  if (error == ERROR_SUCCESS &&
      ::setsockopt(slot.socket, SOL_SOCKET, SO_UPDATE_ACCEPT_CONTEXT,
                   reinterpret_cast<const char*>(&by), sizeof by) == SOCKET_ERROR) {
    error = ::GetLastError();
  }
  if (error != ERROR_SUCCESS) {
    ::closesocket(std::exchange(slot.socket, INVALID_SOCKET));
    const bool peerHasGone = error == WSAENOTCONN || SocketOs::ended(error).error == 0;
    return peerHasGone ? ERROR_SUCCESS : error;
  }
  slot.arrived = true;
  slot.next = nullptr;
  (last_ == nullptr ? first_ : last_->next) = &slot;
  last_ = &slot;
  return ERROR_SUCCESS;
}

// The first that has arrived.
SOCKET Demuxer::OsBackend::Accepts::take() noexcept {
  if (first_ == nullptr) return INVALID_SOCKET;
  Slot& slot = *first_;
  first_ = slot.next;
  if (first_ == nullptr) last_ = nullptr;
  slot.arrived = false;
  return std::exchange(slot.socket, INVALID_SOCKET);
}

void Demuxer::OsBackend::Accepts::serve(Demuxer& demuxer, Accept& operation) noexcept {
  SOCKET taken = take();
  const DWORD error = post();
  if (taken == INVALID_SOCKET) taken = take();  // That may have had one at once.
  if (taken == INVALID_SOCKET && posted_ > 0) return;
  if (taken == INVALID_SOCKET && (error == WSAEMFILE || error == WSAENOBUFS)) {
    return Os::later(demuxer, operation);
  }
  if (taken == INVALID_SOCKET) operation.error_ = error;
  operation.coming_->handle = win::fromSocket(taken);
  Os::end(demuxer, operation);
}

void Demuxer::OsBackend::Accepts::packetArrived(Demuxer& demuxer, OVERLAPPED& overlapped) noexcept {
  Slot& slot = *reinterpret_cast<Slot*>(&overlapped);
  Accepts& self = *slot.owner;
  slot.posted = false;
  --self.posted_;
  if (self.channel_ == nullptr) {
    if (self.posted_ > 0) return;
    (self.previous_ == nullptr ? OsBackend::of(demuxer).leaving : self.previous_->next_) =
        self.next_;
    if (self.next_ != nullptr) self.next_->previous_ = self.previous_;
    delete &self;
    return;
  }
  DWORD count = 0;
  DWORD flags = 0;
  const bool done = ::WSAGetOverlappedResult(self.listener(), &overlapped, &count, FALSE, &flags);
  const DWORD error = self.arrived(slot, done ? ERROR_SUCCESS : ::GetLastError());
  Accept* waiting = static_cast<Accept*>(self.channel_->reading);
  if (waiting == nullptr || waiting->later_) return;
  if (error == ERROR_SUCCESS) return self.serve(demuxer, *waiting);
  waiting->error_ = error;
  Os::end(demuxer, *waiting);
}

void Demuxer::OsBackend::Accepts::leave(OsBackend& backend) noexcept {
  ::CancelIoEx(reinterpret_cast<HANDLE>(listener()), nullptr);
  breakOff();
  channel_ = nullptr;
  if (posted_ == 0) {
    delete this;
    return;
  }
  next_ = backend.leaving;
  if (next_ != nullptr) next_->previous_ = this;
  backend.leaving = this;
}

void Demuxer::OsBackend::Accepts::drain(OsBackend& backend) noexcept {
  while (backend.leaving != nullptr) {
    Accepts& accepts = *std::exchange(backend.leaving, backend.leaving->next_);
    for (const Slot& slot : accepts.slots_) {
      while (slot.posted && !HasOverlappedIoCompleted(&slot.overlapped)) ::Sleep(1);
    }
    delete &accepts;
  }
}

}  // namespace sys
