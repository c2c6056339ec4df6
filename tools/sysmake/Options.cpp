// tools/sysmake/Options.cpp -- Ninja's command line: getopt's, where options may follow targets.
#include "sysmake/Options.hpp"

#include <absl/strings/numbers.h>

#include <algorithm>
#include <array>
#include <limits>

#include "sysmake/Concat.hpp"
#include "sysmake/Version.hpp"

namespace sysmake {

namespace {

constexpr int kNoLimit = std::numeric_limits<int>::max();

constexpr std::string_view kHelp = R"(usage: NAME [options] [targets...]

Builds the targets of build.ninja, by default those it names as such; `FILE^` is what FILE becomes.

  --version      print the version of Ninja whose manifests are understood
  -v, --verbose  show whole commands
  --quiet        show only failures and what commands print

  -C DIR         enter DIR before anything else
  -f FILE        the manifest [build.ninja]
  -j N           run N commands at once; 0 is no limit [JOBS, from the CPUs there are]
  -k N           go on until N commands have failed; 0 is no limit [1]
  -l N           accepted for Ninja's sake, without effect
  --color        commands see a terminal, so that they print in colour
  --low-priority commands give way to all else that the machine has to do
  --memory SIZE  no process of a command gets more memory than that, for example 4G
  -n             show what would be done, doing nothing
  -d MODE        `-d list` tells the modes, for example: explain
  -t TOOL        run a tool; `-t list` tells them. All that follows is the tool's
  -w FLAG        `-w list` tells the warnings to adjust
  --background               build on without this terminal; shown as by --status-server
  --contain                  interrupted, leave no process (0.2 ms a command)
  --status-server [ADDRESS]  show the build as a web page there [127.0.0.1:0]
  --attach ADDRESS           follow a build that another sysmake shows there
)";

constexpr std::string_view kModes = R"(debugging modes:
  stats        print operation counts/timing info
  explain      explain what caused a command to execute
  keepdepfile  don't delete depfiles after they're read
  keeprsp      don't delete response files on success
multiple modes can be enabled via -d FOO -d BAR
)";

constexpr std::string_view kWarnings = R"(warning flags:
  phonycycle={err,warn}  phony build statement references itself
)";

class OptionsReader {
public:
  OptionsReader(std::span<const std::string> arguments, std::string_view program, unsigned cpus)
      : arguments_(arguments), program_(program), cpus_(cpus) {}

  Options read();

private:
  [[noreturn]] void fail(std::string what) const {
    throw concat(what, " (", program_, " --help tells what there is)");
  }

  void readLong(std::string_view name);
  void readLongWithValue(std::string_view whole);
  void applyMemory(std::string_view text);
  void readShort(std::string_view letters);
  std::string valueOf(char letter, std::string_view& attached);
  int numberOf(char letter, const std::string& text) const;
  void apply(char letter, const std::string& value);
  void applyMode(const std::string& mode);
  void applyWarning(const std::string& flag);
  std::string help() const;

  std::span<const std::string> arguments_;
  std::string_view program_;
  unsigned cpus_;
  std::size_t at_ = 0;
  Options options_;
};

// A number of bytes, or of so many of them as one of the letters K, M, G and T says. Nothing if it
// is none, or 0, or too large.
std::optional<std::uint64_t> sizeFrom(std::string_view text) {
  constexpr std::string_view kUnits = "KMGT";
  const std::size_t unit = text.empty() ? text.npos : kUnits.find(text.back());
  const unsigned shift = unit == text.npos ? 0 : 10 * (static_cast<unsigned>(unit) + 1);
  if (shift != 0) text.remove_suffix(1);
  const bool isNumber = text.find_first_not_of("0123456789") == text.npos;
  std::uint64_t number = 0;
  if (!isNumber || !absl::SimpleAtoi(std::string(text), &number)) return std::nullopt;
  if (number == 0 || number > std::numeric_limits<std::uint64_t>::max() >> shift) {
    return std::nullopt;
  }
  return number << shift;
}

// Some more than there are CPUs, as a command may wait for the disk.
std::size_t defaultJobs(unsigned cpus) { return cpus <= 1 ? 2 : cpus == 2 ? 3 : cpus + 2; }

Options OptionsReader::read() {
  options_.build.jobs = defaultJobs(cpus_);
  while (at_ < arguments_.size()) {
    const std::string_view argument = arguments_[at_++];
    if (argument == "--") {
      const auto rest = arguments_.subspan(at_);
      options_.targets.insert(options_.targets.end(), rest.begin(), rest.end());
      break;
    }
    if (argument.starts_with("--")) {
      readLong(argument.substr(2));
    } else if (argument.starts_with("-") && argument.size() > 1) {
      readShort(argument.substr(1));
    } else {
      options_.targets.emplace_back(argument);
    }
    if (options_.answer) break;
    if (options_.tool) {
      const auto rest = arguments_.subspan(at_);
      options_.toolArguments.assign(rest.begin(), rest.end());
      break;
    }
  }
  const bool leaves = options_.background || options_.isInBackground;
  if ((options_.statusPlace || leaves) && (options_.tool || options_.build.isDryRun)) {
    fail(concat("option --", leaves ? "background" : "status-server",
                " is for builds that run, not for -n and -t"));
  }
  if (leaves && !options_.statusPlace) {
    options_.statusPlace = StatusPlace{.address = sys::Address::loopback()};
  }
  return std::move(options_);
}

