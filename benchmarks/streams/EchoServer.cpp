// benchmarks/streams/EchoServer.cpp -- What all servers share: options, counters, and reports that
// a signal asks for.
#include "EchoServer.hpp"

#include <arpa/inet.h>
#include <fcntl.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <charconv>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <string_view>

namespace bench {

namespace {

// A line without memory: signal handlers write it.
class Line {
public:
  Line& operator<<(std::string_view text) {
    const std::size_t count = std::min(text.size(), sizeof text_ - size_);
    std::memcpy(text_ + size_, text.data(), count);
    size_ += count;
    return *this;
  }

  Line& operator<<(std::uint64_t value) {
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, value);
    return *this << std::string_view(digits, static_cast<std::size_t>(end.ptr - digits));
  }

  void print() const { [[maybe_unused]] const ssize_t written = ::write(1, text_, size_); }

private:
  char text_[512];
  std::size_t size_ = 0;
};

std::uint64_t microseconds(const timeval& time) {
  return static_cast<std::uint64_t>(time.tv_sec) * 1000000 +
         static_cast<std::uint64_t>(time.tv_usec);
}

// The second number of /proc/self/statm, in KiB.
std::uint64_t residentKib() {
  char text[128] = {};
  const int file = ::open("/proc/self/statm", O_RDONLY | O_CLOEXEC);
  const ssize_t count = ::read(file, text, sizeof text - 1);
  ::close(file);
  std::uint64_t pages = 0;
  const char* second = count > 0 ? std::strchr(text, ' ') : nullptr;
  if (second != nullptr) std::from_chars(second + 1, text + count, pages);
  return pages * (static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE)) / 1024);
}

void report(int signal) {
  const int saved = errno;
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  const Tally& done = tally();
  Line line;
  line << "user_us " << microseconds(usage.ru_utime) << " system_us "
       << microseconds(usage.ru_stime) << " connections " << done.connections.load() << " receives "
       << done.receives.load() << " bytes " << done.bytes.load() << " resident_kib "
       << residentKib() << " peak_kib " << static_cast<std::uint64_t>(usage.ru_maxrss) << "\n";
  line.print();
  if (signal == SIGTERM) ::_exit(0);
  errno = saved;
}

void onSignal(int signal) {
  struct sigaction action {};
  action.sa_handler = &report;
  action.sa_flags = SA_RESTART;
  ::sigaction(signal, &action, nullptr);
}

}  // namespace

Tally& tally() {
  static Tally only;
  return only;
}

ServerOptions serverOptions(int argc, char** argv, const std::string& version) {
  ServerOptions options;
  for (int i = 1; i < argc; ++i) {
    const std::string_view word = argv[i];
    if (word == "--version") {
      std::printf("%s\n", version.c_str());
      std::exit(0);
    } else if (word == "--sink") {
      options.sink = true;
    } else if (word == "--port" && i + 1 < argc) {
      options.port = static_cast<std::uint16_t>(std::atoi(argv[++i]));
    } else if (word == "--backend" && i + 1 < argc) {
      options.backend = argv[++i];
    } else {
      std::fprintf(stderr, "%s [--version] [--port N] [--sink] [--backend NAME]\n", argv[0]);
      std::exit(1);
    }
  }
  return options;
}

void serve(std::uint16_t port) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_NOFILE, &limit) == 0) {
    limit.rlim_cur = limit.rlim_max;
    ::setrlimit(RLIMIT_NOFILE, &limit);
  }
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  ::signal(SIGPIPE, SIG_IGN);
  onSignal(SIGUSR1);
  onSignal(SIGTERM);
  (Line() << "port " << port << "\n").print();
}

int listenOn(std::uint16_t port) {
  const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
  if (socket == -1) die("socket");
  const int on = 1;
  ::setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_port = htons(port);
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == -1)
    die("bind");
  if (::listen(socket, kBacklog) == -1) die("listen");
  return socket;
}

std::uint16_t portOf(int socket) {
  sockaddr_in address{};
  socklen_t size = sizeof address;
  if (::getsockname(socket, reinterpret_cast<sockaddr*>(&address), &size) == -1) die("getsockname");
  return ntohs(address.sin_port);
}

void setNoDelay(int socket) {
  const int on = 1;
  if (::setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on) == -1) die("TCP_NODELAY");
}

}  // namespace bench
