// tools/sysmake/Background.cpp -- A build that needs no terminal: started as nobody's child, it
// tells by a pipe that it is there.
#include "sysmake/Background.hpp"

#include <array>
#include <optional>
#include <utility>
#include <vector>

#include "sys/Demuxer.hpp"
#include "sys/File.hpp"
#include "sys/Pipe.hpp"
#include "sys/Process.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/Concat.hpp"

namespace sysmake {

namespace {

// What the pipe is passed by.
constexpr const char* kStarterVariable = "SYSMAKE_STARTER";

// The line that comes, without its end; nothing if that never comes. Who writes it may keep the
// pipe open.
std::optional<std::string> lineOf(sys::Pipe& pipe) {
  std::string text;
  std::array<char, 256> buffer;
  sys::Receive receive;
  sys::Demuxer demuxer;
  do {
    pipe.receive(receive, demuxer, buffer, sys::Completion([](void*) {}, nullptr));
    demuxer.run();
    text.append(buffer.data(), receive.count());
    if (text.ends_with('\n')) return text.substr(0, text.size() - 1);
  } while (receive.outcome() == sys::Outcome::Done);
  return std::nullopt;
}

}  // namespace

int startInBackground(const Options& options, std::span<const std::string> arguments,
                      Status& status) {
  std::vector<std::string> same(arguments.begin(), arguments.end());
  same[*options.background] = kInBackground;
  sys::Command command(sys::Process::executable().text());
  command.arguments(std::move(same));

  const sys::Path log = sys::Path(options.directory.value_or("")).join(sys::Path(".sysmake_log"));
  sys::Pipe answer;
  sys::Streams streams;
  streams.input(sys::Stream::null()).output(sys::Stream::to(log)).errorToOutput();
  streams.passOutput(kStarterVariable, sys::Stream::pipe(answer));
  const std::uint64_t id = sys::Process::startDetached(command, streams);

  const std::optional<std::string> url = lineOf(answer);
  if (!url) {
    sys::Terminal::error().write(sys::File::read(log).value_or(""));
    return 1;
  }
  status.info(
      concat("building in the background as process ", id, ", which prints to ", log.text()));
  status.info(concat("status at ", *url));
  return 0;
}

void announceToStarter(std::string_view url) {
  std::optional<sys::File> starter = sys::File::passed(kStarterVariable);
  if (!starter) return;
  try {
    starter->append(concat(url, "\n"));
    starter->close();
  } catch (const std::string&) {
    // Who has started it is gone: it builds on all the same.
  }
}

}  // namespace sysmake
