// unittests/sysmake/StatusClient.cpp -- On blocking sockets, so that nothing of the server's own
// way to wait is used on both sides.
#include "StatusClient.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <utility>

#include "sysmake/Concat.hpp"

namespace sysmake {

namespace {

sys::Deadline clientPatience() {
  return std::chrono::steady_clock::now() + std::chrono::seconds(60);
}

}  // namespace

std::string requestFor(const std::string& path, const std::string& method) {
  return concat(method, " ", path, " HTTP/1.1\r\nHost: localhost\r\nAccept: */*\r\n\r\n");
}

StatusClient::StatusClient(const sys::Address& place, std::function<void()> meanwhile)
    : meanwhile_(std::move(meanwhile)) {
  hasEnded_ = socket_.connect(place, clientPatience()) != sys::Outcome::Done;
}

void StatusClient::send(std::string_view text) {
  try {
    if (!hasEnded_) socket_.send(std::span<const char>(text.data(), text.size()), clientPatience());
  } catch (const std::string&) {
    hasEnded_ = true;
  }
}

// Something more; false at the end of the stream, however that comes.
bool StatusClient::receive() {
  const sys::Deadline end = clientPatience();
  char buffer[16384];
  while (!hasEnded_) {
    if (meanwhile_) meanwhile_();
    const auto now = std::chrono::steady_clock::now();
    if (now >= end) {
      ADD_FAILURE() << "nothing comes any more after '" << text_ << "'";
      hasEnded_ = true;
    }
    try {
      const auto count =
          socket_.receive(buffer, meanwhile_ ? now + std::chrono::milliseconds(1) : end);
      if (!count) continue;
      hasEnded_ = *count == 0;
      text_.append(buffer, *count);
      return !hasEnded_;
    } catch (const std::string&) {
      hasEnded_ = true;
    }
  }
  return false;
}

HttpAnswer StatusClient::answer(bool isHead) {
  HttpAnswer answer;
  std::size_t head = std::string::npos;
  while ((head = text_.find("\r\n\r\n")) == std::string::npos) {
    if (!receive()) return answer;
  }
  std::string fields = text_.substr(0, head + 2);
  text_.erase(0, head + 4);
  EXPECT_TRUE(fields.starts_with("HTTP/1.1 ")) << fields;
  const int code = std::stoi(fields.substr(9, 3));
  for (std::size_t at = fields.find('\n') + 1; at < fields.size();) {
    const std::size_t colon = fields.find(':', at);
    const std::size_t end = fields.find('\r', at);
    std::string name = fields.substr(at, colon - at);
    std::transform(name.begin(), name.end(), name.begin(), [](char letter) {
      return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 32) : letter;
    });
    answer.fields[name] = fields.substr(colon + 2, end - colon - 2);
    at = end + 2;
  }
  const auto length = answer.fields.find("content-length");
  const std::size_t size =
      isHead || length == answer.fields.end() ? 0 : std::stoull(length->second);
  while (text_.size() < size) {
    if (!receive()) return answer;
  }
  answer.content = text_.substr(0, size);
  text_.erase(0, size);
  answer.code = code;
  return answer;
}

HttpAnswer StatusClient::get(const std::string& path) {
  send(requestFor(path));
  return answer();
}

const std::string& StatusClient::awaitText(const std::string& part) {
  std::size_t from = 0;
  while (text_.find(part, from) == std::string::npos) {
    from = text_.size() - std::min(text_.size(), part.size());
    if (!receive()) break;
  }
  return text_;
}

const std::string& StatusClient::awaitEnd() {
  while (receive()) {
  }
  return text_;
}

}  // namespace sysmake
