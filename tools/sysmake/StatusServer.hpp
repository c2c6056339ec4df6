#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sys/Address.hpp"
#include "sys/Demuxer.hpp"
#include "sys/Listener.hpp"
#include "sys/Timer.hpp"
#include "sysmake/BuildRecord.hpp"
#include "sysmake/StatusConnection.hpp"
#include "sysmake/StatusPlace.hpp"
#include "sysmake/TraceFile.hpp"

namespace sysmake {

/// Serves the state of this run over HTTP, to whoever asks while the build waits for its commands.
class StatusServer {
public:
  static constexpr std::size_t kMostConnections = 64;

  /// Listens at `place`. Throws if it cannot, or if others could reach what is not to be public.
  explicit StatusServer(const StatusPlace& place);
  StatusServer(const StatusServer&) = delete;
  StatusServer& operator=(const StatusServer&) = delete;
  ~StatusServer();

  /// What it serves.
  BuildRecord& record() { return record_; }
  /// What the build is to wait with. Whatever else uses it must have ended before this is
  /// destroyed.
  sys::Demuxer& demuxer() { return demuxer_; }
  TraceFile& trace() { return trace_; }

  /// Where it is reached, for people: `http://127.0.0.1:40000/`.
  std::string url() const;

  /// The run is over and returns `code`: tells that to those that follow it, and closes everything.
  void finish(int code);

private:
  friend class StatusConnection;

  void accept();
  void accepted();
  void makeRoom();
  void remove(StatusConnection& connection);
  void ask(StatusConnection& connection);
  void answerAsked();
  void answerTimeCame();
  int refusalOf(const HttpRequest& request) const;
  bool isOwnHost(std::string_view host) const;
  void recordChanged();
  void newsTimeCame();
  std::string state() const;
  const std::string& newsAfter(const RecordCursor& known);
  std::size_t openConnections() const;

  StatusPlace place_;
  std::string directory_;
  BuildRecord record_;
  TraceFile trace_;
  std::vector<std::unique_ptr<StatusConnection>> connections_;
  bool isFinishing_ = false;

  // Those whose answers wait until serving has taken no more than its share of the time.
  std::vector<StatusConnection*> asking_;
  sys::Deadline answersFrom_{};
  sys::Timer answerTimer_;

  sys::Timer newsTimer_;
  sys::Deadline newsFrom_{};  // The earliest time for the next ones.
  RecordCursor newsKnown_;    // What `news_` was made for, if it is not empty.
  sys::Deadline newsMade_{};
  std::string news_;

  sys::Listener listener_;
  sys::Accept accept_;
  sys::Demuxer demuxer_;  // The last one, as it must be destroyed before the operations.
};

}  // namespace sysmake
