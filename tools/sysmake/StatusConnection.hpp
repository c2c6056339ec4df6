#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "sys/Clock.hpp"
#include "sys/Socket.hpp"
#include "sys/Timer.hpp"
#include "sysmake/HttpRequest.hpp"
#include "sysmake/StatusJson.hpp"

namespace sysmake {

class StatusServer;

/// One client of a status server. One that waits holds no buffer; one that reads slowly gets less
/// and never delays anybody.
class StatusConnection {
public:
  StatusConnection(StatusServer& server, sys::Socket socket);

  /// Begins to read requests, or only says that there are too many others. The server removes this
  /// when it is over.
  void start(bool isRefused);

  /// There is something new for those that follow the build.
  void tellNews();
  /// There is nothing more to come: ends it once the client has what it waits for.
  void finish();
  /// Ends it now, and removes it from the server as soon as the loop lets go of it.
  void close();
  /// Answers the request that `StatusServer::ask` has kept back.
  void answer();

  bool isOpen() const { return phase_ != Phase::Closed; }
  bool isFollowing() const { return phase_ == Phase::Following; }
  /// Whether the client waits for nothing.
  bool isIdle() const {
    return phase_ == Phase::Parting || (phase_ == Phase::Reading && reader_.isEmpty());
  }
  sys::Deadline deadline() const { return deadline_; }

private:
  enum class Phase : unsigned char {
    Reading,    // A request, or waiting for one.
    Asking,     // The request is there; its answer is to come.
    Answering,  // Being sent.
    Following,  // Gets events.
    Parting,    // All was sent; waiting for the client to end it too.
    Closed,
  };

  template <class Step>
  void guarded(Step step);
  template <void (StatusConnection::*kStep)()>
  void complete();
  template <void (StatusConnection::*kStep)()>
  sys::Completion to();

  sys::Deadline inTime() const;
  void setDeadline(sys::Deadline deadline);
  void timeCame();
  void receive();
  void received();
  void read(std::string_view bytes);
  void answerRequest();
  void refuse(int code);
  std::string headOf(int code, std::string_view type, std::optional<std::uint64_t> length) const;
  bool wantsHead() const;
  void answerWith(int code, std::string_view type, std::string_view content);
  void answerTrace();
  void sendTrace();
  void sentTrace();
  void follow();
  void sendNews(std::string text);
  void send(std::string text);
  void sent();
  void part();

  StatusServer& server_;
  sys::Socket socket_;
  Phase phase_ = Phase::Reading;
  bool closes_ = false;   // After the present answer.
  bool hasNews_ = false;  // To be told once what is under way is sent.
  HttpReader reader_;
  std::string unread_;  // What came behind the request that is being answered.
  std::string out_;
  RecordCursor known_;
  std::uint64_t traceSent_ = 0;
  std::uint64_t traceSize_ = 0;
  sys::Deadline deadline_{};
  sys::ReceiveLent receiving_;
  sys::Send sending_;
  sys::SendFile sendingFile_;
  sys::Timer timer_;
};

}  // namespace sysmake
