// tools/sysmake/Journal.cpp -- Records that a crash can cut off but not falsify.
#include "sysmake/Journal.hpp"

#include <array>

namespace sysmake {

namespace {

constexpr std::size_t kFrameSize = 9;  // Length, type, checksum.

using CrcTables = std::array<std::array<std::uint32_t, 256>, 8>;

// Eight bytes a step ("slicing by 8"): table k has the effect of a byte that k others follow.
constexpr CrcTables makeCrcTables() {
  CrcTables tables{};
  for (std::uint32_t byte = 0; byte < 256; ++byte) {
    std::uint32_t crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0x82F63B78u : 0u);
    tables[0][byte] = crc;
  }
  for (std::size_t k = 1; k < 8; ++k) {
    for (std::size_t byte = 0; byte < 256; ++byte) {
      const std::uint32_t crc = tables[k - 1][byte];
      tables[k][byte] = (crc >> 8) ^ tables[0][crc & 0xFF];
    }
  }
  return tables;
}

constexpr CrcTables kCrcTables = makeCrcTables();

std::uint32_t byteAt(std::string_view bytes, std::size_t index) {
  return static_cast<unsigned char>(bytes[index]);
}

std::uint32_t fixed32At(std::string_view bytes, std::size_t index) {
  return byteAt(bytes, index) | byteAt(bytes, index + 1) << 8 | byteAt(bytes, index + 2) << 16 |
         byteAt(bytes, index + 3) << 24;
}

void putFixed32(std::string& text, std::uint32_t value) {
  for (int shift = 0; shift < 32; shift += 8) {
    text.push_back(static_cast<char>(static_cast<unsigned char>(value >> shift)));
  }
}

}  // namespace

std::uint32_t crc32c(std::string_view bytes, std::uint32_t before) {
  std::uint32_t crc = ~before;
  std::size_t at = 0;
  for (; at + 8 <= bytes.size(); at += 8) {
    const std::uint32_t low = crc ^ fixed32At(bytes, at);
    const std::uint32_t high = fixed32At(bytes, at + 4);
    crc = kCrcTables[7][low & 0xFF] ^ kCrcTables[6][low >> 8 & 0xFF] ^
          kCrcTables[5][low >> 16 & 0xFF] ^ kCrcTables[4][low >> 24] ^ kCrcTables[3][high & 0xFF] ^
          kCrcTables[2][high >> 8 & 0xFF] ^ kCrcTables[1][high >> 16 & 0xFF] ^
          kCrcTables[0][high >> 24];
  }
  for (; at < bytes.size(); ++at) {
    crc = (crc >> 8) ^ kCrcTables[0][(crc ^ byteAt(bytes, at)) & 0xFF];
  }
  return ~crc;
}

void appendRecord(std::string& journal, std::uint8_t type, std::string_view payload) {
  const std::size_t start = journal.size();
  putFixed32(journal, static_cast<std::uint32_t>(payload.size()));
  journal.push_back(static_cast<char>(type));
  const std::uint32_t crc = crc32c(payload, crc32c(std::string_view(journal).substr(start)));
  putFixed32(journal, crc);
  journal.append(payload);
}

JournalReader::JournalReader(std::string_view bytes) : bytes_(bytes) {
  if (bytes_.starts_with(kJournalHeader)) position_ = kJournalHeader.size();
}

std::optional<JournalRecord> JournalReader::next() {
  if (position_ == 0 || bytes_.size() - position_ < kFrameSize) return std::nullopt;
  const std::string_view frame = bytes_.substr(position_, kFrameSize);
  const std::size_t length = fixed32At(frame, 0);
  if (bytes_.size() - position_ - kFrameSize < length) return std::nullopt;

  const std::string_view payload = bytes_.substr(position_ + kFrameSize, length);
  if (crc32c(payload, crc32c(frame.substr(0, 5))) != fixed32At(frame, 5)) return std::nullopt;
  position_ += kFrameSize + length;
  return JournalRecord{static_cast<std::uint8_t>(frame[4]), payload, kFrameSize + length};
}

void putFixed64(std::string& text, std::uint64_t value) {
  putFixed32(text, static_cast<std::uint32_t>(value));
  putFixed32(text, static_cast<std::uint32_t>(value >> 32));
}

void putVarint(std::string& text, std::uint64_t value) {
  for (; value >= 0x80; value >>= 7) {
    text.push_back(static_cast<char>(static_cast<unsigned char>(value | 0x80)));
  }
  text.push_back(static_cast<char>(value));
}

std::uint64_t PayloadReader::fixed64() {
  if (rest_.size() < 8) {
    failed_ = true;
    return 0;
  }
  const std::uint64_t value = fixed32At(rest_, 0) | std::uint64_t{fixed32At(rest_, 4)} << 32;
  rest_.remove_prefix(8);
  return value;
}

std::uint64_t PayloadReader::varint() {
  std::uint64_t value = 0;
  for (std::size_t used = 0; used < rest_.size() && used < 10; ++used) {
    const std::uint64_t byte = byteAt(rest_, used);
    value |= (byte & 0x7F) << (7 * used);
    if (byte >= 0x80) continue;
    rest_.remove_prefix(used + 1);
    return value;
  }
  failed_ = true;
  return 0;
}

}  // namespace sysmake
