// benchmarks/streams/RawEpollEcho.cpp -- The floor for readiness: edge-triggered epoll, each socket
// registered once, two system calls a message.
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "EchoServer.hpp"

namespace {

using bench::add;
using bench::die;
using bench::kBufferSize;
using bench::tally;

struct Connection {
  int socket;
  std::string unsent;  // What the peer did not take yet: nothing is read meanwhile.
};

class Server {
public:
  Server(int listener, bool sink) : listener_(listener), sink_(sink) {
    watch(listener_, nullptr, EPOLLIN | EPOLLET);
  }

  [[noreturn]] void run() {
    epoll_event events[1024];
    for (;;) {
      const int count = ::epoll_wait(queue_, events, std::size(events), -1);
      if (count == -1 && errno != EINTR) die("epoll_wait");
      for (int i = 0; i < count; ++i) {
        if (events[i].data.ptr == nullptr) {
          acceptAll();
        } else {
          ready(*static_cast<Connection*>(events[i].data.ptr), events[i].events);
        }
      }
    }
  }

private:
  void watch(int descriptor, Connection* connection, unsigned events) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = connection;
    if (::epoll_ctl(queue_, EPOLL_CTL_ADD, descriptor, &event) == -1) die("epoll_ctl");
  }

  void acceptAll() {
    for (;;) {
      const int socket = ::accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
      if (socket == -1 && errno == EAGAIN) return;
      if (socket == -1) die("accept4");
      bench::setNoDelay(socket);
      add(tally().connections);
      watch(socket, new Connection{socket, {}}, EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET);
    }
  }

  void ready(Connection& connection, unsigned events) {
    if (!connection.unsent.empty() && !sendUnsent(connection)) return;
    const bool ended = (events & (EPOLLRDHUP | EPOLLHUP | EPOLLERR)) != 0;
    for (;;) {
      const ssize_t count = ::recv(connection.socket, buffer_, kBufferSize, 0);
      if (count == -1 && errno == EAGAIN) return;
      if (count <= 0) return close(connection);
      const std::size_t size = static_cast<std::size_t>(count);
      add(tally().receives);
      add(tally().bytes, size);
      if (!sink_ && !answer(connection, size)) return;
      // What came after a short read is told by a new edge; an end that came with it is not.
      if (size < kBufferSize && !ended) return;
    }
  }

  // False if the connection is gone or its peer does not take everything now.
  bool answer(Connection& connection, std::size_t size) {
    const ssize_t sent = ::send(connection.socket, buffer_, size, MSG_NOSIGNAL);
    if (sent == static_cast<ssize_t>(size)) return true;
    if (sent == -1 && errno != EAGAIN) {
      close(connection);
      return false;
    }
    const std::size_t taken = sent == -1 ? 0 : static_cast<std::size_t>(sent);
    connection.unsent.assign(buffer_ + taken, size - taken);
    return sendUnsent(connection);  // The edge for more room came before, or will come.
  }

  bool sendUnsent(Connection& connection) {
    std::string& unsent = connection.unsent;
    while (!unsent.empty()) {
      const ssize_t sent = ::send(connection.socket, unsent.data(), unsent.size(), MSG_NOSIGNAL);
      if (sent == -1 && errno == EAGAIN) return false;
      if (sent == -1) {
        close(connection);
        return false;
      }
      unsent.erase(0, static_cast<std::size_t>(sent));
    }
    return true;
  }

  static void close(Connection& connection) {
    ::close(connection.socket);
    delete &connection;
  }

  int queue_ = ::epoll_create1(EPOLL_CLOEXEC);
  int listener_;
  bool sink_;
  char buffer_[kBufferSize];
};

std::string version() {
  utsname name{};
  ::uname(&name);
  return std::string("raw epoll (Linux ") + name.release + ")";
}

}  // namespace

int main(int argc, char** argv) {
  const bench::ServerOptions options = bench::serverOptions(argc, argv, version());
  const int listener = bench::listenOn(options.port);
  Server server(listener, options.sink);
  bench::serve(bench::portOf(listener));
  server.run();
}
