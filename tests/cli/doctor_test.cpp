// The doctor, run as a program, on repositories that lack something.
#include <algorithm>
#include <regex>

#include "agent/sandbox.h"
#include "base/json.h"
#include "base/text.h"
#include "cli/hooks_world.h"
#include "support/catch.h"

namespace doctor_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

const std::string programs = GIT_REEVE_FOLDER;

ProcessResult doctor(const fs::path& folder, const Environment& environment,
                     const std::vector<std::string>& options = {}) {
  ProcessSpec spec;
  spec.argv = {programs + "/git-reeve", "-C", folder.string(), "doctor"};
  spec.argv.insert(spec.argv.end(), options.begin(), options.end());
  spec.environment = environment;
  return run_process(spec);
}

const std::regex sandbox_line("(ok     |warning)  sandbox: [^\n]*\n");

class Patient : public HooksWorld {
 public:
  // All that the doctor says but git's version, which comes first, and whether there is a sandbox; HERE is
  // the repository.
  std::string diagnosis(int exit_code, const Environment& environment = environment_with_reeve()) {
    const ProcessResult result = doctor(scratch().path(), environment);
    INFO(result.out << result.err);
    CHECK(result.exit_code == exit_code);
    CHECK(result.out.starts_with("ok       git: version "));
    const std::string text = replace_all(result.out, scratch().path().string(), "HERE");
    const std::string rest = std::regex_replace(text.substr(text.find('\n') + 1), sandbox_line, "");
    return replace_all(rest, programs, "PROGRAMS");
  }
  // The line about one thing.
  std::string diagnosis_of(const std::string& subject, int exit_code,
                           const Environment& environment = environment_with_reeve()) {
    for (const std::string& line : split_lines(diagnosis(exit_code, environment))) {
      if (line.substr(9).starts_with(subject + ": ")) return line;
    }
    return "nothing";
  }
};

Environment without_reeve() {
  Environment environment = environment_with_reeve();
  environment["PATH"] = minimal_environment()["PATH"];
  return environment;
}

}  // namespace

TEST_CASE("in a repository that is set up, the doctor finds everything in order and changes nothing") {
  Patient patient;
  patient.git({"checkout", "-f", "main"});
  patient.git({"config", "notes.displayRef", "refs/notes/reeve/*"});
  patient.told({"hooks", "install"});
  CHECK(patient.diagnosis(0) ==
        "ok       program: PROGRAMS/git-reeve\n"
        "ok       repository: HERE/.git\n"
        "ok       you: Ada <ada@example.org>\n"
        "ok       configuration: .reeve/config.toml with 1 agent\n"
        "ok       hub: this repository, 0 tasks\n"
        "ok       ledger: 'git log' shows it\n"
        "ok       prepare-commit-msg: runs\n"
        "ok       post-commit: runs\n"
        "ok       pre-push: runs\n");
  CHECK(patient.scratch().git({"log", "--format=%s", "--all"}) == "change\n");
  CHECK(patient.scratch().git({"status", "--short"}) == "");
}

TEST_CASE("in a new repository, the doctor says what to do first") {
  Patient patient;
  patient.scratch().set_ref("refs/heads/main", patient.scratch().commit({{"file", ""}}, {}));
  for (const char* key : {"user.name", "user.email"}) patient.scratch().git({"config", "--unset", key});
  Environment nobody = without_reeve();
  for (const char* role : {"AUTHOR", "COMMITTER"}) {
    nobody.erase("GIT_" + std::string(role) + "_NAME");
    nobody.erase("GIT_" + std::string(role) + "_EMAIL");
  }
  CHECK(patient.diagnosis(1, nobody) ==
        "problem  program: git-reeve is not in PATH, so hooks do not find it - put PROGRAMS into PATH\n"
        "ok       repository: HERE/.git\n"
        "problem  you: git does not know who you are - git config --global user.name \"Your Name\" && git "
        "config --global user.email you@example.com\n"
        "warning  configuration: there is no .reeve/config.toml - write one: git reeve init\n"
        "ok       hub: this repository, 0 tasks\n"
        "warning  ledger: 'git log' does not show what landed how: notes.displayRef does not name it - git "
        "config --add notes.displayRef refs/notes/reeve/ledger\n"
        "warning  prepare-commit-msg: is not installed - git reeve hooks install\n"
        "warning  post-commit: is not installed - git reeve hooks install\n"
        "warning  pre-push: is not installed - git reeve hooks install\n");
}

TEST_CASE("the doctor says whether agents are kept to their workspaces, and why not") {
  Patient patient;
  const ProcessResult result = doctor(patient.scratch().path(), environment_with_reeve());
  std::smatch line;
  REQUIRE(std::regex_search(result.out, line, sandbox_line));
  const SandboxProbe& probe = probe_sandbox();
  CHECK(line.str() ==
        (probe.works ? "ok       sandbox: " + probe.reason + " keeps agents and checks to their workspaces\n"
                     : "warning  sandbox: agents and checks may read and write all that you may, for "
                       "bwrap does not work: " +
                           probe.reason + " - " + probe.hint + "\n"));
}

