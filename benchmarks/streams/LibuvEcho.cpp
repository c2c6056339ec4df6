// benchmarks/streams/LibuvEcho.cpp -- libuv as a demanding user writes it, in two ways: uv_write,
// with buffers and requests used again and again, or, as the back end `try`, uv_try_write first,
// with one buffer for all.
//
// The first is what the other libraries offer too, a write that completes; the second is a
// program's own shortcut to the system's call.
#include <uv.h>

#include <cstdlib>
#include <string>
#include <vector>

#include "EchoServer.hpp"

namespace {

using bench::add;
using bench::kBufferSize;
using bench::tally;

struct Buffer {
  uv_write_t write;
  char bytes[kBufferSize];
};

std::vector<Buffer*> unused;
bool isSink = false;
bool triesFirst = false;

struct Connection {
  uv_tcp_t socket;
  bool stopped = false;  // Reads nothing before the peer has taken what was written.
};

void check(int status, const char* what) {
  if (status >= 0) return;
  std::fprintf(stderr, "%s: %s\n", what, uv_strerror(status));
  std::exit(1);
}

void close(uv_stream_t* stream) {
  uv_handle_t* handle = reinterpret_cast<uv_handle_t*>(stream);
  if (uv_is_closing(handle)) return;
  uv_close(handle, [](uv_handle_t* closed) { delete static_cast<Connection*>(closed->data); });
}

// The buffer is taken from the unused ones by who keeps it.
void lendBuffer(uv_handle_t*, std::size_t, uv_buf_t* into) {
  if (unused.empty()) unused.push_back(new Buffer);
  *into = uv_buf_init(unused.back()->bytes, kBufferSize);
}

void received(uv_stream_t* stream, ssize_t count, const uv_buf_t*);

void written(uv_write_t* write, int status) {
  unused.push_back(static_cast<Buffer*>(write->data));
  if (status < 0) return close(write->handle);
  Connection& connection = *static_cast<Connection*>(write->handle->data);
  if (!connection.stopped) return;
  connection.stopped = false;
  check(uv_read_start(write->handle, &lendBuffer, &received), "uv_read_start");
}

void write(uv_stream_t* stream, std::size_t from, std::size_t to) {
  Buffer* buffer = unused.back();
  unused.pop_back();
  buffer->write.data = buffer;
  uv_buf_t bytes = uv_buf_init(buffer->bytes + from, static_cast<unsigned>(to - from));
  check(uv_write(&buffer->write, stream, &bytes, 1, &written), "uv_write");
  if (uv_stream_get_write_queue_size(stream) == 0) return;
  uv_read_stop(stream);
  static_cast<Connection*>(stream->data)->stopped = true;
}

void received(uv_stream_t* stream, ssize_t count, const uv_buf_t* buffer) {
  if (count == 0) return;
  if (count < 0) return close(stream);
  add(tally().receives);
  add(tally().bytes, static_cast<std::uint64_t>(count));
  if (isSink) return;
  int taken = 0;
  if (triesFirst) {
    uv_buf_t answer = uv_buf_init(buffer->base, static_cast<unsigned>(count));
    taken = uv_try_write(stream, &answer, 1);
    if (taken == count) return;
    if (taken == UV_EAGAIN) taken = 0;
    if (taken < 0) return close(stream);
  }
  write(stream, static_cast<std::size_t>(taken), static_cast<std::size_t>(count));
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
  triesFirst = options.backend == "try";
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
