// tools/sysmake/StatusConnection.cpp -- A request at a time: nothing is received while an answer is
// on its way, so whoever asks without reading waits for himself.
#include "sysmake/StatusConnection.hpp"

#include <algorithm>
#include <utility>

#include "sysmake/HttpResponse.hpp"
#include "sysmake/StatusPage.hpp"
#include "sysmake/StatusServer.hpp"

namespace sysmake {

namespace {

constexpr std::chrono::seconds kFollowersPatience{60};
constexpr std::chrono::seconds kPartingPatience{1};
constexpr std::uint64_t kTracePiece = std::uint64_t{1} << 20;  // What is sent before the next look.

constexpr std::string_view kHtml = "text/html; charset=utf-8";
constexpr std::string_view kJson = "application/json";
constexpr std::string_view kText = "text/plain; charset=utf-8";

sys::Deadline timeAfter(std::chrono::milliseconds time) {
  return std::chrono::steady_clock::now() + time;
}

}  // namespace

StatusConnection::StatusConnection(StatusServer& server, sys::Socket socket)
    : server_(server), socket_(std::move(socket)) {}

// What goes wrong is this connection's end and nobody else's.
template <class Step>
void StatusConnection::guarded(Step step) {
  try {
    if (phase_ != Phase::Closed) step();
  } catch (const std::string&) {
    close();
  }
}

template <void (StatusConnection::*kStep)()>
void StatusConnection::complete() {
  guarded([this] { (this->*kStep)(); });
  const bool isBusy = receiving_.isPending() || sending_.isPending() || sendingFile_.isPending() ||
                      timer_.isPending();
  if (phase_ == Phase::Closed && !isBusy) server_.remove(*this);  // This is gone now.
}

template <void (StatusConnection::*kStep)()>
sys::Completion StatusConnection::to() {
  return sys::Completion::to<&StatusConnection::complete<kStep>>(*this);
}

void StatusConnection::start(bool isRefused) {
  deadline_ = inTime();
  timer_.start(server_.demuxer(), deadline_, to<&StatusConnection::timeCame>());
  guarded([&] {
    if (!isRefused) return receive();
    closes_ = true;
    refuse(503);
  });
}

void StatusConnection::close() {
  phase_ = Phase::Closed;
  socket_.close();
  timer_.cancel();
}

sys::Deadline StatusConnection::inTime() const { return timeAfter(server_.place_.patience); }

void StatusConnection::setDeadline(sys::Deadline deadline) {
  deadline_ = deadline;
  timer_.reset(deadline);
}

void StatusConnection::timeCame() {
  if (phase_ == Phase::Reading && !reader_.isEmpty()) {
    closes_ = true;
    refuse(408);
  } else if (phase_ == Phase::Following && !sending_.isPending()) {
    deadline_ = timeAfter(kFollowersPatience);
  } else {
    return close();
  }
  timer_.start(server_.demuxer(), deadline_, to<&StatusConnection::timeCame>());
}

void StatusConnection::receive() {
  socket_.receiveLent(receiving_, to<&StatusConnection::received>());
}

void StatusConnection::received() {
  if (receiving_.outcome() != sys::Outcome::Done) return close();
  if (phase_ == Phase::Reading) {
    const std::span<const char> bytes = receiving_.bytes();
    read({bytes.data(), bytes.size()});
    receiving_.release();
  } else {
    receive();  // Whoever follows, or was told to go, has nothing more to say.
  }
}

void StatusConnection::read(std::string_view bytes) {
  const bool isBegin = reader_.isEmpty();
  const bool isThere = reader_.read(bytes);
  if (isBegin) setDeadline(inTime());
  if (!isThere) return receive();
  unread_ = bytes;
  phase_ = Phase::Asking;
  server_.ask(*this);
}

void StatusConnection::answer() {
  guarded([this] {
    if (phase_ == Phase::Asking) answerRequest();
  });
}

void StatusConnection::answerRequest() {
  const HttpRequest& request = reader_.request();
  const int refusal = reader_.refusal() != 0 ? reader_.refusal() : server_.refusalOf(request);
  closes_ = !request.keepsAlive || reader_.refusal() != 0 || request.hasContent ||
            request.hasEncoding || server_.isFinishing_;
  if (refusal != 0) return refuse(refusal);
  if (request.path == "/") return answerWith(200, kHtml, statusPage());
  if (request.path == "/status.json") return answerWith(200, kJson, server_.state() + "\n");
  if (request.path == "/trace.json") return answerTrace();
  if (request.path == "/events") return follow();
  refuse(404);
}

void StatusConnection::refuse(int code) { answerWith(code, kText, refusalText(code)); }

std::string StatusConnection::headOf(int code, std::string_view type,
                                     std::optional<std::uint64_t> length) const {
  const HttpHead head{code, type, length, closes_, reader_.request().isOld};
  return head.text(std::chrono::system_clock::now());
}

bool StatusConnection::wantsHead() const { return reader_.request().method == "HEAD"; }

void StatusConnection::answerWith(int code, std::string_view type, std::string_view content) {
  std::string text = headOf(code, type, content.size());
  if (!wantsHead()) text += content;
  phase_ = Phase::Answering;
  send(std::move(text));
}

void StatusConnection::answerTrace() {
  std::uint64_t size = 0;
  try {
    size = server_.trace().update(server_.record());
  } catch (const std::string& why) {
    server_.record().message(BuildRecord::MessageKind::Warning, why);
    return refuse(500);
  }
  std::string text = headOf(200, kJson, TraceFile::kBegin.size() + size + TraceFile::kEnd.size());
  if (!wantsHead()) {
    text += TraceFile::kBegin;
    traceSize_ = size;
    if (size == 0) text += TraceFile::kEnd;
  }
  phase_ = Phase::Answering;
  send(std::move(text));
}

void StatusConnection::sendTrace() {
  setDeadline(inTime());
  socket_.sendFile(sendingFile_, server_.trace().path(), to<&StatusConnection::sentTrace>(),
                   traceSent_, std::min(traceSize_ - traceSent_, kTracePiece));
}

void StatusConnection::sentTrace() {
  if (sendingFile_.outcome() != sys::Outcome::Done || sendingFile_.count() == 0) return close();
  traceSent_ += sendingFile_.count();
  if (traceSent_ < traceSize_) return sendTrace();
  traceSent_ = traceSize_ = 0;
  send(std::string(TraceFile::kEnd));
}

void StatusConnection::follow() {
  closes_ = true;
  std::string text = headOf(200, "text/event-stream", std::nullopt);
  if (wantsHead()) {
    phase_ = Phase::Answering;
    return send(std::move(text));
  }
  phase_ = Phase::Following;
  closes_ = false;
  unread_.clear();
  socket_.setKeepAlive(std::chrono::seconds(30), std::chrono::seconds(10), 3);
  receive();
  sendNews(std::move(text));
}

void StatusConnection::sendNews(std::string text) {
  hasNews_ = false;
  const BuildRecord& record = server_.record();
  text += server_.newsAfter(known_);
  known_ = RecordCursor::endOf(record);
  closes_ = record.code().has_value();
  send(std::move(text));
}

void StatusConnection::tellNews() {
  guarded([this] {
    if (phase_ != Phase::Following) return;
    if (sending_.isPending()) {
      hasNews_ = true;
    } else {
      sendNews({});
    }
  });
}

void StatusConnection::send(std::string text) {
  out_ = std::move(text);
  setDeadline(phase_ == Phase::Following ? timeAfter(kFollowersPatience) : inTime());
  socket_.send(sending_, std::span<const char>(out_.data(), out_.size()),
               to<&StatusConnection::sent>());
}

void StatusConnection::sent() {
  if (sending_.outcome() != sys::Outcome::Done) return close();
  if (traceSent_ < traceSize_) return sendTrace();
  out_ = std::string();
  if (phase_ == Phase::Following) {
    // All that the client has sent was read, so it loses nothing by that.
    if (closes_) return close();
    if (hasNews_) sendNews({});
    return;
  }
  if (closes_) return part();
  phase_ = Phase::Reading;
  reader_.reset();
  setDeadline(inTime());
  if (unread_.empty()) return receive();
  const std::string unread = std::exchange(unread_, {});
  read(unread);
}

// A connection that is closed with something unread loses what the client has not read either.
void StatusConnection::part() {
  phase_ = Phase::Parting;
  socket_.shutdownSend();
  setDeadline(timeAfter(kPartingPatience));
  if (!receiving_.isPending()) receive();
}

void StatusConnection::finish() {
  closes_ = phase_ != Phase::Following;
  if (phase_ == Phase::Reading) return close();
  if (phase_ == Phase::Asking) return answer();
  tellNews();
}

}  // namespace sysmake
