// tools/sysmake/Follow.cpp -- `--attach`: a client of a status server that shows what the build's
// own terminal does.
#include "sysmake/Follow.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <span>
#include <string>
#include <string_view>

#include "sys/ConnectByName.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Socket.hpp"
#include "sys/Timer.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/EventReader.hpp"
#include "sysmake/FollowedBuild.hpp"

namespace sysmake {

namespace {

constexpr std::chrono::seconds kAnswerTime{10};
constexpr std::size_t kMostHeadBytes = 16384;

class Follower {
public:
  Follower(const ServedPlace& place, Status& status) : place_(place), build_(status) {}

  int run();

private:
  [[noreturn]] void fail(std::string_view what) const { throw concat(place_.text, ": ", what); }

  void connected();
  void sent();
  void received();
  void receive();
  void timeCame();
  bool readHead(std::string_view& bytes);
  void readEvent(std::string_view data);

  const ServedPlace& place_;
  FollowedBuild build_;
  std::string text_;  // What is sent, then the head of the answer.
  bool hasHead_ = false;
  EventReader events_;
  std::array<char, 65536> buffer_;
  sys::Socket socket_;
  sys::ConnectByName connecting_;
  sys::Send sending_;
  sys::Receive receiving_;
  sys::Timer timer_;
  sys::Demuxer demuxer_;  // The last one, as it must be destroyed before the operations.
};

int Follower::run() {
  const sys::Deadline deadline = std::chrono::steady_clock::now() + kAnswerTime;
  const auto connected = sys::Completion::to<&Follower::connected>(*this);
  timer_.start(demuxer_, deadline, sys::Completion::to<&Follower::timeCame>(*this));
  if (place_.address.family() == sys::Address::Family::None) {
    connecting_.start(demuxer_, place_.host, place_.port, deadline, connected);
  } else {
    connecting_.start(demuxer_, {&place_.address, 1}, deadline, connected);
  }
  while (!build_.code()) {
    demuxer_.runUntil(build_.refreshTime());
    build_.refresh();
  }
  return *build_.code();
}

void Follower::timeCame() {
  if (timer_.outcome() == sys::Outcome::Done) {
    fail("cannot follow a build because nobody answers there (10 seconds have passed).");
  }
}

void Follower::connected() {
  const sys::Outcome outcome = connecting_.outcome();
  if (outcome == sys::Outcome::Cancelled) return;
  if (outcome != sys::Outcome::Done) {
    throw concat(connecting_.explanation(),
                 " Where a build is served stands in the first line that it prints.");
  }
  socket_ = connecting_.take();
  const bool isLocal = place_.address.family() == sys::Address::Family::Local;
  text_ = concat("GET /events HTTP/1.1\r\nHost: ", isLocal ? "localhost" : place_.text,
                 "\r\nAccept: text/event-stream\r\n\r\n");
  socket_.send(sending_, std::span<const char>(text_.data(), text_.size()),
               sys::Completion::to<&Follower::sent>(*this));
}

void Follower::sent() {
  if (sending_.outcome() == sys::Outcome::Cancelled) return;
  text_.clear();
  receive();  // That tells what has become of the connection.
}

void Follower::receive() {
  socket_.receive(receiving_, std::span<char>(buffer_),
                  sys::Completion::to<&Follower::received>(*this));
}

void Follower::received() {
  const sys::Outcome outcome = receiving_.outcome();
  if (outcome == sys::Outcome::Cancelled) return;
  if (outcome != sys::Outcome::Done) {
    fail(hasHead_ ? "the connection is lost: the build was ended, or has lost its way to its end."
                  : "cannot follow a build because who listens there gives no answer.");
  }
  std::string_view bytes(buffer_.data(), receiving_.count());
  if (!hasHead_ && !readHead(bytes)) return receive();
  events_.read(bytes, [this](std::string_view, std::string_view data) { readEvent(data); });
  build_.code() ? demuxer_.stop() : receive();
}

// Takes the head of the answer off the front of `bytes`; false if it goes on.
bool Follower::readHead(std::string_view& bytes) {
  const std::size_t before = text_.size();
  text_ += bytes;
  const std::size_t end = text_.find("\r\n\r\n");
  if (end == std::string::npos && text_.size() < kMostHeadBytes) return false;
  const std::string_view head = std::string_view(text_).substr(0, end);
  const std::string_view first = head.substr(0, head.find('\r')).substr(0, 80);
  if (head.find("\r\nServer: sysmake/") == std::string_view::npos) {
    fail(concat("cannot follow a build because this is no status server of sysmake (it says '",
                jsonEscaped(wellFormed(first)), "')."));
  }
  if (!first.starts_with("HTTP/1.1 200 ")) {
    fail(concat("cannot follow the build because the server refuses: ", first));
  }
  bytes.remove_prefix(end + 4 - before);
  hasHead_ = true;
  text_.clear();
  timer_.cancel();
  socket_.setKeepAlive(std::chrono::seconds(30), std::chrono::seconds(10), 3);
  return true;
}

void Follower::readEvent(std::string_view data) {
  const std::optional<JsonValue> state = JsonValue::parse(data);
  if (!state) fail("what the server says of the build is no JSON.");
  build_.apply(*state);
  demuxer_.stop();  // When to draw next may have changed.
}

}  // namespace

int follow(const ServedPlace& place, Status& status) { return Follower(place, status).run(); }

}  // namespace sysmake
