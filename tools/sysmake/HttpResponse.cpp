// tools/sysmake/HttpResponse.cpp -- Nothing is kept in a cache, run as something else than it is,
// or shown in a page of somebody else.
#include "sysmake/HttpResponse.hpp"

#include <algorithm>
#include <array>

#include "sysmake/Concat.hpp"
#include "sysmake/Version.hpp"

namespace sysmake {

namespace {

struct Code {
  int number;
  std::string_view reason;
  std::string_view explanation;
};

// clang-format off
constexpr std::array<Code, 12> kCodes = {{
    {200, "OK", ""},
    {400, "Bad Request", "this is not a request of HTTP/1.1"},
    {403, "Forbidden", "this server goes by the names of this machine alone, such as localhost"},
    {404, "Not Found", "there are /, /status.json, /events and /trace.json"},
    {405, "Method Not Allowed", "the state of a build can be read (GET, HEAD) and nothing else"},
    {408, "Request Timeout", "the request did not come to its end"},
    {413, "Content Too Large", "a request to this server has no content"},
    {431, "Request Header Fields Too Large", "8192 bytes and 100 fields are the limit"},
    {500, "Internal Server Error", "see the terminal of the build"},
    {501, "Not Implemented", "this server knows no such method or transfer encoding"},
    {503, "Service Unavailable", "there are too many connections; try again later"},
    {505, "HTTP Version Not Supported", "this server speaks HTTP/1.1"},
}};
// clang-format on

// The last one for what is not there.
const Code& httpCode(int number) {
  const auto found = std::find_if(kCodes.begin(), kCodes.end(),
                                  [&](const Code& code) { return code.number == number; });
  return found == kCodes.end() ? kCodes.back() : *found;
}

std::string twoDigits(unsigned number) {
  return {static_cast<char>('0' + number / 10 % 10), static_cast<char>('0' + number % 10)};
}

}  // namespace

std::string httpDate(std::chrono::system_clock::time_point time) {
  constexpr std::array kDays = {"Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"};
  constexpr std::array kMonths = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                  "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
  const auto day = std::chrono::floor<std::chrono::days>(time);
  const std::chrono::year_month_day date(day);
  const auto seconds =
      static_cast<unsigned>(std::chrono::floor<std::chrono::seconds>(time - day).count());
  return concat(kDays[std::chrono::weekday(day).c_encoding()], ", ",
                twoDigits(static_cast<unsigned>(date.day())), " ",
                kMonths[static_cast<unsigned>(date.month()) - 1], " ",
                static_cast<int>(date.year()), " ", twoDigits(seconds / 3600), ":",
                twoDigits(seconds / 60 % 60), ":", twoDigits(seconds % 60), " GMT");
}

std::string refusalText(int code) {
  const Code& known = httpCode(code);
  return concat(known.number, " ", known.reason, ": ", known.explanation, "\n");
}

std::string HttpHead::text(std::chrono::system_clock::time_point now) const {
  const Code& known = httpCode(code);
  std::string text =
      concat("HTTP/1.1 ", known.number, " ", known.reason, "\r\nServer: sysmake/", kNinjaVersion,
             "\r\nDate: ", httpDate(now), "\r\nContent-Type: ", type, "\r\n");
  if (length) text += concat("Content-Length: ", *length, "\r\n");
  if (code == 405) text += "Allow: GET, HEAD\r\n";
  if (closes) {
    text += "Connection: close\r\n";
  } else if (isOld) {
    text += "Connection: keep-alive\r\n";
  }
  return text +
         "Cache-Control: no-store\r\n"
         "X-Content-Type-Options: nosniff\r\n"
         "Cross-Origin-Resource-Policy: same-origin\r\n"
         "Referrer-Policy: no-referrer\r\n"
         "Content-Security-Policy: default-src 'none'; connect-src 'self'; img-src data:; "
         "style-src 'unsafe-inline'; script-src 'unsafe-inline'; base-uri 'none'; "
         "form-action 'none'; frame-ancestors 'none'\r\n\r\n";
}

}  // namespace sysmake
