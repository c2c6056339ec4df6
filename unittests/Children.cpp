// unittests/Children.cpp -- The roles that the test binary plays when a test starts it as a child.
#include "Children.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <optional>
#include <string_view>
#include <thread>

#include "Cgroup.hpp"
#include "NameAnswers.hpp"
#include "OwnProcessors.hpp"
#include "StreamRoles.hpp"
#include "TestHandles.hpp"
#include "sys/Directory.hpp"
#include "sys/Environment.hpp"
#include "sys/File.hpp"
#include "sys/Listener.hpp"
#include "sys/Native.hpp"
#include "sys/Resolver.hpp"
#include "sys/Signals.hpp"
#include "sys/Socket.hpp"
#include "sys/Terminal.hpp"

using Arguments = std::vector<std::string>;

static void say(const std::string& text) { sys::Terminal::output().write(text); }

static int exitWith(const Arguments& arguments) {
  return static_cast<int>(std::stoul(arguments[1]));
}

// The arguments, each between brackets on a line of its own.
static int printArguments(const Arguments& arguments) {
  for (std::size_t i = 1; i < arguments.size(); ++i) say("[" + arguments[i] + "]\n");
  return 0;
}

// What a file holds, after its name.
static int printFile(const Arguments& arguments) {
  say(arguments[1] + "\n" + sys::File::read(sys::Path(arguments[1])).value_or("(no such file)"));
  return 0;
}

static int printVariable(const Arguments& arguments) {
  say(sys::Environment::get(arguments[1]).value_or("(unset)"));
  return 0;
}

static int printDirectory(const Arguments&) {
  say(sys::Directory::current().text());
  return 0;
}

// `count` times "out" and "err", in turn.
static int printBoth(const Arguments& arguments) {
  for (int i = std::stoi(arguments[1]); i > 0; --i) {
    sys::Terminal::output().write("out\n");
    sys::Terminal::error().write("err\n");
  }
  return 0;
}

static int printMany(const Arguments& arguments) {
  const std::string block(65536, 'x');
  for (int i = std::stoi(arguments[1]); i > 0; --i) say(block);
  return 0;
}

// Runs until it is ended.
static int hang(const Arguments&) {
  for (;;) std::this_thread::sleep_for(std::chrono::hours(1));
}

// Says that it is there, then runs until it is ended, or for some seconds and says that they are
// over.
static int sayAndHang(const Arguments& arguments) {
  say(arguments.size() > 1 ? arguments[1] : "here\n");
  if (arguments.size() > 2) {
    const int seconds = std::stoi(arguments[2]);
    std::this_thread::sleep_for(std::chrono::seconds(seconds));
    if (seconds > 0) say("over\n");
    return 0;
  }
  return hang(arguments);
}

// Leaves a child behind that keeps the output open for some seconds (kLeftBehind), in the same
// tree; with "wait" waits for it, with "apart" too, and that is in a tree of its own.
static int leaveChild(const Arguments& arguments) {
  sys::Streams streams;
  streams.input(sys::Stream::null());
  const std::string how = arguments.size() > 1 ? arguments[1] : "leave";
  const std::string seconds =
      arguments.size() > 2 ? arguments[2] : std::to_string(kLeftBehind.count());
  sys::Command command = childCommand("say-and-hang", {"grandchild\n", seconds});
  if (how != "apart") command.sharesTerminal();
  static sys::Process child = sys::Process::start(command, streams);
  if (how != "leave") child.wait();
  std::_Exit(0);  // Without destructors, which would end the child.
}

// Leaves its session, says that it is there, and after some seconds that they are over.
static int stayApart(const Arguments& arguments) {
  leaveSession();
  return sayAndHang({arguments[0], "apart\n", arguments[1]});
}

// Leaves a child behind that is in a session of its own for some seconds; with "hang" it stays.
static int leaveApart(const Arguments& arguments) {
  sys::Command command = childCommand("stay-apart", {arguments[2]});
  command.sharesTerminal();
  static sys::Process child = sys::Process::start(command);
  if (arguments[1] == "hang") child.wait();
  std::_Exit(0);  // Without destructors, which would end the child.
}

// A contained child in the role that is given.
static int containChild(const Arguments& arguments) {
  sys::Command command = childCommand(arguments[1], {arguments.begin() + 2, arguments.end()});
  return sys::Process::start(command.contained()).wait().succeeded() ? 0 : 1;
}

