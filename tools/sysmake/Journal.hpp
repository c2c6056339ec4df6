#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

// A journal is a header and then records, appended one after the other and never changed: their
// length (4 bytes, little-endian, of the payload alone), type (1), checksum (4: CRC-32C of length,
// type and payload) and payload. A crash can only damage its end, and the checksums tell where.
namespace sysmake {

inline constexpr std::string_view kJournalHeader = "sysmake state 1\n";

/// CRC-32C (Castagnoli) of `bytes`, continuing from `before`.
std::uint32_t crc32c(std::string_view bytes, std::uint32_t before = 0);

/// Appends a record to `journal`, which is text that will be appended to a file.
void appendRecord(std::string& journal, std::uint8_t type, std::string_view payload);

struct JournalRecord {
  std::uint8_t type;
  std::string_view payload;
  std::size_t size;  // Of the whole record in the file.
};

/// Walks over the records of a journal.
class JournalReader {
public:
  /// Stands before the first record; before none if the header is not that of a journal.
  explicit JournalReader(std::string_view bytes);

  /// The next record; nothing at the end, or where no undamaged record follows.
  std::optional<JournalRecord> next();

  /// How many bytes from the start are whole: header and records walked over.
  std::size_t position() const { return position_; }

private:
  std::string_view bytes_;
  std::size_t position_ = 0;
};

// How numbers stand in payloads: 8 bytes little-endian, or 7 bits a byte, lowest first.

void putFixed64(std::string& text, std::uint64_t value);
void putVarint(std::string& text, std::uint64_t value);

/// Takes numbers from the front of a payload. One that is not there is 0, and `failed` tells.
class PayloadReader {
public:
  explicit PayloadReader(std::string_view payload) : rest_(payload) {}

  std::uint64_t fixed64();
  std::uint64_t varint();
  std::string_view rest() const { return rest_; }
  bool failed() const { return failed_; }

private:
  std::string_view rest_;
  bool failed_ = false;
};

}  // namespace sysmake