void OptionsReader::readLong(std::string_view name) {
  if (name == "version") {
    options_.answer = concat(kNinjaVersion, ".sysmake\n");
  } else if (name == "help") {
    options_.answer = help();
  } else if (name == "background") {
    options_.background = at_ - 1;
  } else if (name == kInBackground.substr(2)) {
    options_.isInBackground = true;
  } else if (name == "color") {
    options_.build.commands.seeTerminal = true;
  } else if (name == "contain") {
    options_.build.commands.areContained = true;
  } else if (name == "verbose") {
    options_.verbosity = Verbosity::Verbose;
  } else if (name == "low-priority") {
    options_.build.commands.haveLowPriority = true;
  } else if (name == "quiet") {
    options_.verbosity = Verbosity::Quiet;
  } else {
    readLongWithValue(name);
  }
}

// The value follows `=` or is the next argument. That of `--status-server` may be missing, as long
// as what comes next cannot be an address.
void OptionsReader::readLongWithValue(std::string_view whole) {
  const std::size_t equals = std::min(whole.find('='), whole.size());
  const std::string_view name = whole.substr(0, equals);
  if (name == "memory") {
    const bool isNext = equals == whole.size() && at_ < arguments_.size();
    return applyMemory(isNext ? arguments_[at_++]
                              : whole.substr(std::min(equals + 1, whole.size())));
  }
  const bool serves = name == "status-server" || name == "status-server-public";
  if (!serves && name != "attach") fail(concat("there is no option --", name));
  std::string value;
  if (equals != whole.size()) {
    value = whole.substr(equals + 1);
  } else if (at_ < arguments_.size() && (!serves || placeOf(arguments_[at_]))) {
    value = arguments_[at_++];
  } else if (serves) {
    value = sys::Address::loopback().text();
  }
  const std::optional<sys::Address> place = placeOf(value);
  if (!serves) options_.attachTo = servedPlaceOf(value);
  if (serves ? !place : !options_.attachTo) {
    fail(concat("option --", name, " takes an address such as localhost:8080, [::1]:8080 or ",
                "local:PATH, not '", value, "'"));
  }
  if (serves) {
    options_.statusPlace =
        StatusPlace{.address = *place, .isPublic = name == "status-server-public"};
  }
}

void OptionsReader::applyMemory(std::string_view text) {
  options_.build.commands.memory = sizeFrom(text);
  if (!options_.build.commands.memory) {
    fail(concat("option --memory takes a size such as 512M or 4G, not '", text, "'"));
  }
}

void OptionsReader::readShort(std::string_view letters) {
  while (!letters.empty()) {
    const char letter = letters.front();
    letters.remove_prefix(1);
    switch (letter) {
      case 'h':
        options_.answer = help();
        return;
      case 'n':
        options_.build.isDryRun = true;
        break;
      case 'v':
        options_.verbosity = Verbosity::Verbose;
        break;
      case 'C':
      case 'd':
      case 'f':
      case 'j':
      case 'k':
      case 'l':
      case 't':
      case 'w':
        return apply(letter, valueOf(letter, letters));
      default:
        fail(concat("there is no option -", std::string_view(&letter, 1)));
    }
  }
}

// The value of an option: the rest of its argument, or the next one.
std::string OptionsReader::valueOf(char letter, std::string_view& attached) {
  if (!attached.empty()) return std::string(attached);
  if (at_ == arguments_.size()) {
    fail(concat("option -", std::string_view(&letter, 1), " lacks its value"));
  }
  return arguments_[at_++];
}

// 0 is no limit; so is less for -k, as for Ninja.
int OptionsReader::numberOf(char letter, const std::string& text) const {
  int number = 0;
  if (!absl::SimpleAtoi(text, &number) || (number < 0 && letter != 'k')) {
    fail(concat("option -", std::string_view(&letter, 1), " takes a number, not '", text, "'"));
  }
  return number <= 0 ? kNoLimit : number;
}

void OptionsReader::apply(char letter, const std::string& value) {
  double load = 0;
  switch (letter) {
    case 'C':
      options_.directory = value;
      break;
    case 'd':
      applyMode(value);
      break;
    case 'f':
      options_.manifest = value;
      break;
    case 'j':
      options_.build.jobs = static_cast<std::size_t>(numberOf(letter, value));
      break;
    case 'k':
      options_.build.failuresAllowed = numberOf(letter, value);
      break;
    case 'l':
      if (!absl::SimpleAtod(value, &load))
        fail(concat("option -l takes a number, not '", value, "'"));
      break;
    case 't':
      options_.tool = value;
      break;
    default:
      applyWarning(value);
      break;
  }
}

void OptionsReader::applyMode(const std::string& mode) {
  if (mode == "list") {
    options_.answer = kModes;
  } else if (mode == "explain") {
    options_.explains = true;
  } else if (mode == "stats") {
    options_.tellsStatistics = true;
  } else if (mode == "keepdepfile") {
    options_.build.keepsDepfiles = true;
  } else if (mode == "keeprsp") {
    options_.build.keepsResponseFiles = true;
  } else if (mode != "nostatcache") {
    fail(concat("there is no debugging mode '", mode, "'"));
  }
}

void OptionsReader::applyWarning(const std::string& flag) {
  if (flag == "list") {
    options_.answer = kWarnings;
  } else if (flag == "phonycycle=err" || flag == "phonycycle=warn") {
    options_.reading.phonyCycleIsError = flag == "phonycycle=err";
  } else if (flag != "dupbuild=err" && flag != "depfilemulti=err" && flag != "depfilemulti=warn") {
    fail(concat("there is no warning flag '", flag, "'"));
  }
}

std::string OptionsReader::help() const {
  std::string text(kHelp);
  text.replace(text.find("NAME"), 4, program_);
  text.replace(text.find("JOBS"), 4, concat(defaultJobs(cpus_)));
  return text;
}

}  // namespace

Options parseOptions(std::span<const std::string> arguments, std::string_view program,
                     unsigned cpus) {
  return OptionsReader(arguments, program, cpus).read();
}

}  // namespace sysmake
