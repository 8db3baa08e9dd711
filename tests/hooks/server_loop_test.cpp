// The whole loop of git reeve against a server with the gate, with nothing but what a person types.
#include <filesystem>

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"
#include "hooks/server_world.h"
#include "hub/ledger.h"
#include "hub/verdict.h"
#include "support/catch.h"

namespace server_loop_test {

using namespace reeve;
using namespace reeve::test;

namespace {

class Person {
 public:
  explicit Person(ServerWorld& world) {
    git({"clone", "-q", world.server().path().string(), path().string()});
    for (const auto& [key, value] : {std::pair{"user.name", "Ada"}, {"user.email", "ada@example.org"}})
      git({"-C", path().string(), "config", key, value});
  }

  std::filesystem::path path() { return folder_.path() / "clone"; }
  std::string git(const std::vector<std::string>& arguments) { return run("git", arguments); }
  std::string reeve(const std::vector<std::string>& arguments) { return run(GIT_REEVE, arguments); }

 private:
  std::string run(const std::string& program, const std::vector<std::string>& arguments) {
    ProcessSpec spec;
    spec.argv = {program};
    spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
    spec.cwd = std::filesystem::exists(path()) ? path() : folder_.path();
    spec.environment = minimal_environment();
    spec.environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
    spec.environment["GIT_CONFIG_NOSYSTEM"] = "1";
    spec.environment["REEVE_WORKSPACES"] = (folder_.path() / "workspaces").string();
    spec.limits.wall = Milliseconds{120'000};
    const ProcessResult result = run_process(spec);
    INFO(shell_words(spec.argv) << "\n" << result.out << result.err);
    REQUIRE(result.succeeded());
    return result.out;
  }

  TemporaryFolder folder_;
};

// The target has `configuration` beside what it had, as an administrator would put it there.
void configure(ServerWorld& world, const std::string& configuration) {
  const git::Oid main = world.hub().read("refs/heads/main").value();
  Files files = world.clone().files_of(main);
  files[".reeve/config.toml"] = configuration;
  const git::Oid configured = world.clone().commit(files, {main}, "configure\n");
  const PushWay way{{"reeve-override=set up"}, world.ada_key().file()};
  if (const auto refusal = world.push({{"refs/heads/main", main, configured}}, way); !refusal.empty())
    throw std::runtime_error(refusal);
}

}  // namespace

TEST_CASE("init, goal new, plan and run work through the gate, signed and unsigned") {
  const bool is_signed = GENERATE(false, true);
  const std::string target = GENERATE(as<std::string>(), "", "main");
  CAPTURE(is_signed, target);
  ServerWorld world({is_signed, ""});
  // A configuration whose agent does something, put there as an administrator would.
  const git::Oid main = world.hub().read("refs/heads/main").value();
  Files files = world.clone().files_of(main);
  files["b.txt"] = "one\n";
  files[".reeve/config.toml"] =
      "[agents.small]\npreset = \"command\"\ncommand = [\"sh\", \"-c\", \"echo two > {path}\"]\n"
      "[roles]\nworker = [\"small\"]\n[gate]\nchecks = [\"true\"]\n";
  const git::Oid configured = world.clone().commit(files, {main}, "configure\n");
  const PushWay way = is_signed ? PushWay{{"reeve-override=set up"}, world.ada_key().file()} : PushWay{};
  REQUIRE(world.push({{"refs/heads/main", main, configured}}, way) == "");

  Person ada(world);
  if (is_signed) ada.git({"config", "reeve.signingKey", world.judge_key().file()});
  ada.reeve({"init", "--hub", "origin"});
  std::vector<std::string> open{"goal", "new", "Say two"};
  if (!target.empty()) open.insert(open.end(), {"--target", target});
  const std::string goal(trim(ada.reeve(open)));
  ada.reeve({"plan", "--goal", goal, "--each", "*.txt", "--title", "Say two in {path}", "--check",
             "grep -q two {path}"});
  ada.reeve({"run", "--goal", goal, "-j", "2"});

  const std::string branch = target.empty() ? "refs/heads/reeve/goal/" + goal : "refs/heads/main";
  const git::Oid tip = world.hub().read(branch).value();
  CHECK(world.clone().files_of(tip)["a.txt"] == "two\n");
  CHECK(world.clone().files_of(tip)["b.txt"] == "two\n");
  CHECK(world.worker().fleet().tasks.empty());
  const auto verdict =
      verdict_in_note(read_ledger(world.objects(), world.hub().read("refs/notes/reeve/ledger"), tip).value());
  CHECK(verdict.value().signature.empty() != is_signed);
}

TEST_CASE("what lands before it is tested as a whole is reverted and done again through the server's gate") {
  const std::string policy = GENERATE(as<std::string>(), "lanes", "optimistic");
  CAPTURE(policy);
  ServerWorld world({true, ""});
  // x and y pass each, and not together. Who finds the other one there does something else. Of three slots
  // one is for the target itself: with two the second of them would be tested after the first had landed.
  const std::string agent =
      "preset = \"command\"\ncommand = [\"sh\", \"-c\", \"if test -e x.txt || test -e y.txt; "
      "then echo late > late.txt; else echo 1 > ${REEVE_ID%%-*}.txt; fi\"]\n";
  configure(world, "[agents.small]\n" + agent + "[agents.large]\n" + agent +
                       "[roles]\nworker = [\"small\", \"large\"]\n"
                       "[gate]\nslots = 3\nbatch = 1\npolicy = \"" +
                       policy + "\"\nchecks = [\"test ! -e x.txt || test ! -e y.txt\"]\n");
  Person ada(world);
  ada.git({"config", "reeve.signingKey", world.judge_key().file()});
  ada.reeve({"init", "--hub", "origin"});
  const std::string goal(trim(ada.reeve({"goal", "new", "Say it"})));
  write_file(ada.path() / "plan.toml",
             "[[task]]\nid = \"x\"\ntitle = \"Write x\"\nscope = [\"x.txt\", \"late.txt\"]\n"
             "[[task]]\nid = \"y\"\ntitle = \"Write y\"\nscope = [\"y.txt\", \"late.txt\"]\n");
  ada.reeve({"plan", "--goal", goal, "--from", "plan.toml"});
  ada.reeve({"work", "--once"});
  ada.reeve({"work", "--once"});
  ada.reeve({"judge", "--goal", goal});

  const std::string branch = "refs/heads/reeve/goal/" + goal;
  const auto log = [&] {
    return ada.git({"-C", world.server().path().string(), "log", "--format=%s", "--first-parent", branch});
  };
  const auto has = [&](const char* path) {
    return world.clone().files_of(world.hub().read(branch).value()).contains(path);
  };
  CAPTURE(log());
  CHECK(log().starts_with("Revert \"Write "));
  CHECK(has("x.txt") != has("y.txt"));
  CHECK(world.hub().read("refs/heads/reeve/green/" + goal) == world.hub().read(branch));

  ada.reeve({"run", "--goal", goal, "-j", "1"});
  CAPTURE(log());
  CHECK(has("x.txt") != has("y.txt"));
  CHECK(has("late.txt"));
  CHECK(world.worker().fleet().tasks.empty());
  CHECK(world.hub().read("refs/heads/reeve/green/" + goal) == world.hub().read(branch));
  ada.git({"-C", world.server().path().string(), "fsck", "--strict", "--no-dangling"});
}

}  // namespace server_loop_test
