// unittests/ResolverFaultTest.cpp -- Lookups and connections by name whose calls fail.
#include "FaultLoop.hpp"
#include "StreamFixture.hpp"
#include "sys/ConnectByName.hpp"
#include "sys/Listener.hpp"
#include "sys/Resolver.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

class ResolverFaults : public FaultTest {
protected:
  // What is under way is given up once the loop has failed.
  template <typename Block>
  static void run(FaultRun& fault, Demuxer& demuxer, Block& block) {
    if (fault.call([&] { demuxer.run(); })) return;
    block.cancel();
    demuxer.run();
  }
};

TEST_F(ResolverFaults, ALookup) {
  fail("Resolve", [](FaultRun& fault) {
    Resolve resolve;
    Ended ended;
    Demuxer demuxer;
    const bool starts =
        fault.call([&] { resolve.start(demuxer, "loopback.test", 80, ended.completion()); });
    run(fault, demuxer, resolve);
    EXPECT_EQ(ended.calls, starts ? 1 : 0);
    if (!starts) return;
    const auto outcome = fault.call([&] { return resolve.outcome(); });
    if (outcome == Outcome::Done) {
      EXPECT_FALSE(resolve.addresses().empty());
    }
  });
}

TEST_F(ResolverFaults, AConnectionByName) {
  fail("ConnectByName", [](FaultRun& fault) {
    Listener listener(Address::loopback());
    ConnectByName connect;
    Ended ended;
    Demuxer demuxer;
    const Deadline limit = std::chrono::steady_clock::now() + 300ms;
    const std::uint16_t port = listener.address().port();
    const bool starts =
        fault.call([&] { connect.start(demuxer, "localhost", port, limit, ended.completion()); });
    run(fault, demuxer, connect);
    EXPECT_EQ(ended.calls, starts ? 1 : 0);
    if (!starts) return;
    const auto outcome = fault.call([&] { return connect.outcome(); });
    const auto why = fault.call([&] { return connect.explanation(); });
    if (why) {
      EXPECT_EQ(why->empty(), outcome == Outcome::Done);
    }
    Socket socket = connect.take();
    EXPECT_EQ(socket.isOpen(), outcome == Outcome::Done);
    socket.reset();
  });
}

}  // namespace
}  // namespace sys
