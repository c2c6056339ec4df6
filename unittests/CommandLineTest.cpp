// unittests/CommandLineTest.cpp -- What is quoted arrives as it was, in the rules of all systems.
#include "sys/CommandLine.hpp"

#include <gtest/gtest.h>

#include "HostileTexts.hpp"
#include "SystemSplit.hpp"
#include "Thrown.hpp"
#include "sys/Process.hpp"

namespace sys {
namespace {

using Arguments = std::vector<std::string>;
constexpr CommandStyle kStyles[] = {CommandStyle::Sh, CommandStyle::Windows, CommandStyle::Cmd};

Arguments split(std::string_view line, CommandStyle style) {
  return CommandLine::split(line, style);
}

TEST(CommandLine, QuotesForShOnlyWhatNeedsIt) {
  for (const char* text : {"a", "-DNAME=value", "/usr/bin/c++", "a:b,c@d+e_f.g", "--x"}) {
    EXPECT_EQ(CommandLine::quote(text, CommandStyle::Sh), text);
  }
  EXPECT_EQ(CommandLine::quote("", CommandStyle::Sh), "''");
  EXPECT_EQ(CommandLine::quote("a b", CommandStyle::Sh), "'a b'");
  EXPECT_EQ(CommandLine::quote("it's", CommandStyle::Sh), "'it'\\''s'");
  EXPECT_EQ(CommandLine::quote("$HOME", CommandStyle::Sh), "'$HOME'");
  EXPECT_EQ(CommandLine::quote("a\nb", CommandStyle::Sh), "'a\nb'");
  // As the first word these would not be a program's name.
  EXPECT_EQ(CommandLine::quote("A=b", CommandStyle::Sh), "'A=b'");
  EXPECT_EQ(CommandLine::quote("A+=b", CommandStyle::Sh), "'A+=b'");
  EXPECT_EQ(CommandLine::quote("if", CommandStyle::Sh), "'if'");
  EXPECT_EQ(CommandLine::quote("!", CommandStyle::Sh), "'!'");
}

TEST(CommandLine, QuotesForShSoThatItMayBeExpanded) {
  EXPECT_EQ(CommandLine::quoteExpanding(""), "\"\"");
  EXPECT_EQ(CommandLine::quoteExpanding("$HOME/a b"), "\"$HOME/a b\"");
  EXPECT_EQ(CommandLine::quoteExpanding("`date` $(pwd)*"), "\"`date` $(pwd)*\"");
  EXPECT_EQ(CommandLine::quoteExpanding("\"a\\"), "\"\\\"a\\\\\"");
  EXPECT_THROW(CommandLine::quoteExpanding(std::string_view("a\0b", 3)), std::string);
}

// Values are put in as they are, whatever is in them.
TEST(CommandLine, WhatAShellExpandsIsOneArgument) {
  if (native::kWindows) return;  // There is no sh.
  HostileTexts random(20261122);
  const std::string harmless = without("$`", HostileTexts::kAlphabet);
  const std::string values[] = {random.next(HostileTexts::kAlphabet, 30), "* $(exit 1) `x` \"'\\ "};
  std::vector<std::string> expected;
  std::string line = CommandLine::quote(Process::executable().text()) + " --child arguments";
  for (int i = 0; i < 500; ++i) {
    const std::string before = random.next(harmless, 7);
    const std::string after = random.next(harmless, 7);
    const std::size_t which = random.below(2);
    const std::string name = which == 0 ? "${FIRST}" : "$(printf %s x)${SECOND}`printf %s y`";
    line += ' ' + CommandLine::quoteExpanding(before + name + after);
    expected.push_back(before + (which == 0 ? values[0] : "x" + values[1] + "y") + after);
  }
  Command command = Command::line(line);
  command.environment(
      Environment::current().set("FIRST", values[0]).set("SECOND", values[1]).set("LC_ALL", "C"));
  std::string all;
  for (const std::string& argument : expected) all += "[" + argument + "]\n";
  EXPECT_EQ(Process::capture(command).output, all);
}

TEST(CommandLine, Rustsec2024_0006_QuotesBracesHighBytesAndRefusesNul) {
  EXPECT_EQ(CommandLine::quote("{a,b}", CommandStyle::Sh), "'{a,b}'");
  EXPECT_EQ(CommandLine::quote("a\xA0"
                               "b",
                               CommandStyle::Sh),
            "'a\xA0"
            "b'");
  for (const CommandStyle style : kStyles) {
    const std::string_view nul("a\0b", 3);
    EXPECT_NE(thrownBy([&] { CommandLine::quote(nul, style); }), "nothing was thrown");
    EXPECT_NE(thrownBy([&] { CommandLine::join(Arguments{std::string(nul)}, style); }),
              "nothing was thrown");
    EXPECT_NE(thrownBy([&] { split(nul, style); }), "nothing was thrown");
    EXPECT_EQ(CommandLine::trySplit(nul, style), std::nullopt);
    EXPECT_NE(thrownBy([&] { CommandLine::responseFile(Arguments{std::string(nul)}, style); }),
              "nothing was thrown");
  }
}

TEST(CommandLine, Cve2019_1350_QuotesForWindowsToTheLastBackslash) {
  const auto quote = [](std::string_view text) {
    return CommandLine::quote(text, CommandStyle::Windows);
  };
  EXPECT_EQ(quote("a"), "a");
  EXPECT_EQ(quote(""), "\"\"");
  EXPECT_EQ(quote("a b"), "\"a b\"");
  EXPECT_EQ(quote("a\\b"), "a\\b");
  EXPECT_EQ(quote("a\\"), "a\\");
  EXPECT_EQ(quote("a b\\"), "\"a b\\\\\"");
  EXPECT_EQ(quote("a\"b"), "\"a\\\"b\"");
  EXPECT_EQ(quote("a\\\"b"), "\"a\\\\\\\"b\"");
  EXPECT_EQ(quote("a\\\\ b"), "\"a\\\\ b\"");
  EXPECT_EQ(quote("*.cpp"), "\"*.cpp\"");
}

TEST(CommandLine, QuotesForCmdWithCarets) {
  const auto quote = [](std::string_view text) {
    return CommandLine::quote(text, CommandStyle::Cmd);
  };
  EXPECT_EQ(quote("a"), "a");
  EXPECT_EQ(quote("a&b"), "a^&b");
  EXPECT_EQ(quote("%PATH%"), "^%PATH^%");
  EXPECT_EQ(quote("a b"), "^\"a b^\"");
  EXPECT_EQ(quote("a\"&b"), "^\"a\\^\"^&b^\"");
  EXPECT_EQ(quote("^"), "^^");
  EXPECT_EQ(thrownBy([&] { quote("a\nb"); }),
            "a...: an argument cannot be quoted because it contains a line break, which ends the "
            "line for cmd.exe.");
  EXPECT_NE(thrownBy([&] { quote("a\rb"); }), "nothing was thrown");
}

TEST(CommandLine, JoinsWithTheProgramFirst) {
  const Arguments tool = {"my tool", "a b", "c"};
  EXPECT_EQ(CommandLine::join(tool, CommandStyle::Sh), "'my tool' 'a b' c");
  EXPECT_EQ(CommandLine::join(tool, CommandStyle::Windows), "\"my tool\" \"a b\" c");
  EXPECT_EQ(CommandLine::join(tool, CommandStyle::Cmd), "\"my tool\" ^\"a b^\" c");
  EXPECT_EQ(CommandLine::join(Arguments{"C:\\dir with\\", "x"}, CommandStyle::Windows),
            "\"C:\\dir with\\\" x");
  EXPECT_EQ(CommandLine::join(Arguments{}, CommandStyle::Sh), "");
  EXPECT_EQ(CommandLine::join(Arguments{"50%.exe"}, CommandStyle::Cmd), "50^%.exe");
}

TEST(CommandLine, RefusesAProgramThatWindowsCannotName) {
  for (const CommandStyle style : {CommandStyle::Windows, CommandStyle::Cmd}) {
    EXPECT_EQ(thrownBy([&] { CommandLine::join(Arguments{"a\"b"}, style); }),
              "a\"b: this program's name cannot be quoted because it contains a quotation mark, "
              "which Windows has no way to write there.");
  }
  EXPECT_NE(thrownBy([] { CommandLine::join(Arguments{"5 %"}, CommandStyle::Cmd); }),
            "nothing was thrown");
  EXPECT_NE(thrownBy([] { CommandLine::join(Arguments{"a\nb"}, CommandStyle::Cmd); }),
            "nothing was thrown");
}

TEST(CommandLine, SplitsForShAsAShellWould) {
  struct Case {
    const char* line;
    Arguments arguments;
  };
  const Case cases[] = {
      {"", {}},
      {" \t ", {}},
      {"a b\tc", {"a", "b", "c"}},
      {"a ''", {"a", ""}},
      {"a'b c'd", {"ab cd"}},
      {"\"a b\"", {"a b"}},
      {"\"a\\\"b\\\\c\\$d\\`e\\f\"", {"a\"b\\c$d`e\\f"}},
      {"'a\\b'", {"a\\b"}},
      {"a\\ b\\'c", {"a b'c"}},
      {"a\\\nb \\\n c", {"ab", "c"}},
      {"\"a\\\nb\"", {"ab"}},
      {"'a\nb'", {"a\nb"}},
      {"-DX='\"y\"' z#a b~", {"-DX=\"y\"", "z#a", "b~"}},
      {"a#b !x a!b %", {"a#b", "!x", "a!b", "%"}},
      {"cc A=b if then", {"cc", "A=b", "if", "then"}},
      {"'if' x", {"if", "x"}},
      {"i\\f x", {"if", "x"}},
      {"'A=b'", {"A=b"}},
      {"A\\=b", {"A=b"}},
      {"1A=b", {"1A=b"}},
      {"a\\#b \\#", {"a#b", "#"}},
      {"''#a", {"#a"}},
      {"''~", {"~"}},
      {"a\rb", {"a\rb"}},
      {"] a^b a} ,", {"]", "a^b", "a}", ","}},
      {"'\\'a'\\'", {"\\a\\"}},
  };
  for (const Case& c : cases) {
    EXPECT_EQ(split(c.line, CommandStyle::Sh), c.arguments) << c.line;
    EXPECT_EQ(CommandLine::trySplit(c.line, CommandStyle::Sh), c.arguments) << c.line;
  }
}

struct Refused {
  const char* line;
  const char* reason;
};

TEST(CommandLine, SaysWhatNeedsAShellAndWhere) {
  EXPECT_EQ(thrownBy([] { split("cc $FLAGS", CommandStyle::Sh); }),
            "cc $FLAGS: this line cannot be split into arguments because of what stands at "
            "character 4: the shell expands it. Quote it, or run the line with sh.");
  const Refused cases[] = {
      {"a 'b", "character 3: the quotation that begins there does not end"},
      {"a \"b\\\"", "character 3: the quotation that begins there does not end"},
      {"a\\", "character 2: the line ends where a quoted character should follow"},
      {"a \"$b\"", "character 4: the shell expands it"},
      {"a `b`", "character 3: the shell expands it"},
      {"a \"`b`\"", "character 4: the shell expands it"},
      {"a *.c", "character 3: the shell expands it to the names of files"},
      {"a b?", "character 4: the shell expands it to the names of files"},
      {"a [x]", "character 3: the shell expands it to the names of files"},
      {"a {b,c}", "character 3: some shells expand it"},
      {"a;b", "character 2: it is an operator of the shell"},
      {"a & b", "character 3: it is an operator of the shell"},
      {"a|b", "character 2: it is an operator of the shell"},
      {"a >b", "character 3: it is an operator of the shell"},
      {"a 2<b", "character 4: it is an operator of the shell"},
      {"(a)", "character 1: it is an operator of the shell"},
      {"a\nb", "character 2: a line end separates commands"},
      {"a #b", "character 3: a comment begins there"},
      {"\\\n#b", "character 3: a comment begins there"},
      {"~/a", "character 1: the shell expands it to a home directory"},
      {"a ~", "character 3: the shell expands it to a home directory"},
      {"a B=~/c", "character 5: the shell expands it to a home directory"},
      {"A=b c", "character 1: it is an assignment"},
      {"A='b' c", "character 1: it is an assignment"},
      {"A+=b", "character 1: it is an assignment"},
      {"if true", "character 1: it is a word of the shell's own grammar"},
      {" ! a", "character 2: it is a word of the shell's own grammar"},
      {"i\\\nf a", "character 1: it is a word of the shell's own grammar"},
      {"%1", "character 1: it names a job of the shell"},
  };
  for (const Refused& c : cases) {
    EXPECT_NE(thrownBy([&] { split(c.line, CommandStyle::Sh); }).find(c.reason), std::string::npos)
        << c.line << " -> " << thrownBy([&] { split(c.line, CommandStyle::Sh); });
    EXPECT_EQ(CommandLine::trySplit(c.line, CommandStyle::Sh), std::nullopt) << c.line;
  }
}

TEST(CommandLine, ShowsALongLineInPart) {
  const std::string thrown =
      thrownBy([] { split("cc $ " + std::string(100000, 'x'), CommandStyle::Sh); });
  EXPECT_LT(thrown.size(), 500U);
  EXPECT_NE(thrown.find("xxx...: this line"), std::string::npos);
}

TEST(CommandLine, SplitsForWindowsAsTheCRuntimeDoes) {
  const std::pair<const char*, Arguments> cases[] = {
      {"", {}},
      {"  ", {}},
      {"p \"a b c\" d e", {"p", "a b c", "d", "e"}},
      {"p \"ab\\\"c\" \"\\\\\" d", {"p", "ab\"c", "\\", "d"}},
      {"p a\\\\\\b d\"e f\"g h", {"p", "a\\\\\\b", "de fg", "h"}},
      {"p a\\\\\\\"b c d", {"p", "a\\\"b", "c", "d"}},
      {"p a\\\\\\\\\"b c\" d e", {"p", "a\\\\b c", "d", "e"}},
      {"p a\"b\"\" c d", {"p", "ab\" c d"}},
      {"p \"\" x", {"p", "", "x"}},
      {"p \"\"\"\" x", {"p", "\"", "x"}},
      {"p a\nb", {"p", "a\nb"}},
      {"p \"a", {"p", "a"}},
      {"p a\\", {"p", "a\\"}},
      {"\"C:\\my dir\\\" x", {"C:\\my dir\\", "x"}},
      {"C:\\\"my dir\"\\p x", {"C:\\my dir\\p", "x"}},
      {"  p x", {"p", "x"}},
      {"\"p", {"p"}},
  };
  for (const auto& [line, arguments] : cases) {
    EXPECT_EQ(split(line, CommandStyle::Windows), arguments) << line;
  }
}

TEST(CommandLine, SplitsForCmdOnceTheCaretsAreGone) {
  EXPECT_EQ(split("\"my tool\" ^\"a^&b^\" ^%x^% \"c^d\"", CommandStyle::Cmd),
            (Arguments{"my tool", "a&b", "%x%", "c^d"}));
  const Refused cases[] = {
      {"a & b", "character 3: it is an operator of cmd.exe"},
      {"a | b", "character 3: it is an operator of cmd.exe"},
      {"a > b", "character 3: it is an operator of cmd.exe"},
      {"(a)", "character 1: it is an operator of cmd.exe"},
      {"a %b%", "character 3: cmd.exe expands it"},
      {"a \"%b%\"", "character 4: cmd.exe expands it"},
      {"@a", "character 1: cmd.exe takes it for itself"},
      {"a\nb", "character 2: a line end separates commands"},
      {"a ^\nb", "character 4: a line end separates commands"},
      {"a^", "character 2: the line ends where a quoted character should follow"},
  };
  for (const Refused& c : cases) {
    EXPECT_NE(thrownBy([&] { split(c.line, CommandStyle::Cmd); }).find(c.reason), std::string::npos)
        << c.line << " -> " << thrownBy([&] { split(c.line, CommandStyle::Cmd); });
    EXPECT_EQ(CommandLine::trySplit(c.line, CommandStyle::Cmd), std::nullopt) << c.line;
  }
  EXPECT_EQ(split("a \"&|<>()\"", CommandStyle::Cmd), (Arguments{"a", "&|<>()"}));
}

TEST(CommandLine, WritesResponseFilesForGnuTools) {
  EXPECT_EQ(CommandLine::responseFile(Arguments{"a", "b c", "", "d\\e", "f'g\"h", "i\nj", "-k\t"},
                                      CommandStyle::Sh),
            "a\nb\\ c\n\"\"\nd\\\\e\nf\\'g\\\"h\ni\"\n\"j\n-k\\\t\n");
  EXPECT_EQ(CommandLine::responseFile(Arguments{}, CommandStyle::Sh), "");
}

TEST(CommandLine, WritesResponseFilesForMicrosoftsTools) {
  for (const CommandStyle style : {CommandStyle::Windows, CommandStyle::Cmd}) {
    EXPECT_EQ(CommandLine::responseFile(Arguments{"a", "b c", "", "d\\", "e\"f", "50%"}, style),
              "a\n\"b c\"\n\"\"\nd\\\n\"e\\\"f\"\n50%\n");
    EXPECT_NE(thrownBy([&] { CommandLine::responseFile(Arguments{"a\nb"}, style); }),
              "nothing was thrown");
  }
}

// What must hold for any text.

TEST(CommandLine, WhatIsJoinedForShIsSplitAgain) {
  HostileTexts texts(1);
  for (int round = 0; round < 20000; ++round) {
    const Arguments arguments = texts.arguments(HostileTexts::kAlphabet);
    const std::string line = CommandLine::join(arguments, CommandStyle::Sh);
    ASSERT_EQ(split(line, CommandStyle::Sh), arguments) << line;
  }
}

TEST(CommandLine, WhatIsJoinedForWindowsIsSplitAgain) {
  HostileTexts texts(2);
  for (int round = 0; round < 20000; ++round) {
    Arguments arguments = texts.arguments(HostileTexts::kAlphabet);
    arguments[0] = without("\"", arguments[0]);
    const std::string line = CommandLine::join(arguments, CommandStyle::Windows);
    ASSERT_EQ(split(line, CommandStyle::Windows), arguments) << line;
  }
}

TEST(CommandLine, WhatIsJoinedForCmdIsSplitAgain) {
  HostileTexts texts(3);
  const std::string alphabet = without("\r\n", HostileTexts::kAlphabet);
  for (int round = 0; round < 20000; ++round) {
    Arguments arguments = texts.arguments(alphabet);
    arguments[0] = without("\"%", arguments[0]);
    const std::string line = CommandLine::join(arguments, CommandStyle::Cmd);
    ASSERT_EQ(split(line, CommandStyle::Cmd), arguments) << line;
  }
}

TEST(CommandLine, AnyTextIsSplitOrRefusedAlikeByBothForms) {
  HostileTexts texts(4);
  for (int round = 0; round < 9000; ++round) {
    const std::string line = texts.next(HostileTexts::kAlphabet, 12);
    const CommandStyle style = kStyles[round % 3];
    const std::optional<Arguments> tried = CommandLine::trySplit(line, style);
    const std::string thrown =
        thrownBy([&] { ASSERT_EQ(split(line, style), tried.value_or(Arguments{})); });
    ASSERT_EQ(thrown == "nothing was thrown", tried.has_value()) << line << " -> " << thrown;
  }
}

TEST(CommandLine, WhatIsJoinedTheSystemItselfSplitsTheSameWay) {
  HostileTexts texts(5);
  const std::string alphabet = kHostCommandStyle == CommandStyle::Sh
                                   ? std::string(HostileTexts::kAlphabet)
                                   : without("\xA0\xC3\xFF", HostileTexts::kAlphabet);
  // Windows splits in this process; for shells there is scripts/soak.
  for (int batch = native::kWindows ? 200 : 1; batch > 0; --batch) {
    std::vector<std::string> lines;
    std::vector<Arguments> expected;
    for (int round = 0; round < 5000; ++round) {
      Arguments arguments = texts.arguments(alphabet);
      arguments.insert(arguments.begin(), "program");
      lines.push_back(CommandLine::join(arguments));
      expected.push_back(arguments);
    }
    ASSERT_EQ(splitBySystem(lines), expected);
  }
}

TEST(CommandLine, WhatCanBeSplitTheSystemItselfSplitsTheSameWay) {
  HostileTexts texts(6);
  std::vector<std::string> lines;
  std::vector<Arguments> expected;
  // Without `""` inside a quotation, where Windows' own splitters differ.
  const std::string alphabet = "abA=:+ \t\t\\\\\\\\\"\"'''$*#~!%^,{}.;/-\r\v";
  for (int round = 0; round < 40000; ++round) {
    const std::string line = "program " + texts.next(alphabet, 10);
    const std::optional<Arguments> arguments = CommandLine::trySplit(line);
    if (!arguments || line.find("\"\"") != std::string::npos) continue;
    lines.push_back(line);
    expected.push_back(*arguments);
  }
  EXPECT_GT(lines.size(), 2000U);
  EXPECT_EQ(splitBySystem(lines), expected);
}

}  // namespace
}  // namespace sys
