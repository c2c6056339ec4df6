// benchmarks/streams/SysEcho.cpp -- The library's echo server, of callbacks: buffers are lent by
// the loop, so that a connection that waits has none.
#include <cstdio>
#include <string>
#include <utility>

#include "EchoServer.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Listener.hpp"
#include "sys/Socket.hpp"

namespace {

using bench::add;
using bench::tally;

// Deletes itself when the connection ends.
class Connection {
public:
  Connection(sys::Socket socket, bool sink) : socket_(std::move(socket)), sink_(sink) {}

  void receive() {
    socket_.receiveLent(receive_, sys::Completion::to<&Connection::received>(*this));
  }

private:
  void received() {
    if (receive_.outcome() != sys::Outcome::Done) return delete this;
    add(tally().receives);
    add(tally().bytes, receive_.bytes().size());
    if (sink_) return receive();
    socket_.send(send_, receive_.bytes(), sys::Completion::to<&Connection::sent>(*this));
  }

  void sent() {
    if (send_.outcome() != sys::Outcome::Done) return delete this;
    receive();
  }

  sys::ReceiveLent receive_;
  sys::Send send_;
  sys::Socket socket_;
  bool sink_;
};

class Server {
public:
  Server(sys::Demuxer& demuxer, std::uint16_t port, bool sink)
      : demuxer_(demuxer),
        listener_(sys::Address::loopback(port), sys::ListenOptions().backlog(bench::kBacklog)),
        sink_(sink) {}

  std::uint16_t port() const { return listener_.address().port(); }

  void accept() {
    listener_.accept(accept_, demuxer_, sys::Completion::to<&Server::accepted>(*this));
  }

private:
  void accepted() {
    if (accept_.outcome() != sys::Outcome::Done) return;
    add(tally().connections);
    (new Connection(accept_.take(), sink_))->receive();
    accept();
  }

  sys::Demuxer& demuxer_;
  sys::Accept accept_;
  sys::Listener listener_;
  bool sink_;
};

}  // namespace

int main(int argc, char** argv) {
  try {
    const bench::ServerOptions options = bench::serverOptions(argc, argv, "sys " SYS_VERSION);
    sys::Demuxer demuxer(options.backend);
    Server server(demuxer, options.port, options.sink);
    server.accept();
    bench::serve(server.port());
    demuxer.run();
    return 0;
  } catch (const std::string& error) {
    std::fprintf(stderr, "SysEcho: %s\n", error.c_str());
    return 1;
  }
}
