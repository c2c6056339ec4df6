// lib/sys/Channel.cpp -- What owns a stream may go before what is under way on it has come back.
#include "Channel.hpp"

#include <memory>
#include <utility>

#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "Handle.hpp"
#include "SocketOs.hpp"

namespace sys {

static void closeAs(Channel::Kind kind, native::Handle handle) noexcept {
  if (handle == native::kNoHandle) return;
  if (Channel::isPipe(kind)) {
    closeHandle(handle);
  } else {
    SocketOs::close(handle);
  }
}

Channel* Channel::make(Kind kind, native::Handle handle) {
  try {
    return new Channel(kind, handle);
  } catch (...) {
    closeAs(kind, handle);
    throw;
  }
}

StreamOperation*& Channel::slot(OperationKind kindOfIt) {
  return kindOfIt <= OperationKind::Accept ? reading : writing;
}

// Linked by its home's own thread only, which is the one that uses it.
void Channel::settleNewly(Demuxer* demuxer, const char* what) {
  if (homeless) fail("", what, "its Demuxer is gone", "Destroy the Demuxer last.");
  if (demuxer == nullptr) fail("", what, "the socket has no Demuxer", "Attach it to one.");
  if (home != nullptr && home != demuxer) fail("", what, "it belongs to another Demuxer");
  home = demuxer;
  linked = true;
  next = home->state_->channels;
  if (next != nullptr) next->previous = this;
  home->state_->channels = this;
}

void Channel::refuseHome(const char* what) const {
  if (home == nullptr && !homeless) return;
  fail("", what, "it has a Demuxer, which may have received or accepted ahead",
       "Use the form with a completion.");
}

void Channel::leave() noexcept {
  if (!linked) return;
  linked = false;
  Demuxer::Os::forget(*home, *this);
  if (next != nullptr) next->previous = previous;
  (previous == nullptr ? home->state_->channels : previous->next) = next;
  next = previous = nullptr;
  home = nullptr;
}

void Channel::transfer(Demuxer& demuxer, Transfer& operation, OperationKind kindOfIt, char* data,
                       std::size_t size, bool whole, Completion completion) {
  settle(demuxer);
  if (!demuxer.beginOn(*this, operation, static_cast<unsigned char>(kindOfIt), completion)) return;
  operation.data_ = data;
  operation.size_ = size;
  operation.whole_ = whole;
  demuxer.startOn(*this, operation);
}

void Channel::ended(StreamOperation& operation) noexcept {
  Channel* channel = std::exchange(operation.channel_, nullptr);
  if (channel == nullptr) return;
  (channel->reading == &operation ? channel->reading : channel->writing) = nullptr;
  channel->freeIfOver();
}

void Channel::drop(Channel& channel) noexcept {
  --channel.held;
  channel.freeIfOver();
}

void Channel::close(Channel* channel) noexcept {
  if (channel == nullptr) return;
  if (channel->reading != nullptr) channel->reading->cancel();
  if (channel->writing != nullptr) channel->writing->cancel();
  ++channel->held;
  channel->closed = true;
  if (channel->linked) Demuxer::Os::endAhead(*channel->home, *channel);
  drop(*channel);
}

void Channel::freeIfOver() noexcept {
  if (!closed || reading != nullptr || writing != nullptr || held != 0) return;
  leave();
  closeAs(kind, handle);
  delete this;
}

}  // namespace sys
