// tools/sysmake/Disk.cpp -- What the scan asks of the file system, asked of sys.
#include "sysmake/Disk.hpp"

#include <algorithm>

#include "sys/File.hpp"
#include "sys/FileStatus.hpp"

namespace sysmake {

namespace {

FileTicks modifiedOnHost(std::string_view path) {
  const std::optional<sys::FileStatus> status = sys::FileStatus::of(sys::Path(path));
  if (!status) return 0;
  return std::max<FileTicks>(1, status->modified().time_since_epoch().count());
}

}  // namespace

Disk Disk::host() {
  return {modifiedOnHost, [](std::string_view path) { return sys::File::read(sys::Path(path)); }};
}

}  // namespace sysmake
