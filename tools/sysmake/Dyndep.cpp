// tools/sysmake/Dyndep.cpp -- Dependencies that only a command of the build can tell.
#include "sysmake/Dyndep.hpp"

#include <absl/container/flat_hash_map.h>

#include <algorithm>

#include "sys/File.hpp"
#include "sysmake/Canonical.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/Lexer.hpp"

namespace sysmake {
namespace {

using Token = Lexer::Token;

/// What one statement of the file says.
struct Statement {
  Edge* edge;
  const char* place;  // Of the output that stands for the edge.
  bool isRestat = false;
  std::vector<Node*> inputs;
  std::vector<Node*> outputs;
};

class DyndepParser {
public:
  DyndepParser(Graph& graph, const Node& file, std::string_view text)
      : graph_(graph), file_(file), scope_(graph.style()), lexer_(file.path, text) {}

  std::vector<Statement> run();

private:
  void parseVersion();
  void parseStatement();
  Edge* readEdge(const char*& place);
  std::vector<Node*> readNodes(std::vector<const char*>* places);
  void parseRestat(Statement& statement);
  void refuseProduced(const Statement& statement, std::span<const char* const> places);
  void requireAll() const;
  std::string evaluate(const Lexer::RawText& text) const;

  Graph& graph_;
  const Node& file_;
  Scope scope_;
  Lexer lexer_;
  std::vector<Statement> statements_;
  absl::flat_hash_map<const Edge*, std::size_t> byEdge_;
  absl::flat_hash_map<const Node*, const Edge*> newOutputs_;
};

std::string DyndepParser::evaluate(const Lexer::RawText& text) const {
  std::string value(text.plain);
  for (const TextPiece& piece : lexer_.pieces(text)) {
    value.append(piece.isVariable ? scope_.get(piece.text) : piece.text);
  }
  return value;
}

std::vector<Statement> DyndepParser::run() {
  bool hasVersion = false;
  for (;;) {
    lexer_.forgetPieces();
    Token token = lexer_.read();
    if (token == Token::Newline) continue;
    if (!hasVersion) {
      if (token != Token::Name) lexer_.failUnexpected("'ninja_dyndep_version = 1'");
      parseVersion();
      hasVersion = true;
    } else if (token == Token::Build) {
      parseStatement();
    } else if (token == Token::End) {
      requireAll();
      return std::move(statements_);
    } else {
      lexer_.failUnexpected("a 'build' statement");
    }
  }
}

void DyndepParser::parseVersion() {
  lexer_.unread();
  std::string_view name = lexer_.readName();
  if (name != "ninja_dyndep_version") lexer_.failUnexpected("'ninja_dyndep_version = 1'");
  lexer_.expect(Token::Equals, "after 'ninja_dyndep_version'");
  std::string version = evaluate(lexer_.readValue());
  // As `1`, `1.0` and `1.0-extra`, but not `1.1`.
  std::string_view minor =
      std::string_view(version).substr(std::min<std::size_t>(1, version.size()));
  bool isKnown = version.starts_with('1') &&
                 (minor.empty() || minor[0] == '-' || minor == ".0" || minor.starts_with(".0-"));
  if (!isKnown) lexer_.fail(concat("unsupported 'ninja_dyndep_version = ", version, "'"));
}

Edge* DyndepParser::readEdge(const char*& place) {
  Lexer::RawText output = lexer_.readPath();
  place = output.at;
  if (output.empty()) {
    lexer_.read();
    lexer_.failUnexpected("the path of an output after 'build'");
  }
  std::string path = evaluate(output);
  if (path.empty()) lexer_.failAt(place, "empty path");
  const Node* node = graph_.findSpelled(path);
  if (node == nullptr || node->producer == nullptr) {
    lexer_.failAt(place, concat("no build statement exists for '", path, "'"));
  }
  Edge* edge = node->producer;
  if (edge->dyndep != &file_) {
    lexer_.failAt(place, concat("dyndep file '", file_.path, "' mentions output '", path,
                                "' whose build statement does not have a dyndep binding for the "
                                "file"));
  }
  if (!byEdge_.emplace(edge, statements_.size()).second) {
    lexer_.failAt(place, concat("multiple statements for '", path, "'"));
  }
  return edge;
}

std::vector<Node*> DyndepParser::readNodes(std::vector<const char*>* places) {
  std::vector<Node*> nodes;
  for (;;) {
    Lexer::RawText text = lexer_.readPath();
    if (text.empty()) return nodes;
    std::string path = evaluate(text);
    if (path.empty()) lexer_.failAt(text.at, "empty path");
    nodes.push_back(graph_.nodeOf(path));
    if (places != nullptr) places->push_back(text.at);
  }
}

void DyndepParser::parseStatement() {
  Statement statement;
  statement.edge = readEdge(statement.place);
  Lexer::RawText second = lexer_.readPath();
  if (!second.empty()) lexer_.failAt(second.at, "explicit outputs not supported");
  std::vector<const char*> places;
  if (lexer_.accept(Token::Pipe)) statement.outputs = readNodes(&places);
  lexer_.expect(Token::Colon, "after the outputs");
  if (lexer_.readName() != "dyndep") lexer_.failUnexpected("the build command name 'dyndep'");
  Lexer::RawText input = lexer_.readPath();
  if (!input.empty()) lexer_.failAt(input.at, "explicit inputs not supported");
  if (lexer_.accept(Token::Pipe)) statement.inputs = readNodes(nullptr);
  if (lexer_.accept(Token::PipePipe)) lexer_.fail("order-only inputs not supported");
  lexer_.expect(Token::Newline, "after the inputs");
  if (lexer_.accept(Token::Indent)) parseRestat(statement);
  refuseProduced(statement, places);
  statements_.push_back(std::move(statement));
}

void DyndepParser::parseRestat(Statement& statement) {
  std::string_view name = lexer_.readName();
  if (name != "restat") lexer_.failUnexpected("the binding 'restat', the only one here");
  lexer_.expect(Token::Equals, "after 'restat'");
  statement.isRestat = !evaluate(lexer_.readValue()).empty();
}

void DyndepParser::refuseProduced(const Statement& statement, std::span<const char* const> places) {
  for (std::size_t at = 0; at < statement.outputs.size(); ++at) {
    const Node* output = statement.outputs[at];
    if (output->producer == nullptr && newOutputs_.emplace(output, statement.edge).second) continue;
    lexer_.failAt(places[at], concat("multiple rules generate ", output->path));
  }
}

void DyndepParser::requireAll() const {
  for (const Edge* user : file_.users) {
    if (user->dyndep != &file_ || byEdge_.contains(user)) continue;
    throw concat("'", user->outputs[0]->path, "' not mentioned in its dyndep file '", file_.path,
                 "'");
  }
}

}  // namespace

std::vector<Edge*> loadDyndep(Graph& graph, Node& file, ManifestReader reader) {
  std::optional<std::string> text = reader(file.path);
  if (!text) {
    throw concat(file.path, ": the dyndep file cannot be read because there is no such file.");
  }
  std::string_view kept = graph.keep(std::move(*text));
  std::vector<Edge*> changed;
  for (Statement& statement : DyndepParser(graph, file, kept).run()) {
    if (statement.isRestat) graph.setBinding(statement.edge, "restat", "1");
    graph.addImplicitOutputs(statement.edge, statement.outputs);
    graph.addImplicitInputs(statement.edge, statement.inputs);
    for (Node* input : statement.inputs) input->fromDepfile = false;
    changed.push_back(statement.edge);
  }
  file.dyndepPending = false;
  std::sort(changed.begin(), changed.end(),
            [](const Edge* left, const Edge* right) { return left->id < right->id; });
  return changed;
}

std::vector<Edge*> loadDyndep(Graph& graph, Node& file) {
  return loadDyndep(graph, file,
                    [](std::string_view path) { return sys::File::read(sys::Path(path)); });
}

}  // namespace sysmake
