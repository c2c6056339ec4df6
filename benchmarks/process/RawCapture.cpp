// benchmarks/process/RawCapture.cpp -- The loop that everybody writes: poll, and read what is
// there.
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <unistd.h>

#include <cerrno>
#include <iterator>

#include "Captures.hpp"
#include "Die.hpp"
#include "Starts.hpp"

namespace {

// One pipe of the child and what came of it.
struct Reader {
  int ends[2];
  std::string* into;
};

pid_t start(const char* child, int output, int error) {
  char* const arguments[] = {const_cast<char*>(child), nullptr};
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, output, 1);
  ::posix_spawn_file_actions_adddup2(&actions, error, 2);
  pid_t id = -1;
  errno = ::posix_spawn(&id, child, &actions, nullptr, arguments, ::environ);
  if (errno != 0) bench::die(child);
  ::posix_spawn_file_actions_destroy(&actions);
  return id;
}

// False at the end of the stream.
bool readMore(const Reader& reader) {
  static char buffer[bench::kPiece];
  const ssize_t count = ::read(reader.ends[0], buffer, sizeof buffer);
  if (count == -1 && errno != EINTR && errno != EAGAIN) bench::die("read");
  if (count > 0) reader.into->append(buffer, static_cast<std::size_t>(count));
  return count != 0;
}

void readAll(const Reader* readers, nfds_t count) {
  pollfd ready[2];
  for (nfds_t i = 0; i < count; ++i) ready[i] = {readers[i].ends[0], POLLIN, 0};
  for (nfds_t open = count; open > 0;) {
    if (::poll(ready, count, -1) == -1 && errno != EINTR) bench::die("poll");
    for (nfds_t i = 0; i < count; ++i) {
      if (ready[i].revents == 0 || readMore(readers[i])) continue;
      ready[i].fd = -1;
      --open;
    }
  }
}

void capture(const char* child, Reader* readers, nfds_t count) {
  for (nfds_t i = 0; i < count; ++i) {
    if (::pipe2(readers[i].ends, O_CLOEXEC) == -1) bench::die("pipe2");
    ::fcntl(readers[i].ends[0], F_SETFL, O_NONBLOCK);
  }
  const pid_t id = start(child, readers[0].ends[1], readers[count - 1].ends[1]);
  for (nfds_t i = 0; i < count; ++i) ::close(readers[i].ends[1]);
  readAll(readers, count);
  bench::reap(id);
  for (nfds_t i = 0; i < count; ++i) ::close(readers[i].ends[0]);
}

bench::Received captureSeparate(const char* child) {
  bench::Received received;
  Reader readers[] = {{{}, &received.output}, {{}, &received.error}};
  capture(child, readers, std::size(readers));
  return received;
}

bench::Received captureMerged(const char* child) {
  bench::Received received;
  Reader reader{{}, &received.output};
  capture(child, &reader, 1);
  return received;
}

}  // namespace

int main(int argc, char** argv) {
  return bench::measureCaptures(argc, argv, &captureSeparate, &captureMerged);
}
