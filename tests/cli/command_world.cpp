#include "cli/command_world.h"

#include <algorithm>
#include <cstdlib>
#include <regex>
#include <stdexcept>

#include "base/text.h"
#include "support/catch.h"
#include "task/ref_names.h"
#include "tools/commands.h"
#include "tools/output.h"
#include "tools/program.h"

namespace reeve::test {

const std::string good_configuration =
    "[agents.small]\n"
    "preset = \"command\"\n"
    "command = [\"sh\", \"-c\", \"echo done > $0\", \"{path}\"]\n"
    "[roles]\n"
    "worker = [\"small\"]\n"
    "[gate]\n"
    "checks = [\"true\"]\n";

CommandWorld::CommandWorld(git::Repository::Kind kind) : scratch_(kind) {
  // Nothing of the person's who runs the tests.
  for (const char* name :
       {"GIT_COMMITTER_NAME", "GIT_COMMITTER_EMAIL", "GIT_AUTHOR_NAME", "GIT_AUTHOR_EMAIL"})
    unsetenv(name);
  setenv("GIT_CONFIG_GLOBAL", "/dev/null", 1);
  setenv("GIT_CONFIG_NOSYSTEM", "1", 1);
  setenv("REEVE_WORKSPACES", workspaces_.path().c_str(), 1);
}

void CommandWorld::write(const std::string& path, const std::string& content) {
  make_folders((scratch_.path() / path).parent_path());
  write_file(scratch_.path() / path, content);
}

void CommandWorld::begin(Files files, const std::string& configuration) {
  files[".reeve/config.toml"] = configuration;
  scratch_.set_ref("refs/heads/main", scratch_.commit(files, {}));
}

ProgramRun CommandWorld::run(const std::vector<std::string>& words, std::size_t width) {
  ProgramRun run{};
  const auto appending_to = [](std::string& text) {
    return [&text](std::string_view piece) {
      text += piece;
      return true;
    };
  };
  cli::Terminal out({.is_terminal = false, .width = width, .colour = Colour::off}, appending_to(run.out));
  cli::Terminal err({.is_terminal = false, .width = width, .colour = Colour::off}, appending_to(run.err));
  std::vector<std::string> all{"-C", scratch_.path().string()};
  all.insert(all.end(), words.begin(), words.end());
  run.exit_code = cli::run_program(all, cli::commands(), out, err, clock_);
  learn_ids();
  return run;
}

std::string CommandWorld::told(const std::vector<std::string>& words, cli::ExitCode expected,
                               std::size_t width) {
  const ProgramRun done = run(words, width);
  INFO(done.out << done.err);
  CHECK(done.exit_code == expected);
  return stable(done.out + done.err);
}

std::string CommandWorld::id(const std::string& beginning) {
  learn_ids();
  for (const std::string& id : ids_) {
    if (id.starts_with(beginning)) return id;
  }
  throw std::runtime_error("nothing is called " + beginning);
}

void CommandWorld::learn_ids() {
  for (const std::string_view prefix : {refs::task_log_prefix, refs::goal_log_prefix}) {
    for (const git::Ref& ref : scratch_.repository().list_refs(std::string(prefix))) {
      const auto id = refs::id_after(prefix, ref.name);
      if (id && std::find(ids_.begin(), ids_.end(), *id) == ids_.end()) ids_.push_back(*id);
    }
  }
}

std::string CommandWorld::stable(std::string text) {
  for (const std::string& id : ids_) text = replace_all(text, id, id.substr(0, id.size() - 4) + "IDID");
  text = replace_all(text, scratch_.path().string(), "HERE");
  static const std::regex commit("\\b([0-9a-f]{40}|[0-9a-f]{10})\\b");
  return std::regex_replace(text, commit, "COMMIT");
}

}  // namespace reeve::test
