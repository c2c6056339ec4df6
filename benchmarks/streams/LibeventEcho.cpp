// benchmarks/streams/LibeventEcho.cpp -- libevent at its fastest: persistent events that tell that
// a socket is ready, and the system's own calls. Its bufferevents would copy each byte twice more.
//
// Level-triggered, which saves the read that finds nothing: libevent does not tell of the end that
// came with the last bytes.
#include <event2/event.h>
#include <event2/listener.h>
#include <sys/socket.h>
#include <unistd.h>

#include <cerrno>
#include <string>

#include "EchoServer.hpp"

namespace {

using bench::add;
using bench::die;
using bench::kBufferSize;
using bench::tally;

char buffer[kBufferSize];
bool isSink = false;

struct Connection {
  event* reading = nullptr;
  event* writing = nullptr;  // Made when the peer is slow for the first time.
  std::string unsent;        // What the peer did not take yet: nothing is read meanwhile.
};

void close(Connection& connection) {
  const evutil_socket_t socket = event_get_fd(connection.reading);
  event_free(connection.reading);
  if (connection.writing != nullptr) event_free(connection.writing);
  ::close(socket);
  delete &connection;
}

void writable(evutil_socket_t socket, short, void* context) {
  Connection& connection = *static_cast<Connection*>(context);
  std::string& unsent = connection.unsent;
  while (!unsent.empty()) {
    const ssize_t sent = ::send(socket, unsent.data(), unsent.size(), MSG_NOSIGNAL);
    if (sent == -1 && errno == EAGAIN) return;
    if (sent == -1) return close(connection);
    unsent.erase(0, static_cast<std::size_t>(sent));
  }
  event_del(connection.writing);
  event_add(connection.reading, nullptr);
}

void sendRest(Connection& connection, const char* from, std::size_t size) {
  connection.unsent.assign(from, size);
  event_del(connection.reading);
  if (connection.writing == nullptr) {
    connection.writing =
        event_new(event_get_base(connection.reading), event_get_fd(connection.reading),
                  EV_WRITE | EV_PERSIST, &writable, &connection);
  }
  event_add(connection.writing, nullptr);
}

void readable(evutil_socket_t socket, short, void* context) {
  Connection& connection = *static_cast<Connection*>(context);
  const ssize_t count = ::recv(socket, buffer, kBufferSize, 0);
  if (count == -1 && errno == EAGAIN) return;
  if (count <= 0) return close(connection);
  add(tally().receives);
  add(tally().bytes, static_cast<std::uint64_t>(count));
  if (isSink) return;
  const ssize_t sent = ::send(socket, buffer, static_cast<std::size_t>(count), MSG_NOSIGNAL);
  if (sent == count) return;
  if (sent == -1 && errno != EAGAIN) return close(connection);
  const std::size_t taken = sent == -1 ? 0 : static_cast<std::size_t>(sent);
  sendRest(connection, buffer + taken, static_cast<std::size_t>(count) - taken);
}

void connected(evconnlistener* listener, evutil_socket_t socket, sockaddr*, int, void*) {
  bench::setNoDelay(socket);
  add(tally().connections);
  auto* connection = new Connection;
  connection->reading = event_new(evconnlistener_get_base(listener), socket, EV_READ | EV_PERSIST,
                                  &readable, connection);
  event_add(connection->reading, nullptr);
}

}  // namespace

int main(int argc, char** argv) {
  const bench::ServerOptions options =
      bench::serverOptions(argc, argv, std::string("libevent ") + event_get_version());
  isSink = options.sink;
  event_config* config = event_config_new();
  event_config_set_flag(config, EVENT_BASE_FLAG_NOLOCK);
  event_config_set_flag(config, EVENT_BASE_FLAG_EPOLL_USE_CHANGELIST);
  event_base* base = event_base_new_with_config(config);
  const int socket = bench::listenOn(options.port);
  if (evconnlistener_new(base, &connected, nullptr, LEV_OPT_CLOSE_ON_EXEC, 0, socket) == nullptr)
    die("evconnlistener_new");
  bench::serve(bench::portOf(socket));
  return event_base_dispatch(base);
}