TEST_CASE("the doctor runs no hook that was there before ours") {
  Patient patient;
  const fs::path ran = patient.scratch().path() / "ran";
  for (const char* hook : {"pre-commit", "commit-msg", "prepare-commit-msg", "pre-push"})
    patient.write_hook(hook, "#!/bin/sh\ntouch '" + ran.string() + "'\nexit 1\n");
  patient.told({"hooks", "install"});
  CHECK(patient.diagnosis_of("prepare-commit-msg", 0) ==
        "ok       prepare-commit-msg: runs, after prepare-commit-msg.before-reeve");
  CHECK(patient.diagnosis_of("pre-push", 0) == "ok       pre-push: runs, after pre-push.before-reeve");
  CHECK_FALSE(fs::exists(ran));
}

TEST_CASE("a hook that does not run is a problem, and the doctor says why") {
  Patient patient;
  patient.told({"hooks", "install"});
  SECTION("git-reeve is not where git looks") {
    CHECK(patient.diagnosis_of("post-commit", 1, without_reeve()) ==
          "problem  post-commit: does not run: warning: git-reeve is not in PATH: its post-commit hook does "
          "nothing - see HERE/.git/hooks/post-commit, and whether git-reeve is in PATH");
  }
  SECTION("it may not be executed") {
    fs::permissions(patient.hook("pre-push"), fs::perms::owner_read | fs::perms::owner_write);
    CHECK(
        patient.diagnosis_of("pre-push", 1) ==
        "problem  pre-push: does not run: hint: The 'HERE/.git/hooks/pre-push' hook was ignored because it's "
        "not set as executable. - git reeve hooks install");
    CHECK(patient.diagnosis_of("post-commit", 1) == "ok       post-commit: runs");
  }
  SECTION("somebody has edited it") {
    patient.write_hook("pre-push", "#!/bin/sh\nexit 0\n" + read_file(patient.hook("pre-push")));
    CHECK(patient.diagnosis_of("pre-push", 1).starts_with("problem  pre-push: does not run: "));
  }
  SECTION("lefthook has put its own in its place") {
    patient.write_hook("pre-push", "#!/bin/sh\ncall_lefthook() { lefthook \"$@\"; }\n");
    CHECK(patient.diagnosis_of("pre-push", 1) ==
          "problem  pre-push: does not run: another hook was put in its place (lefthook does that) - git "
          "reeve hooks install; the other one is kept and runs first");
    patient.told({"hooks", "install"});
    CHECK(patient.diagnosis_of("pre-push", 0) == "ok       pre-push: runs, after pre-push.before-reeve");
  }
}

TEST_CASE("the doctor proves that husky calls a hook") {
  Patient patient;
  patient.git({"config", "core.hooksPath", ".husky/_"});
  const fs::path husky = patient.scratch().path() / ".husky";
  patient.write_script(husky / "_/pre-push", "#!/bin/sh\nsh -e \"$(dirname \"$0\")/../pre-push\" \"$@\"\n");
  patient.write_script(husky / "pre-push", "git-reeve hook pre-push \"$@\"\n");
  CHECK(patient.diagnosis_of("pre-push", 0) == "ok       pre-push: runs, called by husky");
  fs::remove(husky / "_/pre-push");
  CHECK(patient.diagnosis_of("pre-push", 1).starts_with("problem  pre-push: does not run: "));
}

TEST_CASE("mistakes in the configuration, and a hub that does not answer, are problems") {
  Patient patient;
  patient.write(".reeve/config.toml", "[gate]\ncheks = []\n");
  CHECK(patient.diagnosis_of("configuration", 1)
            .starts_with("problem  configuration: .reeve/config.toml:2:1: "));
  patient.git({"config", "reeve.hub", "/nowhere/at/all"});
  CHECK(patient.diagnosis_of("hub", 1).starts_with(
      "problem  hub: the hub '/nowhere/at/all' cannot be reached: "));
}

TEST_CASE("repositories that Reeve cannot read are problems") {
  TemporaryFolder folder;
  const fs::path odd = folder.path() / "odd";
  std::string words;
  SECTION("SHA-256") {
    real_git_output(folder.path(), {"init", "--object-format=sha256", odd.string()});
    words = "has a format that Reeve cannot read";
  }
  SECTION("a partial clone") {
    ScratchRepository whole;
    whole.set_ref("refs/heads/main", whole.commit({{"file", "content\n"}}, {}));
    whole.git({"config", "uploadpack.allowFilter", "true"});
    real_git_output(folder.path(), {"clone", "--no-checkout", "--filter=blob:none",
                                    "file://" + whole.path().string(), odd.string()});
    words = "is a partial clone";
  }
  const ProcessResult result = doctor(odd, environment_with_reeve());
  CHECK(result.exit_code == 1);
  CHECK(result.out.find(words) != std::string::npos);
}

TEST_CASE("outside of a repository the doctor says so once") {
  TemporaryFolder folder;
  const ProcessResult result = doctor(folder.path(), environment_with_reeve());
  CHECK(result.exit_code == 1);
  const auto lines = split_lines(result.out);
  CHECK(lines.size() == 4);
  CHECK(lines.back() == "problem  repository: " + folder.path().string() +
                            " is not in a git repository - change into one, make one with 'git init', or "
                            "name one with -C");
}

TEST_CASE("the doctor's findings are there for programs") {
  Patient patient;
  const ProcessResult result = doctor(patient.scratch().path(), environment_with_reeve(), {"--json"});
  const JsonDocument document = parse_json(result.out, "doctor");
  const JsonValue* findings = json_member(document, "findings");
  REQUIRE(findings != nullptr);
  CHECK(json_text((*findings)[10]) == R"({"subject":"pre-push","health":"warning",)"
                                      R"("text":"is not installed","advice":"git reeve hooks install"})");
}

}  // namespace doctor_test
