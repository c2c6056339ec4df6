// unittests/TaskFaultTest.cpp -- Tasks whose calls and frames fail: an error or a result comes out,
// and nothing is left.
#include "FaultLoop.hpp"
#include "StreamFixture.hpp"
#include "sys/Task.hpp"

namespace sys {
namespace {

using namespace std::chrono_literals;

class TaskFaults : public FaultTest, public testing::WithParamInterface<std::string> {};

INSTANTIATE_TEST_SUITE_P(Each, TaskFaults, testing::ValuesIn(Demuxer::backEnds()),
                         [](const auto& test) { return test.param; });

Task<void> answer(Socket socket) {
  char buffer[64];
  const Moved received = co_await receive(socket, buffer);
  if (received.outcome != Outcome::Done) co_return;
  co_await send(socket, std::span(buffer, received.count));
  socket.reset();
}

Task<void> serveOne(Demuxer& demuxer, Listener& listener) {
  Connected accepted = co_await accept(listener, demuxer);
  if (accepted.outcome == Outcome::Done) co_await answer(std::move(accepted.socket));
}

Task<bool> ask(Demuxer& demuxer, Address server) {
  Socket socket;
  const Outcome connected = co_await connect(socket, demuxer, server);
  if (connected != Outcome::Done) co_return false;
  char buffer[] = "question";
  co_await send(socket, buffer);
  const Moved received = co_await receive(socket, buffer);
  socket.reset();
  co_return received.outcome == Outcome::Done&& std::string(buffer) == "question";
}

Task<bool> both(Demuxer& demuxer, Listener& listener) {
  TaskScope scope(demuxer);
  scope.start(serveOne(demuxer, listener));
  const Deadline limit = std::chrono::steady_clock::now() + 300ms;
  const auto answered = co_await withDeadline(demuxer, limit, ask(demuxer, listener.address()));
  scope.cancel();
  co_await scope.join();
  co_return answered == true;
}

TEST_P(TaskFaults, AQuestionAndItsAnswer) {
  fail("Task by " + GetParam(), [](FaultRun& fault) {
    Demuxer demuxer(GetParam());
    Listener listener(Address::loopback());
    const auto answered = fault.call([&] { return run(demuxer, both(demuxer, listener)); });
    if (!fault.wasHurt()) {
      EXPECT_EQ(answered, true);
    }
    if (!answered) demuxer.run();  // What a loop that could not wait has left for later.
    EXPECT_FALSE(demuxer.runUntil(Deadline::min())) << "nothing is left under way";
  });
}

}  // namespace
}  // namespace sys
