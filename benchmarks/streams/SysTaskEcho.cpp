// benchmarks/streams/SysTaskEcho.cpp -- The library's echo server, of tasks: what SysEcho does by
// callbacks.
#include <cstdio>
#include <string>
#include <utility>

#include "EchoServer.hpp"
#include "sys/Task.hpp"

namespace {

using bench::add;
using bench::tally;

sys::Task<void> echo(sys::Socket socket, bool sink) {
  for (sys::ReceiveLent lent;;) {
    const sys::Outcome received = co_await receiveLent(socket, lent);
    if (received != sys::Outcome::Done) co_return;
    add(tally().receives);
    add(tally().bytes, lent.bytes().size());
    if (sink) continue;
    const sys::Moved sent = co_await send(socket, lent.bytes());
    if (sent.outcome != sys::Outcome::Done) co_return;
  }
}

sys::Task<void> serve(sys::Demuxer& demuxer, sys::Listener& listener, bool sink) {
  sys::TaskScope connections(demuxer);
  for (;;) {
    sys::Connected accepted = co_await accept(listener, demuxer);
    if (accepted.outcome != sys::Outcome::Done) break;
    add(tally().connections);
    connections.start(echo(std::move(accepted.socket), sink));
  }
  co_await connections.join();
}

}  // namespace

int main(int argc, char** argv) {
  try {
    const bench::ServerOptions options = bench::serverOptions(argc, argv, "sys " SYS_VERSION);
    sys::Demuxer demuxer(options.backend);
    sys::Listener listener(sys::Address::loopback(options.port),
                           sys::ListenOptions().backlog(bench::kBacklog));
    bench::serve(listener.address().port());
    run(demuxer, serve(demuxer, listener, options.sink));
    return 0;
  } catch (const std::string& error) {
    std::fprintf(stderr, "SysTaskEcho: %s\n", error.c_str());
    return 1;
  }
}
