#include "hooks/probe.h"

#include "base/file.h"
#include "base/text.h"

namespace reeve::hooks {
namespace {

namespace fs = std::filesystem;

constexpr Milliseconds longest_step{5'000};  // there are four

// Where configuration is stays; what speaks about a repository would be about the wrong one.
bool is_about_a_repository(const std::string& variable) {
  return variable.starts_with("GIT_") && !variable.starts_with("GIT_CONFIG");
}

Environment for_scratch(Environment environment, const fs::path& answers) {
  std::erase_if(environment, [](const auto& variable) { return is_about_a_repository(variable.first); });
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    environment["GIT_" + std::string(role) + "_NAME"] = "git-reeve";
    environment["GIT_" + std::string(role) + "_EMAIL"] = "git-reeve@localhost";
  }
  environment["GIT_TERMINAL_PROMPT"] = "0";
  environment["REEVE_HOOK_PROBE"] = answers.string();
  return environment;
}

class Scratch {
 public:
  Scratch(const HookPlace& place, const Environment& environment)
      : place_(place), environment_(for_scratch(environment, answers())) {}

  Probe run() {
    git({"init", "--quiet", "--template=", "--bare", server().string()});
    git({"init", "--quiet", "--template=", clone().string()});
    // --no-verify leaves prepare-commit-msg and post-commit in, and the person's tests out.
    in_clone({"commit", "--quiet", "--no-verify", "--allow-empty", "--message=probe"});
    in_clone({"push", "--quiet", server().string(), "HEAD:refs/heads/probe"});
    if (!fs::exists(answers())) return probe_;
    for (const std::string& name : split_lines(read_file(answers()))) probe_.fired.insert(name);
    return probe_;
  }

 private:
  fs::path answers() const { return folder_.path() / "answers"; }
  fs::path server() const { return folder_.path() / "server"; }
  fs::path clone() const { return folder_.path() / "clone"; }

  void in_clone(std::vector<std::string> arguments) {
    std::vector<std::string> words{"-C", clone().string(),
                                   // Signing may ask for a passphrase.
                                   "-c", "commit.gpgSign=false", "-c", "push.gpgSign=false", "-c",
                                   "core.hooksPath=" + place_.folder.string()};
    words.insert(words.end(), arguments.begin(), arguments.end());
    git(words);
  }

  void git(const std::vector<std::string>& arguments) {
    ProcessSpec spec;
    spec.argv = {"git"};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.cwd = folder_.path();
    spec.environment = environment_;
    spec.limits.wall = longest_step;
    const ProcessResult result = run_process(spec);
    probe_.said += result.err;
    if (result.end != ProcessEnd::exited) probe_.said += "git: " + describe_end(result) + "\n";
  }

  TemporaryFolder folder_;
  const HookPlace& place_;
  Environment environment_;
  Probe probe_;
};

}  // namespace

Probe probe_hooks(const HookPlace& place, const Environment& environment) {
  return Scratch(place, environment).run();
}

}  // namespace reeve::hooks
