// tools/sysmake/Json.cpp -- What is written is well formed whatever it is about, and what is read
// is exactly JSON (RFC 8259).
#include "sysmake/Json.hpp"

#include <absl/strings/numbers.h>

#include <cstdint>

namespace sysmake {

namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr int kDeepest = 64;

unsigned jsonByte(std::string_view text, std::size_t at) {
  return at < text.size() ? static_cast<unsigned char>(text[at]) : 0;
}

bool isDigit(unsigned byte) { return byte >= '0' && byte <= '9'; }

// The length of the well-formed character that starts at `at`; 0 if none does (Unicode, table 3-7).
std::size_t characterSize(std::string_view text, std::size_t at) {
  const unsigned first = jsonByte(text, at);
  if (first < 0x80) return 1;
  const std::size_t size = first >= 0xF0 ? 4 : first >= 0xE0 ? 3 : 2;
  if (first < 0xC2 || first > 0xF4) return 0;
  const unsigned second = jsonByte(text, at + 1);
  const unsigned least = first == 0xE0 ? 0xA0 : first == 0xF0 ? 0x90 : 0x80;
  const unsigned most = first == 0xED ? 0x9F : first == 0xF4 ? 0x8F : 0xBF;
  if (second < least || second > most) return 0;
  for (std::size_t i = 2; i < size; ++i) {
    if ((jsonByte(text, at + i) & 0xC0) != 0x80) return 0;
  }
  return size;
}

void appendCharacter(std::string& out, std::uint32_t code) {
  const auto add = [&](std::uint32_t byte) { out.push_back(static_cast<char>(byte)); };
  if (code < 0x80) return add(code);
  if (code < 0x800) {
    add(0xC0 | code >> 6);
  } else {
    if (code < 0x10000) {
      add(0xE0 | code >> 12);
    } else {
      add(0xF0 | code >> 18);
      add(0x80 | (code >> 12 & 0x3F));
    }
    add(0x80 | (code >> 6 & 0x3F));
  }
  add(0x80 | (code & 0x3F));
}

}  // namespace

std::string jsonEscaped(std::string_view text) {
  constexpr std::string_view kSpecial = "\b\f\n\r\t\\\"";
  constexpr std::string_view kLetters = "bfnrt\\\"";
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::string result;
  result.reserve(text.size());
  for (char c : text) {
    std::size_t special = kSpecial.find(c);
    if (special != std::string_view::npos) {
      result.push_back('\\');
      result.push_back(kLetters[special]);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      result.append("\\u00");
      result.push_back(kDigits[static_cast<unsigned char>(c) >> 4]);
      result.push_back(kDigits[static_cast<unsigned char>(c) & 15]);
    } else {
      result.push_back(c);
    }
  }
  return result;
}

std::string wellFormed(std::string_view text) {
  std::string result;
  result.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t size = characterSize(text, at);
    result += size == 0 ? kReplacement : text.substr(at, size);
    at += size == 0 ? 1 : size;
  }
  return result;
}

std::string jsonString(std::string_view text) {
  return "\"" + jsonEscaped(wellFormed(text)) + "\"";
}

const JsonValue& JsonValue::operator[](std::string_view name) const {
  static const JsonValue kMissing;
  for (const Member& member : members_) {
    if (member.first == name) return member.second;
  }
  return kMissing;
}

// Each function takes what it reads off the front; false if it is not there.
class JsonReader {
public:
  explicit JsonReader(std::string_view text) : text_(text) {}

  bool readAll(JsonValue& value) {
    if (!read(value, 0)) return false;
    skipSpace();
    return at_ == text_.size();
  }

private:
  bool read(JsonValue& value, int depth);
  bool readArray(JsonValue& value, int depth);
  bool readObject(JsonValue& value, int depth);
  bool readNumber(JsonValue& value);
  bool readString(std::string& text);
  bool readEscape(std::string& text);
  bool readUnit(std::uint32_t& unit);

  void skipSpace() {
    while (at_ < text_.size() && std::string_view(" \t\r\n").find(text_[at_]) != text_.npos) ++at_;
  }

  bool take(std::string_view token) {
    if (text_.substr(at_, token.size()) != token) return false;
    at_ += token.size();
    return true;
  }

