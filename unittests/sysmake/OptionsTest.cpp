// unittests/sysmake/OptionsTest.cpp -- The command line is Ninja's.
#include "sysmake/Options.hpp"

#include <gtest/gtest.h>

#include <algorithm>

namespace sysmake {
namespace {

Options parse(std::vector<std::string> arguments) { return parseOptions(arguments, "ninja", 4); }

TEST(Options, DefaultsAreNinjas) {
  const Options options = parse({});
  EXPECT_EQ(options.manifest, "build.ninja");
  EXPECT_EQ(options.build.jobs, 6u);
  EXPECT_EQ(options.build.failuresAllowed, 1);
  EXPECT_FALSE(options.build.isDryRun);
  EXPECT_FALSE(options.answer);
  EXPECT_EQ(parseOptions({}, "ninja", 1).build.jobs, 2u);
  EXPECT_EQ(parseOptions({}, "ninja", 2).build.jobs, 3u);
}

TEST(Options, ValuesAreAttachedOrFollow) {
  const Options options = parse({"-C", "out", "-fother.ninja", "-j8", "-k", "0", "-vn"});
  EXPECT_EQ(options.directory, "out");
  EXPECT_EQ(options.manifest, "other.ninja");
  EXPECT_EQ(options.build.jobs, 8u);
  EXPECT_GT(options.build.failuresAllowed, 1'000'000);
  EXPECT_EQ(options.verbosity, Verbosity::Verbose);
  EXPECT_TRUE(options.build.isDryRun);
}

TEST(Options, MayFollowTargets) {
  const Options options = parse({"a", "-n", "b", "--", "-c"});
  EXPECT_EQ(options.targets, (std::vector<std::string>{"a", "b", "-c"}));
  EXPECT_TRUE(options.build.isDryRun);
}

TEST(Options, ToolTakesAllThatFollows) {
  const Options options = parse({"-C", "x", "-t", "clean", "-g", "-n", "a"});
  EXPECT_EQ(options.tool, "clean");
  EXPECT_EQ(options.toolArguments, (std::vector<std::string>{"-g", "-n", "a"}));
  EXPECT_FALSE(options.build.isDryRun);
}

TEST(Options, ModesAndWarnings) {
  const Options options = parse({"-d", "explain", "-d", "keeprsp", "-dkeepdepfile", "-dstats", "-w",
                                 "phonycycle=err", "-w", "dupbuild=err", "-l", "2.5"});
  EXPECT_TRUE(options.explains);
  EXPECT_TRUE(options.build.keepsResponseFiles);
  EXPECT_TRUE(options.build.keepsDepfiles);
  EXPECT_TRUE(options.tellsStatistics);
  EXPECT_TRUE(options.reading.phonyCycleIsError);
}

std::string servedAt(const std::vector<std::string>& arguments) {
  const Options options = parse(arguments);
  if (!options.statusPlace) return "nowhere";
  return options.statusPlace->address.text() + (options.statusPlace->isPublic ? " for all" : "");
}

TEST(Options, TheStatusServersAddressMayBeMissing) {
  EXPECT_EQ(servedAt({}), "nowhere");
  EXPECT_EQ(servedAt({"--status-server"}), "127.0.0.1:0");
  EXPECT_EQ(servedAt({"--status-server", "[::1]:80"}), "[::1]:80");
  EXPECT_EQ(servedAt({"--status-server=localhost:80"}), "127.0.0.1:80");
  EXPECT_EQ(servedAt({"--status-server", "local:run/status"}), "local:run/status");
  EXPECT_EQ(servedAt({"--status-server-public=0.0.0.0:80"}), "0.0.0.0:80 for all");
  const Options options = parse({"--status-server", "all", "-j3"});
  EXPECT_EQ(options.targets, (std::vector<std::string>{"all"}));
  EXPECT_EQ(options.build.jobs, 3u);
  EXPECT_EQ(parse({"--attach", "[::1]:9"}).attachTo->address, sys::Address::loopbackV6(9));
  EXPECT_EQ(parse({"--attach", "localhost:9"}).attachTo->host, "localhost");
  EXPECT_EQ(parse({"--attach=localhost:9"}).attachTo->port, 9);
}

TEST(Options, HowCommandsRun) {
  EXPECT_FALSE(parse({}).build.commands.haveLowPriority);
  EXPECT_TRUE(parse({"--low-priority"}).build.commands.haveLowPriority);
  EXPECT_EQ(parse({"-v", "--background"}).background, 1U);
  EXPECT_TRUE(parse({"--background"}).statusPlace);
  EXPECT_FALSE(parse({}).build.commands.seeTerminal);
  EXPECT_TRUE(parse({"--color"}).build.commands.seeTerminal);
  EXPECT_FALSE(parse({}).build.commands.areContained);
  EXPECT_TRUE(parse({"--contain"}).build.commands.areContained);
  EXPECT_THROW(parse({"--contain=1"}), std::string);
  const auto memory = [](const std::vector<std::string>& arguments) {
    return parse(arguments).build.commands.memory.value_or(0);
  };
  EXPECT_EQ(memory({}), 0u);
  EXPECT_EQ(memory({"--memory", "4G"}), 4ull << 30);
  EXPECT_EQ(memory({"--memory=512M"}), 512ull << 20);
  EXPECT_EQ(memory({"--memory=1"}), 1u);
  EXPECT_EQ(memory({"--memory=16777215T"}), 16777215ull << 40);
  EXPECT_EQ(memory({"--memory=18446744073709551615"}), 18446744073709551615ull);
}

TEST(Options, ASizeIsOneOrRefusedWithWhatWasSaid) {
  for (const std::string wrong : {"", "G", "0", "0K", "-1", "+1", " 1", "1 G", "1.5G", "4g", "4GB",
                                  "0x10", "16777216T", "18446744073709551616"}) {
    try {
      parse({"--memory=" + wrong});
      ADD_FAILURE() << wrong;
    } catch (const std::string& error) {
      EXPECT_NE(error.find("such as 512M or 4G, not '" + wrong + "'"), std::string::npos) << error;
    }
  }
}

TEST(Options, VersionIsOneThatCMakeKnows) {
  EXPECT_TRUE(parse({"--version"}).answer->starts_with("1.13.0"));
}

TEST(Options, HelpFitsAScreen) {
  const std::string help = *parse({"-h"}).answer;
  EXPECT_LE(std::count(help.begin(), help.end(), '\n'), 24);
  EXPECT_NE(help.find("usage: ninja "), std::string::npos);
  EXPECT_NE(help.find("[6,"), std::string::npos);
}

TEST(Options, RefusesWhatItDoesNotKnow) {
  for (const std::vector<std::string>& wrong :
       std::vector<std::vector<std::string>>{{"--nonsense"},
                                             {"--nonsense=1"},
                                             {"--low-priority=1"},
                                             {"--memory"},
                                             {"--status-server=80"},
                                             {"--status-server="},
                                             {"--status-server", "-n"},
                                             {"--status-server", "-t", "clean"},
                                             {"--attach"},
                                             {"--attach", "somewhere"},
                                             {"--attach", "somewhere:x"},
                                             {"--attach", ":80"},
                                             {"-x"},
                                             {"-j"},
                                             {"-j", "many"},
                                             {"-j", "-1"},
                                             {"-k", ""},
                                             {"-l", "x"},
                                             {"-d", "nonsense"},
                                             {"-w", "nonsense"}}) {
    EXPECT_THROW(parse(wrong), std::string) << wrong[0];
  }
}

}  // namespace
}  // namespace sysmake
