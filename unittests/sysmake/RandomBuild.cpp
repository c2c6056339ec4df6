// unittests/sysmake/RandomBuild.cpp -- A step may use what stands before it, so there are no
// circles.
#include "RandomBuild.hpp"

#include <algorithm>
#include <utility>

#include "Steps.hpp"

namespace sysmake {

namespace {

using Names = std::vector<std::string>;

constexpr std::size_t kFewestSteps = 6;
constexpr std::size_t kMoreSteps = 14;

std::string joined(std::string_view before, const Names& names) {
  std::string text;
  if (!names.empty()) text = before;
  for (const std::string& name : names) text += " " + name;
  return text;
}

}  // namespace

RandomBuild::RandomBuild(std::uint64_t seed, std::string pool)
    : engine_(seed),
      pool_(std::move(pool)),
      regenerates_(seed % 2 == 1),
      forgetsDyndep_(seed % 3 == 0) {
  for (const char* name : {"s0", "s1", "sub/s2"}) sources_.emplace_back(name);
  for (const char* name : {"h0", "h1", "h2", "sub/h3"}) headers_.emplace_back(name);
  const std::size_t count = kFewestSteps + below(kMoreSteps);
  for (std::size_t i = 0; i < count; ++i) addStep(i);
}

// Up to `most` files, each once, that stand before step `number`.
std::vector<std::string> RandomBuild::someBefore(std::size_t number, std::size_t most) {
  Names known = sources_;
  for (std::size_t i = 0; i < number; ++i) {
    known.insert(known.end(), steps_[i].outputs.begin(), steps_[i].outputs.end());
  }
  Names some;
  for (std::size_t left = below(most + 1); left > 0; --left) {
    const std::string& name = anyOf(known);
    if (std::find(some.begin(), some.end(), name) == some.end()) some.push_back(name);
  }
  return some;
}

void RandomBuild::addStep(std::size_t number) {
  Step step;
  step.name = "e" + std::to_string(number);
  const std::string directory = oneIn(4) ? "out/deep/" : "";
  step.isPhony = oneIn(7);
  const std::size_t outputs = step.isPhony || !oneIn(3) ? 1 : 2 + below(2);
  for (std::size_t i = 0; i < outputs; ++i) {
    step.outputs.push_back(directory + "o" + std::to_string(number) + "_" + std::to_string(i));
  }
  if (outputs > 1) step.implicitOutputs = below(outputs);
  if (!step.isPhony) {
    step.restats = oneIn(4);
    step.isGenerator = oneIn(12);
    step.hasResponseFile = oneIn(6);
    step.isPooled = oneIn(6);
    step.hasDyndep = oneIn(6);
    if (!step.hasDyndep) step.deps = static_cast<Deps>(below(3));
  }
  choose(step, number);
  steps_.push_back(std::move(step));
}

// What the step needs, anew.
void RandomBuild::choose(Step& step, std::size_t number) {
  step.inputs = someBefore(number, 3);
  step.implicitInputs = someBefore(number, 2);
  step.orderOnly = someBefore(number, 2);
  step.validations = oneIn(5) ? someBefore(number, 1) : Names{};
  if (step.isPhony) {
    if (oneIn(4)) step.inputs = step.implicitInputs = step.orderOnly = {};
    return;
  }
  step.inputs.insert(step.inputs.begin(), "src." + step.name);
  // As an order-only input it may change without any effect.
  if (step.hasDyndep)
    (forgetsDyndep_ ? step.orderOnly : step.implicitInputs).push_back("dd." + step.name);
}

// A source names headers, and of what is made only what surely is there before.
std::string RandomBuild::sourceOf(const Step& step) {
  std::string text = "v" + std::to_string(++version_);
  if (step.deps == Deps::None) return text;
  // Not the sources: Ninja before 1.12 forgives it that one is missing if deps name it too.
  Names known = headers_;
  for (const Names* from : {&step.orderOnly, &step.implicitInputs}) {
    for (const std::string& name : *from) {
      const bool isSource = std::find(sources_.begin(), sources_.end(), name) != sources_.end();
      if (!isSource) known.push_back(name);
    }
  }
  Names uses;
  for (std::size_t left = below(4); left > 0; --left) uses.push_back(anyOf(known));
  return text + joined(" uses", uses);
}

std::string RandomBuild::dyndepOf(const Step& step, std::size_t number) {
  std::string text = "ninja_dyndep_version = 1\nbuild " + step.outputs[0];
  if (oneIn(2)) text += " | x" + std::to_string(number);
  text += " : dyndep" + joined(" |", someBefore(number, 2)) + "\n";
  if (oneIn(3)) text += "  restat = 1\n";
  return text;
}

std::string RandomBuild::textOf(const Step& step) const {
  const std::size_t shown = step.outputs.size() - step.implicitOutputs;
  const Names outputs(step.outputs.begin(), step.outputs.begin() + static_cast<long>(shown));
  const Names implicit(step.outputs.begin() + static_cast<long>(shown), step.outputs.end());
  std::string rule = "phony";
  if (!step.isPhony)
    rule = step.deps == Deps::Gcc ? "gcc" : step.deps == Deps::Depfile ? "dep" : "plain";
  std::string text = joined("build", outputs) + joined(" |", implicit) + ": " + rule +
                     joined("", step.inputs) + joined(" |", step.implicitInputs) +
                     joined(" ||", step.orderOnly) + joined(" |@", step.validations) + "\n";
  if (step.isPhony) return text;
  text += "  name = " + step.name + "\n  outs =" + joined("", step.outputs) + "\n";
  text += "  flag = f" + std::to_string(step.flag) + "\n";
  if (step.deps != Deps::None) text += "  depfile = " + step.name + ".d\n";
  if (step.restats) text += "  restat = 1\n  more = -restat\n";
  if (step.isGenerator) text += "  generator = 1\n";
  if (!pool_.empty() || step.isPooled) text += "  pool = " + (pool_.empty() ? "one" : pool_) + "\n";
  if (step.hasDyndep) text += "  dyndep = dd." + step.name + "\n  dyn = -y dd." + step.name + "\n";
  if (step.hasResponseFile) {
    text += "  rspfile = " + step.name + ".rsp\n  rspfile_content = $in f" +
            std::to_string(step.flag) + "\n  rsp = -r " + step.name + ".rsp\n";
  }
  return text;
}

std::string RandomBuild::manifest() const {
  const std::string command = "  command = $step make $name $flag $more -o $outs -i $in $rsp $dyn";
  std::string text = "step = " + stepCommand() + "\npool one\n  depth = 1\nrule plain\n" + command +
                     "\n  description = $name\nrule dep\n" + command + " -d $depfile\nrule gcc\n" +
                     command + " -d $depfile\n  deps = gcc\n" +
                     "rule copy\n  command = $step copy $name $in $out\n  restat = 1\n";
  if (regenerates_) {
    text += "build build.ninja: copy build.ninja.in\n  name = manifest\n  generator = 1\n";
  }
  for (const Step& step : steps_) {
    text += textOf(step);
    if (!step.hasDyndep) continue;
    text +=
        "build dd." + step.name + ": copy dd." + step.name + ".in\n  name = dd." + step.name + "\n";
  }
  return text;
}

void RandomBuild::writeManifest(std::vector<FileChange>& changes) const {
  const bool isFirst = changes.empty();
  if (isFirst || !regenerates_) {
    changes.push_back({FileChange::Kind::Write, "build.ninja", manifest()});
  }
  if (regenerates_) changes.push_back({FileChange::Kind::Write, "build.ninja.in", manifest()});
}

std::vector<FileChange> RandomBuild::begin() {
  std::vector<FileChange> files;
  writeManifest(files);
  for (const Names* names : {&sources_, &headers_}) {
    for (const std::string& name : *names) {
      files.push_back({FileChange::Kind::Write, name, "v" + std::to_string(++version_)});
    }
  }
  for (std::size_t i = 0; i < steps_.size(); ++i) {
    const Step& step = steps_[i];
    if (step.isPhony) continue;
    files.push_back({FileChange::Kind::Write, "src." + step.name, sourceOf(step)});
    if (!step.hasDyndep) continue;
    files.push_back({FileChange::Kind::Write, "dd." + step.name + ".in", dyndepOf(step, i)});
  }
  return files;
}

std::vector<FileChange> RandomBuild::change() {
  std::vector<FileChange> changes = repair();
  for (std::size_t left = below(4); left > 0; --left) changeOne(changes);
  return changes;
}

std::vector<FileChange> RandomBuild::repair() {
  std::vector<FileChange> changes;
  for (const std::string& name : std::exchange(failing_, {})) {
    changes.push_back({FileChange::Kind::Remove, name, ""});
  }
  for (const std::string& name : std::exchange(gone_, {})) {
    changes.push_back({FileChange::Kind::Write, name, "v" + std::to_string(++version_)});
  }
  return changes;
}

void RandomBuild::changeOne(std::vector<FileChange>& changes) {
  const std::size_t number = below(steps_.size());
  Step& step = steps_[number];
  switch (below(8)) {
    case 0:
      changes.push_back(
          {FileChange::Kind::Write, anyOf(sources_), "v" + std::to_string(++version_)});
      return;
    case 1:
      changes.push_back(
          {FileChange::Kind::Write, anyOf(headers_), "v" + std::to_string(++version_)});
      return;
    case 2:
      changes.push_back({FileChange::Kind::Touch, anyOf(oneIn(2) ? sources_ : headers_), ""});
      return;
    case 3:
      gone_.push_back(anyOf(oneIn(2) ? sources_ : headers_));
      changes.push_back({FileChange::Kind::Remove, gone_.back(), ""});
      return;
    default:
      if (!step.isPhony) changeStep(step, number, changes);
  }
}

void RandomBuild::changeStep(Step& step, std::size_t number, std::vector<FileChange>& changes) {
  switch (below(9)) {
    case 0:
      changes.push_back({FileChange::Kind::Remove, anyOf(step.outputs), ""});
      return;
    case 1:
      changes.push_back({FileChange::Kind::Touch, anyOf(step.outputs), ""});
      return;
    case 2:
      if (!step.isGenerator) ++step.flag;
      return writeManifest(changes);
    case 3:
      if (step.isGenerator) return;
      choose(step, number);
      changes.push_back({FileChange::Kind::Write, "src." + step.name, sourceOf(step)});
      return writeManifest(changes);
    case 4:
      failing_.push_back("fail." + step.name);
      changes.push_back({FileChange::Kind::Write, "fail." + step.name, ""});
      changes.push_back({FileChange::Kind::Touch, "src." + step.name, ""});
      return;
    case 5:
      changes.push_back({FileChange::Kind::Remove, step.name + ".d", ""});
      return;
    case 6:
      if (!step.hasDyndep) return;
      changes.push_back(
          {FileChange::Kind::Write, "dd." + step.name + ".in", dyndepOf(step, number)});
      return;
    default:
      changes.push_back({FileChange::Kind::Write, "src." + step.name, sourceOf(step)});
      return;
  }
}

bool RandomBuild::isSource(std::string_view name) {
  if (name.starts_with("build.ninja") || name.starts_with("sub/")) return true;
  return name.starts_with("s") || name.starts_with("h") || name.ends_with(".in");
}

bool RandomBuild::restats(const std::string& name) const {
  return std::any_of(steps_.begin(), steps_.end(),
                     [&](const Step& step) { return step.name == name && step.restats; });
}

std::vector<std::string> RandomBuild::arguments() {
  Names arguments{"-j" + std::to_string(1 + below(4)), "-k0"};
  if (!oneIn(3)) return arguments;
  for (std::size_t left = 1 + below(2); left > 0; --left) {
    arguments.push_back(anyOf(steps_[below(steps_.size())].outputs));
  }
  return arguments;
}

}  // namespace sysmake
