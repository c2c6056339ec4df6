// lib/sys/Unix/Backends.cpp -- poll is what every Unix has.
#include "Unix/Poll.cpp"

namespace sys {

std::span<const Demuxer::OsOperation::Choice> Demuxer::OsOperation::choices() {
  static constexpr Choice kChoices[] = {{"poll", OsBackend::Poll::make}};
  return kChoices;
}

}  // namespace sys
