// lib/sys/Unix/Linux/Backends.cpp -- epoll; io_uring and poll where they are asked for.
#include "Unix/Linux/Epoll.cpp"
#include "Unix/Linux/Ring.cpp"
#include "Unix/Poll.cpp"

namespace sys {

std::span<const Demuxer::OsOperation::Choice> Demuxer::OsOperation::choices() {
  static constexpr Choice kChoices[] = {{"epoll", OsBackend::Kernel::make},
                                        {"io_uring", OsBackend::Ring::make},
                                        {"poll", OsBackend::Poll::make}};
  return kChoices;
}

}  // namespace sys