  bool takeSpaced(std::string_view token) {
    skipSpace();
    return take(token);
  }

  bool takeDigits() {
    const std::size_t begin = at_;
    while (isDigit(jsonByte(text_, at_))) ++at_;
    return at_ != begin;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

std::optional<JsonValue> JsonValue::parse(std::string_view text) {
  JsonValue value;
  if (!JsonReader(text).readAll(value)) return std::nullopt;
  return value;
}

bool JsonReader::read(JsonValue& value, int depth) {
  skipSpace();
  if (depth > kDeepest) return false;
  if (take("null")) return true;
  if (take("true") || take("false")) {
    value.kind_ = JsonValue::Kind::Boolean;
    value.number_ = text_[at_ - 2] == 'u' ? 1 : 0;
    return true;
  }
  switch (jsonByte(text_, at_)) {
    case '"':
      value.kind_ = JsonValue::Kind::String;
      return readString(value.text_);
    case '[':
      return readArray(value, depth);
    case '{':
      return readObject(value, depth);
    default:
      return readNumber(value);
  }
}

bool JsonReader::readArray(JsonValue& value, int depth) {
  value.kind_ = JsonValue::Kind::Array;
  take("[");
  if (takeSpaced("]")) return true;
  do {
    if (!read(value.items_.emplace_back(), depth + 1)) return false;
  } while (takeSpaced(","));
  return take("]");
}

bool JsonReader::readObject(JsonValue& value, int depth) {
  value.kind_ = JsonValue::Kind::Object;
  take("{");
  if (takeSpaced("}")) return true;
  do {
    auto& [name, member] = value.members_.emplace_back();
    skipSpace();
    if (!readString(name) || !takeSpaced(":") || !read(member, depth + 1)) return false;
  } while (takeSpaced(","));
  return take("}");
}

bool JsonReader::readNumber(JsonValue& value) {
  const std::size_t begin = at_;
  take("-");
  if (!take("0") && !takeDigits()) return false;
  if (take(".") && !takeDigits()) return false;
  if (take("e") || take("E")) {
    if (!take("+")) take("-");
    if (!takeDigits()) return false;
  }
  value.kind_ = JsonValue::Kind::Number;
  return absl::SimpleAtod(std::string(text_.substr(begin, at_ - begin)), &value.number_);
}

bool JsonReader::readString(std::string& text) {
  if (!take("\"")) return false;
  while (at_ < text_.size() && text_[at_] != '"') {
    const std::size_t size = characterSize(text_, at_);
    if (size == 0 || jsonByte(text_, at_) < 0x20) return false;
    if (take("\\")) {
      if (!readEscape(text)) return false;
    } else {
      text += text_.substr(at_, size);
      at_ += size;
    }
  }
  return take("\"");
}

bool JsonReader::readEscape(std::string& text) {
  constexpr std::string_view kLetters = "bfnrt\\\"/";
  constexpr std::string_view kMeanings = "\b\f\n\r\t\\\"/";
  if (at_ == text_.size()) return false;
  const char letter = text_[at_++];
  if (letter != 'u') {
    const std::size_t found = kLetters.find(letter);
    if (found != kLetters.npos) text += kMeanings[found];
    return found != kLetters.npos;
  }
  std::uint32_t code = 0;
  if (!readUnit(code) || (code >= 0xDC00 && code < 0xE000)) return false;
  if (code >= 0xD800 && code < 0xDC00) {
    std::uint32_t low = 0;
    if (!take("\\u") || !readUnit(low) || low < 0xDC00 || low >= 0xE000) return false;
    code = 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00);
  }
  appendCharacter(text, code);
  return true;
}

bool JsonReader::readUnit(std::uint32_t& unit) {
  for (int i = 0; i < 4; ++i, ++at_) {
    const unsigned byte = jsonByte(text_, at_);
    const unsigned letter = byte | 0x20;
    if (!isDigit(byte) && (letter < 'a' || letter > 'f')) return false;
    unit = unit << 4 | (isDigit(byte) ? byte - '0' : letter - 'a' + 10);
  }
  return true;
}

}  // namespace sysmake
