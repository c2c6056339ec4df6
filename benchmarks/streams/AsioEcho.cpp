// benchmarks/streams/AsioEcho.cpp -- Standalone Asio as a demanding user writes it: one thread
// without locks, no type-erased executor, a session that owns its buffer, callbacks.
#include <asio.hpp>
#include <cstdlib>
#include <memory>
#include <string>

#include "EchoServer.hpp"

namespace {

using bench::add;
using bench::kBufferSize;
using bench::tally;
using Executor = asio::io_context::executor_type;
using Socket = asio::basic_stream_socket<asio::ip::tcp, Executor>;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, Executor>;

// Deletes itself when the connection ends.
class Session {
public:
  Session(Socket socket, bool sink) : socket_(std::move(socket)), sink_(sink) {
    socket_.set_option(asio::ip::tcp::no_delay(true));
  }

  void receive() {
    socket_.async_read_some(asio::buffer(buffer_, kBufferSize),
                            [this](std::error_code error, std::size_t count) {
                              if (error) {
                                delete this;
                              } else {
                                received(count);
                              }
                            });
  }

private:
  void received(std::size_t count) {
    add(tally().receives);
    add(tally().bytes, count);
    if (sink_) return receive();
    asio::async_write(socket_, asio::buffer(buffer_, count),
                      [this](std::error_code error, std::size_t) {
                        if (error) {
                          delete this;
                        } else {
                          receive();
                        }
                      });
  }

  Socket socket_;
  bool sink_;
  char buffer_[kBufferSize];
};

class Server {
public:
  Server(asio::io_context& loop, std::uint16_t port, bool sink)
      : acceptor_(loop, {asio::ip::address_v4::loopback(), port}), sink_(sink) {
    acceptor_.listen(bench::kBacklog);
  }

  std::uint16_t port() const { return acceptor_.local_endpoint().port(); }

  void accept() {
    acceptor_.async_accept([this](std::error_code error, Socket socket) {
      if (error) std::exit(1);
      add(tally().connections);
      (new Session(std::move(socket), sink_))->receive();
      accept();
    });
  }

private:
  Acceptor acceptor_;
  bool sink_;
};

std::string version() {
  return "Asio " + std::to_string(ASIO_VERSION / 100000) + "." +
         std::to_string(ASIO_VERSION / 100 % 1000) + "." + std::to_string(ASIO_VERSION % 100);
}

}  // namespace

int main(int argc, char** argv) {
  const bench::ServerOptions options = bench::serverOptions(argc, argv, version());
  asio::io_context loop(ASIO_CONCURRENCY_HINT_UNSAFE);
  Server server(loop, options.port, options.sink);
  server.accept();
  bench::serve(server.port());
  loop.run();
}
