// unittests/Unix/Residue.cpp -- Descriptors by what they lead to, children and files.
#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <new>

namespace sys::residue {

namespace {

const char* kindOf(int fd) {
  struct stat status;
  if (::fstat(fd, &status) != 0) return "closed";
  if (S_ISFIFO(status.st_mode)) return "a pipe";
  if (S_ISSOCK(status.st_mode)) return "a socket";
  if (S_ISDIR(status.st_mode)) return "a directory";
  if (S_ISREG(status.st_mode)) return "a file";
  return "neither file, directory, pipe nor socket";
}

static_assert(sizeof(sigset_t) <= 128);

}  // namespace

std::string describeHandle(std::int64_t handle) {
  return "descriptor " + std::to_string(handle) + " (" + kindOf(static_cast<int>(handle)) + ")";
}

bool staysForGood(std::int64_t) { return false; }

void makeWhatStays() {}  // Nothing that is a descriptor.

void emptyDirectory(const std::string& directory) {
  ::mkdir(directory.c_str(), 0700);
  for (const std::string& name : filesIn(directory)) {
    const std::string path = directory + "/" + name;
    if (::unlink(path.c_str()) != 0) removeDirectory(path);
  }
}

void removeDirectory(const std::string& directory) {
  emptyDirectory(directory);
  ::rmdir(directory.c_str());
}

void writeFile(const std::string& path, std::string_view content) {
  const int fd = ::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
  if (::write(fd, content.data(), content.size()) != static_cast<ssize_t>(content.size())) {
    say("a test's file cannot be written: " + path + "\n");
  }
  ::close(fd);
}

std::string readFile(const std::string& path) {
  std::string content(65536, '\0');
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd == -1) return "";
  const ssize_t size = ::read(fd, content.data(), content.size());
  ::close(fd);
  content.resize(size > 0 ? static_cast<std::size_t>(size) : 0);
  return content;
}

void removeFile(const std::string& path) { ::unlink(path.c_str()); }

std::vector<std::string> filesIn(const std::string& directory) {
  std::vector<std::string> names;
  DIR* stream = ::opendir(directory.c_str());
  if (stream == nullptr) return names;
  while (const dirent* entry = ::readdir(stream)) {
    const std::string_view name = entry->d_name;
    if (name != "." && name != "..") names.emplace_back(name);
  }
  ::closedir(stream);
  return names;
}

void say(std::string_view text) noexcept {
  while (!text.empty()) {
    const ssize_t written = ::write(2, text.data(), text.size());
    if (written <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::uint64_t processNumber() { return static_cast<std::uint64_t>(::getpid()); }

OutputInFile::OutputInFile(const std::string& path)
    : before_(::fcntl(1, F_DUPFD_CLOEXEC, 3)),
      file_(::open(path.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600)) {
  ::dup2(static_cast<int>(file_), 1);
}

OutputInFile::~OutputInFile() {
  ::dup2(static_cast<int>(before_), 1);
  ::close(static_cast<int>(before_));
  ::close(static_cast<int>(file_));
}

InputClosed::InputClosed() {
  for (int stream = 0; stream < 3; ++stream) before_[stream] = ::fcntl(stream, F_DUPFD_CLOEXEC, 3);
  ::close(0);
}

InputClosed::~InputClosed() {
  for (int stream = 0; stream < 3; ++stream) {
    ::dup2(static_cast<int>(before_[stream]), stream);
    ::close(static_cast<int>(before_[stream]));
  }
}

bool InputClosed::isOpenAgain() const { return ::fcntl(0, F_GETFD) != -1; }

SignalsHeld::SignalsHeld() {
  sigset_t all;
  sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, new (old_) sigset_t);
}

SignalsHeld::~SignalsHeld() {
  ::pthread_sigmask(SIG_SETMASK, std::launder(reinterpret_cast<sigset_t*>(old_)), nullptr);
}

}  // namespace sys::residue
