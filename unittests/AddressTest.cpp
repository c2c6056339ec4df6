// unittests/AddressTest.cpp -- Addresses as text: what is read is exactly what is one.
#include "sys/Address.hpp"

#include <gtest/gtest.h>

#include "Thrown.hpp"

namespace sys {
namespace {

std::string parsed(std::string_view text) {
  const auto address = Address::parse(text);
  return address ? address->text() : "none";
}

TEST(Address, ReadsAndWritesIPv4) {
  const auto address = Address::parse("192.0.2.1:80");
  ASSERT_TRUE(address);
  EXPECT_EQ(address->family(), Address::Family::V4);
  EXPECT_EQ(address->port(), 80);
  EXPECT_EQ(address->bytes()[0], 192);
  EXPECT_EQ(address->bytes().size(), 4U);
  EXPECT_EQ(address->text(), "192.0.2.1:80");
  EXPECT_EQ(*address, Address::v4({192, 0, 2, 1}, 80));
  EXPECT_EQ(parsed("0.0.0.0:0"), "0.0.0.0:0");
  EXPECT_EQ(parsed("255.255.255.255:65535"), "255.255.255.255:65535");
  EXPECT_EQ(address->withPort(81).text(), "192.0.2.1:81");
}

TEST(Address, RefusesWhatOnlyInetAtonReads) {
  for (const char* text : {"",
                           "80",
                           ":80",
                           "192.0.2.1",
                           "192.0.2.1:",
                           "192.0.2:80",
                           "1:80",
                           "0x7f.0.0.1:80",
                           "0177.0.0.1:80",
                           "127.0.0.01:80",
                           "127.1:80",
                           "256.0.0.1:80",
                           "1.2.3.4.5:80",
                           "1.2.3.:80",
                           "1..2.3:80",
                           " 1.2.3.4:80",
                           "1.2.3.4 :80",
                           "1.2.3.4: 80",
                           "1.2.3.4:+80",
                           "1.2.3.4:-1",
                           "1.2.3.4:080",
                           "1.2.3.4:65536",
                           "1.2.3.4:99999999999",
                           "1.2.3.4:80x",
                           "1.2.3.4:http",
                           "[1.2.3.4]:80",
                           "-1.2.3.4:80",
                           "+1.2.3.4:80",
                           "1.2.3.4:80\n"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

TEST(Address, ReadsIPv6AndWritesItAsRfc5952) {
  const std::pair<const char*, const char*> cases[] = {
      {"[::]:1", "[::]:1"},
      {"[::1]:80", "[::1]:80"},
      {"[1::]:80", "[1::]:80"},
      {"[2001:DB8::1]:443", "[2001:db8::1]:443"},
      {"[2001:0db8:0000:0000:0000:0000:0002:0001]:1", "[2001:db8::2:1]:1"},
      {"[2001:db8:0:1:1:1:1:1]:1", "[2001:db8:0:1:1:1:1:1]:1"},
      {"[2001:0:0:1:0:0:0:1]:1", "[2001:0:0:1::1]:1"},
      {"[2001:db8:0:0:1:0:0:1]:1", "[2001:db8::1:0:0:1]:1"},
      {"[1:2:3:4:5:6:7::]:1", "[1:2:3:4:5:6:7:0]:1"},
      {"[::2:3:4:5:6:7:8]:1", "[0:2:3:4:5:6:7:8]:1"},
      {"[::ffff:192.0.2.1]:80", "[::ffff:c000:201]:80"},
      {"[64:ff9b::192.0.2.33]:1", "[64:ff9b::c000:221]:1"},
      {"[1:2:3:4:5:6:1.2.3.4]:1", "[1:2:3:4:5:6:102:304]:1"},
      {"[fe80::1%2]:80", "[fe80::1%2]:80"},
  };
  for (const auto& [text, expected] : cases) EXPECT_EQ(parsed(text), expected) << text;
  EXPECT_EQ(Address::parse("[fe80::1%2]:80")->scope(), 2U);
  EXPECT_EQ(Address::parse("[::1]:80")->bytes().size(), 16U);
}

TEST(Address, RefusesWhatIsNotIPv6) {
  for (const char* text : {"[]:80",
                           "[:]:80",
                           "[:::]:80",
                           "[1:2:3:4:5:6:7]:80",
                           "[1:2:3:4:5:6:7:8:9]:80",
                           "[1::2::3]:80",
                           "[1:2:3:4::5:6:7:8]:80",
                           "[12345::]:80",
                           "[g::]:80",
                           "[1:]:80",
                           "[:1]:80",
                           "[1:2:3:4:5:6:7:]:80",
                           "[::1.2.3]:80",
                           "[::1.2.3.4:5]:80",
                           "[1.2.3.4::]:80",
                           "[1.2.3.4::1]:80",
                           "[1:2:3:4:5:6:7:1.2.3.4]:80",
                           "::1:80",
                           "[::1]",
                           "[::1]80",
                           "[::1:80",
                           "::1]:80",
                           "[[::1]]:80",
                           "[fe80::1%]:80",
                           "[fe80::1%0]:80",
                           "[fe80::1%eth0]:80",
                           "[fe80::1%4294967296]:80",
                           "[+1::]:80",
                           "[0x1::]:80"}) {
    EXPECT_EQ(parsed(text), "none") << text;
  }
}

TEST(Address, ReadsAHostWithoutAPort) {
  EXPECT_EQ(Address::parseHost("::1", 80)->text(), "[::1]:80");
  EXPECT_EQ(Address::parseHost("10.0.0.1", 80)->text(), "10.0.0.1:80");
  EXPECT_FALSE(Address::parseHost("localhost", 80));
  EXPECT_FALSE(Address::parseHost("[::1]", 80));
}

TEST(Address, KnowsLoopback) {
  EXPECT_EQ(Address::loopback(7).text(), "127.0.0.1:7");
  EXPECT_EQ(Address::loopbackV6(7).text(), "[::1]:7");
  EXPECT_TRUE(Address::parse("127.9.9.9:1")->isLoopback());
  EXPECT_TRUE(Address::loopbackV6(7).isLoopback());
  EXPECT_FALSE(Address::parse("128.0.0.1:1")->isLoopback());
  EXPECT_FALSE(Address::parse("[::2]:1")->isLoopback());
  EXPECT_FALSE(Address().isLoopback());
  std::array<std::uint8_t, 16> bytes{};
  bytes[15] = 1;
  EXPECT_EQ(Address::v6(bytes, 7), Address::loopbackV6(7));
  EXPECT_NE(Address::v6(bytes, 7, 1), Address::loopbackV6(7));
}

TEST(Address, LocalOnesArePaths) {
  const Address address = Address::local(Path("/run/x y"));
  EXPECT_EQ(address.family(), Address::Family::Local);
  EXPECT_EQ(address.path(), "/run/x y");
  EXPECT_EQ(address.text(), "local:/run/x y");
  EXPECT_EQ(address.port(), 0);
  EXPECT_TRUE(address.bytes().empty());
  EXPECT_TRUE(address.isLoopback());
  EXPECT_EQ(Address::parse("local:/run/x y"), address);
  EXPECT_EQ(address.withPort(3), address);
  EXPECT_EQ(parsed("local:"), "none");
  EXPECT_EQ(parsed(std::string("local:a\0b", 9)), "none");
  EXPECT_EQ(parsed("local:" + std::string(109, 'x')), "none");
  EXPECT_NE(thrownBy([] { Address::local(Path("")); }), "nothing was thrown");
  EXPECT_NE(thrownBy([] { Address::local(Path(std::string(109, 'x'))); }), "nothing was thrown");
}

TEST(Address, NoneIsEmpty) {
  EXPECT_EQ(Address().family(), Address::Family::None);
  EXPECT_EQ(Address().text(), "");
  EXPECT_EQ(Address(), Address());
  EXPECT_EQ(Address().withPort(1), Address());
}

}  // namespace
}  // namespace sys
