// unittests/Unix/SystemFiles.cpp -- Links, modes and limits of POSIX.
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <stdexcept>

bool makeSymbolicLink(const sys::Path& link, const sys::Path& target) {
  return ::symlink(target.text().c_str(), link.text().c_str()) == 0;
}

bool makeHardLink(const sys::Path& link, const sys::Path& existing) {
  return ::link(existing.text().c_str(), link.text().c_str()) == 0;
}

void makeProgram(const sys::Path& path) {
  const int file = ::open(path.text().c_str(), O_CREAT | O_EXCL | O_CLOEXEC, 0755);
  if (file == -1) throw std::runtime_error(path.text() + " cannot be created");
  ::close(file);
}

void setModified(const sys::Path& path, sys::FileTime time) {
  const auto count = time.time_since_epoch().count();
  constexpr decltype(count) kPerSecond = 1'000'000'000;
  struct timespec at = {};
  at.tv_sec = static_cast<time_t>(count / kPerSecond - (count % kPerSecond < 0 ? 1 : 0));
  at.tv_nsec = static_cast<long>((count % kPerSecond + kPerSecond) % kPerSecond);
  const struct timespec both[] = {at, at};
  if (::utimensat(AT_FDCWD, path.text().c_str(), both, 0) == -1) {
    throw std::runtime_error("the time of " + path.text() + " cannot be set");
  }
}

void cutOff(const sys::Path& path, unsigned size) {
  if (::truncate(path.text().c_str(), static_cast<off_t>(size)) == -1) {
    throw std::runtime_error("the size of " + path.text() + " cannot be set");
  }
}

void makeReadOnly(const sys::Path& path) {
  if (::chmod(path.text().c_str(), 0444) == -1) {
    throw std::runtime_error("the mode of " + path.text() + " cannot be set");
  }
}

bool isReadOnly(const sys::Path& path) {
  struct stat raw;
  return ::stat(path.text().c_str(), &raw) == 0 && (raw.st_mode & 0777) == 0444;
}

DeviceFile::DeviceFile(const TemporaryTree& tree) : path_(tree / "device") {
  struct stat null;
  isInTree_ = ::stat("/dev/null", &null) == 0 &&
              ::mknod(path_.text().c_str(), S_IFCHR | 0666, null.st_rdev) == 0;
  // Who may not make one may not remove this one either.
  if (!isInTree_) path_ = "/dev/null";
}

DeviceFile::~DeviceFile() {
  if (isInTree_) ::unlink(path_.text().c_str());
}

std::optional<sys::Path> fileThatClaimsToBeEmpty() {
  struct stat raw;
  constexpr const char* kName = "/proc/self/status";
  if (::stat(kName, &raw) == -1 || !S_ISREG(raw.st_mode) || raw.st_size != 0) return std::nullopt;
  return kName;
}

FileSizeLimit::FileSizeLimit(unsigned size) {
  struct rlimit limit;
  if (::getrlimit(RLIMIT_FSIZE, &limit) == -1) return;
  before_ = limit.rlim_cur;
  limit.rlim_cur = size;
  holds_ = ::setrlimit(RLIMIT_FSIZE, &limit) == 0;
}

FileSizeLimit::~FileSizeLimit() {
  struct rlimit limit;
  if (!holds_ || ::getrlimit(RLIMIT_FSIZE, &limit) == -1) return;
  limit.rlim_cur = static_cast<rlim_t>(before_);
  ::setrlimit(RLIMIT_FSIZE, &limit);
}
