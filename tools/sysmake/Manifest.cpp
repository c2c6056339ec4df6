// tools/sysmake/Manifest.cpp -- Reads Ninja's language into a graph, in one pass over the text.
#include "sysmake/Manifest.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "sys/File.hpp"
#include "sysmake/Canonical.hpp"
#include "sysmake/Concat.hpp"
#include "sysmake/Lexer.hpp"
#include "sysmake/Suggest.hpp"
#include "sysmake/Version.hpp"

namespace sysmake {
namespace {

using Token = Lexer::Token;
using RawText = Lexer::RawText;

constexpr std::array<std::string_view, 11> kRuleBindings = {
    "command", "depfile", "deps",    "description",     "dyndep",          "generator",
    "pool",    "restat",  "rspfile", "rspfile_content", "msvc_deps_prefix"};

/// What all files of one manifest share.
struct Load {
  Graph& graph;
  ManifestReader reader;
  const ManifestOptions& options;
  std::vector<std::string> warnings;
  std::vector<std::string> open;  // The files being read, outermost first.
};

/// A number from 0 on, with blanks around it; false if it is none.
bool parseDepth(std::string_view text, int& depth) {
  std::size_t first = text.find_first_not_of(' ');
  std::size_t last = text.find_last_not_of(' ');
  if (first == std::string_view::npos) return false;
  const char* end = text.data() + last + 1;
  auto [stop, error] = std::from_chars(text.data() + first, end, depth);
  return error == std::errc() && stop == end && depth >= 0;
}

class Parser {
public:
  Parser(Load& load, Scope& scope, std::string_view file, std::string text)
      : load_(load),
        graph_(load.graph),
        scope_(&scope),
        lexer_(load.graph.arena().keep(file), load.graph.keep(std::move(text))) {}

  void run();

private:
  struct Place {
    std::string_view name;
    const char* at;
  };

  void parseVariable();
  void parsePool();
  void parseRule();
  void parseDefault();
  void parseInclude(bool hasOwnScope);
  void parseEdge();

  std::pair<std::string_view, RawText> readAssignment();
  void setRuleBinding(Rule& rule, std::string_view name, const Text& text);
  const Rule* readRuleName();
  std::size_t readPaths();
  void readEdgeBindings(Edge* edge);
  void choosePool(Edge* edge, const char* rulePlace);
  void addOutputs(Edge* edge, std::size_t count);
  Node* nodeAt(const RawText& path, const Edge* edge);
  void ignoreSelf(Edge* edge);
  void bindDyndep(Edge* edge, const char* rulePlace);
  std::string valueOf(const Edge* edge, std::string_view binding, const char* rulePlace);
  const char* placeOf(std::string_view binding, const char* otherwise) const;

  /// The value of `text` with the bindings of `edge`, if any, and of this scope; good until the
  /// next call.
  std::string_view evaluate(const RawText& text, const Edge* edge = nullptr);
  /// The same, for as long as the graph lives.
  std::string_view evaluateKept(const RawText& text);

