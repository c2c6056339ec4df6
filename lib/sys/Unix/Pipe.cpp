// lib/sys/Unix/Pipe.cpp -- A pipe whose end on this side never blocks; the child's does, as
// programs expect.
#include <fcntl.h>
#include <unistd.h>

#include <utility>

#include "PipeOs.hpp"
#include "Unix/Unix.hpp"

namespace sys {

// Where Unixes differ; see platform/Cloexec.cpp. -1 and errno on failure, as pipe itself.
static int openCloexecPipe(int (&ends)[2]);

PipeEnds openPipe(bool toChild) {
  int ends[2];
  if (openCloexecPipe(ends) == -1) fail("", "cannot make a pipe", lastSystemCode());
  if (toChild) std::swap(ends[0], ends[1]);
  PipeEnds result{OwnedHandle(ends[0]), OwnedHandle(ends[1])};
  // The flag belongs to the open file of this end, which nobody else has.
  if (::fcntl(ends[0], F_SETFL, O_NONBLOCK) == -1) {
    fail("", "cannot make a pipe", lastSystemCode());
  }
  return result;
}

}  // namespace sys

#include "platform/Cloexec.cpp"
