// unittests/sysmake/JournalTest.cpp -- Whatever happens to the end of a journal, what is read of it
// is what was written.
#include "sysmake/Journal.hpp"

#include <gtest/gtest.h>

#include <vector>

namespace sysmake {
namespace {

std::string threeRecords() {
  std::string journal(kJournalHeader);
  appendRecord(journal, 1, "first");
  appendRecord(journal, 2, "");
  appendRecord(journal, 3, std::string(1000, 'x'));
  return journal;
}

std::vector<std::string> payloads(std::string_view journal) {
  std::vector<std::string> all;
  JournalReader reader(journal);
  while (const auto record = reader.next()) all.emplace_back(record->payload);
  return all;
}

TEST(Journal, ChecksumIsCrc32C) {
  EXPECT_EQ(crc32c("123456789"), 0xE3069283u);
  EXPECT_EQ(crc32c(std::string(32, '\0')), 0x8A9136AAu);
  EXPECT_EQ(crc32c("6789", crc32c("12345")), 0xE3069283u);
}

TEST(Journal, ReadsWhatWasAppended) {
  const std::string journal = threeRecords();
  JournalReader reader(journal);
  const auto first = reader.next();
  ASSERT_TRUE(first);
  EXPECT_EQ(first->type, 1);
  EXPECT_EQ(first->payload, "first");
  EXPECT_EQ(payloads(journal).size(), 3u);
}

TEST(Journal, IsNoneWithoutItsHeader) {
  JournalReader reader("something else");
  EXPECT_FALSE(reader.next());
  EXPECT_EQ(reader.position(), 0u);
}

TEST(Journal, CutAnywhereKeepsTheRecordsBefore) {
  const std::string journal = threeRecords();
  const std::vector<std::string> all = payloads(journal);
  for (std::size_t size = 0; size < journal.size(); ++size) {
    const std::string_view cut = std::string_view(journal).substr(0, size);
    const std::vector<std::string> some = payloads(cut);
    ASSERT_LT(some.size(), all.size()) << size;
    EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin())) << size;
    JournalReader reader(cut);
    while (reader.next()) {
    }
    EXPECT_LE(reader.position(), size);
  }
}

TEST(Journal, FlippedAnywhereKeepsTheRecordsBefore) {
  const std::string journal = threeRecords();
  const std::vector<std::string> all = payloads(journal);
  for (std::size_t at = 0; at < journal.size(); ++at) {
    std::string flipped = journal;
    flipped[at] = static_cast<char>(flipped[at] ^ 0x40);
    const std::vector<std::string> some = payloads(flipped);
    ASSERT_LT(some.size(), all.size()) << at;
    EXPECT_TRUE(std::equal(some.begin(), some.end(), all.begin())) << at;
  }
}

TEST(Journal, NumbersComeBack) {
  const std::uint64_t numbers[] = {0, 1, 127, 128, 300, 0xFFFFFFFF, ~std::uint64_t{0}};
  for (const std::uint64_t number : numbers) {
    std::string payload;
    putVarint(payload, number);
    putFixed64(payload, number);
    PayloadReader reader(payload);
    EXPECT_EQ(reader.varint(), number);
    EXPECT_EQ(reader.fixed64(), number);
    EXPECT_TRUE(reader.rest().empty());
    EXPECT_FALSE(reader.failed());
  }
}

TEST(Journal, MissingNumbersAreTold) {
  PayloadReader empty("");
  EXPECT_EQ(empty.varint(), 0u);
  EXPECT_TRUE(empty.failed());
  PayloadReader endless("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF");
  endless.varint();
  EXPECT_TRUE(endless.failed());
  PayloadReader tooShort("1234567");
  tooShort.fixed64();
  EXPECT_TRUE(tooShort.failed());
}

}  // namespace
}  // namespace sysmake
