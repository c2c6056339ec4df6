// lib/sys/Unix/Poll.cpp -- poll, and children asked every few milliseconds: what every Unix has.
//
// The set is handed to the kernel at each wait, so its cost grows with the number of channels. What
// it tells is so at the time of the wait: nothing is missed.
#include <poll.h>

#include "Unix/Readiness.cpp"

namespace sys {

struct Demuxer::OsBackend::Poll final : Readiness {
  static std::unique_ptr<OsBackend> make() { return std::make_unique<Poll>(); }

  void wait(Demuxer& demuxer, Deadline deadline) override;

private:
  struct Armed {
    int descriptor;
    Operation* operation;
  };

  void add(Channel&) override { ++channels_; }
  void remove(Channel&) noexcept override { --channels_; }
  void arm(int descriptor, Operation& operation) override {
    armed_.push_back({descriptor, &operation});
  }
  void armExit(pid_t id, int, Operation& operation) override { asked_.add(id, &operation); }
  void disarm(pid_t, int, Operation& operation) noexcept override {
    asked_.remove(&operation);
    std::erase_if(armed_, [&](const Armed& armed) { return armed.operation == &operation; });
  }
  void collect(Channel* channels);

  std::vector<Armed> armed_;
  std::vector<pollfd> polled_;     // The wake-up, what is armed, and channels somebody waits for.
  std::vector<Channel*> waiting_;  // These channels.
  std::size_t channels_ = 0;
};

// What is waited for now. Before it is waited for: nothing may fail after.
void Demuxer::OsBackend::Poll::collect(Channel* channels) {
  polled_.clear();
  waiting_.clear();
  polled_.reserve(1 + armed_.size() + channels_);
  waiting_.reserve(channels_);
  polled_.push_back({wakeUp.descriptor(), POLLIN, 0});
  for (const Armed& armed : armed_) polled_.push_back({armed.descriptor, POLLIN, 0});
  for (Channel* channel = channels; channel != nullptr; channel = channel->next) {
    const bool reads = channel->reading != nullptr && !channel->reading->later_;
    const bool writes = channel->writing != nullptr && !channel->writing->later_;
    if (!channel->known || (!reads && !writes)) continue;
    polled_.push_back({channel->handle,
                       static_cast<short>((reads ? POLLIN | POLLPRI : 0) | (writes ? POLLOUT : 0)),
                       0});
    waiting_.push_back(channel);
  }
}

void Demuxer::OsBackend::Poll::wait(Demuxer& demuxer, Deadline deadline) {
  while (void* ended = asked_.takeEnded()) {
    told(demuxer, *static_cast<Operation*>(ended));
    deadline = Deadline::min();
  }
  collect(demuxer.state_->channels);
  const int ready =
      ::poll(polled_.data(), static_cast<nfds_t>(polled_.size()), asked_.timeoutMs(deadline));
  if (ready == -1 && errno != EINTR) fail("", "cannot wait for events", lastSystemCode());
  if (ready <= 0) return;
  if (polled_[0].revents != 0) {
    wakeUp.take();
    demuxer.state_->wakeSent.store(false);
  }
  const std::size_t firstChannel = 1 + armed_.size();
  for (std::size_t i = 0; i < waiting_.size(); ++i) {
    const short events = polled_[firstChannel + i].revents;
    if (events == 0) continue;
    const bool broken = (events & (POLLHUP | POLLERR | POLLNVAL)) != 0;
    told(demuxer, *waiting_[i],
         {.readable = (events & (POLLIN | POLLPRI)) != 0,
          .writable = broken || (events & POLLOUT) != 0,
          .readEnds = broken || (events & POLLPRI) != 0});
  }
  for (std::size_t i = firstChannel - 1; i > 0; --i) {
    if (polled_[i].revents == 0) continue;
    Operation& operation = *armed_[i - 1].operation;
    armed_.erase(armed_.begin() + static_cast<std::ptrdiff_t>(i - 1));
    told(demuxer, operation);
  }
}

}  // namespace sys
