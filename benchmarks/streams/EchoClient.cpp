// benchmarks/streams/EchoClient.cpp -- The load: many connections by raw epoll, one message under
// way on each, every byte that comes back compared.
#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>
#include <vector>

#include "EchoServer.hpp"
#include "Latencies.hpp"
#include "Processor.hpp"
#include "ServerProcess.hpp"

namespace {

using bench::die;
using Clock = std::chrono::steady_clock;

constexpr const char* kHelp =
    "EchoClient [--mode echo|connect|sink] [--connections N] [--size BYTES] [--messages N]\n"
    "           [--warm N] [--processors 1|2] -- SERVER ARGUMENT...\n"
    "\n"
    "echo: N connections, one message under way on each; after `warm` messages (at least one on\n"
    "each) `messages` are measured. connect: each message has a connection of its own, N of them\n"
    "at a time. sink: the messages go one way. Prints names and values.\n"
    "With one processor client and server take turns, and all N messages wait when the server\n"
    "gets its; with two they run at the same time, and wake each other.\n";

// As many as one pair of addresses has ports for, with room to spare.
constexpr std::uint64_t kConnectionsPerAddress = 20000;

enum class Mode : unsigned char { Echo, Connect, Sink };

struct Options {
  Mode mode = Mode::Echo;
  std::size_t connections = 1;
  std::size_t size = 64;
  std::uint64_t messages = 10000;
  std::uint64_t warm = 2000;
  unsigned long processors = 2;
  char** server = nullptr;
};

struct Connection {
  int socket = -1;
  bool connecting = true;
  bool busy = false;
  std::size_t at = 0;  // Where in the pattern its message begins.
  std::size_t sent = 0;
  std::size_t received = 0;
  Clock::time_point start;
};

[[noreturn]] void fail(const char* what) {
  std::fprintf(stderr, "EchoClient: %s\n", what);
  std::exit(1);
}

// Bytes without a period that a shifted message could hide in.
std::vector<char> patternOf(std::size_t size) {
  std::vector<char> pattern(size);
  std::uint64_t state = 0x9e3779b97f4a7c15;
  for (char& byte : pattern) {
    state ^= state << 13;
    state ^= state >> 7;
    state ^= state << 17;
    byte = static_cast<char>(state >> 56);
  }
  return pattern;
}

class Client {
public:
  Client(const Options& options, std::uint16_t port)
      : options_(options),
        port_(port),
        pattern_(patternOf(options.size + bench::kBufferSize)),
        connections_(options.connections) {}

  // Opens the connections that last, all but in the mode where none does.
  void connectAll() {
    if (options_.mode == Mode::Connect) return;
    // Not more at a time than any backlog holds.
    for (std::size_t opened = 0; opened < connections_.size();) {
      const std::size_t end = std::min(connections_.size(), opened + 256);
      unconnected_ = end - opened;
      while (opened < end) open(opened++);
      while (unconnected_ > 0) turn();
    }
  }

  // Carries out this many messages and returns when all have come back.
  void exchange(std::uint64_t messages) {
    unsent_ = unfinished_ = messages;
    latencies_ = {};
    for (std::size_t i = 0; i < connections_.size() && unsent_ > 0; ++i) next(i);
    while (unfinished_ > 0) turn();
  }

  // Says that nothing more will come, and returns when the server has read everything.
  void finish() {
    for (Connection& connection : connections_) {
      ::shutdown(connection.socket, SHUT_WR);
      awaitEnd(connection.socket);
    }
  }

  const bench::Latencies& latencies() const { return latencies_; }

private:
  static void awaitEnd(int socket) {
    epoll_event event{.events = EPOLLRDHUP, .data = {}};
    const int queue = ::epoll_create1(EPOLL_CLOEXEC);
    ::epoll_ctl(queue, EPOLL_CTL_ADD, socket, &event);
    if (::epoll_wait(queue, &event, 1, 60000) != 1) fail("the server does not read to the end");
    ::close(queue);
  }

