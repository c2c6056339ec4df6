// benchmarks/streams/RawUringEcho.cpp -- The floor for io_uring: one system call a turn, multishot
// accepts and receives, buffers that the kernel takes from a ring and that are sent as they are.
//
// Nothing holds back a connection that sends much and reads little but the number of buffers.
#include <sys/socket.h>
#include <sys/utsname.h>
#include <unistd.h>

#include <cerrno>
#include <string>
#include <utility>
#include <vector>

#include "EchoServer.hpp"
#include "Uring.hpp"

namespace {

using bench::add;
using bench::die;
using bench::tally;

constexpr unsigned kSubmissions = 1024;
constexpr unsigned kCompletions = 32768;
constexpr unsigned kBuffers = 128;
constexpr unsigned kNone = ~0U;

struct Connection {
  int socket;
  bool receiving = false;
  bool sending = false;
  bool ended = false;
  unsigned first = kNone;  // The buffers to be sent, in order, the one under way first.
  unsigned last = kNone;
};

// What a completion is for, in the lowest bits of its address.
enum Purpose : std::uint64_t { Accept, Receive, Send, kPurposes = 3 };

class Server {
public:
  Server(int listener, bool sink) : listener_(listener), sink_(sink) { startAccept(); }

  [[noreturn]] void run() {
    for (;;) {
      ring_.submitAndWait();
      ring_.drain([this](const io_uring_cqe& done) { complete(done); });
      for (Connection* starved : std::exchange(starved_, {})) startReceive(*starved);
    }
  }

private:
  struct Filled {
    unsigned size;
    unsigned next;
  };

  io_uring_sqe& start(unsigned char operation, int socket, Connection* for_, Purpose purpose) {
    io_uring_sqe& entry = ring_.next();
    entry.opcode = operation;
    entry.fd = socket;
    entry.user_data = reinterpret_cast<std::uint64_t>(for_) | purpose;
    return entry;
  }

  void startAccept() {
    io_uring_sqe& entry = start(IORING_OP_ACCEPT, listener_, nullptr, Accept);
    entry.ioprio = IORING_ACCEPT_MULTISHOT;
    entry.accept_flags = SOCK_CLOEXEC;
  }

  void startReceive(Connection& connection) {
    connection.receiving = true;
    io_uring_sqe& entry = start(IORING_OP_RECV, connection.socket, &connection, Receive);
    entry.ioprio = IORING_RECV_MULTISHOT;
    entry.flags = IOSQE_BUFFER_SELECT;
    entry.buf_group = 0;
  }

  // The kernel sends all of it, or reports an error.
  void startSend(Connection& connection) {
    connection.sending = true;
    const unsigned id = connection.first;
    io_uring_sqe& entry = start(IORING_OP_SEND, connection.socket, &connection, Send);
    entry.addr = reinterpret_cast<std::uint64_t>(buffers_.buffer(id));
    entry.len = filled_[id].size;
    entry.msg_flags = MSG_NOSIGNAL | MSG_WAITALL;
  }

  void complete(const io_uring_cqe& done) {
    auto* connection = reinterpret_cast<Connection*>(done.user_data & ~std::uint64_t{kPurposes});
    switch (done.user_data & kPurposes) {
      case Accept:
        return accepted(done);
      case Receive:
        return received(*connection, done);
      default:
        return sent(*connection, done.res);
    }
  }

  void accepted(const io_uring_cqe& done) {
    if (done.res < 0) {
      errno = -done.res;
      die("accept");
    }
    bench::setNoDelay(done.res);
    add(tally().connections);
    startReceive(*new Connection{done.res});
    if ((done.flags & IORING_CQE_F_MORE) == 0) startAccept();
  }

  void received(Connection& connection, const io_uring_cqe& done) {
    if ((done.flags & IORING_CQE_F_MORE) == 0) connection.receiving = false;
    if (done.res > 0) {
      take(connection, done.flags >> IORING_CQE_BUFFER_SHIFT, static_cast<unsigned>(done.res));
    } else if (done.res == -ENOBUFS) {
      connection.receiving = true;  // As soon as there are buffers.
      return starved_.push_back(&connection);
    } else {
      connection.ended = true;
    }
    if (connection.ended) return closeIfIdle(connection);
    if (!connection.receiving) startReceive(connection);
  }

  void take(Connection& connection, unsigned id, unsigned size) {
    add(tally().receives);
    add(tally().bytes, size);
    if (sink_ || connection.ended) return buffers_.give(id);
    filled_[id] = {size, kNone};
    (connection.first == kNone ? connection.first : filled_[connection.last].next) = id;
    connection.last = id;
    if (!connection.sending) startSend(connection);
  }

  void sent(Connection& connection, int result) {
    connection.sending = false;
    if (result < 0) connection.ended = true;
    const unsigned id = std::exchange(connection.first, filled_[connection.first].next);
    buffers_.give(id);
    if (connection.first != kNone && result >= 0) {
      startSend(connection);
    } else if (connection.ended) {
      closeIfIdle(connection);
    }
  }

  void closeIfIdle(Connection& connection) {
    if (connection.sending) return;
    while (connection.first != kNone)
      buffers_.give(std::exchange(connection.first, filled_[connection.first].next));
    if (connection.receiving) {  // A send has failed: makes the receive end too.
      ::shutdown(connection.socket, SHUT_RDWR);
      return;
    }
    ::close(connection.socket);
    delete &connection;
  }

  bench::Uring ring_{kSubmissions, kCompletions};
  bench::BufferRing buffers_{ring_, 0, kBuffers, bench::kBufferSize};
  Filled filled_[kBuffers];
  std::vector<Connection*> starved_;  // Their receives found no buffer.
  int listener_;
  bool sink_;
};

std::string version() {
  utsname name{};
  ::uname(&name);
  return std::string("raw io_uring (Linux ") + name.release + ")";
}

}  // namespace

int main(int argc, char** argv) {
  const bench::ServerOptions options = bench::serverOptions(argc, argv, version());
  const int listener = bench::listenOn(options.port);
  Server server(listener, options.sink);
  bench::serve(bench::portOf(listener));
  server.run();
}
