// tools/sysmake/CompdbTool.cpp -- `-t compdb` and `-t compdb-targets`: commands as JSON, for
// editors.
#include <algorithm>
#include <array>

#include "sysmake/Concat.hpp"
#include "sysmake/Json.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {
namespace {

constexpr std::array<ToolOption, 1> kOptions = {{{'x', "expand"}}};

/// The command with its response file's content in place of `@file`, `-f file` or
/// `--option-file=file`.
std::string expandedCommand(const Edge& edge) {
  std::string command = edge.command();
  std::string file = edge.getUnquoted("rspfile");
  if (file.empty()) return command;
  std::size_t index = command.find(file);
  if (index == 0 || index == std::string::npos) return command;
  std::string_view before = std::string_view(command).substr(0, index);
  std::size_t mark = 0;
  for (std::string_view form : {"@", "-f ", "--option-file="}) {
    if (mark == 0 && before.ends_with(form)) mark = form.size();
  }
  if (mark == 0) return command;
  std::string content = edge.get("rspfile_content");
  std::replace(content.begin(), content.end(), '\n', ' ');
  return command.replace(index - mark, file.size() + mark, content);
}

class Database {
public:
  Database(ToolContext& context, bool isExpanded)
      : out_(context.output), directory_(jsonEscaped(context.directory)), isExpanded_(isExpanded) {
    out_.push_back('[');
  }

  void add(const Edge& edge) {
    if (edge.inputs.empty()) return;
    if (!isFirst_) out_.push_back(',');
    isFirst_ = false;
    std::string command = isExpanded_ ? expandedCommand(edge) : edge.command();
    out_.append("\n  {\n    \"directory\": \"").append(directory_);
    out_.append("\",\n    \"command\": \"").append(jsonEscaped(command));
    out_.append("\",\n    \"file\": \"").append(jsonEscaped(edge.inputs[0]->path));
    out_.append("\",\n    \"output\": \"").append(jsonEscaped(edge.outputs[0]->path));
    out_.append("\"\n  }");
  }

  void finish() { out_.append("\n]\n"); }

private:
  std::string& out_;
  std::string directory_;
  bool isExpanded_;
  bool isFirst_ = true;
};

}  // namespace

void compdbTool(ToolContext& context, Arguments arguments) {
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t compdb [options] [rules]\n\n"
                      "options:\n"
                      "  -x     expand @rspfile style response file invocations");
  Database database(context, options.has('x'));
  for (const Edge* edge : context.graph.edges()) {
    if (options.operands().empty()) database.add(*edge);
    for (const std::string& rule : options.operands()) {
      if (edge->rule->name == rule) database.add(*edge);
    }
  }
  database.finish();
}

void compdbTargetsTool(ToolContext& context, Arguments arguments) {
  ToolOptions options(arguments, kOptions,
                      "usage: sysmake -t compdb-targets [options] target [targets]\n\n"
                      "options:\n"
                      "  -h     print this message\n"
                      "  -x     expand @rspfile style response file invocations");
  if (options.operands().empty()) {
    throw std::string("compdb-targets expects the name of at least one target");
  }
  std::vector<Node*> targets = findTargets(context.graph, options.operands());
  for (const Node* target : targets) {
    if (target->producer != nullptr) continue;
    throw concat("'", target->path,
                 "' is not a target (i.e. it is not an output of any `build` "
                 "statement)");
  }
  Database database(context, options.has('x'));
  for (const Edge* edge : edgesFor(targets, context.graph.edges().size())) database.add(*edge);
  database.finish();
}

}  // namespace sysmake