  Load& load_;
  Graph& graph_;
  Scope* scope_;
  Lexer lexer_;
  std::string scratch_;
  std::vector<RawText> paths_;  // Of the build statement being read: outputs, then inputs.
  std::vector<Place> bindingPlaces_;
};

void Parser::run() {
  for (;;) {
    lexer_.forgetPieces();
    switch (lexer_.read()) {
      case Token::Build:
        parseEdge();
        break;
      case Token::Rule:
        parseRule();
        break;
      case Token::Pool:
        parsePool();
        break;
      case Token::Default:
        parseDefault();
        break;
      case Token::Include:
        parseInclude(false);
        break;
      case Token::Subninja:
        parseInclude(true);
        break;
      case Token::Name:
        parseVariable();
        break;
      case Token::Newline:
        break;
      case Token::End:
        return;
      case Token::Indent:
        lexer_.fail(
            "unexpected indent: only the lines that belong to a 'build', 'rule' or 'pool' "
            "are indented");
      default:
        lexer_.failUnexpected("a statement ('build', 'rule', ...) or 'name = value'");
    }
  }
}

std::pair<std::string_view, RawText> Parser::readAssignment() {
  std::string_view name = lexer_.readName();
  if (name.empty()) lexer_.failUnexpected("the name of a variable");
  lexer_.expect(Token::Equals, concat("after '", name, "'"));
  return {name, lexer_.readValue()};
}

std::string_view Parser::evaluate(const RawText& text, const Edge* edge) {
  if (text.pieceCount == 0) return text.plain;
  scratch_.clear();
  for (const TextPiece& piece : lexer_.pieces(text)) {
    if (!piece.isVariable) {
      scratch_.append(piece.text);
      continue;
    }
    std::string_view value;
    bool isOwn = false;
    if (edge != nullptr) {
      for (const Binding& binding : edge->bindings) {
        if (binding.name != piece.text) continue;
        value = binding.value;
        isOwn = true;
      }
    }
    scratch_.append(isOwn ? value : scope_->get(piece.text));
  }
  return scratch_;
}

std::string_view Parser::evaluateKept(const RawText& text) {
  std::string_view value = evaluate(text);
  return text.pieceCount == 0 ? value : graph_.arena().keep(value);
}

void Parser::parseVariable() {
  lexer_.unread();
  auto [name, text] = readAssignment();
  std::string_view value = evaluateKept(text);
  if (name == "ninja_required_version") {
    switch (compareVersions(value)) {
      case VersionFit::TooNew:
        lexer_.fail(concat("the manifest requires Ninja ", value, ", and this is compatible with ",
                           kNinjaVersion));
      case VersionFit::Older:
        load_.warnings.push_back(concat("ninja executable version (", kNinjaVersion,
                                        ") greater than build file ninja_required_version (", value,
                                        "); versions may be incompatible."));
        break;
      case VersionFit::Good:
        break;
    }
  }
  scope_->set(name, value);
}

void Parser::parsePool() {
  std::string_view name = lexer_.readName();
  if (name.empty()) lexer_.failUnexpected("the name of a pool");
  const char* place = lexer_.place();
  lexer_.expect(Token::Newline, "after the pool's name");
  if (graph_.findPool(name) != nullptr) {
    lexer_.failAt(place, concat("duplicate pool '", name, "'"));
  }
  int depth = -1;
  while (lexer_.accept(Token::Indent)) {
    auto [key, text] = readAssignment();
    if (key != "depth") {
      lexer_.failAt(key.data(), concat("unexpected variable '", key, "': a pool has only 'depth'"));
    }
    if (!parseDepth(evaluate(text), depth)) {
      lexer_.fail("invalid pool depth: expected a number, 0 for no limit");
    }
  }
  if (depth < 0) lexer_.failAt(place, concat("expected 'depth =' for pool '", name, "'"));
  graph_.addPool(name, depth);
}

void Parser::setRuleBinding(Rule& rule, std::string_view name, const Text& text) {
  for (RuleBinding& earlier : rule.bindings) {
    if (earlier.name != name) continue;
    earlier.value = text;
    return;
  }
  rule.bindings.push(graph_.arena(), {name, text});
}

void Parser::parseRule() {
  std::string_view name = lexer_.readName();
  if (name.empty()) lexer_.failUnexpected("the name of a rule");
  const char* place = lexer_.place();
  lexer_.expect(Token::Newline, "after the rule's name");
  Arena& arena = graph_.arena();
  Rule* rule = arena.make<Rule>();
  rule->name = name;
  if (!scope_->addRule(rule)) lexer_.failAt(place, concat("duplicate rule '", name, "'"));

  while (lexer_.accept(Token::Indent)) {
    auto [key, raw] = readAssignment();
    if (std::find(kRuleBindings.begin(), kRuleBindings.end(), key) == kRuleBindings.end()) {
      lexer_.failAt(key.data(), concat("unexpected variable '", key, "' in a rule",
                                       didYouMean(closest(key, kRuleBindings))));
    }
    Text text;
    text.reserve(arena, std::max<std::size_t>(raw.pieceCount, 1));
    if (!raw.plain.empty()) text.push(arena, {raw.plain, false});
    for (const TextPiece& piece : lexer_.pieces(raw)) text.push(arena, piece);
    setRuleBinding(*rule, key, text);
  }

  auto says = [&](std::string_view key) {
    const RuleBinding* binding = rule->find(key);
    return binding != nullptr && !binding->value.empty();
  };
  if (says("rspfile") != says("rspfile_content")) {
    lexer_.failAt(place, "rspfile and rspfile_content need to be both specified");
  }
  if (!says("command")) {
    lexer_.failAt(place, concat("expected 'command =' for rule '", name, "'"));
  }
}

void Parser::parseDefault() {
  RawText text = lexer_.readPath();
  if (text.empty()) {
    lexer_.read();
    lexer_.failUnexpected("the path of a target after 'default'");
  }
  for (; !text.empty(); text = lexer_.readPath()) {
    std::string_view path = evaluate(text);
    if (path.empty()) lexer_.failAt(text.at, "empty path");
    Node* node = graph_.findSpelled(path);
    if (node == nullptr) {
      lexer_.failAt(text.at,
                    concat("unknown target '", path, "'", didYouMean(closestNode(graph_, path))));
    }
    graph_.addDefault(node);
  }
  lexer_.expect(Token::Newline, "after the default targets");
}

void Parser::parseInclude(bool hasOwnScope) {
  RawText text = lexer_.readPath();
  std::string path(evaluate(text));
  if (text.empty()) {
    lexer_.read();
    lexer_.failUnexpected("the path of a manifest");
  }
  if (path.empty()) lexer_.failAt(text.at, "empty path");
  std::vector<std::string>& open = load_.open;
  std::string canonical = path;
  canonicalize(canonical, graph_.style());
  if (std::find(open.begin(), open.end(), canonical) != open.end()) {
    lexer_.failAt(text.at, concat("'", path, "' includes itself"));
  }

  std::optional<std::string> content;
  try {
    content = load_.reader(path);
  } catch (const std::string& reason) {
    lexer_.failAt(text.at, reason);
  }
  if (!content) {
    lexer_.failAt(text.at, concat("'", path, "' cannot be read because there is no such file"));
  }
  open.push_back(canonical);
  Scope& scope = hasOwnScope ? graph_.addScope(*scope_) : *scope_;
  Parser(load_, scope, path, std::move(*content)).run();
  open.pop_back();
  lexer_.expect(Token::Newline, "after the manifest's path");
}

std::size_t Parser::readPaths() {
  std::size_t count = paths_.size();
  for (;;) {
    RawText path = lexer_.readPath();
    if (path.empty()) return paths_.size() - count;
    paths_.push_back(path);
  }
}

const Rule* Parser::readRuleName() {
  std::string_view name = lexer_.readName();
  if (name.empty()) {
    lexer_.failUnexpected("the name of a rule after ':' (a ':' in a path is written '$:')");
  }
  const Rule* rule = scope_->findRule(name);
  if (rule == nullptr) {
    lexer_.fail(concat("unknown build rule '", name, "'", didYouMean(closestRule(*scope_, name))));
  }
  return rule;
}

void Parser::parseEdge() {
  paths_.clear();
  std::size_t outputs = readPaths();
  std::size_t implicitOutputs = lexer_.accept(Token::Pipe) ? readPaths() : 0;
  outputs += implicitOutputs;
  if (outputs == 0) {
    lexer_.read();
    lexer_.failUnexpected("the path of an output after 'build'");
  }
  lexer_.expect(Token::Colon, "after the outputs");
  const Rule* rule = readRuleName();
  const char* rulePlace = lexer_.place();
  std::size_t inputs = readPaths();
  std::size_t implicitInputs = lexer_.accept(Token::Pipe) ? readPaths() : 0;
  std::size_t orderOnly = lexer_.accept(Token::PipePipe) ? readPaths() : 0;
  std::size_t validations = lexer_.accept(Token::PipeAt) ? readPaths() : 0;
  inputs += implicitInputs + orderOnly;
  lexer_.expect(Token::Newline, "after the inputs");

  Edge* edge = graph_.addEdge(rule, scope_);
  readEdgeBindings(edge);
  choosePool(edge, rulePlace);
  addOutputs(edge, outputs);
  edge->implicitOutputs = static_cast<std::uint32_t>(implicitOutputs);
  edge->implicitInputs = static_cast<std::uint32_t>(implicitInputs);
  edge->orderOnlyInputs = static_cast<std::uint32_t>(orderOnly);
  Arena& arena = graph_.arena();
  edge->inputs.reserve(arena, inputs);
  edge->validations.reserve(arena, validations);
  auto path = paths_.begin() + static_cast<std::ptrdiff_t>(outputs);
  for (; inputs > 0; --inputs) edge->inputs.push(arena, nodeAt(*path++, edge));
  for (; validations > 0; --validations) edge->validations.push(arena, nodeAt(*path++, edge));
  if (rule->isPhony && !load_.options.phonyCycleIsError) ignoreSelf(edge);
  graph_.connect(edge);
  bindDyndep(edge, rulePlace);
}

void Parser::readEdgeBindings(Edge* edge) {
  bindingPlaces_.clear();
  while (lexer_.accept(Token::Indent)) {
    auto [name, text] = readAssignment();
    bindingPlaces_.push_back({name, lexer_.place()});
    edge->hasScope = true;
    // A binding does not see those before it: all are evaluated in the file's scope.
    graph_.setBinding(edge, name, evaluateKept(text));
  }
}

const char* Parser::placeOf(std::string_view binding, const char* otherwise) const {
  for (const Place& place : bindingPlaces_) {
    if (place.name == binding) return place.at;
  }
  return otherwise;
}

std::string Parser::valueOf(const Edge* edge, std::string_view binding, const char* rulePlace) {
  try {
    return edge->getUnquoted(binding);
  } catch (const std::string& circle) {
    lexer_.failAt(placeOf(binding, rulePlace), circle);
  }
}

void Parser::choosePool(Edge* edge, const char* rulePlace) {
  std::string name = valueOf(edge, "pool", rulePlace);
  if (name.empty()) return;
  edge->pool = graph_.findPool(name);
  if (edge->pool == nullptr) {
    lexer_.failAt(placeOf("pool", rulePlace), concat("unknown pool name '", name, "'"));
  }
}

Node* Parser::nodeAt(const RawText& path, const Edge* edge) {
  if (path.pieceCount == 0) return graph_.nodeOfKept(path.plain);
  std::string_view spelling = evaluate(path, edge);
  if (spelling.empty()) lexer_.failAt(path.at, "empty path");
  return graph_.nodeOf(spelling);
}

void Parser::addOutputs(Edge* edge, std::size_t count) {
  edge->outputs.reserve(graph_.arena(), count);
  for (std::size_t at = 0; at < count; ++at) {
    Node* output = nodeAt(paths_[at], edge);
    if (output->producer == edge) {
      lexer_.failAt(paths_[at].at, concat(output->path, " is defined as an output multiple times"));
    }
    if (output->producer != nullptr) {
      lexer_.failAt(paths_[at].at, concat("multiple rules generate ", output->path));
    }
    output->producer = edge;
    edge->outputs.push(graph_.arena(), output);
  }
}

void Parser::ignoreSelf(Edge* edge) {
  if (edge->outputs.size() != 1 || edge->implicitOutputs != 0 || edge->implicitInputs != 0) return;
  bool isIgnored = false;
  for (std::size_t at = edge->inputs.size(); at-- > 0;) {
    if (edge->inputs[at] != edge->outputs[0]) continue;
    if (at >= edge->inputs.size() - edge->orderOnlyInputs) --edge->orderOnlyInputs;
    edge->inputs.erase(at);
    isIgnored = true;
  }
  if (!isIgnored) return;
  load_.warnings.push_back(concat("phony target '", edge->outputs[0]->path,
                                  "' names itself as an input; ignoring [-w phonycycle=warn]"));
}

void Parser::bindDyndep(Edge* edge, const char* rulePlace) {
  std::string path = valueOf(edge, "dyndep", rulePlace);
  if (path.empty()) return;
  edge->dyndep = graph_.nodeOf(path);
  edge->dyndep->dyndepPending = true;
  if (std::find(edge->inputs.begin(), edge->inputs.end(), edge->dyndep) == edge->inputs.end()) {
    lexer_.failAt(placeOf("dyndep", rulePlace),
                  concat("dyndep '", edge->dyndep->path, "' is not an input"));
  }
}

}  // namespace

std::vector<std::string> parseManifest(Graph& graph, std::string_view file, std::string text,
                                       ManifestReader reader, const ManifestOptions& options) {
  Load load{graph, reader, options, {}, {std::string(file)}};
  canonicalize(load.open.front(), graph.style());
  Parser(load, graph.rootScope(), file, std::move(text)).run();
  return std::move(load.warnings);
}

std::vector<std::string> readManifest(Graph& graph, std::string_view file,
                                      const ManifestOptions& options) {
  auto reader = [](std::string_view path) { return sys::File::read(sys::Path(path)); };
  std::optional<std::string> text = reader(file);
  if (!text) {
    throw concat(file,
                 ": cannot be read because there is no such file. Run what generates it, or "
                 "name another by -f.");
  }
  return parseManifest(graph, file, std::move(*text), reader, options);
}

}  // namespace sysmake
