#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sysmake/BuildRecord.hpp"
#include "sysmake/Explanations.hpp"
#include "sysmake/Graph.hpp"
#include "sysmake/Progress.hpp"

namespace sysmake {

/// Quiet tells of failures and what commands print; Verbose shows commands whole.
enum class Verbosity : unsigned char { Quiet, Normal, Verbose };

/// Where a status goes, and how.
struct Screen {
  std::function<void(std::string_view)> output;
  std::function<void(std::string_view)> error;
  std::function<unsigned()> width;  // In columns.
  bool isLive = false;              // One line that changes, not a line for each edge.
  bool erasesByEscape = false;      // Else what is left of a longer line is covered by spaces.
  bool keepsColor = false;          // Commands' escape sequences are passed on.

  /// The standard streams of this process.
  static Screen host();
};

/// Tells the user how far the build is, and what commands print.
class Status {
public:
  /// `name` is what this program is called. An empty `format` is Ninja's own.
  Status(Screen screen, std::string name, Verbosity verbosity, std::string_view format,
         std::size_t jobs);

  /// Where the reasons to run an edge are; nothing to tell none.
  void explain(const Explanations* explanations) { explanations_ = explanations; }

  /// Where all that is told here is also kept.
  void keepIn(BuildRecord* record) { record_ = record; }

  /// A build begins.
  void begin();
  void setTotal(int edges);
  /// What somebody else has counted.
  void setCounts(int started, int finished);
  /// `nowMs` counts from the begin of the build, here and below.
  void edgeStarted(const Edge& edge, std::int64_t nowMs);
  /// `code` is what its command returned, 0 if it succeeded, and `output` what it printed.
  void edgeFinished(const Edge& edge, std::int64_t nowMs, int code, std::string_view output,
                    const sys::Usage& usage = {});

  /// When `refresh` should be called if nothing happens before; nothing if never.
  std::optional<std::int64_t> refreshMs() const;
  void refresh(std::int64_t nowMs);

  /// Leaves the live line, as the build is over.
  void end();

  /// Lines of their own: to output after the program's name, to error as `NAME: error: ...`.
  void info(std::string_view text);
  void warning(std::string_view text);
  void error(std::string_view text);

  const std::string& name() const { return name_; }
  Verbosity verbosity() const { return verbosity_; }

private:
  struct Running {
    const Edge* edge;
    std::int64_t startedMs;
  };

  std::string label(const Edge& edge) const;
  std::string line(const Edge& edge, std::int64_t nowMs);
  std::string longest(std::int64_t nowMs, std::size_t columns) const;
  void printEdge(const Edge& edge, std::int64_t nowMs);
  void draw(std::int64_t nowMs);
  void print(std::string_view text);
  void printWhole(const Edge& edge, int code, std::string_view output);
  void tell(std::string_view kind, std::string_view text);
  void keep(BuildRecord::MessageKind kind, std::string_view text);

  Screen screen_;
  std::string name_;
  Verbosity verbosity_;
  std::string format_;
  const Explanations* explanations_ = nullptr;
  BuildRecord* record_ = nullptr;
  Progress progress_;
  RateMeter rate_;
  std::vector<Running> running_;       // The longest first.
  const Edge* shown_ = nullptr;        // What the live line is about.
  const Edge* onConsole_ = nullptr;    // What has the terminal now.
  std::string held_;                   // What is to be printed when it gives it back.
  std::size_t drawnColumns_ = 0;       // Of a live line that is on the screen.
  std::optional<std::int64_t> dueMs_;  // When the live line is to be drawn again.
  std::int64_t drawnMs_ = 0;
};

}  // namespace sysmake
