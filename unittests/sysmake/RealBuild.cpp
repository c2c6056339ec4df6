// unittests/sysmake/RealBuild.cpp -- The whole program at work: it is this test program, called
// with `--sysmake`.
#include "RealBuild.hpp"

#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>

#include "Steps.hpp"
#include "sys/Directory.hpp"
#include "sys/Environment.hpp"
#include "sys/File.hpp"
#include "sys/FileStatus.hpp"

namespace sysmake {

namespace {

constexpr std::chrono::seconds kBuildPatience{60};

}  // namespace

void RealBuild::write(const std::string& name, const std::string& content) {
  const sys::Path path = tree_ / name;
  sys::Directory::create(path.parent());
  sys::File::replace(path, content);
}

bool RealBuild::has(const std::string& name) const {
  return sys::FileStatus::of(tree_ / name).has_value();
}

std::string RealBuild::read(const std::string& name) const {
  return sys::File::read(tree_ / name).value_or("(missing)");
}

void RealBuild::remove(const std::string& name) { sys::File::remove(tree_ / name); }

void RealBuild::apply(const std::vector<FileChange>& changes) {
  const bool isFirst = !has("build.ninja");  // Nothing is made yet, so no order matters.
  for (const FileChange& change : changes) {
    if (!isFirst) awaitTick();
    if (change.kind == FileChange::Kind::Remove) {
      remove(change.file);
    } else if (change.kind == FileChange::Kind::Write) {
      write(change.file, change.content);
    } else if (has(change.file)) {
      write(change.file, read(change.file));
    }
  }
  awaitTick();
}

bool RealBuild::isAsFromScratch() const {
  RealBuild fresh;
  for (const auto& [name, content] : files()) {
    if (RandomBuild::isSource(name)) fresh.write(name, content);
  }
  const ToolRun run = fresh.run();
  EXPECT_EQ(run.code, 0u) << run.output;
  bool isSame = run.code == 0u;
  for (const auto& [name, content] : fresh.files()) {
    isSame = isSame && read(name) == content;
    EXPECT_EQ(read(name), content) << name;
  }
  return isSame;
}

sys::Command RealBuild::command(const std::vector<std::string>& arguments) const {
  sys::Command command(tool_.empty() ? sys::Process::executable().text() : tool_);
  if (tool_.empty()) command.argument("--sysmake");
  command.arguments(arguments);
  command.workingDirectory(tree_.path());
  command.environment(sys::Environment::current().unset("NINJA_STATUS"));
  return command;
}

ToolRun RealBuild::run(const std::vector<std::string>& arguments) {
  const sys::Captured captured =
      sys::Process::capture(command(arguments), std::chrono::steady_clock::now() + kBuildPatience);
  EXPECT_TRUE(captured.status) << "it goes on: " << captured.output;
  ToolRun run;
  if (captured.status) run.code = captured.status->code();
  run.output = captured.output;
  run.steps = takeSteps();
  return run;
}

std::vector<std::string> RealBuild::takeSteps() {
  const std::string ran = sys::File::read(tree_ / "ran").value_or("");
  std::vector<std::string> steps;
  for (std::size_t at = 0; at < ran.size();) {
    const std::size_t end = ran.find('\n', at);
    steps.push_back(ran.substr(at, end - at));
    at = end + 1;
  }
  std::sort(steps.begin(), steps.end());
  remove("ran");
  return steps;
}

std::map<std::string, std::string> RealBuild::files() const {
  std::map<std::string, std::string> files;
  addFiles("", files);
  return files;
}

void RealBuild::addFiles(const std::string& below,
                         std::map<std::string, std::string>& files) const {
  const sys::Path directory = below.empty() ? tree_.path() : tree_ / below;
  const auto entries = sys::Directory::list(directory);
  for (const sys::DirectoryEntry& entry : *entries) {
    const std::string name = below + entry.name;
    if (entry.name.starts_with(".") || entry.name == "tick") continue;
    if (entry.type == sys::FileType::Directory) {
      addFiles(name + "/", files);
    } else {
      files[name] = read(name);
    }
  }
}

void RealBuild::awaitTick() const {
  const sys::Path tick = tree_ / "tick";
  const auto touch = [&] {
    sys::File::replace(tick, "");
    return sys::FileStatus::of(tick)->modified();
  };
  const sys::FileTime before = touch();
  while (touch() <= before) {
  }
}

std::string manifestHead() {
  return "step = " + stepCommand() +
         "\nrule make\n  command = $step make $name 1 -o $out -i $in\n  description = $name\n"
         "rule gcc\n  command = $step make $name 1 -o $out -i $in -d $out.d\n"
         "  depfile = $out.d\n  deps = gcc\n"
         "rule hang\n  command = $step hang $name $half\n"
         "rule part\n  command = $step part $name $half\n"
         "rule stay\n  command = $step stay $name $half\n"
         "rule leave\n  command = $step leave $name $half\n"
         "rule await\n  command = $step await $name $file $out\n  description = $name\n"
         "rule niceness\n  command = $step niceness $name $out\n"
         "rule paint\n  command = $step paint $name $out\n"
         "rule allocate\n  command = $step allocate $name $count $out\n"
         "rule print\n  command = $step print $name $count\n";
}

}  // namespace sysmake
