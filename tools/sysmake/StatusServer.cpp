// tools/sysmake/StatusServer.cpp -- Served by the loop in which the build waits for its commands,
// with a bounded share of its time.
#include "sysmake/StatusServer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "sys/Directory.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/HttpRequest.hpp"

namespace sysmake {

namespace {

// How often those who follow are told, at most.
constexpr std::chrono::milliseconds kNewsEvery{100};
// How old the times in them may be.
constexpr std::chrono::milliseconds kNewsStay{10};
// How long who reads slowly may keep this program from its end.
constexpr std::chrono::milliseconds kFarewell{300};
// Making answers takes one part in so many of the time, once it has taken as long as the first ones
// may take together.
constexpr int kShare = 10;
constexpr std::chrono::milliseconds kFreeShare{20};

StatusPlace checked(const StatusPlace& place) {
  if (place.isPublic || place.address.isLoopback()) return place;
  throw concat(place.address.text(),
               ": cannot serve the status because other machines may read it there. Choose ",
               sys::Address::loopback(place.address.port()).text(),
               ", or --status-server-public if that is meant.");
}

bool isOneOf(std::string_view text, std::span<const std::string_view> all) {
  return std::find(all.begin(), all.end(), text) != all.end();
}

}  // namespace

StatusServer::StatusServer(const StatusPlace& place)
    : place_(checked(place)),
      directory_(sys::Directory::current().text()),
      listener_(place_.address) {
  record_.onChange = [this] { recordChanged(); };
  accept();
}

StatusServer::~StatusServer() {
  isFinishing_ = true;
  for (const auto& connection : connections_) connection->close();
}

std::string StatusServer::url() const {
  const sys::Address address = listener_.address();
  if (address.family() == sys::Address::Family::Local) return address.text();
  return concat("http://", address.text(), "/");
}

std::size_t StatusServer::openConnections() const {
  return static_cast<std::size_t>(
      std::count_if(connections_.begin(), connections_.end(),
                    [](const auto& connection) { return connection->isOpen(); }));
}

// One more than there is room for, to tell it so.
void StatusServer::accept() {
  if (accept_.isPending() || !listener_.isOpen() || openConnections() > kMostConnections) return;
  listener_.accept(accept_, demuxer_, sys::Completion::to<&StatusServer::accepted>(*this));
}

void StatusServer::accepted() {
  try {
    if (accept_.outcome() != sys::Outcome::Done) return;
    makeRoom();
    const bool isFull = openConnections() >= kMostConnections;
    connections_.push_back(std::make_unique<StatusConnection>(*this, accept_.take()));
    connections_.back()->start(isFull);
    accept();
  } catch (const std::string& why) {
    listener_.close();
    record_.message(BuildRecord::MessageKind::Warning, why);
  }
}

// Of those who wait for nothing the one goes whose time is up first.
void StatusServer::makeRoom() {
  if (openConnections() < kMostConnections) return;
  StatusConnection* oldest = nullptr;
  for (const auto& connection : connections_) {
    if (!connection->isIdle()) continue;
    if (oldest == nullptr || connection->deadline() < oldest->deadline()) oldest = connection.get();
  }
  if (oldest != nullptr) oldest->close();
}

void StatusServer::remove(StatusConnection& connection) {
  std::erase(asking_, &connection);
  std::erase_if(connections_, [&](const auto& one) { return one.get() == &connection; });
  if (isFinishing_ && connections_.empty()) demuxer_.stop();
  if (!isFinishing_) accept();
}

void StatusServer::ask(StatusConnection& connection) {
  asking_.push_back(&connection);
  if (!answerTimer_.isPending()) answerAsked();
}

void StatusServer::answerAsked() {
  using Clock = std::chrono::steady_clock;
  while (!asking_.empty()) {
    const Clock::time_point begin = Clock::now();
    if (!isFinishing_ && begin < answersFrom_) {
      answerTimer_.start(demuxer_, answersFrom_,
                         sys::Completion::to<&StatusServer::answerTimeCame>(*this));
      return;
    }
    StatusConnection& first = *asking_.front();
    asking_.erase(asking_.begin());
    first.answer();
    answersFrom_ = std::max(answersFrom_, begin - kFreeShare) + kShare * (Clock::now() - begin);
  }
}

void StatusServer::answerTimeCame() {
  if (answerTimer_.outcome() == sys::Outcome::Done) answerAsked();
}

// Who is called by a name that is not this machine's is meant to be somebody else: a page in the
// user's browser may have made its own server's name lead here.
bool StatusServer::isOwnHost(std::string_view host) const {
  if (host == "localhost") return true;
  if (host.starts_with('[') && host.ends_with(']')) host = host.substr(1, host.size() - 2);
  const std::optional<sys::Address> address = sys::Address::parseHost(host, 0);
  return address && (place_.isPublic || address->isLoopback());
}

int StatusServer::refusalOf(const HttpRequest& request) const {
  constexpr std::array<std::string_view, 2> kOwn = {"GET", "HEAD"};
  constexpr std::array<std::string_view, 7> kOthers = {"POST",    "PUT",   "DELETE", "CONNECT",
                                                       "OPTIONS", "TRACE", "PATCH"};
  const bool hasNoHost = request.host.empty() && request.isOld;
  if (!hasNoHost && !isOwnHost(request.host)) return 403;
  if (isOneOf(request.method, kOthers)) return 405;
  if (!isOneOf(request.method, kOwn) || request.hasEncoding) return 501;
  return request.hasContent ? 413 : 0;
}

std::string StatusServer::state() const {
  return statusJson(record_, {}, directory_, BuildRecord::Clock::now());
}

// Mostly all know the same.
const std::string& StatusServer::newsAfter(const RecordCursor& known) {
  const BuildRecord::Clock::time_point now = BuildRecord::Clock::now();
  if (news_.empty() || known != newsKnown_ || now - newsMade_ > kNewsStay) {
    newsKnown_ = known;
    newsMade_ = now;
    news_ = concat("event: ", record_.code() ? "end" : "state",
                   "\ndata: ", statusJson(record_, known, directory_, now), "\n\n");
  }
  return news_;
}

void StatusServer::recordChanged() {
  news_.clear();
  const bool isFollowed =
      std::any_of(connections_.begin(), connections_.end(),
                  [](const auto& connection) { return connection->isFollowing(); });
  if (!isFollowed || isFinishing_ || newsTimer_.isPending()) return;
  newsTimer_.start(demuxer_, newsFrom_, sys::Completion::to<&StatusServer::newsTimeCame>(*this));
}

void StatusServer::newsTimeCame() {
  if (newsTimer_.outcome() != sys::Outcome::Done) return;
  newsFrom_ = std::chrono::steady_clock::now() + kNewsEvery;
  for (const auto& connection : connections_) connection->tellNews();
}

void StatusServer::finish(int code) {
  isFinishing_ = true;
  record_.finish(code);
  try {
    demuxer_.runUntil(std::chrono::steady_clock::now());  // Whoever has asked gets an answer.
    listener_.close();
    answerTimer_.cancel();
    newsTimer_.cancel();
    for (const auto& connection : connections_) connection->finish();
    const sys::Deadline end = std::chrono::steady_clock::now() + kFarewell;
    while (!connections_.empty() && std::chrono::steady_clock::now() < end) {
      demuxer_.runUntil(end);
    }
  } catch (const std::string&) {
    // The build is what counts.
  }
}

}  // namespace sysmake
