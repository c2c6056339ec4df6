// lib/sys/Cgroup.cpp -- Linux's control groups as text, so that every machine can be tested on
// every other.
#include "Cgroup.hpp"

#include <algorithm>
#include <charconv>
#include <vector>

#include "sys/File.hpp"

namespace sys {

namespace {

std::vector<std::string_view> split(std::string_view text, char separator) {
  std::vector<std::string_view> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    parts.push_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

std::optional<long long> number(std::string_view text) {
  while (!text.empty() && (text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  long long value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<unsigned> cpus(std::optional<long long> quota, std::optional<long long> period) {
  if (!quota || !period || *quota <= 0 || *period <= 0) return std::nullopt;
  return static_cast<unsigned>(std::clamp<long long>((*quota + *period - 1) / *period, 1, 65536));
}

// "max 100000" or "150000 100000".
std::optional<unsigned> limitOfVersion2(const std::string& directory, const ReadText& read) {
  const std::optional<std::string> text = read(directory + "/cpu.max");
  if (!text) return std::nullopt;
  const std::vector<std::string_view> words = split(*text, ' ');
  return words.size() < 2 ? std::nullopt : cpus(number(words[0]), number(words[1]));
}

std::optional<unsigned> limitOfVersion1(const std::string& directory, const ReadText& read) {
  const std::optional<std::string> quota = read(directory + "/cpu.cfs_quota_us");
  const std::optional<std::string> period = read(directory + "/cpu.cfs_period_us");
  if (!quota || !period) return std::nullopt;
  return cpus(number(*quota), number(*period));
}

// Where a tree of groups can be seen: at `point`, the part of it that begins at `root`.
struct Mount {
  std::string root;
  std::string point;
};

// Of a line "36 25 0:31 / /sys/fs/cgroup/cpu rw - cgroup cgroup rw,cpu": the part before " - " has
// the root and the mount point as its fourth and fifth word, the part after it the type and, last,
// the options.
std::optional<Mount> mountOf(std::string_view mounts, bool version2) {
  for (const std::string_view line : split(mounts, '\n')) {
    const std::size_t dash = line.find(" - ");
    if (dash == std::string_view::npos) continue;
    const std::vector<std::string_view> before = split(line.substr(0, dash), ' ');
    const std::vector<std::string_view> after = split(line.substr(dash + 3), ' ');
    if (before.size() < 5 || after.size() < 3) continue;
    if (after[0] != (version2 ? "cgroup2" : "cgroup")) continue;
    const std::vector<std::string_view> options = split(after.back(), ',');
    if (!version2 && std::find(options.begin(), options.end(), "cpu") == options.end()) continue;
    return Mount{std::string(before[3]), std::string(before[4])};
  }
  return std::nullopt;
}

// Of "0::/user.slice" or "4:cpu,cpuacct:/docker/1": this process's group.
std::optional<std::string> groupOf(std::string_view groups, bool version2) {
  for (const std::string_view line : split(groups, '\n')) {
    const std::size_t first = line.find(':');
    const std::size_t second = first == line.npos ? line.npos : line.find(':', first + 1);
    if (second == line.npos) continue;
    const std::string_view names = line.substr(first + 1, second - first - 1);
    const std::vector<std::string_view> controllers = split(names, ',');
    const bool has = std::find(controllers.begin(), controllers.end(), "cpu") != controllers.end();
    if (version2 ? names.empty() : has) return std::string(line.substr(second + 1));
  }
  return std::nullopt;
}

// The group as a path below the mount point: a container sees its own part of the tree as the root.
// Nothing if it is not in that part.
std::optional<std::string> below(const Mount& mount, std::string group) {
  const std::string& root = mount.root;
  const bool inside = root == "/" || group == root || group.starts_with(root + "/");
  if (!inside || group.starts_with("/..")) return std::nullopt;
  if (root != "/") group.erase(0, root.size());
  return group == "/" ? "" : group;
}

// A file that this process may not read tells nothing that it could know.
std::optional<std::string> readIfPermitted(const void*, const std::string& path) {
  try {
    return File::read(path);
  } catch (const std::string&) {
    return std::nullopt;
  }
}

std::optional<unsigned> tightest(const ReadText& read, const std::string& groups,
                                 const std::string& mounts, bool version2) {
  const std::optional<Mount> mount = mountOf(mounts, version2);
  const std::optional<std::string> group = groupOf(groups, version2);
  if (!mount || !group) return std::nullopt;
  std::optional<unsigned> least;
  for (std::string path = below(*mount, *group).value_or("");;) {
    const std::string directory = mount->point + path;
    const std::optional<unsigned> limit =
        version2 ? limitOfVersion2(directory, read) : limitOfVersion1(directory, read);
    if (limit && (!least || *limit < *least)) least = limit;
    if (path.empty()) return least;
    path.erase(path.rfind('/'));
  }
}

}  // namespace

ReadText systemFiles() { return {readIfPermitted}; }

std::optional<unsigned> cgroupCpuLimit(const ReadText& read) {
  const std::optional<std::string> groups = read("/proc/self/cgroup");
  const std::optional<std::string> mounts = read("/proc/self/mountinfo");
  if (!groups || !mounts) return std::nullopt;
  const std::optional<unsigned> second = tightest(read, *groups, *mounts, true);
  const std::optional<unsigned> first = tightest(read, *groups, *mounts, false);
  if (first && second) return std::min(*first, *second);
  return first ? first : second;
}

std::optional<std::string> ownCgroup(const ReadText& read) {
  const std::optional<std::string> groups = read("/proc/self/cgroup");
  const std::optional<std::string> mounts = read("/proc/self/mountinfo");
  if (!groups || !mounts) return std::nullopt;
  const std::optional<std::string> group = groupOf(*groups, true);
  const std::optional<Mount> mount = mountOf(*mounts, true);
  if (!group || !mount) return std::nullopt;
  const std::optional<std::string> path = below(*mount, *group);
  if (!path) return std::nullopt;
  return mount->point + *path;
}

}  // namespace sys