  void open(std::size_t index) {
    Connection& connection = connections_[index];
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket == -1) die("socket");
    bench::setNoDelay(socket);
    bindSource(socket, opened_++ / kConnectionsPerAddress);
    connection = {};
    connection.socket = socket;
    sockaddr_in address = addressOf(INADDR_LOOPBACK, port_);
    if (::connect(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == -1 &&
        errno != EINPROGRESS)
      die("connect");
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLET;
    event.data.u64 = index;
    if (::epoll_ctl(queue_, EPOLL_CTL_ADD, socket, &event) == -1) die("epoll_ctl");
  }

  static sockaddr_in addressOf(std::uint32_t host, std::uint16_t port) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(host);
    return address;
  }

  static void bindSource(int socket, std::uint64_t number) {
    if (number == 0) return;
    const int on = 1;
    ::setsockopt(socket, IPPROTO_IP, IP_BIND_ADDRESS_NO_PORT, &on, sizeof on);
    const sockaddr_in source = addressOf(INADDR_LOOPBACK + static_cast<std::uint32_t>(number), 0);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&source), sizeof source) == -1)
      die("bind");
  }

  void turn() {
    epoll_event events[1024];
    const int count = ::epoll_wait(queue_, events, std::size(events), 30000);
    if (count == -1 && errno != EINTR) die("epoll_wait");
    if (count == 0) fail("nothing has happened for 30 seconds");
    for (int i = 0; i < count; ++i) {
      ready(static_cast<std::size_t>(events[i].data.u64), events[i].events);
    }
  }

  void ready(std::size_t index, unsigned events) {
    Connection& connection = connections_[index];
    if (connection.connecting && (events & EPOLLOUT) != 0) connected(connection);
    if (connection.busy && connection.sent < options_.size) sendMore(index);
    if ((events & EPOLLIN) != 0 && options_.mode != Mode::Sink) receive(index);
  }

  void connected(Connection& connection) {
    int error = 0;
    socklen_t size = sizeof error;
    ::getsockopt(connection.socket, SOL_SOCKET, SO_ERROR, &error, &size);
    if (error != 0) {
      errno = error;
      die("connect");
    }
    connection.connecting = false;
    if (options_.mode != Mode::Connect) --unconnected_;
  }

  // Starts a message, if there is one left.
  void next(std::size_t index) {
    if (unsent_ == 0) return;
    const std::uint64_t number = --unsent_;
    if (options_.mode == Mode::Connect) open(index);
    Connection& connection = connections_[index];
    connection.busy = true;
    connection.at = (number * 2654435761U + index) % bench::kBufferSize;
    connection.sent = connection.received = 0;
    connection.start = Clock::now();
    if (!connection.connecting) sendMore(index);
  }

  void sendMore(std::size_t index) {
    Connection& connection = connections_[index];
    while (connection.sent < options_.size) {
      const ssize_t count =
          ::send(connection.socket, pattern_.data() + connection.at + connection.sent,
                 options_.size - connection.sent, MSG_NOSIGNAL);
      if (count == -1 && errno == EAGAIN) return;
      if (count == -1) die("send");
      connection.sent += static_cast<std::size_t>(count);
      if (options_.mode == Mode::Sink && connection.sent == options_.size) {
        --unfinished_;
        if (unsent_ == 0) return;
        --unsent_;
        connection.sent = 0;
      }
    }
  }

  void receive(std::size_t index) {
    for (;;) {
      Connection& connection = connections_[index];
      const ssize_t count = ::recv(connection.socket, buffer_, sizeof buffer_, 0);
      if (count == -1 && errno == EAGAIN) return;
      if (count == -1) die("recv");
      if (count == 0) fail("the server has closed a connection");
      const std::size_t size = static_cast<std::size_t>(count);
      if (!connection.busy || connection.received + size > connection.sent)
        fail("more came back than was sent");
      if (std::memcmp(buffer_, pattern_.data() + connection.at + connection.received, size) != 0)
        fail("other bytes came back than were sent");
      connection.received += size;
      if (connection.received == options_.size) return finished(index);
      if (size < sizeof buffer_) return;  // More is told by a new edge.
    }
  }

  void finished(std::size_t index) {
    Connection& connection = connections_[index];
    const auto took = Clock::now() - connection.start;
    latencies_.add(static_cast<std::uint64_t>(std::chrono::nanoseconds(took).count()));
    connection.busy = false;
    --unfinished_;
    if (options_.mode == Mode::Connect) ::close(connection.socket);
    next(index);
  }

  const Options& options_;
  std::uint16_t port_;
  std::vector<char> pattern_;
  std::vector<Connection> connections_;
  int queue_ = ::epoll_create1(EPOLL_CLOEXEC);
  std::size_t unconnected_ = 0;
  std::uint64_t opened_ = 0;
  std::uint64_t unsent_ = 0;
  std::uint64_t unfinished_ = 0;
  bench::Latencies latencies_;
  char buffer_[bench::kBufferSize];
};

