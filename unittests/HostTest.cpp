// unittests/HostTest.cpp -- CPUs by mask and quota; the control groups of machines that are not
// here, as text.
#include "sys/Host.hpp"

#include <gtest/gtest.h>

#include <map>
#include <thread>

#include "Cgroup.hpp"

namespace sys {
namespace {

using Files = std::map<std::string, std::string>;

std::optional<std::string> readFrom(const void* context, const std::string& path) {
  const Files& files = *static_cast<const Files*>(context);
  const auto found = files.find(path);
  if (found == files.end()) return std::nullopt;
  return found->second;
}

std::optional<unsigned> limitOf(const Files& files) { return cgroupCpuLimit({readFrom, &files}); }

const char* const kMount2 = "30 24 0:26 / /sys/fs/cgroup rw,nosuid shared:4 - cgroup2 cgroup2 rw\n";
const char* const kMount1 =
    "24 1 8:1 / / rw - ext4 /dev/sda1 rw\n"
    "33 25 0:29 / /sys/fs/cgroup/cpu,cpuacct rw shared:9 - cgroup cgroup rw,cpu,cpuacct\n";

TEST(Host, HasAtLeastOneUsableCpuAndNoMoreThanThereAre) {
  EXPECT_GE(Host::usableCpus(), 1U);
  EXPECT_LE(Host::usableCpus(), std::thread::hardware_concurrency());
}

TEST(Cgroup, WithoutFilesOrLimitsThereIsNone) {
  EXPECT_FALSE(limitOf({}));
  EXPECT_FALSE(limitOf({{"/proc/self/cgroup", "0::/\n"}, {"/proc/self/mountinfo", kMount2}}));
  EXPECT_FALSE(limitOf({{"/proc/self/cgroup", "0::/a\n"},
                        {"/proc/self/mountinfo", kMount2},
                        {"/sys/fs/cgroup/a/cpu.max", "max 100000\n"}}));
}

TEST(Cgroup, AQuotaCountsRoundedUp) {
  const auto with = [](const char* max) {
    return limitOf({{"/proc/self/cgroup", "0::/a\n"},
                    {"/proc/self/mountinfo", kMount2},
                    {"/sys/fs/cgroup/a/cpu.max", max}});
  };
  EXPECT_EQ(with("100000 100000\n"), 1U);
  EXPECT_EQ(with("150000 100000\n"), 2U);
  EXPECT_EQ(with("50000 100000\n"), 1U);
  EXPECT_EQ(with("6400000 100000\n"), 64U);
}

TEST(Cgroup, TheTightestOfAllLevelsCounts) {
  EXPECT_EQ(limitOf({{"/proc/self/cgroup", "0::/a/b/c\n"},
                     {"/proc/self/mountinfo", kMount2},
                     {"/sys/fs/cgroup/a/b/c/cpu.max", "max 100000\n"},
                     {"/sys/fs/cgroup/a/b/cpu.max", "800000 100000\n"},
                     {"/sys/fs/cgroup/a/cpu.max", "300000 100000\n"}}),
            3U);
}

TEST(Cgroup, VersionOneHasItsOwnFiles) {
  EXPECT_EQ(limitOf({{"/proc/self/cgroup", "5:memory:/x\n4:cpu,cpuacct:/docker/1\n"},
                     {"/proc/self/mountinfo", kMount1},
                     {"/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_quota_us", "250000\n"},
                     {"/sys/fs/cgroup/cpu,cpuacct/docker/1/cpu.cfs_period_us", "100000\n"}}),
            3U);
  EXPECT_FALSE(limitOf({{"/proc/self/cgroup", "4:cpu,cpuacct:/\n"},
                        {"/proc/self/mountinfo", kMount1},
                        {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_quota_us", "-1\n"},
                        {"/sys/fs/cgroup/cpu,cpuacct/cpu.cfs_period_us", "100000\n"}}));
}

TEST(Cgroup, AContainerSeesItsPartOfTheTreeAsTheRoot) {
  EXPECT_EQ(
      limitOf({{"/proc/self/cgroup", "4:cpu,cpuacct:/docker/1\n"},
               {"/proc/self/mountinfo",
                "33 25 0:29 /docker/1 /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"},
               {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "400000\n"},
               {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}}),
      4U);
  EXPECT_EQ(limitOf({{"/proc/self/cgroup", "0::/../other\n"},
                     {"/proc/self/mountinfo", kMount2},
                     {"/sys/fs/cgroup/cpu.max", "200000 100000\n"}}),
            2U);
}

TEST(Cgroup, AGroupWhoseNameOnlyBeginsLikeTheMountsIsNotBelowIt) {
  EXPECT_EQ(
      limitOf({{"/proc/self/cgroup", "4:cpu,cpuacct:/docker/10/x\n"},
               {"/proc/self/mountinfo",
                "33 25 0:29 /docker/1 /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu,cpuacct\n"},
               {"/sys/fs/cgroup/cpu/cpu.cfs_quota_us", "400000\n"},
               {"/sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"}}),
      4U);
}

std::optional<std::string> ownOf(const std::string& groups, const std::string& mounts) {
  const Files files = {{"/proc/self/cgroup", groups}, {"/proc/self/mountinfo", mounts}};
  return ownCgroup({readFrom, &files});
}

TEST(Cgroup, ItsOwnDirectoryIsBelowWhereTheTreeIsMounted) {
  EXPECT_EQ(ownOf("0::/\n", kMount2), "/sys/fs/cgroup");
  EXPECT_EQ(ownOf("5:memory:/x\n0::/user.slice/a\n", kMount2), "/sys/fs/cgroup/user.slice/a");
  const char* const unified = "30 24 0:26 / /sys/fs/cgroup/unified rw - cgroup2 cgroup2 rw\n";
  EXPECT_EQ(ownOf("0::/a\n", kMount1 + std::string(unified)), "/sys/fs/cgroup/unified/a");
  const char* const part = "30 24 0:26 /docker/1 /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
  EXPECT_EQ(ownOf("0::/docker/1/b\n", part), "/sys/fs/cgroup/b");
  EXPECT_EQ(ownOf("0::/docker/1\n", part), "/sys/fs/cgroup");
}

TEST(Cgroup, WhatCannotBeSeenHasNoDirectory) {
  const Files none;
  EXPECT_FALSE(ownCgroup({readFrom, &none}));
  EXPECT_FALSE(ownOf("4:cpu,cpuacct:/docker/1\n", kMount1));
  EXPECT_FALSE(ownOf("0::/\n", kMount1));
  EXPECT_FALSE(ownOf("0::/../other\n", kMount2));
  const char* const part = "30 24 0:26 /docker/1 /sys/fs/cgroup ro - cgroup2 cgroup rw\n";
  EXPECT_FALSE(ownOf("0::/docker/10\n", part));
}

TEST(Cgroup, NonsenseIsNoLimit) {
  for (const char* max : {"", "x y", "100000", "-5 100000", "100000 0", "1e5 100000"}) {
    EXPECT_FALSE(limitOf({{"/proc/self/cgroup", "0::/\n"},
                          {"/proc/self/mountinfo", kMount2},
                          {"/sys/fs/cgroup/cpu.max", max}}))
        << max;
  }
}

}  // namespace
}  // namespace sys
