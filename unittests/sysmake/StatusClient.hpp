#pragma once

#include <functional>
#include <map>
#include <string>
#include <string_view>

#include "sys/Address.hpp"
#include "sys/Socket.hpp"
#include "sysmake/Json.hpp"

namespace sysmake {

/// What a server answered.
struct HttpAnswer {
  int code = 0;                               // 0: nothing, or not all of it.
  std::map<std::string, std::string> fields;  // By name, in lower case.
  std::string content;

  JsonValue json() const { return JsonValue::parse(content).value_or(JsonValue()); }
};

/// A client that knows no more of the server than HTTP.
class StatusClient {
public:
  /// `meanwhile` is called while this waits: where the server runs in the same thread, it lets it.
  explicit StatusClient(const sys::Address& place, std::function<void()> meanwhile = {});

  void send(std::string_view text);

  /// The next answer; `isHead`: to a request that gets no content.
  HttpAnswer answer(bool isHead = false);
  HttpAnswer get(const std::string& path);

  /// Waits until `part` has come; all that has come and was not part of an answer.
  const std::string& awaitText(const std::string& part);
  /// The same until the end of the stream.
  const std::string& awaitEnd();
  bool hasEnded() const { return hasEnded_; }

  sys::Socket& socket() { return socket_; }

private:
  bool receive();

  std::function<void()> meanwhile_;
  sys::Socket socket_;
  std::string text_;
  bool hasEnded_ = false;
};

/// A request for `path` as browsers send it.
std::string requestFor(const std::string& path, const std::string& method = "GET");

}  // namespace sysmake
