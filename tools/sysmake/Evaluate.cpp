// tools/sysmake/Evaluate.cpp -- An edge's texts are put together when somebody asks for them.
#include "sysmake/Concat.hpp"
#include "sysmake/Graph.hpp"
#include "sysmake/Quote.hpp"

namespace sysmake {
namespace {

/// Looks variables up as Ninja does: `in` and `out`, then the edge's own bindings, then its rule's,
/// then the file's. For an edge without bindings the file's own variables come before the rule's.
class Evaluation {
public:
  Evaluation(const Edge& edge, bool quoted) : edge_(edge), quoted_(quoted) {}

  void append(std::string& out, std::string_view name) { append(out, name, nullptr); }

private:
  /// The rule bindings that are being evaluated, innermost first.
  struct Frame {
    std::string_view name;
    const Frame* outer;
  };

  void append(std::string& out, std::string_view name, const Frame* frame) {
    if (name == "in") return appendPaths(out, edge_.explicitInputs(), ' ');
    if (name == "in_newline") return appendPaths(out, edge_.explicitInputs(), '\n');
    if (name == "out") return appendPaths(out, edge_.explicitOutputs(), ' ');
    refuseCircle(name, frame);
    if (const std::string_view* value = findOwn(name)) {
      out.append(*value);
      return;
    }
    if (const RuleBinding* binding = edge_.rule->find(name)) {
      Frame inner{name, frame};
      for (const TextPiece& piece : binding->value) {
        if (piece.isVariable) {
          append(out, piece.text, &inner);
        } else {
          out.append(piece.text);
        }
      }
      return;
    }
    const Scope* outer = edge_.hasScope ? edge_.scope : edge_.scope->parent();
    if (outer != nullptr) out.append(outer->get(name));
  }

  const std::string_view* findOwn(std::string_view name) const {
    for (const Binding& binding : edge_.bindings) {
      if (binding.name == name) return &binding.value;
    }
    return edge_.hasScope ? nullptr : edge_.scope->findHere(name);
  }

  void appendPaths(std::string& out, std::span<Node* const> nodes, char separator) const {
    bool isFirst = true;
    for (const Node* node : nodes) {
      if (!isFirst) out.push_back(separator);
      isFirst = false;
      // Most paths need neither their separators back nor quotes, and then no string of their own.
      std::string spelled;
      std::string_view path = node->path;
      if (node->slashBits != 0) {
        spelled = node->spelled();
        path = spelled;
      }
      if (quoted_) {
        appendQuoted(out, path, edge_.scope->style());
      } else {
        out.append(path);
      }
    }
  }

  static void refuseCircle(std::string_view name, const Frame* frame) {
    const Frame* first = frame;
    while (first != nullptr && first->name != name) first = first->outer;
    if (first == nullptr) return;
    std::string cycle;
    for (; frame != first; frame = frame->outer) cycle = concat(frame->name, " -> ", cycle);
    throw concat("cycle in rule variables: ", name, " -> ", cycle, name);
  }

  const Edge& edge_;
  bool quoted_;
};

}  // namespace

std::string Edge::get(std::string_view binding) const {
  std::string result;
  Evaluation(*this, true).append(result, binding);
  return result;
}

std::string Edge::getUnquoted(std::string_view binding) const {
  std::string result;
  Evaluation(*this, false).append(result, binding);
  return result;
}

bool Edge::has(std::string_view binding) const { return !get(binding).empty(); }

std::string Edge::commandWithResponseFile() const {
  std::string result = command();
  std::string content = get("rspfile_content");
  if (!content.empty()) result.append(";rspfile=").append(content);
  return result;
}

}  // namespace sysmake
