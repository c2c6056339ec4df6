// tools/sysmake/Session.cpp -- One run of the program: read the manifest, bring it up to date
// itself, then what is asked for.
#include "sysmake/Session.hpp"

#include <absl/cleanup/cleanup.h>

#include <algorithm>
#include <optional>
#include <span>
#include <string_view>

#include "sys/Directory.hpp"
#include "sys/Environment.hpp"
#include "sys/Host.hpp"
#include "sys/Terminal.hpp"
#include "sysmake/Background.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/Dyndep.hpp"
#include "sysmake/Explanations.hpp"
#include "sysmake/Follow.hpp"
#include "sysmake/Scan.hpp"
#include "sysmake/State.hpp"
#include "sysmake/StateTools.hpp"
#include "sysmake/StatusServer.hpp"
#include "sysmake/Suggest.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/Tools.hpp"

namespace sysmake {

namespace {

constexpr int kManifestTries = 100;

// A manifest and what is known about it.
class Session {
public:
  Session(const Options& options, Status& status);

  enum class Manifest : unsigned char { UpToDate, Unchanged, Changed };

  /// Brings the manifest up to date. Unless it was, this session is of no use any more.
  Manifest rebuildManifest();
  int build();
  int runTool();

private:
  void begin();
  sys::Path beside(std::string_view name) const;
  Disk disk() const;
  BuildResult run(std::span<Node* const> targets, bool& wasUpToDate);

