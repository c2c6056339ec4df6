// tools/sysmake/HttpRequest.cpp -- Whoever may connect may send anything: a byte that no request
// has ends the reading, and the status code tells why.
#include "sysmake/HttpRequest.hpp"

#include <absl/strings/ascii.h>

#include <algorithm>
#include <utility>

namespace sysmake {

namespace {

constexpr int kBadRequest = 400;
constexpr int kHeadTooLarge = 431;
constexpr int kVersionNotSupported = 505;

bool isTokenByte(char byte) {
  return absl::ascii_isalnum(static_cast<unsigned char>(byte)) ||
         std::string_view("!#$%&'*+-.^_`|~").find(byte) != std::string_view::npos;
}

bool isToken(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), isTokenByte);
}

bool isNumber(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char byte) {
    return absl::ascii_isdigit(static_cast<unsigned char>(byte));
  });
}

std::string lower(std::string_view text) {
  std::string result(text);
  absl::AsciiStrToLower(&result);
  return result;
}

// Without the spaces and tabs around it.
std::string_view trimmed(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  return text.substr(0, text.find_last_not_of(" \t") + 1);
}

// The host of `name`, `name:port`, `[v6]` or `[v6]:port` without the port; nothing if it is none.
std::string_view hostOf(std::string_view authority) {
  std::size_t end = std::min(authority.find(':'), authority.size());
  if (authority.starts_with('[')) end = authority.find(']') + 1;  // 0 if there is none.
  const std::string_view port = authority.substr(end);
  const bool isPort = port.empty() || port == ":" || (port[0] == ':' && isNumber(port.substr(1)));
  return isPort ? authority.substr(0, end) : std::string_view();
}

// Takes the text up to `separator` off the front of `text`, and the separator.
std::string_view takeUpTo(std::string_view& text, char separator) {
  const std::size_t end = std::min(text.find(separator), text.size());
  const std::string_view taken = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return taken;
}

}  // namespace

bool HttpReader::read(std::string_view& bytes) {
  while (!isOver() && !bytes.empty()) {
    take(bytes.front());
    bytes.remove_prefix(1);
  }
  return isOver();
}

void HttpReader::reset() { *this = HttpReader(); }

void HttpReader::take(char byte) {
  if (++size_ > kMostBytes) return refuse(kHeadTooLarge);
  const bool endsInReturn = !line_.empty() && line_.back() == '\r';
  if ((byte == '\n') != endsInReturn) return refuse(kBadRequest);
  if (byte == '\n') {
    line_.pop_back();
    endLine();
    line_.clear();
  } else if (absl::ascii_iscntrl(static_cast<unsigned char>(byte)) && byte != '\r' &&
             byte != '\t') {
    refuse(kBadRequest);
  } else {
    line_ += byte;
  }
}

void HttpReader::endLine() {
  if (!hasRequestLine_) {
    // A client may have ended what it sent before by one line end too many.
    if (!line_.empty()) readRequestLine();
  } else if (line_.empty()) {
    endHead();
  } else {
    readField();
  }
}

void HttpReader::readRequestLine() {
  std::string_view rest = line_;
  const std::string_view method = takeUpTo(rest, ' ');
  const std::string_view target = takeUpTo(rest, ' ');
  const bool isVersion = rest.size() == 8 && rest.starts_with("HTTP/") && rest[6] == '.' &&
                         isNumber(rest.substr(5, 1)) && isNumber(rest.substr(7));
  if (!isToken(method) || !isVersion) return refuse(kBadRequest);
  if (rest[5] != '1') return refuse(kVersionNotSupported);
  request_.method = method;
  request_.isOld = rest[7] == '0';
  request_.keepsAlive = !request_.isOld;
  hasRequestLine_ = true;
  readTarget(target);
}

void HttpReader::readTarget(std::string_view target) {
  const bool isVisible = std::all_of(target.begin(), target.end(), [](char byte) {
    return byte > ' ' && byte < '\x7f' && byte != '#';
  });
  if (!isVisible) return refuse(kBadRequest);
  constexpr std::string_view kScheme = "http://";
  if (lower(target.substr(0, kScheme.size())) == kScheme) {
    target.remove_prefix(kScheme.size());
    const std::size_t end = std::min(target.find_first_of("/?"), target.size());
    targetHasHost_ = true;
    readHost(target.substr(0, end));
    target.remove_prefix(end);
    if (!target.starts_with('/')) target = "/";
  }
  // `*` is for OPTIONS; whoever takes that decides.
  if (!target.starts_with('/') && target != "*") return refuse(kBadRequest);
  request_.path = takeUpTo(target, '?');
}

void HttpReader::readField() {
  if (++fields_ > kMostFields) return refuse(kHeadTooLarge);
  std::string_view value = line_;
  const std::string_view name = takeUpTo(value, ':');
  if (!isToken(name) || name.size() == line_.size()) return refuse(kBadRequest);
  apply(lower(name), trimmed(value));
}

void HttpReader::apply(std::string_view name, std::string_view value) {
  if (name == "host") {
    if (std::exchange(hasHost_, true)) return refuse(kBadRequest);
    const std::string before = request_.host;
    readHost(value);
    if (targetHasHost_) request_.host = before;
  } else if (name == "content-length") {
    readLength(value);
  } else if (name == "transfer-encoding") {
    request_.hasEncoding = true;
  } else if (name == "connection") {
    readConnection(value);
  }
}

void HttpReader::readHost(std::string_view host) {
  const std::string_view name = hostOf(host);
  if (name.empty() != host.empty()) return refuse(kBadRequest);
  request_.host = lower(name);
}

void HttpReader::readLength(std::string_view value) {
  if (std::exchange(hasLength_, true) || !isNumber(value)) return refuse(kBadRequest);
  request_.hasContent = value.find_first_not_of('0') != std::string_view::npos;
}

void HttpReader::readConnection(std::string_view value) {
  while (!value.empty()) {
    const std::string option = lower(trimmed(takeUpTo(value, ',')));
    if (option == "close") {
      closes_ = true;
    } else if (option == "keep-alive") {
      request_.keepsAlive = true;
    }
  }
}

void HttpReader::endHead() {
  if (!hasHost_ && !request_.isOld) return refuse(kBadRequest);
  if (closes_) request_.keepsAlive = false;
  isComplete_ = true;
}

}  // namespace sysmake
