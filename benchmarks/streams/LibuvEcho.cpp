// benchmarks/streams/LibuvEcho.cpp -- libuv as a demanding user writes it: one buffer for all
// reads, uv_try_write first, a queued write only for what the peer does not take at once.
#include <uv.h>

#include <cstdlib>
#include <cstring>
#include <string>

#include "EchoServer.hpp"

namespace {

using bench::add;
using bench::kBufferSize;
using bench::tally;

char buffer[kBufferSize];
bool isSink = false;

struct Connection {
  uv_tcp_t socket;
  uv_write_t write;
  std::string unsent;  // What the peer did not take yet: nothing is read meanwhile.
};

void check(int status, const char* what) {
  if (status >= 0) return;
  std::fprintf(stderr, "%s: %s\n", what, uv_strerror(status));
  std::exit(1);
}

void close(Connection& connection) {
  uv_close(reinterpret_cast<uv_handle_t*>(&connection.socket),
           [](uv_handle_t* handle) { delete static_cast<Connection*>(handle->data); });
}

void lendBuffer(uv_handle_t*, std::size_t, uv_buf_t* into) {
  *into = uv_buf_init(buffer, kBufferSize);
}

void received(uv_stream_t* stream, ssize_t count, const uv_buf_t*);

void sent(uv_write_t* write, int status) {
  Connection& connection = *static_cast<Connection*>(write->data);
  if (status < 0) return close(connection);
  check(uv_read_start(write->handle, &lendBuffer, &received), "uv_read_start");
}

void sendRest(Connection& connection, const char* from, std::size_t size) {
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&connection.socket);
  uv_read_stop(stream);
  connection.unsent.assign(from, size);
  connection.write.data = &connection;
  uv_buf_t rest = uv_buf_init(connection.unsent.data(), static_cast<unsigned>(size));
  check(uv_write(&connection.write, stream, &rest, 1, &sent), "uv_write");
}

void received(uv_stream_t* stream, ssize_t count, const uv_buf_t*) {
  if (count == 0) return;
  Connection& connection = *static_cast<Connection*>(stream->data);
  if (count < 0) return close(connection);
  add(tally().receives);
  add(tally().bytes, static_cast<std::uint64_t>(count));
  if (isSink) return;
  uv_buf_t answer = uv_buf_init(buffer, static_cast<unsigned>(count));
  const int taken = uv_try_write(stream, &answer, 1);
  if (taken == count) return;
  if (taken < 0 && taken != UV_EAGAIN) return close(connection);
  const std::size_t done = taken < 0 ? 0 : static_cast<std::size_t>(taken);
  sendRest(connection, buffer + done, static_cast<std::size_t>(count) - done);
}

void connected(uv_stream_t* listener, int status) {
  check(status, "connection");
  auto* connection = new Connection;
  uv_stream_t* stream = reinterpret_cast<uv_stream_t*>(&connection->socket);
  check(uv_tcp_init(listener->loop, &connection->socket), "uv_tcp_init");
  stream->data = connection;
  check(uv_accept(listener, stream), "uv_accept");
  check(uv_tcp_nodelay(&connection->socket, 1), "uv_tcp_nodelay");
  add(tally().connections);
  check(uv_read_start(stream, &lendBuffer, &received), "uv_read_start");
}

}  // namespace

int main(int argc, char** argv) {
  const bench::ServerOptions options =
      bench::serverOptions(argc, argv, std::string("libuv ") + uv_version_string());
  isSink = options.sink;
  uv_tcp_t listener;
  sockaddr_in address;
  check(uv_ip4_addr("127.0.0.1", options.port, &address), "uv_ip4_addr");
  check(uv_tcp_init(uv_default_loop(), &listener), "uv_tcp_init");
  check(uv_tcp_bind(&listener, reinterpret_cast<const sockaddr*>(&address), 0), "uv_tcp_bind");
  check(uv_listen(reinterpret_cast<uv_stream_t*>(&listener), bench::kBacklog, &connected),
        "uv_listen");
  uv_os_fd_t socket = -1;
  check(uv_fileno(reinterpret_cast<uv_handle_t*>(&listener), &socket), "uv_fileno");
  bench::serve(bench::portOf(socket));
  return uv_run(uv_default_loop(), UV_RUN_DEFAULT);
}