Mode modeOf(std::string_view name) {
  if (name == "echo") return Mode::Echo;
  if (name == "connect") return Mode::Connect;
  if (name == "sink") return Mode::Sink;
  fail("no such mode. See --help.");
}

Options parse(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--") {
      options.server = argv + i + 1;
      break;
    }
    if (word == "--help" || i + 1 >= argc) {
      std::fputs(kHelp, stdout);
      std::exit(word == "--help" ? 0 : 1);
    }
    const char* value = argv[++i];
    if (word == "--mode") {
      options.mode = modeOf(value);
    } else if (word == "--connections") {
      options.connections = std::strtoull(value, nullptr, 10);
    } else if (word == "--size") {
      options.size = std::strtoull(value, nullptr, 10);
    } else if (word == "--messages") {
      options.messages = std::strtoull(value, nullptr, 10);
    } else if (word == "--processors") {
      options.processors = std::strtoul(value, nullptr, 10);
    } else if (word == "--warm") {
      options.warm = std::strtoull(value, nullptr, 10);
    } else {
      fail("unknown option. See --help.");
    }
  }
  if (options.server == nullptr || options.server[0] == nullptr)
    fail("a server is missing. See --help.");
  return options;
}

// As many descriptors as this process may have.
void raiseLimit() {
  rlimit limit{};
  ::getrlimit(RLIMIT_NOFILE, &limit);
  limit.rlim_cur = limit.rlim_max;
  ::setrlimit(RLIMIT_NOFILE, &limit);
}

double per(std::uint64_t amount, std::uint64_t count) {
  return static_cast<double>(amount) / static_cast<double>(count);
}

void measure(const Options& options) {
  bench::runOnFirstProcessor();
  bench::ServerProcess server(options.server);
  if (options.processors > 1) bench::runOnLastProcessor();
  const bench::Usage idle = server.ask();
  Client client(options, server.port());
  client.connectAll();
  client.exchange(std::max<std::uint64_t>(options.warm, options.connections));
  const bench::Usage before = server.ask();
  const auto begin = Clock::now();
  client.exchange(options.messages);
  if (options.mode == Mode::Sink) client.finish();
  const std::chrono::duration<double> took = Clock::now() - begin;
  const bench::Usage after = server.stop();
  const bench::Latencies& latencies = client.latencies();
  std::printf("messages_per_second %.1f\n", static_cast<double>(options.messages) / took.count());
  std::printf("megabytes_per_second %.1f\n",
              static_cast<double>(options.messages * options.size) / took.count() / 1e6);
  std::printf("cpu_us %.4f\n", per(after.cpuUs() - before.cpuUs(), options.messages));
  std::printf("user_us %.4f\n", per(after.userUs - before.userUs, options.messages));
  std::printf("p50_us %.2f\n", static_cast<double>(latencies.percentile(0.5)) / 1e3);
  std::printf("p99_us %.2f\n", static_cast<double>(latencies.percentile(0.99)) / 1e3);
  std::printf("receives %.3f\n", per(after.receives - before.receives, options.messages));
  std::printf("idle_kib %.0f\n", per(idle.residentKib, 1));
  std::printf("peak_kib %.0f\n", per(after.peakKib, 1));
  std::printf("connection_kib %.3f\n",
              per(before.residentKib - idle.residentKib, options.connections));
}

}  // namespace

int main(int argc, char** argv) {
  const Options options = parse(argc, argv);
  raiseLimit();
  measure(options);
}
