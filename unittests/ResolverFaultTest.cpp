// unittests/ResolverFaultTest.cpp -- Lookups and connections by name whose calls fail.
#include <thread>
#include <vector>

#include "FaultLoop.hpp"
#include "FaultSupport.hpp"
#include "Residue.hpp"
#include "StreamFixture.hpp"
#include "sys/ConnectByName.hpp"
#include "sys/Listener.hpp"
#include "sys/Resolver.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

class ResolverFaults : public FaultTest {
protected:
  // What the first connections and a contended lock keep for good.
  static void SetUpTestSuite() {
    Demuxer demuxer;
    Listener listener(Address::loopback());
    ConnectByName connect;
    Ended ended;
    connect.start(demuxer, "localhost", listener.address().port(), kForever, ended.completion());
    demuxer.run();
    connect.take().reset();
    for (int i = 0; i < 50 && *kFaultsUnavailable == '\0'; ++i) {
      Resolve many[16];
      for (Resolve& one : many) one.start(demuxer, "loopback.test", 80, ended.completion());
      demuxer.run();
    }
  }

  // Nobody joins the threads of lookups: what the system keeps for one goes shortly after it.
  class ThreadsGone {
  public:
    ThreadsGone() : before_(residue::openHandles()) {}
    ThreadsGone(const ThreadsGone&) = delete;
    ThreadsGone& operator=(const ThreadsGone&) = delete;
    ~ThreadsGone() {
      for (int i = 0; i < 1000 && residue::openHandles().size() > before_.size(); ++i) {
        std::this_thread::sleep_for(1ms);
      }
    }

  private:
    std::vector<std::int64_t> before_;
  };

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
    const ThreadsGone gone;
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
    const ThreadsGone gone;
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
