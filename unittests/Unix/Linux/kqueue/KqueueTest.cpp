// unittests/Unix/Linux/kqueue/KqueueTest.cpp -- The emulation does what the manual pages say, so
// that what passes on it does so for the right reason.
#include <gtest/gtest.h>
#include <signal.h>
#include <sys/event.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <chrono>
#include <utility>
#include <vector>

namespace {

class KqueueTest : public testing::Test {
protected:
  KqueueTest() { EXPECT_EQ(::socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0); }
  ~KqueueTest() override {
    for (const int descriptor : {queue, ends[0], ends[1]}) ::close(descriptor);
  }

  // 0, or the error.
  int change(int ident, short filter, int flags, unsigned notes = 0, void* token = nullptr) const {
    struct kevent wanted;
    EV_SET(&wanted, static_cast<uintptr_t>(ident), filter, static_cast<unsigned short>(flags),
           notes, 0, token);
    return ::kevent(queue, &wanted, 1, nullptr, 0, nullptr) == 0 ? 0 : errno;
  }

  std::vector<struct kevent> wait(std::chrono::milliseconds limit) const {
    const timespec timeout{limit.count() / 1000, limit.count() % 1000 * 1000000};
    std::vector<struct kevent> events(8);
    const int count = ::kevent(queue, nullptr, 0, events.data(), 8, &timeout);
    EXPECT_GE(count, 0);
    events.resize(static_cast<std::size_t>(count));
    return events;
  }
  std::vector<struct kevent> told() const { return wait(std::chrono::milliseconds(0)); }

  static void waitForTheEnd(pid_t child) {
    siginfo_t info;
    ASSERT_EQ(::waitid(P_PID, static_cast<id_t>(child), &info, WEXITED | WNOWAIT), 0);
  }

  int queue = ::kqueue();
  int ends[2] = {-1, -1};
};

TEST_F(KqueueTest, WhatIsClearedIsToldAgainWhenMoreComes) {
  ASSERT_EQ(change(ends[0], EVFILT_READ, EV_ADD | EV_CLEAR, 0, this), 0);
  EXPECT_TRUE(told().empty());
  ASSERT_EQ(::write(ends[1], "a", 1), 1);
  const auto events = told();
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].ident, static_cast<uintptr_t>(ends[0]));
  EXPECT_EQ(events[0].filter, EVFILT_READ);
  EXPECT_EQ(events[0].udata, this);
  EXPECT_EQ(events[0].flags & EV_EOF, 0);
  EXPECT_TRUE(told().empty());
  ASSERT_EQ(::write(ends[1], "b", 1), 1);
  EXPECT_EQ(told().size(), 1U);
}

TEST_F(KqueueTest, OneShotIsToldOnceAndGone) {
  ASSERT_EQ(::write(ends[1], "a", 1), 1);
  ASSERT_EQ(change(ends[0], EVFILT_READ, EV_ADD | EV_ONESHOT), 0);
  EXPECT_EQ(told().size(), 1U);
  EXPECT_TRUE(told().empty());
  EXPECT_EQ(change(ends[0], EVFILT_READ, EV_DELETE), ENOENT);
}

TEST_F(KqueueTest, TheDirectionsAreEachOnTheirOwn) {
  ASSERT_EQ(change(ends[0], EVFILT_READ, EV_ADD | EV_CLEAR), 0);
  ASSERT_EQ(change(ends[0], EVFILT_WRITE, EV_ADD | EV_CLEAR), 0);
  const auto room = told();
  ASSERT_EQ(room.size(), 1U);
  EXPECT_EQ(room[0].filter, EVFILT_WRITE);
  ASSERT_EQ(change(ends[0], EVFILT_WRITE, EV_DELETE), 0);
  EXPECT_EQ(change(ends[0], EVFILT_WRITE, EV_DELETE), ENOENT);
  ASSERT_EQ(::shutdown(ends[1], SHUT_WR), 0);
  const auto end = told();
  ASSERT_EQ(end.size(), 1U);
  EXPECT_EQ(end[0].filter, EVFILT_READ);
  EXPECT_NE(end[0].flags & EV_EOF, 0);
}

TEST_F(KqueueTest, AClosedDescriptorIsForgotten) {
  ASSERT_EQ(change(ends[0], EVFILT_READ, EV_ADD | EV_CLEAR), 0);
  const int number = ends[0];
  ::close(std::exchange(ends[0], -1));
  EXPECT_EQ(change(number, EVFILT_READ, EV_DELETE), EBADF);
  ASSERT_EQ(::dup2(ends[1], number), number);  // Another file of that number.
  EXPECT_EQ(change(number, EVFILT_READ, EV_DELETE), ENOENT);
  EXPECT_TRUE(told().empty());
  ::close(number);
}

TEST_F(KqueueTest, AChildsEndIsToldOnceUnlessItWasOver) {
  const pid_t child = ::fork();
  if (child == 0) ::pause();
  ASSERT_EQ(change(child, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT, this), 0);
  EXPECT_TRUE(told().empty());
  ASSERT_EQ(::kill(child, SIGKILL), 0);
  const auto events = wait(std::chrono::minutes(1));
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].ident, static_cast<uintptr_t>(child));
  EXPECT_EQ(events[0].filter, EVFILT_PROC);
  EXPECT_EQ(events[0].udata, this);
  waitForTheEnd(child);
  EXPECT_EQ(change(child, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT), 0);
  EXPECT_TRUE(told().empty());
  ASSERT_EQ(::waitpid(child, nullptr, 0), child);
  EXPECT_EQ(change(child, EVFILT_PROC, EV_ADD | EV_ONESHOT, NOTE_EXIT), ESRCH);
}

TEST_F(KqueueTest, WhatItDoesNotDoIsAnError) {
  constexpr int kDispatch = 0x80;  // Of some systems only.
  constexpr short kTimer = -7;
  EXPECT_EQ(change(ends[0], EVFILT_READ, EV_ADD | kDispatch), EINVAL);
  EXPECT_EQ(change(ends[0], EVFILT_READ, EV_CLEAR), EINVAL);
  EXPECT_EQ(change(1, kTimer, EV_ADD), EINVAL);
  EXPECT_EQ(change(::getpid(), EVFILT_PROC, EV_ADD, 1), EINVAL);
  const int kept = std::exchange(queue, ends[1]);
  EXPECT_EQ(change(ends[0], EVFILT_READ, EV_ADD), EBADF);
  queue = kept;
}

TEST_F(KqueueTest, AnErrorIsAnEventWhereThereIsRoom) {
  struct kevent wanted;
  EV_SET(&wanted, static_cast<uintptr_t>(ends[0]), EVFILT_READ, EV_DELETE, 0, 0, this);
  struct kevent events[2];
  ASSERT_EQ(::kevent(queue, &wanted, 1, events, 2, nullptr), 1);
  EXPECT_NE(events[0].flags & EV_ERROR, 0);
  EXPECT_EQ(events[0].data, ENOENT);
  EXPECT_EQ(events[0].udata, this);
}

}  // namespace