  const Options& options_;
  Status& status_;
  Graph graph_;
  std::optional<State> state_;
  Explanations explanations_;
  std::optional<Scan> scan_;
};

Session::Session(const Options& options, Status& status) : options_(options), status_(status) {
  const Timed timed(options.build.statistics, "manifest read");
  for (const std::string& warning : readManifest(graph_, options.manifest, options.reading)) {
    status_.warning(warning);
  }
  state_.emplace(graph_, beside(".sysmake_state"));
}

// A file of this program's own: in the manifest's `builddir`, else in the current directory, as all
// names in it are relative to that.
sys::Path Session::beside(std::string_view name) const {
  return sys::Path(graph_.rootScope().get("builddir")).join(sys::Path(name));
}

void Session::begin() {
  if (scan_) return;
  {
    const Timed timed(options_.build.statistics, "state load");
    for (const std::string& warning : state_->load()) status_.warning(warning);
  }
  const sys::Path directory(graph_.rootScope().get("builddir"));
  if (!directory.empty() && !options_.build.isDryRun) sys::Directory::create(directory);
  if (options_.server != nullptr) options_.server->trace().setPath(beside(".sysmake_trace"));
  scan_.emplace(
      graph_, *state_, disk(), [this](Node& file) { loadDyndep(graph_, file); },
      options_.explains ? &explanations_ : nullptr);
  status_.explain(options_.explains ? &explanations_ : nullptr);
}

// The file system, whose use is counted if that is asked for.
Disk Session::disk() const {
  Disk host = Disk::host();
  Statistics* statistics = options_.build.statistics;
  if (statistics == nullptr) return host;
  return {[statistics, host](std::string_view path) {
            const Timed timed(statistics, "node stat");
            return host.modified(path);
          },
          [statistics, host](std::string_view path) {
            const Timed timed(statistics, "depfile read");
            return host.read(path);
          }};
}

BuildResult Session::run(std::span<Node* const> targets, bool& wasUpToDate) {
  begin();
  Builder builder(graph_, *state_, *scan_, options_.build, status_, beside(".sysmake_clock"));
  {
    const Timed timed(options_.build.statistics, "scan");
    for (Node* target : targets) builder.add(*target);
  }
  wasUpToDate = builder.isUpToDate();
  return wasUpToDate ? BuildResult{} : builder.build();
}

Session::Manifest Session::rebuildManifest() {
  Node* manifest = graph_.findSpelled(options_.manifest);
  if (manifest == nullptr || manifest->producer == nullptr) return Manifest::UpToDate;
  bool wasUpToDate = false;
  const BuildResult result = run({&manifest, 1}, wasUpToDate);
  if (wasUpToDate) return Manifest::UpToDate;
  if (!result.reason.empty()) {
    throw concat("rebuilding '", options_.manifest, "': ", result.reason);
  }
  // Its edge may have run and left it alone.
  return scan_->isDirty(*manifest) ? Manifest::Changed : Manifest::Unchanged;
}

int Session::build() {
  const std::vector<Node*> targets = findTargets(graph_, options_.targets);
  bool wasUpToDate = false;
  const BuildResult result = run(targets, wasUpToDate);
  if (wasUpToDate) {
    if (status_.verbosity() != Verbosity::Quiet) status_.info("no work to do.");
    return 0;
  }
  if (!result.reason.empty()) status_.info(concat("build stopped: ", result.reason, "."));
  return result.code;
}

std::string listOfTools(std::string_view program) {
  std::string text = concat(program, " subtools:\n");
  for (const std::span<const ToolInfo> some : {tools(), stateTools()}) {
    for (const ToolInfo& tool : some) {
      const std::size_t width = std::max<std::size_t>(14, tool.name.size());
      text += concat(std::string(width - tool.name.size(), ' '), tool.name, "  ", tool.description,
                     "\n");
    }
  }
  return text;
}

[[noreturn]] void failUnknownTool(std::string_view name) {
  std::vector<std::string_view> names;
  for (const std::span<const ToolInfo> some : {tools(), stateTools()}) {
    for (const ToolInfo& tool : some) names.push_back(tool.name);
  }
  throw concat("unknown tool '", name, "'", didYouMean(closest(name, names)));
}

int Session::runTool() {
  ToolContext context{graph_, sys::Directory::current().text()};
  context.isVerbose = options_.verbosity == Verbosity::Verbose;
  context.isQuiet = options_.verbosity == Verbosity::Quiet;
  context.isDryRun = options_.build.isDryRun;
  const std::string& name = *options_.tool;
  if (!sysmake::runTool(name, options_.toolArguments, context)) {
    for (const std::string& warning : state_->load()) status_.warning(warning);
    if (!runStateTool(name, options_.toolArguments, *state_, context)) failUnknownTool(name);
  }
  sys::Terminal::output().write(context.output);
  for (const std::string& warning : context.warnings) status_.warning(warning);
  for (const std::string& error : context.errors) status_.error(error);
  return context.exitCode;
}

int buildWithFreshManifest(const Options& options, Status& status) {
  for (int tries = 0; tries < kManifestTries; ++tries) {
    Session session(options, status);
    const Session::Manifest manifest = session.rebuildManifest();
    if (manifest == Session::Manifest::UpToDate) return session.build();
    if (manifest == Session::Manifest::Unchanged) return Session(options, status).build();
    if (options.build.isDryRun) return 0;  // It would not change, however often it were made.
  }
  throw concat("manifest '", options.manifest, "' still dirty after ", kManifestTries,
               " tries, perhaps system time is not set");
}

// The same for those who look on, too.
int buildServed(Options& options, Status& status) {
  StatusServer server(*options.statusPlace);
  status.info(concat("status at ", server.url()));
  if (options.isInBackground) announceToStarter(server.url());
  status.keepIn(&server.record());
  options.server = &server;
  options.build.demuxer = &server.demuxer();
  const absl::Cleanup over = [&] { status.keepIn(nullptr); };
  try {
    const int code = buildWithFreshManifest(options, status);
    server.finish(code);
    return code;
  } catch (const std::string& why) {
    server.record().message(BuildRecord::MessageKind::Error, why);
    server.finish(1);
    throw;
  }
}

}  // namespace

int runSysmake(const std::vector<std::string>& arguments, const std::string& program) {
  Options options = parseOptions(arguments, program, sys::Host::usableCpus());
  if (options.answer) {
    sys::Terminal::output().write(*options.answer);
    return 0;
  }
  Screen screen = Screen::host();
  screen.keepsColor |= options.build.commands.seeTerminal;
  Status status(std::move(screen), program, options.verbosity,
                sys::Environment::get("NINJA_STATUS").value_or(""), options.build.jobs);
  if (options.attachTo) return follow(*options.attachTo, status);
  if (options.background) return startInBackground(options, arguments, status);
  if (options.directory) {
    if (!options.tool && options.verbosity != Verbosity::Quiet) {
      status.info(concat("Entering directory `", *options.directory, "'"));
    }
    sys::Directory::enter(*options.directory);
  }
  if (options.tool == "list") {
    sys::Terminal::output().write(listOfTools(program));
    return 0;
  }
  if (options.tool) return Session(options, status).runTool();
  Statistics statistics;
  if (options.tellsStatistics) options.build.statistics = &statistics;
  const int code =
      options.statusPlace ? buildServed(options, status) : buildWithFreshManifest(options, status);
  if (options.tellsStatistics) {
    sys::Terminal::output().write(statistics.table() +
                                  usageLine(sys::Process::usage(), sys::Process::holding()));
  }
  return code;
}

}  // namespace sysmake
