#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace sysmake {

/// `text` as a JSON string has it between the quotation marks.
std::string jsonEscaped(std::string_view text);

/// `text` with U+FFFD for each byte that is no part of well-formed UTF-8.
std::string wellFormed(std::string_view text);

/// `text` as a JSON string, whatever bytes it consists of.
std::string jsonString(std::string_view text);

/// A JSON text that was read. What is asked of a value that is something else, or missing, is empty
/// or 0.
class JsonValue {
public:
  enum class Kind : unsigned char { Null, Boolean, Number, String, Array, Object };
  using Member = std::pair<std::string, JsonValue>;

  JsonValue() = default;

  /// Nothing if `text` is not exactly one value, or one that is nested too deeply to be meant.
  static std::optional<JsonValue> parse(std::string_view text);

  Kind kind() const { return kind_; }
  bool isNull() const { return kind_ == Kind::Null; }
  bool boolean() const { return kind_ == Kind::Boolean && number_ != 0; }
  double number() const { return kind_ == Kind::Number ? number_ : 0; }
  const std::string& text() const { return text_; }
  const std::vector<JsonValue>& items() const { return items_; }
  const std::vector<Member>& members() const { return members_; }

  /// The member of an object, of several the first.
  const JsonValue& operator[](std::string_view name) const;

private:
  friend class JsonReader;

  Kind kind_ = Kind::Null;
  double number_ = 0;
  std::string text_;
  std::vector<JsonValue> items_;
  std::vector<Member> members_;
};

}  // namespace sysmake