// A chain of so many processes, each in a session of its own: the first ones stay for some seconds
// while the next are started.
static int storm(const Arguments& arguments) {
  leaveSession();
  const int left = std::stoi(arguments[1]);
  if (left == 1) return sayAndHang({arguments[0], "all\n", arguments[2]});
  say("x");
  sys::Command command = childCommand("storm", {std::to_string(left - 1), arguments[2]});
  command.sharesTerminal();
  static sys::Process child = sys::Process::start(command);
  std::this_thread::sleep_for(std::chrono::seconds(std::stoi(arguments[2])));
  std::_Exit(0);  // Without destructors, which would end the child.
}

// Whether the handle of the given spelling leads to the given file.
static int askHandle(const Arguments& arguments) {
  say(handleLeadsTo(arguments[1], arguments[2]) ? "yes" : "no");
  return 0;
}

static int printSignals(const Arguments&) {
  say(unusualSignals());
  return 0;
}

// Its priority; with "again", that of a child which is asked to have a low one.
static int printNiceness(const Arguments& arguments) {
  if (arguments.size() == 1) {
    say(std::to_string(ownNiceness()));
    return 0;
  }
  sys::Command command = childCommand("niceness");
  command.priority(sys::Priority::Low);
  return sys::Process::start(command).wait().succeeded() ? 0 : 1;
}

// Keeps a processor busy for so many milliseconds of its time, with so many MiB written to.
static int workFor(const Arguments& arguments) {
  const std::chrono::milliseconds wanted(std::stoi(arguments[1]));
  std::vector<char> memory(std::stoul(arguments[2]) << 20);
  unsigned value = 1;
  for (char& byte : memory) byte = static_cast<char>(value *= 1664525);
  for (sys::Usage used; used.userTime + used.systemTime < wanted; used = sys::Process::usage()) {
    value = value * 1664525 + 1013904223;
  }
  say(std::to_string(memory[value % memory.size()]));
  return 0;
}

// The memory that counts for a limit of it; it gets and uses so many MiB more, or fails.
static int allocate(const Arguments& arguments) {
  say(std::to_string(ownLimitedMemory()));
  const std::string memory(std::stoul(arguments[1]) << 20, 'x');
  return memory.find('y') == std::string::npos ? 0 : 1;
}

// Plays the role that its argument names in a child of its own.
static int inChild(const Arguments& arguments) {
  return sys::Process::start(childCommand(arguments[1])).wait().succeeded() ? 0 : 1;
}

static int printProcessors(const Arguments&) {
  for (const unsigned number : ownProcessors()) say(std::to_string(number) + " ");
  return 0;
}

static int printHandleLimit(const Arguments&) {
  say(std::to_string(raiseHandleLimit(0)) + "\n");
  return 0;
}

// Its limit of handles before and after it prepares itself, and that of a child; then that of one
// that is told its own, or, where there is none, once more that of a child.
static int raiseLimit(const Arguments& arguments) {
  const FewHandles few(std::stoul(arguments[1]));
  printHandleLimit(arguments);
  sys::Process::prepare();
  sys::Process::prepare();  // Nothing changes.
  printHandleLimit(arguments);
  sys::Command command = childCommand("handle-limit");
  sys::Process::start(command).wait();
  if (!sys::native::kWindows) command.limits(sys::Limits().openFiles(100));
  return sys::Process::start(command).wait().succeeded() ? 0 : 1;
}

// How many files can be opened.
static int openFiles(const Arguments&) {
  const std::string file = sys::Process::executable().text();
  int count = 0;
  while (count < 1000 && openInheritableHandle(file) != "-1") ++count;
  say(std::to_string(count));
  return 0;
}

// Leaves a core if the system lets it and "yes" says so.
static int abortNow(const Arguments& arguments) {
  if (arguments.size() > 1) wantCore(arguments[1] == "yes");
  std::abort();
}

// Ends by an interrupt that nobody waits for, after one that somebody waited for; with a code, at
// once with that.
static int awaitInterrupts(const Arguments& arguments) {
  heedInterrupts();
  sys::Interrupt interrupt;
  sys::Demuxer demuxer;
  struct Loop {
    sys::Demuxer& demuxer;
    void ended() { demuxer.stop(); }
  } loop{demuxer};
  interrupt.start(demuxer, sys::Completion::to<&Loop::ended>(loop));
  say("ready\n");
  demuxer.run();
  say("kind " + std::to_string(static_cast<int>(interrupt.kind())) + "\n");
  return arguments.size() > 1 ? exitWith(arguments) : hang({});
}

