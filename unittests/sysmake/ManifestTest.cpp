// unittests/sysmake/ManifestTest.cpp -- All of Ninja's language, as it is meant.
#include "sysmake/Manifest.hpp"

#include <gtest/gtest.h>

#include "Parsed.hpp"

namespace sysmake {
namespace {

TEST(Manifest, MayBeEmpty) {
  EXPECT_TRUE(Parsed("")->edges().empty());
  EXPECT_TRUE(Parsed("\n  \n# nothing\n\r\n")->edges().empty());
}

TEST(Manifest, ReadsRulesAndTheirBindings) {
  Parsed parsed(
      "rule cat\n"
      "  command = cat $in > $out\n"
      "  depfile = a\n  deps = gcc\n  description = d\n  dyndep =\n  generator = 1\n"
      "  msvc_deps_prefix = Hinweis:\n  pool = p\n  restat = 1\n"
      "  rspfile = $out.rsp\n  rspfile_content = $in\n"
      "rule date\n  command = date > $out\n");
  const Rule* rule = parsed->rootScope().findRule("cat");
  ASSERT_NE(rule, nullptr);
  EXPECT_EQ(rule->bindings.size(), 11u);
  ASSERT_NE(rule->find("command"), nullptr);
  ASSERT_EQ(rule->find("command")->value.size(), 4u);
  EXPECT_EQ(rule->find("command")->value[0].text, "cat ");
  EXPECT_EQ(rule->find("command")->value[1].text, "in");
  EXPECT_TRUE(rule->find("command")->value[1].isVariable);
  EXPECT_NE(parsed->rootScope().findRule("date"), nullptr);
  EXPECT_EQ(parsed->rootScope().findRule("dog"), nullptr);
}

TEST(Manifest, TakesTheLastOfSeveralBindingsOfOneName) {
  Parsed parsed("rule r\n  command = a\n  command = b\nbuild x: r\n  v = 1\n  v = 2\n");
  EXPECT_EQ(parsed.edge(0).command(), "b");
  EXPECT_EQ(parsed.edge(0).get("v"), "2");
}

TEST(Manifest, ReadsAllKindsOfInputsAndOutputs) {
  Parsed parsed(
      "rule cat\n  command = cat\n"
      "build a b | c d: cat e f | g h || i j |@ k l\n"
      "build | m: cat\n"
      "build n|o:cat p|q||r|@s\n"
      "build t: cat || u\n"
      "build v: cat |@ w\n"
      "build x |: cat |\n");
  const Edge& edge = parsed.edge(0);
  EXPECT_EQ(pathsOf(edge.outputs), "a b c d");
  EXPECT_EQ(pathsOf(edge.explicitOutputs()), "a b");
  EXPECT_EQ(pathsOf(edge.inputs), "e f g h i j");
  EXPECT_EQ(pathsOf(edge.explicitInputs()), "e f");
  EXPECT_EQ(pathsOf(edge.dirtyingInputs()), "e f g h");
  EXPECT_EQ(pathsOf(edge.orderOnly()), "i j");
  EXPECT_EQ(pathsOf(edge.validations), "k l");
  EXPECT_EQ(pathsOf(parsed.edge(1).outputs), "m");
  EXPECT_TRUE(parsed.edge(1).explicitOutputs().empty());
  EXPECT_EQ(pathsOf(parsed.edge(2).inputs), "p q r");
  EXPECT_EQ(pathsOf(parsed.edge(2).validations), "s");
  EXPECT_EQ(pathsOf(parsed.edge(3).orderOnly()), "u");
  EXPECT_EQ(pathsOf(parsed.edge(4).validations), "w");
  EXPECT_EQ(pathsOf(parsed.edge(5).outputs), "x");
}

TEST(Manifest, UndoesEscapes) {
  Parsed parsed(
      "rule r\n  command = $$x '$ ' $: ${in}$out.c $out-x\n"
      "v = a$$b$ c$:d\n"
      "build a$ b$:c$$d: r ${v}e\n");
  EXPECT_EQ(parsed->rootScope().get("v"), "a$b c:d");
  EXPECT_EQ(pathsOf(parsed.edge(0).outputs), "a b:c$d");
  EXPECT_EQ(pathsOf(parsed.edge(0).inputs), "a$b c:de");
  EXPECT_EQ(parsed.edge(0).command(), "$x ' ' : 'a$b c:de''a b:c$d'.c ");
}

TEST(Manifest, ReadsNamesWithDotsInBracesOnly) {
  Parsed parsed("a = 1\na.b = 2\nc-d_e = 3\nx = $a.b ${a.b} $c-d_e\n");
  EXPECT_EQ(parsed->rootScope().get("x"), "1.b 2 3");
}

TEST(Manifest, ContinuesLines) {
  Parsed parsed(
      "rule r\n  command = a $\n      b\n"
      "v = x$\n    y$\nz\n"
      "build a $\n    b: $\n r $\n  c | $\n d\n"
      "  w $\n  = $\n  1\n"
      "build e$\n  f: r\n");
  EXPECT_EQ(parsed.edge(0).command(), "a b");
  EXPECT_EQ(parsed->rootScope().get("v"), "xyz");
  EXPECT_EQ(pathsOf(parsed.edge(0).outputs), "a b");
  EXPECT_EQ(pathsOf(parsed.edge(0).inputs), "c d");
  EXPECT_EQ(parsed.edge(0).get("w"), "1");
  EXPECT_EQ(pathsOf(parsed.edge(1).outputs), "ef");
}

TEST(Manifest, AcceptsWindowsLineEnds) {
  Parsed parsed(
      "# comment\r\nv = x $\r\n  y\r\nrule r\r\n  command = c $in $\r\n   $v\r\n\r\n"
      "build a $\r\n  b: r c\r\n  w = 1\r\ndefault a\r\n");
  EXPECT_EQ(parsed->rootScope().get("v"), "x y");
  EXPECT_EQ(parsed.edge(0).command(), "c c x y");
  EXPECT_EQ(pathsOf(parsed.edge(0).outputs), "a b");
  EXPECT_EQ(parsed.edge(0).get("w"), "1");
  EXPECT_EQ(pathsOf(parsed->declaredDefaults()), "a");
}

TEST(Manifest, SkipsCommentsWhereATokenMayStart) {
  Parsed parsed(
      "# first\nrule r\n  # inside\n  command = c # not one\n# between\n  description = d\n"
      "build a: r b#c\n    # indented\n  v = 1\n");
  EXPECT_EQ(parsed.edge(0).command(), "c # not one");
  EXPECT_EQ(parsed.edge(0).get("description"), "d");
  EXPECT_EQ(pathsOf(parsed.edge(0).inputs), "b#c");
  EXPECT_EQ(parsed.edge(0).get("v"), "1");
}

TEST(Manifest, KeepsBlanksInsideAndAfterValues) {
  Parsed parsed("a =   x  y \nb=z\nc  =  \nd = :|=#\n");
  EXPECT_EQ(parsed->rootScope().get("a"), "x  y ");
  EXPECT_EQ(parsed->rootScope().get("b"), "z");
  EXPECT_EQ(parsed->rootScope().get("c"), "");
  EXPECT_EQ(parsed->rootScope().get("d"), ":|=#");
}

TEST(Manifest, LetsKeywordsBeNames) {
  Parsed parsed(
      "rule build\n  command = b $pool\n  pool = console\n"
      "pool rule\n  depth = 2\n"
      "build default: build include\n  rule = 1\n  pool = rule\n"
      "builder = 1\nx = ${rule}\n");
  EXPECT_EQ(parsed.edge(0).command(), "b rule");
  EXPECT_EQ(parsed.edge(0).pool->name, "rule");
  EXPECT_EQ(parsed->rootScope().get("builder"), "1");
}

TEST(Manifest, EvaluatesPathsWithTheEdgesBindings) {
  Parsed parsed("d = file\nrule r\n  command = c\nbuild $d/$e: r $d/in\n  d = edge\n  e = $d\n");
  EXPECT_EQ(pathsOf(parsed.edge(0).outputs), "edge/file");
  EXPECT_EQ(pathsOf(parsed.edge(0).inputs), "edge/in");
}

TEST(Manifest, CanonicalisesPaths) {
  Parsed parsed("rule r\n  command = c\nbuild ./a//b: r x/../y z/.\ndefault a/./b\n");
  EXPECT_EQ(pathsOf(parsed.edge(0).outputs), "a/b");
  EXPECT_EQ(pathsOf(parsed.edge(0).inputs), "y z");
  EXPECT_EQ(pathsOf(parsed->declaredDefaults()), "a/b");
}

TEST(Manifest, KnowsBackslashesInWindowsStyle) {
  Parsed parsed("rule r\n  command = $in $out\nbuild a\\b: r c\\..\\d\\e f/g\nbuild h: r a/b\n", {},
                PathStyle::Windows);
  EXPECT_EQ(pathsOf(parsed.edge(0).outputs), "a/b");
  EXPECT_EQ(parsed.edge(0).command(), "d\\e f/g a\\b");
  EXPECT_EQ(parsed.edge(1).inputs[0]->producer, &parsed.edge(0));
}

TEST(Manifest, HasPools) {
  Parsed parsed(
      "n = 4\npool link\n  depth = $n\npool wide\n  depth = 0 \n"
      "rule r\n  command = c\n  pool = link\n"
      "build a: r\nbuild b: r\n  pool = console\nbuild c: r\n  pool =\n");
  EXPECT_EQ(parsed.edge(0).pool->name, "link");
  EXPECT_EQ(parsed.edge(0).pool->depth, 4);
  EXPECT_FALSE(parsed.edge(0).usesConsole());
  EXPECT_TRUE(parsed.edge(1).usesConsole());
  EXPECT_EQ(parsed.edge(2).pool->name, "");
  EXPECT_EQ(parsed->findPool("wide")->depth, 0);
  EXPECT_EQ(parsed->pools().size(), 4u);
}

TEST(Manifest, HasDefaults) {
  Parsed parsed("rule r\n  command = c\nbuild a b c: r\nt = b\ndefault a ${t}\ndefault c\n");
  EXPECT_EQ(pathsOf(parsed->declaredDefaults()), "a b c");
  EXPECT_EQ(pathsOf(parsed->defaults()), "a b c");
}

TEST(Manifest, IncludesIntoItsOwnScope) {
  Files files = {{"rules.ninja", "rule r\n  command = $v\nv = included\n"}};
  Parsed parsed("dir = .\nv = own\ninclude $dir/rules.ninja\nbuild a: r\n",
                {{"./rules.ninja", files["rules.ninja"]}});
  EXPECT_EQ(parsed.edge(0).command(), "included");
}

TEST(Manifest, GivesASubninjaAScopeOfItsOwn) {
  Files files = {{"sub.ninja",
                  "v = ${v}-sub\nrule r\n  command = inner $v\nrule s\n  command = s\n"
                  "build b: r a\npool p\n  depth = 1\n"}};
  Parsed parsed(
      "rule r\n  command = outer $v\nv = top\nsubninja sub.ninja\nbuild a: r\n  pool = p\n", files);
  EXPECT_EQ(parsed.edge(0).command(), "inner top-sub");
  EXPECT_EQ(parsed.edge(1).command(), "outer top");
  EXPECT_EQ(parsed->rootScope().findRule("s"), nullptr);
  EXPECT_EQ(parsed.edge(0).inputs[0]->producer, &parsed.edge(1));
}

TEST(Manifest, MayBeReadTwiceButNotByItself) {
  Files files = {{"x.ninja", "v = $v.\n"}};
  Parsed parsed("include x.ninja\ninclude x.ninja\n", files);
  EXPECT_EQ(parsed->rootScope().get("v"), "..");
}

TEST(Manifest, IgnoresAPhonyTargetThatNamesItself) {
  Parsed parsed("build a: phony a b || a\n");
  EXPECT_EQ(pathsOf(parsed.edge(0).inputs), "b");
  EXPECT_TRUE(parsed.edge(0).orderOnly().empty());
  EXPECT_EQ(parsed.warnings,
            (std::vector<std::string>{
                "phony target 'a' names itself as an input; ignoring [-w phonycycle=warn]"}));
}

TEST(Manifest, LeavesOtherPhonyCirclesToTheScan) {
  EXPECT_EQ(pathsOf(Parsed("build a: phony b | a\n").edge(0).inputs), "b a");
  EXPECT_EQ(pathsOf(Parsed("build a c: phony a\n").edge(0).inputs), "a");
  ManifestOptions strict{.phonyCycleIsError = true};
  Parsed parsed("build a: phony a\n", {}, PathStyle::Posix, strict);
  EXPECT_EQ(parsed->findCycle(parsed->find("a")), "a -> a");
  EXPECT_TRUE(parsed.warnings.empty());
}

TEST(Manifest, NamesTheDyndepFileOfAnEdge) {
  Parsed parsed(
      "rule r\n  command = c\n"
      "build a: r b || ./dd\n  dyndep = dd\n"
      "build c: r dd\n"
      "rule s\n  command = c\n  dyndep = $in\nbuild d: s dd2\n");
  EXPECT_EQ(parsed.edge(0).dyndep, parsed->find("dd"));
  EXPECT_TRUE(parsed->find("dd")->dyndepPending);
  EXPECT_EQ(parsed.edge(1).dyndep, nullptr);
  EXPECT_EQ(parsed.edge(2).dyndep, parsed->find("dd2"));
}

TEST(Manifest, MayRequireANinja) {
  EXPECT_TRUE(Parsed("ninja_required_version = 1.5\n").warnings.empty());
  EXPECT_TRUE(Parsed("ninja_required_version = 1.13.0.git\n").warnings.empty());
  EXPECT_EQ(
      Parsed("ninja_required_version = 0.9\n").warnings,
      (std::vector<std::string>{"ninja executable version (1.13.0) greater than build file "
                                "ninja_required_version (0.9); versions may be incompatible."}));
}

TEST(Manifest, KeepsTextThatOutlivesTheReader) {
  auto graph = std::make_unique<Graph>(PathStyle::Posix);
  {
    std::string text = "rule r\n  command = c $in\nbuild a: r b\n";
    parseManifest(*graph, std::string("build.ninja"), text,
                  [](std::string_view) { return std::nullopt; });
    text.assign(text.size(), '#');
  }
  EXPECT_EQ(graph->edges()[0]->command(), "c b");
}

}  // namespace
}  // namespace sysmake
