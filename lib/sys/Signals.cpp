// lib/sys/Signals.cpp -- A request to end is an event for as long as somebody waits for it.
#include "sys/Signals.hpp"

#include <atomic>

#include "DemuxerOs.hpp"
#include "Error.hpp"
#include "SignalsOs.hpp"

namespace sys {

// Signals and console events belong to the process: one waits for them at a time.
static std::atomic<const Interrupt*> armedInterrupt{nullptr};

void Interrupt::start(Demuxer& demuxer, Completion completion) try {
  if (!demuxer.begin(*this, static_cast<unsigned char>(OperationKind::Interrupt), completion)) {
    return;
  }
  try {
    const Interrupt* none = nullptr;
    if (!armedInterrupt.compare_exchange_strong(none, this)) {
      fail("", "cannot wait for an interrupt", "another part of this program waits for it");
    }
    Demuxer::Os::startInterrupt(demuxer, *this, Os::arm());
  } catch (...) {
    disarm(*this);
    demuxer.abandon(*this);
    throw;
  }
} catch (...) {
  rethrowAsString();
}

void Interrupt::disarm(Interrupt& interrupt) {
  if (armedInterrupt.load() != &interrupt) return;
  Os::disarm();
  armedInterrupt.store(nullptr);
}

}  // namespace sys

#include "platform/Signals.cpp"