// Of its output; "later" at the first key.
static int describeTerminal(const Arguments& arguments) {
  if (arguments.size() > 1) {
    char key = 0;
    say("ready ");
    readStandardInput(&key, 1);
  }
  const sys::Terminal terminal = sys::Terminal::output();
  say("interactive " + std::to_string(terminal.isInteractive()) + " color " +
      std::to_string(terminal.hasColor()) + " width " + std::to_string(terminal.width()));
  return 0;
}

// Opens as many connections as it is told, sends and hears a byte by each, and closes them.
static int connectMany(const Arguments& arguments) {
  const std::size_t count = std::stoul(arguments[1]);
  const sys::Address to = *sys::Address::parse(arguments[2]);
  if (raiseHandleLimit(count + 100) < count + 100) return 1;
  const sys::Deadline end = std::chrono::steady_clock::now() + kPatience;
  std::vector<sys::Socket> sockets(count);
  for (sys::Socket& socket : sockets) {
    if (socket.connect(to, end) != sys::Outcome::Done) return 2;
  }
  for (sys::Socket& socket : sockets) {
    if (!socket.send(std::span("?", 1), end)) return 3;
  }
  for (sys::Socket& socket : sockets) {
    char byte = 0;
    if (socket.receive({&byte, 1}, end) != 1U || byte != '?') return 4;
  }
  for (sys::Socket& socket : sockets) socket.reset();
  return 0;
}

// What no code page and no encoding would leave alone.
static int writeBytes(const Arguments&) {
  say("gr\u00fc\u00dfe\n\r\n\x1b[0m\xff");
  return 0;
}

static int writeUntilFalse(const Arguments&) {
  while (sys::Terminal::output().write("x\n")) {
  }
  return 0;
}

