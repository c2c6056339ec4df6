#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sysmake {

/// What a client of an HTTP server asks for.
struct HttpRequest {
  std::string method;        // As it was sent: methods are case-sensitive.
  std::string path;          // Of the target, as it was sent, without the query.
  std::string host;          // What the client calls this server, in lower case, without the port.
  bool isOld = false;        // HTTP/1.0.
  bool keepsAlive = true;    // Whether it wants to ask again on the same connection.
  bool hasContent = false;   // Something follows the head.
  bool hasEncoding = false;  // A Transfer-Encoding, so that nobody here knows where that ends.
};

/// Reads the heads of requests from pieces of any size (RFC 9112), and holds no more than the line
/// it is in. Strict where leniency lets two readers see different requests: lines end with CR LF,
/// no space precedes a colon, no line continues another, and what decides something stands there
/// once.
class HttpReader {
public:
  static constexpr std::size_t kMostBytes = 8192;  // Of a head.
  static constexpr int kMostFields = 100;

  /// Takes bytes off the front of `bytes` up to the end of a head; true once there is a request or
  /// a refusal, after which nothing is taken until `reset`.
  bool read(std::string_view& bytes);

  /// The status code to refuse the request with; 0 if it is understood.
  int refusal() const { return refusal_; }
  const HttpRequest& request() const { return request_; }

  /// Whether nothing of a request has come.
  bool isEmpty() const { return size_ == 0; }

  void reset();

private:
  bool isOver() const { return isComplete_ || refusal_ != 0; }
  void refuse(int code) { refusal_ = code; }
  void take(char byte);
  void endLine();
  void readRequestLine();
  void readTarget(std::string_view target);
  void readField();
  void apply(std::string_view name, std::string_view value);
  void readHost(std::string_view host);
  void readLength(std::string_view value);
  void readConnection(std::string_view value);
  void endHead();

  HttpRequest request_;
  std::string line_;
  std::size_t size_ = 0;
  int fields_ = 0;
  int refusal_ = 0;
  bool hasRequestLine_ = false;
  bool hasHost_ = false;
  bool hasLength_ = false;
  bool targetHasHost_ = false;
  bool closes_ = false;
  bool isComplete_ = false;
};

}  // namespace sysmake
