// lib/sys/Unix/Linux/Backends.cpp -- epoll, and poll where a test or a user asks for it.
#include "Unix/Linux/Epoll.cpp"
#include "Unix/Poll.cpp"

namespace sys {

std::span<const Demuxer::OsOperation::Choice> Demuxer::OsOperation::choices() {
  static constexpr Choice kChoices[] = {{"epoll", OsBackend::Kernel::make},
                                        {"poll", OsBackend::Poll::make}};
  return kChoices;
}

}  // namespace sys