// Replaces a file until it is ended, by one, two, three ... times 10 000 letters of one kind.
static int replaceForever(const Arguments& arguments) {
  for (std::size_t i = 0;; i = (i + 1) % 10) {
    sys::File::replace(arguments[1], std::string((i + 1) * 10'000, static_cast<char>('a' + i)));
  }
}

// Appends `count` pieces, each of 100 times the letter.
static int appendPieces(const Arguments& arguments) {
  sys::File file = sys::File::openToAppend(arguments[1]);
  for (int i = std::stoi(arguments[3]); i > 0; --i) file.append(std::string(100, arguments[2][0]));
  file.close();
  return 0;
}

// Writes so many MiB and waits until the disk has them.
static int writeToDisk(const Arguments& arguments) {
  sys::File file = sys::File::openToAppend(arguments[1]);
  for (int i = std::stoi(arguments[2]); i > 0; --i) file.append(std::string(1 << 20, 'x'));
  file.sync();
  file.close();
  return 0;
}

// Ends while the system is asked for a name; what is asked with must not go away.
static int leaveLookup(const Arguments&) {
  [[maybe_unused]] static const auto& hold = *new sys::names::Hold;
  static auto& demuxer = *new sys::Demuxer;
  static auto& resolve = *new sys::Resolve;
  resolve.start(demuxer, "held.test", 80, sys::Completion([](void*) {}, nullptr));
  if (sys::names::Hold::awaitWaiting(1)) say("asked\n");
  return 0;
}

// Runs a loop in one thread and then, with "run", in another; destroys it in this one, with an
// accept under way unless "idle".
static int changeThreads(const Arguments& arguments) {
  sys::Listener listener(sys::Address::loopback());
  sys::Accept accept;
  std::optional<sys::Demuxer> demuxer(std::in_place, arguments[1]);
  const auto run = [&] { demuxer->runUntil(std::chrono::steady_clock::now()); };
  const sys::Completion completion([](void*) { say("completed\n"); }, nullptr);
  if (arguments[2] != "idle") listener.accept(accept, *demuxer, completion);
  std::thread(run).join();
  try {
    if (arguments[2] == "run") run();
  } catch (const std::string& reason) {
    say(reason + "\n");
  }
  demuxer.reset();
  say("destroyed\n");
  return 0;
}

// What it reads, up to the end or so many bytes, and then "end" or "more".
static int readInput(const Arguments& arguments) {
  const std::size_t most = arguments.size() > 1 ? std::stoul(arguments[1]) : SIZE_MAX;
  std::vector<char> bytes(65536);
  for (std::size_t size = 0; size < most;) {
    const std::size_t count = readStandardInput(bytes.data(), std::min(most - size, bytes.size()));
    if (count == 0) {
      say("end");
      return 0;
    }
    say(std::string(bytes.data(), count));
    size += count;
  }
  say("more");
  return 0;
}

// Captures the output of the child "both" or nothing of it.
static int capturePart(const Arguments& arguments) {
  const auto streams =
      arguments[1] == "output" ? sys::CapturedStreams::Output : sys::CapturedStreams::None;
  const sys::Captured captured = sys::Process::capture(childCommand("both", {"1"}), sys::kForever,
                                                       sys::CaptureOptions().streams(streams));
  say("captured: " + captured.output);
  return 0;
}

// This program once more, as it is found in PATH.
static int startByName(const Arguments&) {
  sys::Command command{std::string(sys::Process::executable().name())};
  command.arguments({"--child", "variable", "PATH"});
  return sys::Process::start(command).wait().succeeded() ? 0 : 1;
}

namespace {

struct Role {
  const char* name;
  int (*run)(const Arguments& arguments);
  bool preparesItself = false;
};

// clang-format off
constexpr Role kRoles[] = {
    {"exit", exitWith},
    {"arguments", printArguments},
    {"file", printFile},
    {"variable", printVariable},
    {"directory", printDirectory},
    {"both", printBoth},
    {"change-threads", changeThreads},
    {"relay", relay},
    {"write-passed", writePassed},
    {"read-passed", readPassed},
    {"pass-own", passOwn},
    {"write-unread", writeUnread},
    {"write-later", writeLater},
    {"leave-passed", leavePassed},
    {"in-session-of", tellSession},
    {"start-detached", startDetached},
    {"start-untold", startUntold},
    {"ask-terminal", askTerminal},
    {"waits", tellWaits},
    {"pass-never-waiting", passNeverWaiting},
    {"capture", capturePart},
    {"by-name", startByName},
    {"many", printMany},
    {"hang", hang},
    {"say-and-hang", sayAndHang},
    {"leave-child", leaveChild},
    {"stay-apart", stayApart},
    {"leave-apart", leaveApart},
    {"contain", containChild},
    {"storm", storm},
    {"handle", askHandle},
    {"signals", printSignals},
    {"niceness", printNiceness},
    {"work", workFor},
    {"allocate", allocate},
    {"open-files", openFiles},
    {"handle-limit", printHandleLimit, true},
    {"raise-limit", raiseLimit, true},
    {"processors", printProcessors},
    {"in-child", inChild},
    {"abort", abortNow},
    {"interrupts", awaitInterrupts},
    {"replace", replaceForever},
    {"append", appendPieces},
    {"write-to-disk", writeToDisk},
    {"input", readInput},
    {"leave-lookup", leaveLookup},
    {"terminal", describeTerminal},
    {"connect-many", connectMany},
    {"write-bytes", writeBytes},
    {"write-until-false", writeUntilFalse},
};
// clang-format on

}  // namespace

int runChild(const Arguments& arguments) {
  for (const Role& role : kRoles) {
    if (arguments[0] != role.name) continue;
    if (!role.preparesItself) sys::Process::prepare();
    return role.run(arguments);
  }
  return 125;
}

sys::Command childCommand(const std::string& role, Arguments arguments) {
  sys::Command command(sys::Process::executable().text());
  command.argument("--child").argument(role).arguments(std::move(arguments));
  return command;
}

void withMoreTime(const std::function<bool(std::chrono::milliseconds time)>& attempt) {
  for (std::chrono::milliseconds time{500}; time < kPatience; time *= 2) {
    if (attempt(time)) return;
  }
}

std::string restOf(sys::Pipe& pipe) {
  std::string text;
  char buffer[256];
  sys::Receive receive;
  sys::Demuxer demuxer;
  do {
    pipe.receive(receive, demuxer, buffer, sys::Completion([](void*) {}, nullptr));
    demuxer.run();
    text.append(buffer, receive.count());
  } while (receive.outcome() == sys::Outcome::Done);
  return text;
}

std::size_t removeControlGroups() {
  const std::optional<std::string> own = sys::ownCgroup(sys::systemFiles());
  if (!own) return 0;
  const std::string mine = "sys-" + std::to_string(ownProcessId()) + "-";
  const auto entries = sys::Directory::list(*own);
  std::size_t count = 0;
  for (const sys::DirectoryEntry& entry : entries.value()) {
    if (!entry.name.starts_with(mine)) continue;
    ++count;
    EXPECT_TRUE(sys::Directory::remove(*own + "/" + entry.name)) << entry.name;
  }
  return count;
}

std::string outputOfChild(const std::string& role, Arguments arguments) {
  const sys::Captured captured = sys::Process::capture(childCommand(role, std::move(arguments)));
  EXPECT_TRUE(captured.status && captured.status->succeeded())
      << role << ": " << (captured.status ? captured.status->describe() : "deadline")
      << captured.output;
  return captured.output;
}
