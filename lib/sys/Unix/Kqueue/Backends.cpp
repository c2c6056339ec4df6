// lib/sys/Unix/Kqueue/Backends.cpp -- kqueue, and poll where a test or a user asks for it.
#include "Unix/Kqueue/Kqueue.cpp"
#include "Unix/Poll.cpp"

namespace sys {

std::span<const Demuxer::OsOperation::Choice> Demuxer::OsOperation::choices() {
  static constexpr Choice kChoices[] = {{"kqueue", OsBackend::Kernel::make},
                                        {"poll", OsBackend::Poll::make}};
  return kChoices;
}

}  // namespace sys
