// unittests/Unix/Linux/kqueue/Kqueue.cpp -- kqueue on Linux, by epoll: lets the library's kqueue
// back end run where its tests do. It does what the manual pages of Darwin and the BSDs agree on,
// for the filters and flags that the library uses, and refuses the rest with EINVAL.
//
// Where systems differ it does what is harder for the caller: a child that has ended already can be
// waited for and is never told of (Darwin). It tells of a connection's two directions together, as
// epoll does, so more often than a BSD; a child's end a millisecond late; `data` is always 0, and
// room for one event serves children only. A queue is known by its number, so one that was closed
// leaves memory behind until the next has that number. None of the memory is operator new's: to
// the tests all this is the kernel.
#include <fcntl.h>
#include <poll.h>
#include <sys/epoll.h>
#include <sys/event.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <iterator>
#include <mutex>
#include <new>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;

template <typename Element>
struct Malloc {
  using value_type = Element;

  Malloc() = default;
  template <typename Other>
  Malloc(const Malloc<Other>&) {}

  Element* allocate(std::size_t count) {
    void* memory = std::malloc(count * sizeof(Element));
    if (memory == nullptr) throw std::bad_alloc();
    return static_cast<Element*>(memory);
  }
  void deallocate(Element* memory, std::size_t) { std::free(memory); }
  bool operator==(const Malloc&) const = default;
};

template <typename Element>
using List = std::vector<Element, Malloc<Element>>;

// What is asked of one direction of a descriptor.
struct Interest {
  unsigned short flags = 0;  // 0 for nothing.
  void* token = nullptr;
};

struct Watch {
  Interest reads;
  Interest writes;

  bool wanted() const { return reads.flags != 0 || writes.flags != 0; }
};

struct Child {
  pid_t id;
  void* token;
  bool wasOver;  // When it was added.
};

struct Queue {
  bool isOpen = false;
  List<Watch> watches;  // By descriptor.
  List<Child> children;
};

std::mutex mutex;

// By descriptor.
List<Queue>& queues() {
  static List<Queue> all;
  return all;
}

// --- Descriptors --------------------------------------------------------------------------------

std::uint32_t epollEvents(const Watch& watch) {
  std::uint32_t events = 0;
  if (watch.reads.flags != 0) events |= EPOLLIN | EPOLLRDHUP;
  if (watch.writes.flags != 0) events |= EPOLLOUT;
  return ((watch.reads.flags | watch.writes.flags) & EV_CLEAR) != 0 ? events | EPOLLET : events;
}

int control(int set, int how, int descriptor, const Watch& watch) {
  epoll_event event{};
  event.events = epollEvents(watch);
  event.data.fd = descriptor;
  return ::epoll_ctl(set, how, descriptor, &event) == 0 ? 0 : errno;
}

// Makes `watch` what the set has in the place of `before`.
int apply(int set, int descriptor, const Watch& before, const Watch& watch) {
  if (!before.wanted()) return control(set, EPOLL_CTL_ADD, descriptor, watch);
  return control(set, watch.wanted() ? EPOLL_CTL_MOD : EPOLL_CTL_DEL, descriptor, watch);
}

int changeDescriptor(int set, Queue& queue, const struct kevent& change) {
  const int descriptor = static_cast<int>(change.ident);
  if (::fcntl(descriptor, F_GETFD) == -1) return EBADF;
  const std::size_t place = change.ident;
  if (queue.watches.size() <= place) queue.watches.resize(place + 1);
  const bool adds = (change.flags & EV_ADD) != 0;
  // What was asked of a file that was closed is forgotten when the number is another's.
  for (;;) {
    const Watch before = queue.watches[place];
    Watch watch = before;
    Interest& interest = change.filter == EVFILT_READ ? watch.reads : watch.writes;
    if (!adds && interest.flags == 0) return ENOENT;
    interest = adds ? Interest{change.flags, change.udata} : Interest{};
    if (watch.reads.flags != 0 && watch.writes.flags != 0 &&
        ((watch.reads.flags ^ watch.writes.flags) & EV_CLEAR) != 0) {
      return EINVAL;
    }
    const int error = apply(set, descriptor, before, watch);
    if (error == 0) queue.watches[place] = watch;
    if (error != ENOENT || !before.wanted()) return error;
    queue.watches[place] = {};
  }
}

// --- Children -----------------------------------------------------------------------------------

enum class ChildState { Running, Over, Gone };

ChildState stateOf(pid_t id) {
  siginfo_t info{};
  if (::waitid(P_PID, static_cast<id_t>(id), &info, WEXITED | WNOHANG | WNOWAIT) == -1) {
    return ChildState::Gone;
  }
  return info.si_pid == 0 ? ChildState::Running : ChildState::Over;
}

int changeChild(Queue& queue, const struct kevent& change) {
  const pid_t id = static_cast<pid_t>(change.ident);
  const auto known =
      std::ranges::find_if(queue.children, [&](const Child& child) { return child.id == id; });
  if ((change.flags & EV_DELETE) != 0) {
    if (known == queue.children.end()) return ENOENT;
    queue.children.erase(known);
    return 0;
  }
  if (change.fflags != NOTE_EXIT) return EINVAL;
  const ChildState state = stateOf(id);
  if (state == ChildState::Gone) return ESRCH;
  const Child child{id, change.udata, state == ChildState::Over};
  if (known == queue.children.end()) {
    queue.children.push_back(child);
  } else {
    *known = child;
  }
  return 0;
}

