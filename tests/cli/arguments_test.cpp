#include <stdexcept>

#include "base/file.h"
#include "cli/fake_commands.h"
#include "support/catch.h"
#include "tools/command_line.h"

namespace arguments_test {

using namespace reeve;
using namespace reeve::cli;
using reeve::test::fake_commands;
using Words = std::vector<std::string>;

namespace {

Invocation parse(const Words& words) {
  return parse_command_line(words, fake_commands());
}

// "message / hint" of the usage error that these words are.
std::string complaint(const Words& words) {
  try {
    parse(words);
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::usage);
    return std::string(error.what()) + " / " + error.hint();
  }
  return "no complaint";
}

}  // namespace

TEST_CASE("options are read in every spelling") {
  const auto [words, jobs] = GENERATE(table<Words, std::string>({
      {{"goal", "new", "T", "--jobs", "4"}, "4"},
      {{"goal", "new", "T", "--jobs=4"}, "4"},
      {{"goal", "new", "T", "--jobs="}, ""},
      {{"goal", "new", "-j", "4", "T"}, "4"},
      {{"goal", "new", "-j4", "T"}, "4"},
      {{"goal", "new", "-fj4", "T"}, "4"},
      {{"goal", "new", "T", "-j", "-4"}, "-4"},
      {{"goal", "new", "T", "-j", "--"}, "--"},
      {{"goal", "new", "T", "-j1", "--jobs", "4"}, "4"},
  }));
  const Invocation invocation = parse(words);
  CHECK(invocation.command->name == "goal new");
  CHECK(invocation.arguments->operands() == Words{"T"});
  CHECK(invocation.arguments->value("jobs") == jobs);
}

TEST_CASE("a collecting option keeps every value in order, and what was not given is absent") {
  const auto arguments =
      *parse({"goal", "new", "-a", "fast", "T", "--accept=small", "--accept", ""}).arguments;
  CHECK(arguments.values("accept") == Words{"fast", "small", ""});
  CHECK(arguments.values("check").empty());
  CHECK(arguments.value("body") == std::nullopt);
  CHECK(!arguments.has("force"));
  CHECK(parse({"goal", "new", "-f", "T"}).arguments->has("force"));
}

TEST_CASE("two dashes end the options, and one dash is an argument") {
  CHECK(parse({"work", "--", "-v", "--json", "--"}).arguments->operands() == Words{"-v", "--json", "--"});
  CHECK(parse({"work", "-", "a"}).arguments->operands() == Words{"-", "a"});
}

TEST_CASE("global options stand before, within and after the command's name") {
  const Invocation invocation = parse({"-C", "a", "goal", "-v", "list", "--json", "-Cb", "--no-color"});
  CHECK(invocation.command->name == "goal list");
  CHECK(invocation.folders == Words{"a", "b"});
  CHECK(invocation.verbosity == Verbosity::verbose);
  CHECK(invocation.arguments->json());
  CHECK(invocation.colour == Colour::off);
  CHECK(parse({"-vq", "init"}).verbosity == Verbosity::quiet);
  CHECK(parse({"--json", "goal", "list"}).arguments->json());
  CHECK(!parse({"goal", "list"}).arguments->json());
}

TEST_CASE("help is shown whatever else is missing") {
  CHECK(parse({"goal", "new", "-h"}).wish == Invocation::Wish::help);
  CHECK(parse({"goal", "-h"}).family == "goal");
  CHECK(parse({"-h"}).command == nullptr);
  CHECK(parse({"--version"}).wish == Invocation::Wish::version);
  CHECK(parse({"--version", "--help"}).wish == Invocation::Wish::help);
}

TEST_CASE("what cannot be meant is refused with the way out") {
  const auto [words, expected] = GENERATE(table<Words, std::string>({
      {{"wrok"}, "'wrok' is not a git reeve command / did you mean 'git reeve work'?"},
      {{"goal-new"}, "'goal-new' is not a git reeve command / did you mean 'git reeve goal new'?"},
      {{"goal", "nwe"}, "'goal nwe' is not a git reeve command / did you mean 'git reeve goal new'?"},
      {{"sceret"}, "'sceret' is not a git reeve command / see 'git reeve -h'"},
      {{"--jsno"}, "unknown option '--jsno' / did you mean --json?"},
      {{"goal", "new", "--acept", "x"},
       "unknown option '--acept' of 'git reeve goal new' / did you mean --accept?"},
      {{"goal", "new", "--zzzzzz"},
       "unknown option '--zzzzzz' of 'git reeve goal new' / see 'git reeve goal new -h'"},
      {{"goal", "new", "-x"}, "unknown option '-x' of 'git reeve goal new' / see 'git reeve goal new -h'"},
      {{"goal", "new", "T", "--jobs"}, "option --jobs needs a value (N) / see 'git reeve goal new -h'"},
      {{"goal", "new", "T", "--force=1"}, "option --force takes no value / see 'git reeve goal new -h'"},
      {{"goal", "new"}, "'git reeve goal new' needs TITLE / see 'git reeve goal new -h'"},
      {{"goal", "new", "Fix", "it"},
       "unexpected argument 'it' / quote an argument that has spaces; see 'git reeve goal new -h'"},
      {{"init", "--json"}, "'git reeve init' has no --json / see 'git reeve init -h'"},
      {{"--force", "goal", "new", "T"}, "unknown option '--force' / see 'git reeve -h'"},
  }));
  CHECK(complaint(words) == expected);
}

TEST_CASE("a number must be whole and within its bounds") {
  const auto number = [](const std::string& text) {
    return parse({"goal", "new", "T", "-j", text}).arguments->number("jobs", 1, 64);
  };
  CHECK(parse({"goal", "new", "T"}).arguments->number("jobs", 1, 64) == std::nullopt);
  CHECK(number("1") == 1);
  CHECK(number("64") == 64);
  for (const std::string bad : {"0", "65", "", "4x", " 4", "4.5", "99999999999999999999"}) {
    CHECK_THROWS_WITH(number(bad), "option --jobs got '" + bad + "'");
  }
}

TEST_CASE("a command that asks for an option it has not declared is told so") {
  const auto arguments = *parse({"init"}).arguments;
  CHECK_THROWS_AS(arguments.has("jobs"), std::logic_error);
}

TEST_CASE("folders of -C are relative to the one before") {
  const TemporaryFolder temporary;
  const auto start = std::filesystem::canonical(temporary.path());
  make_folders(start / "a" / "b");
  CHECK(resolve_folder(start, {}) == start);
  CHECK(resolve_folder(start, {"a", "", "b"}) == start / "a" / "b");
  CHECK(resolve_folder("/", {start.string(), "a/b/.."}) == start / "a");
  write_file(start / "file", "");
  CHECK_THROWS_WITH(resolve_folder(start, {"a", "none"}), "-C 'none': there is no such folder");
  CHECK_THROWS_WITH(resolve_folder(start, {"file"}), "-C 'file': there is no such folder");
}

}  // namespace arguments_test
