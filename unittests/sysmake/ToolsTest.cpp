// unittests/sysmake/ToolsTest.cpp -- What `-t` prints, byte for byte as Ninja does.
#include "sysmake/Tools.hpp"

#include <gtest/gtest.h>

#include "Parsed.hpp"
#include "sysmake/Targets.hpp"
#include "sysmake/ToolFunctions.hpp"

namespace sysmake {
namespace {

constexpr std::string_view kTwoPrograms =
    "rule cc\n  command = cc $in -o $out\n  description = Compiling ${out}: $$\n"
    "  depfile = $out.d\n"
    "rule link\n  command = ld @$out.rsp\n  rspfile = $out.rsp\n  rspfile_content = $in_newline\n"
    "rule gen\n  command = gen > $out\n  generator = 1\n"
    "build a.o: cc a.c | config.h || order\n"
    "build b.o: cc b$ c.c |@ check\n"
    "build order: phony dir\n"
    "build app: link a.o b.o\n"
    "build config.h: gen\n"
    "build check: cc check.c\n";

std::string run(const Parsed& parsed, std::string_view name, std::vector<std::string> arguments) {
  ToolContext context{.graph = *parsed, .directory = "/the \"dir\"\\"};
  EXPECT_TRUE(runTool(name, arguments, context));
  EXPECT_EQ(context.exitCode, 0);
  return context.output;
}

std::string run(std::string_view name, std::vector<std::string> arguments = {}) {
  return run(Parsed(std::string(kTwoPrograms)), name, std::move(arguments));
}

std::string toolError(std::string_view name, std::vector<std::string> arguments = {}) {
  return errorOf([&] { run(name, arguments); });
}

TEST(Tools, AreKnownByName) {
  Parsed parsed("");
  ToolContext context{.graph = *parsed, .directory = ""};
  EXPECT_FALSE(runTool("nonsense", {}, context));
  EXPECT_FALSE(tools().empty());
  for (const ToolInfo& tool : tools()) EXPECT_FALSE(tool.description.empty());
}

TEST(Tools, ReadOptions) {
  std::vector<ToolOption> known = {{'s', "single"}, {'d', "delimiter="}};
  std::vector<std::string> line = {"a", "-sd,", "--delimiter=;", "b", "--", "-x"};
  ToolOptions options(line, known, "usage");
  EXPECT_TRUE(options.has('s'));
  EXPECT_FALSE(options.has('x'));
  EXPECT_EQ(options.value('d', ""), ";");
  EXPECT_EQ(options.value('x', "none"), "none");
  EXPECT_EQ(std::vector<std::string>(options.operands().begin(), options.operands().end()),
            (std::vector<std::string>{"a", "b", "-x"}));
  line = {"-d", "1", "--delimiter", "2", "-"};
  EXPECT_EQ(ToolOptions(line, known, "usage").value('d', ""), "2");
  EXPECT_EQ(ToolOptions(line, known, "usage").operands().size(), 1u);
}

TEST(Tools, RefuseOptionsThatAreWrong) {
  std::vector<ToolOption> known = {{'s', "single"}, {'d', "delimiter="}};
  auto errorFor = [&](std::vector<std::string> line) {
    return errorOf([&] { ToolOptions(line, known, "usage"); });
  };
  EXPECT_EQ(errorFor({"-x"}), "unknown option 'x'\nusage");
  EXPECT_EQ(errorFor({"--sing"}), "unknown option 'sing'\nusage");
  EXPECT_EQ(errorFor({"-d"}), "option 'd' needs a value\nusage");
  EXPECT_EQ(errorFor({"--single=1"}), "option 'single' takes no value\nusage");
  EXPECT_EQ(errorFor({"-h"}), "usage");
  EXPECT_EQ(errorFor({"--help"}), "usage");
}

TEST(Tools, TargetsListsAll) {
  EXPECT_EQ(run("targets", {"all"}),
            "a.o: cc\nb.o: cc\norder: phony\napp: link\nconfig.h: gen\ncheck: cc\n");
}

TEST(Tools, TargetsListsByRuleSorted) {
  EXPECT_EQ(run("targets", {"rule", "cc"}), "a.o\nb.o\ncheck\n");
  EXPECT_EQ(run("targets", {"rule", "nonsense"}), "");
}

TEST(Tools, TargetsListsSourcesWithoutARule) {
  EXPECT_EQ(run("targets", {"rule"}), "a.c\nb c.c\ndir\ncheck.c\n");
}

TEST(Tools, TargetsListsByDepth) {
  EXPECT_EQ(run("targets"), "app: link\ncheck: cc\n");
  EXPECT_EQ(run("targets", {"depth"}), "app: link\ncheck: cc\n");
  EXPECT_EQ(run("targets", {"depth", "2"}),
            "app: link\n  a.o: cc\n  b.o: cc\ncheck: cc\n  check.c\n");
  std::string all =
      "app: link\n  a.o: cc\n    a.c\n    config.h: gen\n    order: phony\n      dir\n"
      "  b.o: cc\n    b c.c\ncheck: cc\n  check.c\n";
  EXPECT_EQ(run("targets", {"depth", "0"}), all);
  EXPECT_EQ(run("targets", {"depth", "-1"}), all);
  EXPECT_EQ(run("targets", {"depth", "9"}), all);
}

TEST(Tools, TargetsRefusesACircleInsteadOfGoingRound) {
  Parsed parsed("build a: phony b\nbuild b: phony c\nbuild c: phony b\n");
  EXPECT_EQ(errorOf([&] {
              run(parsed, "targets", {"depth", "0"});
            }),
            "dependency cycle: b -> c -> b");
}

TEST(Tools, TargetsRefusesOtherModes) {
  EXPECT_EQ(toolError("targets", {"dept"}),
            "unknown target tool mode 'dept', did you mean 'depth'?");
  EXPECT_EQ(toolError("targets", {"everything"}), "unknown target tool mode 'everything'");
}

TEST(Tools, QueryTellsWhatAFileIsMadeOfAndFor) {
  EXPECT_EQ(run("query", {"a.o", "check", "a.c"}),
            "a.o:\n  input: cc\n    a.c\n    | config.h\n    || order\n  outputs:\n    app\n"
            "check:\n  input: cc\n    check.c\n  outputs:\n  validation for:\n    b.o\n"
            "a.c:\n  outputs:\n    a.o\n");
  EXPECT_EQ(run("query", {"b.o"}),
            "b.o:\n  input: cc\n    b c.c\n  validations:\n    check\n  outputs:\n    app\n");
  EXPECT_EQ(toolError("query"), "expected a target to query");
  EXPECT_EQ(toolError("query", {"ap"}), "unknown target 'ap', did you mean 'app'?");
}

TEST(Tools, CommandsListsThemInTheOrderTheyCanRun) {
  EXPECT_EQ(run("commands", {"app"}),
            "gen > config.h\ncc a.c -o a.o\ncc 'b c.c' -o b.o\nld @app.rsp\n");
  EXPECT_EQ(run("commands"),
            "gen > config.h\ncc a.c -o a.o\ncc 'b c.c' -o b.o\nld @app.rsp\ncc check.c -o check\n");
  EXPECT_EQ(run("commands", {"-s", "app", "order", "b.o", "app"}),
            "ld @app.rsp\ncc 'b c.c' -o b.o\n");
  EXPECT_EQ(toolError("commands", {"nope"}), "unknown target 'nope', did you mean 'app'?");
}

TEST(Tools, InputsListsThemSortedAndQuoted) {
  EXPECT_EQ(run("inputs", {"app"}), "'b c.c'\na.c\na.o\nb.o\nconfig.h\ndir\n");
  EXPECT_EQ(run("inputs", {"-E", "-d", "app"}), "a.c\nconfig.h\ndir\na.o\nb c.c\nb.o\n");
  EXPECT_EQ(run("inputs", {"--print0", "check"}), std::string("check.c\0", 8));
  EXPECT_EQ(run("inputs", {"a.c"}), "");
}

TEST(Tools, InputsListsATargetThatAnotherOneNeeds) {
  EXPECT_EQ(run("inputs", {"-d", "a.o", "app"}), "a.c\nconfig.h\ndir\na.o\n'b c.c'\nb.o\n");
}

TEST(Tools, MultiInputsKeepsTheTargetsApart) {
  EXPECT_EQ(run("multi-inputs", {"a.o", "check"}),
            "a.o\ta.c\na.o\tconfig.h\na.o\tdir\ncheck\tcheck.c\n");
  EXPECT_EQ(run("multi-inputs", {"--delimiter=: ", "check", "b.o"}),
            "check: check.c\nb.o: b c.c\n");
  EXPECT_EQ(run("multi-inputs", {"-0", "check"}), std::string("check\tcheck.c\0", 14));
}

TEST(Tools, CompdbWritesJson) {
  EXPECT_EQ(run("compdb", {"link"}),
            "[\n  {\n    \"directory\": \"/the \\\"dir\\\"\\\\\",\n"
            "    \"command\": \"ld @app.rsp\",\n    \"file\": \"a.o\",\n"
            "    \"output\": \"app\"\n  }\n]\n");
  EXPECT_EQ(run("compdb", {"nonsense"}), "[\n]\n");
  std::string all = run("compdb");
  EXPECT_NE(all.find("\"command\": \"\",\n    \"file\": \"dir\",\n    \"output\": \"order\""),
            std::string::npos);
  EXPECT_EQ(all.find("config.h\""), std::string::npos) << "an edge without inputs has no entry";
  std::string two = run("compdb", {"cc", "link"});
  EXPECT_EQ(std::count(two.begin(), two.end(), '{'), 4);
}

TEST(Tools, CompdbPutsResponseFilesInPlace) {
  EXPECT_NE(run("compdb", {"-x", "link"}).find("\"command\": \"ld a.o b.o\""), std::string::npos);
  Parsed forms(
      "rule f\n  command = x -f $out.r y\n  rspfile = $out.r\n  rspfile_content = $in\n"
      "rule o\n  command = x --option-file=$out.r y\n  rspfile = $out.r\n  rspfile_content = $in\n"
      "rule n\n  command = x $out.r y\n  rspfile = $out.r\n  rspfile_content = $in\n"
      "build a: f 1\nbuild b: o 2\nbuild c: n 3\n");
  std::string text = run(forms, "compdb", {"-x"});
  EXPECT_NE(text.find("\"x 1 y\""), std::string::npos);
  EXPECT_NE(text.find("\"x 2 y\""), std::string::npos);
  EXPECT_NE(text.find("\"x c.r y\""), std::string::npos);
}

TEST(Tools, CompdbTargetsTakesWhatTheTargetsNeed) {
  std::string text = run("compdb-targets", {"a.o"});
  EXPECT_NE(text.find("\"output\": \"a.o\""), std::string::npos);
  EXPECT_EQ(text.find("\"output\": \"app\""), std::string::npos);
  EXPECT_EQ(toolError("compdb-targets"), "compdb-targets expects the name of at least one target");
  EXPECT_EQ(toolError("compdb-targets", {"a.c"}),
            "'a.c' is not a target (i.e. it is not an output of any `build` statement)");
}

TEST(Tools, RulesListsThemSorted) {
  EXPECT_EQ(run("rules"), "cc\ngen\nlink\nphony\n");
  EXPECT_EQ(run("rules", {"-d"}), "cc: Compiling ${out}: $\ngen\nlink\nphony\n");
}

using Paths = std::vector<std::string>;

TEST(Tools, CleanKnowsAllThatIsMade) {
  Parsed parsed{std::string(kTwoPrograms)};
  EXPECT_EQ(filesToClean(*parsed, false),
            (Paths{"a.o", "a.o.d", "b.o", "b.o.d", "app", "app.rsp", "check", "check.d"}));
  Paths withGenerators = filesToClean(*parsed, true);
  EXPECT_EQ(std::count(withGenerators.begin(), withGenerators.end(), "config.h"), 1);
}

TEST(Tools, CleanKnowsWhatATargetNeeds) {
  Parsed parsed{std::string(kTwoPrograms)};
  std::vector<const Node*> targets = {parsed->find("app")};
  EXPECT_EQ(filesToClean(*parsed, targets),
            (Paths{"app", "app.rsp", "a.o", "a.o.d", "config.h", "b.o", "b.o.d"}));
}

TEST(Tools, CleanKnowsWhatARuleMakes) {
  Parsed parsed{std::string(kTwoPrograms)};
  std::vector<const Rule*> rules = {parsed->rootScope().findRule("cc")};
  EXPECT_EQ(filesToClean(*parsed, rules),
            (Paths{"a.o", "a.o.d", "b.o", "b.o.d", "check", "check.d"}));
}

TEST(Tools, CleanCountsOnlyWhatWasThere) {
  EXPECT_EQ(run("clean"), "Cleaning... 0 files.\n");
  EXPECT_EQ(run("clean", {"app"}), "Cleaning... 0 files.\n");
  EXPECT_EQ(toolError("clean", {"-r"}), "expected a rule to clean");
}

TEST(Tools, CleanGoesOnAfterAnUnknownName) {
  Parsed parsed{std::string(kTwoPrograms)};
  ToolContext context{.graph = *parsed, .directory = ""};
  std::vector<std::string> arguments = {"appp", "b.o"};
  EXPECT_TRUE(runTool("clean", arguments, context));
  EXPECT_EQ(context.exitCode, 1);
  EXPECT_EQ(context.errors, (Paths{"unknown target 'appp', did you mean 'app'?"}));
  EXPECT_EQ(context.output, "Cleaning... 0 files.\n");
  arguments = {"-r", "nonsense"};
  EXPECT_TRUE(runTool("clean", arguments, context));
  EXPECT_EQ(context.errors.back(), "unknown rule 'nonsense'");
}

TEST(Targets, AreFoundAsTheyAreSpelled) {
  Parsed parsed{std::string(kTwoPrograms)};
  EXPECT_EQ(findTarget(*parsed, "./x/../app"), parsed->find("app"));
  EXPECT_EQ(findTarget(*parsed, "a.c^"), parsed->find("a.o"));
  EXPECT_EQ(errorOf([&] { findTarget(*parsed, "app^"); }), "'app' has no out edge");
  EXPECT_EQ(findTarget(*parsed, "app^", [&](const Node&) { return parsed->find("check"); }),
            parsed->find("check"));
  EXPECT_EQ(errorOf([&] { findTarget(*parsed, ""); }), "empty path");
}

TEST(Targets, AreSuggestedWhenMisspelt) {
  Parsed parsed{std::string(kTwoPrograms)};
  EXPECT_EQ(errorOf([&] { findTarget(*parsed, "chekc"); }),
            "unknown target 'chekc', did you mean 'check'?");
  EXPECT_EQ(errorOf([&] { findTarget(*parsed, "nothing_like_it"); }),
            "unknown target 'nothing_like_it'");
  EXPECT_EQ(errorOf([&] { findTarget(*parsed, "clean"); }),
            "unknown target 'clean', did you mean 'sysmake -t clean'?");
  EXPECT_EQ(errorOf([&] { findTarget(*parsed, "help"); }),
            "unknown target 'help', did you mean 'sysmake -h'?");
}

TEST(Targets, AreTheDefaultsIfThereAreNone) {
  Parsed parsed{std::string(kTwoPrograms)};
  EXPECT_EQ(pathsOf(findTargets(*parsed, {})), "app check");
  std::vector<std::string> names = {"b.o", "a.o"};
  EXPECT_EQ(pathsOf(findTargets(*parsed, names)), "b.o a.o");
}

}  // namespace
}  // namespace sysmake
