#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <string_view>
#include <vector>

namespace sysmake {

/// What is done to a file from outside of a build.
struct FileChange {
  enum class Kind : unsigned char { Write, Touch, Remove };

  Kind kind;
  std::string file;
  std::string content;  // To write.
};

/// A manifest and its sources made up by chance, and changes of them; the same for the same seed.
/// All that Ninja's language has occurs, and what is built depends on no order that is not told.
class RandomBuild {
public:
  /// `pool`: in which all steps run, instead of in one of the manifest's own or none.
  explicit RandomBuild(std::uint64_t seed, std::string pool = "");

  /// The files there are before the first build.
  std::vector<FileChange> begin();

  /// Changes one to three things.
  std::vector<FileChange> change();

  /// Makes all good again that makes builds fail.
  std::vector<FileChange> repair();

  /// Whether the step of that name may leave its outputs as they are.
  bool restats(const std::string& name) const;

  /// Whether a file of that name is none that a step makes.
  static bool isSource(std::string_view name);

  /// Whether all that a step reads is what it depends on.
  bool tellsAll() const { return !forgetsDyndep_; }

  /// A command line for the next build.
  std::vector<std::string> arguments();

private:
  enum class Deps : unsigned char { None, Depfile, Gcc };

  struct Step {
    std::string name;
    bool isPhony = false;
    bool restats = false;
    bool isGenerator = false;
    bool hasResponseFile = false;
    bool hasDyndep = false;
    bool isPooled = false;
    bool copies = false;
    Deps deps = Deps::None;
    int flag = 0;
    std::vector<std::string> outputs;
    std::size_t implicitOutputs = 0;
    std::vector<std::string> inputs;  // The first is a source of its own.
    std::vector<std::string> implicitInputs;
    std::vector<std::string> orderOnly;
    std::vector<std::string> validations;
  };

  std::size_t below(std::size_t limit) { return engine_() % limit; }
  bool oneIn(std::size_t count) { return below(count) == 0; }
  const std::string& anyOf(const std::vector<std::string>& names) {
    return names[below(names.size())];
  }

  void addStep(std::size_t number);
  void choose(Step& step, std::size_t number);
  std::vector<std::string> someBefore(std::size_t number, std::size_t most);
  void addDyndep(Step& step, std::size_t number, const std::vector<std::string>& known);
  std::string sourceOf(const Step& step);
  std::string dyndepOf(const Step& step, std::size_t number);
  std::string manifest() const;
  std::string textOf(const Step& step) const;
  void changeOne(std::vector<FileChange>& changes);
  void changeStep(Step& step, std::size_t number, std::vector<FileChange>& changes);
  void writeManifest(std::vector<FileChange>& changes) const;

  std::mt19937_64 engine_;
  std::string pool_;
  std::vector<Step> steps_;
  std::vector<std::string> sources_;
  std::vector<std::string> headers_;
  std::vector<std::string> gone_;  // Sources that were removed.
  std::vector<std::string> failing_;
  bool regenerates_;  // The manifest is made by a step of its own.
  bool forgetsDyndep_;
  int version_ = 0;
};

}  // namespace sysmake