int carryOut(int set, Queue& queue, const struct kevent& change) {
  const unsigned short what = change.flags & (EV_ADD | EV_DELETE);
  const unsigned short known = EV_ADD | EV_DELETE | EV_ONESHOT | EV_CLEAR;
  if ((change.flags & ~known) != 0 || (what != EV_ADD && what != EV_DELETE)) return EINVAL;
  switch (change.filter) {
    case EVFILT_READ:
    case EVFILT_WRITE:
      return changeDescriptor(set, queue, change);
    case EVFILT_PROC:
      return changeChild(queue, change);
    default:
      return EINVAL;
  }
}

// --- Waiting ------------------------------------------------------------------------------------

// The caller's room for events.
struct Told {
  struct kevent* events;
  int room;
  int count = 0;

  bool isFull() const { return count == room; }
  void add(std::uintptr_t ident, short filter, unsigned flags, unsigned notes, void* token) {
    events[count++] = {ident, filter, static_cast<unsigned short>(flags), notes, 0, token};
  }
};

// Those that ended while they were waited for.
void tellOfChildren(Queue& queue, Told& told) {
  std::erase_if(queue.children, [&](const Child& child) {
    const ChildState state = stateOf(child.id);
    if (child.wasOver) return state == ChildState::Gone;
    if (state == ChildState::Running || told.isFull()) return false;
    told.add(static_cast<std::uintptr_t>(child.id), EVFILT_PROC, EV_ADD | EV_ONESHOT | EV_EOF,
             NOTE_EXIT, child.token);
    return true;
  });
}

void tellOfDescriptor(int set, Queue& queue, const epoll_event& event, Told& told) {
  const int descriptor = event.data.fd;
  Watch& watch = queue.watches[static_cast<std::size_t>(descriptor)];
  const Watch before = watch;
  const auto tell = [&](Interest& interest, short filter, unsigned when, unsigned ends) {
    if (interest.flags == 0 || (event.events & (when | EPOLLHUP | EPOLLERR)) == 0) return;
    const unsigned end = (event.events & (ends | EPOLLHUP)) != 0 ? EV_EOF : 0;
    told.add(static_cast<std::uintptr_t>(descriptor), filter, interest.flags | end, 0,
             interest.token);
    if ((interest.flags & EV_ONESHOT) != 0) interest = {};
  };
  tell(watch.reads, EVFILT_READ, EPOLLIN | EPOLLRDHUP, EPOLLRDHUP);
  tell(watch.writes, EVFILT_WRITE, EPOLLOUT, 0);
  if (watch.reads.flags != before.reads.flags || watch.writes.flags != before.writes.flags) {
    apply(set, descriptor, before, watch);
  }
}

int millisecondsUntil(Clock::time_point end) {
  const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now()).count();
  return static_cast<int>(std::clamp<long long>(left, 0, 1000000000));
}

int await(int set, struct kevent* events, int room, const timespec* timeout) {
  const Clock::time_point end = timeout == nullptr
                                    ? Clock::time_point::max()
                                    : Clock::now() + std::chrono::seconds(timeout->tv_sec) +
                                          std::chrono::nanoseconds(timeout->tv_nsec);
  for (;;) {
    Told told{events, room};
    bool asksAgain = false;
    {
      const std::scoped_lock lock(mutex);
      Queue& queue = queues()[static_cast<std::size_t>(set)];
      tellOfChildren(queue, told);
      asksAgain = std::ranges::any_of(queue.children, [](const Child& c) { return !c.wasOver; });
    }
    epoll_event ready[128];
    const int most = std::min((room - told.count) / 2, static_cast<int>(std::size(ready)));
    const int left = timeout == nullptr ? -1 : millisecondsUntil(end);
    const int limit = told.count > 0 ? 0 : asksAgain && left != 0 ? 1 : left;
    // Room for one is no room for a descriptor's two directions.
    const int count = most > 0 ? ::epoll_wait(set, ready, most, limit) : ::poll(nullptr, 0, limit);
    if (count == -1 && told.count == 0) return -1;
    {
      const std::scoped_lock lock(mutex);
      Queue& queue = queues()[static_cast<std::size_t>(set)];
      for (int i = 0; i < count; ++i) tellOfDescriptor(set, queue, ready[i], told);
    }
    if (told.count > 0 || left == 0) return told.count;
  }
}

int failed(int error) {
  errno = error;
  return -1;
}

// The number of events that tell of errors, or -1.
int carryOutAll(int set, const struct kevent* changes, int count, struct kevent* events, int room) {
  const std::scoped_lock lock(mutex);
  if (set < 0 || static_cast<std::size_t>(set) >= queues().size() ||
      !queues()[static_cast<std::size_t>(set)].isOpen) {
    return failed(EBADF);
  }
  Told told{events, room};
  for (int i = 0; i < count; ++i) {
    const struct kevent& change = changes[i];
    const int error = carryOut(set, queues()[static_cast<std::size_t>(set)], change);
    if (error == 0) continue;
    if (told.isFull()) return failed(error);
    told.add(change.ident, change.filter, change.flags | EV_ERROR, 0, change.udata);
    events[told.count - 1].data = error;
  }
  return told.count;
}

}  // namespace

extern "C" int kqueue() try {
  const int set = ::epoll_create1(EPOLL_CLOEXEC);
  if (set == -1) return -1;
  const std::scoped_lock lock(mutex);
  const auto place = static_cast<std::size_t>(set);
  if (queues().size() <= place) queues().resize(place + 1);
  queues()[place] = {};
  queues()[place].isOpen = true;
  return set;
} catch (const std::bad_alloc&) {
  std::abort();
}

extern "C" int kevent(int queue, const struct kevent* changes, int changeCount,
                      struct kevent* events, int eventCount, const timespec* timeout) try {
  const int errors = carryOutAll(queue, changes, changeCount, events, eventCount);
  if (errors != 0 || eventCount == 0) return errors;
  return await(queue, events, eventCount, timeout);
} catch (const std::bad_alloc&) {
  return failed(ENOMEM);
}
