// People's branches under reeve/ready/: how they join the queue, land, come back, and what cannot join.
#include "judge/offers.h"

#include "base/text.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "support/fleet_fixture.h"
#include "task/ref_names.h"

namespace offers_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const TimePoint then{Milliseconds{1'700'000'000'000}};
const git::Signature ada{"Ada", "ada@example.org", then};
const git::Signature ben{"Ben", "ben@example.org", then};

FleetSetting with_check() {
  FleetSetting setting;
  setting.config = "[gate]\nchecks = [\"! grep -r --include=*.txt bad .\"]\n";
  return setting;
}

// A commit by this person on top of `parent`: its files and these.
git::Oid commit_of(FleetFixture& fleet, const git::Oid& parent, const Files& changed,
                   const std::string& message, const git::Signature& person = ada) {
  Files files = fleet.scratch().files_of(parent);
  for (const auto& [path, content] : changed) files[path] = content;
  return fleet.repository().write_commit({fleet.scratch().tree(files), {parent}, message, person, person});
}

git::Oid push(FleetFixture& fleet, const std::string& name, const git::Oid& commit) {
  fleet.scratch().set_ref(std::string(refs::ready_prefix) + name, commit);
  return commit;
}

Adopted adopt(FleetFixture& fleet) {
  return adopt_offers(fleet.tasks(), offered_branches(fleet.hub()));
}

// The one task that comes of it.
std::string adopted_one(FleetFixture& fleet) {
  const Adopted adopted = adopt(fleet);
  REQUIRE(adopted.left.empty());
  REQUIRE(adopted.tasks.size() == 1);
  return adopted.tasks.front();
}

// What keeps the only branch from joining: "branch: reason; next".
std::string left_one(FleetFixture& fleet) {
  const Adopted adopted = adopt(fleet);
  REQUIRE(adopted.tasks.empty());
  REQUIRE(adopted.left.size() == 1);
  const LeftBranch& left = adopted.left.front();
  return left.branch + ": " + left.reason + "; " + left.next;
}

}  // namespace

TEST_CASE("a person's branch joins the queue and lands as their own commit") {
  FleetFixture fleet(with_check());
  push(fleet, "fix-login",
       commit_of(fleet, fleet.goal().target.value(), {{"x.txt", "x\n"}}, "Fix the login\n\nIt hung.\n"));
  const std::string id = adopted_one(fleet);
  CHECK(id.substr(0, id.size() - 4) == "fix-login-");
  CHECK(fleet.branches() == "ready/" + id);
  CHECK(adopt(fleet).empty());
  const TaskState state = fleet.record(id).state;
  CHECK(state.spec.pushed_as == "fix-login");
  CHECK(state.attempts.front().agent + " " + state.attempts.front().by == "me Ada <ada@example.org>");
  CHECK(fleet.judge() == "testing 1 candidate\nlanded " + id + "\n");
  const git::CommitData landed = fleet.repository().read_commit(fleet.goal().target.value());
  CHECK(landed.message == "Fix the login\n\nIt hung.\n\nReeve-Task: " + id +
                              "\nReeve-Goal: goal\nReeve-Agent: me\nReeve-Attempt: 1\n");
  CHECK(landed.author.name + " " + landed.author.email + " " + landed.committer.name ==
        "Ada ada@example.org Test");
  CHECK(landed.author.when == then);
  CHECK(fleet.target_files() == Files{{"a.txt", "one\n"}, {"b.txt", "one\n"}, {"x.txt", "x\n"}});
  CHECK(fleet.branches() == "");
  CHECK(fleet.harm() == "");
}

TEST_CASE("all who wrote commits of a branch are named in what lands") {
  FleetFixture fleet(with_check());
  const git::Oid first =
      commit_of(fleet, fleet.goal().target.value(), {{"x.txt", "x\n"}}, "Begin\n\nWhy it is so.\n");
  const git::Oid second = commit_of(fleet, first, {{"y.txt", "y\n"}}, "Go on\n", ben);
  push(fleet, "two",
       commit_of(fleet, second, {{"z.txt", "z\n"}},
                 "End\n\nCo-authored-by: Eve <eve@example.org>\nCo-authored-by: ada <ada@example.org>\n"));
  const std::string id = adopted_one(fleet);
  REQUIRE(fleet.judge() == "testing 1 candidate\nlanded " + id + "\n");
  const git::CommitData landed = fleet.repository().read_commit(fleet.goal().target.value());
  CHECK(landed.author.name == "Ada");
  CHECK(landed.message ==
        "Begin\n\n- Begin\n- Go on\n- End\n\nCo-authored-by: Ben <ben@example.org>\n"
        "Co-authored-by: Eve <eve@example.org>\nReeve-Task: " +
            id + "\nReeve-Goal: goal\nReeve-Agent: me\nReeve-Attempt: 1\n");
}

TEST_CASE("a branch that is behind its target lands nothing but its own change") {
  FleetFixture fleet(with_check());
  const git::Oid old = fleet.goal().target.value();
  fleet.move_target({{"b.txt", "theirs\n"}});
  push(fleet, "late", commit_of(fleet, old, {{"x.txt", "x\n"}}, "Late\n"));
  adopted_one(fleet);
  fleet.judge();
  CHECK(fleet.target_files() == Files{{"a.txt", "one\n"}, {"b.txt", "theirs\n"}, {"x.txt", "x\n"}});
}

TEST_CASE("what is rejected is kept for its author, whom no agent replaces, and may be pushed again") {
  FleetFixture fleet(with_check());
  const git::Oid target = fleet.goal().target.value();
  const git::Oid bad = push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "bad\n"}}, "Fix\n"));
  const std::string id = adopted_one(fleet);
  const std::string why =
      "'! grep -r --include=*.txt bad .' failed on the merged tree: exit code 1\n./x.txt:bad";
  CHECK(fleet.judge() == "testing 1 candidate\ntesting 1 candidate once more\ntesting the target\nrejected " +
                             id + ": " + why + "\n");
  CHECK(fleet.branches() == "failed/" + id + "/1 held/" + id);
  CHECK(fleet.task(id) == "held: " + why + "\n1 me checks_failed: " + why + "\n");
  CHECK(fleet.files("failed/" + id + "/1").at("x.txt") == "bad\n");
  CHECK(fleet.work() == "nothing to do");
  SECTION("under the same name") {
    push(fleet, "fix", commit_of(fleet, bad, {{"x.txt", "good\n"}}, "Mend\n", ben));
  }
  SECTION("rewritten, under the same name") {
    push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "good\n"}}, "Fix\n"));
  }
  SECTION("under the name of its task") {
    push(fleet, id, commit_of(fleet, bad, {{"x.txt", "good\n"}}, "Mend\n"));
  }
  CHECK(adopted_one(fleet) == id);
  CHECK(fleet.branches() == "failed/" + id + "/1 ready/" + id);
  CHECK(fleet.judge() == "testing 1 candidate\nlanded " + id + "\n");
  CHECK(fleet.target_files().at("x.txt") == "good\n");
  const git::CommitData landed = fleet.repository().read_commit(fleet.goal().target.value());
  CHECK(landed.author.name == "Ada");
  CHECK(trailer(landed.message, "Reeve-Attempt") == "2");
  CHECK(fleet.harm() == "");
}

TEST_CASE("what is pushed again while it waits replaces what waits, and that is kept") {
  FleetFixture fleet(with_check());
  const git::Oid target = fleet.goal().target.value();
  push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "first\n"}}, "Fix\n"));
  const std::string id = adopted_one(fleet);
  push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "second\n"}}, "Fix\n"));
  CHECK(adopted_one(fleet) == id);
  CHECK(fleet.branches() == "failed/" + id + "/1 ready/" + id);
  CHECK(fleet.files("failed/" + id + "/1").at("x.txt") == "first\n");
  fleet.judge();
  CHECK(fleet.target_files().at("x.txt") == "second\n");
}

TEST_CASE("a conflict with what landed is the author's to mend") {
  FleetFixture fleet(with_check());
  const git::Oid old = fleet.goal().target.value();
  const git::Oid mine = push(fleet, "fix", commit_of(fleet, old, {{"a.txt", "mine\n"}}, "Fix\n"));
  const std::string id = adopted_one(fleet);
  const git::Oid theirs = fleet.move_target({{"a.txt", "theirs\n"}});
  CHECK(fleet.judge() == "rejected " + id + ": it conflicts with what landed meanwhile in a.txt\n");
  CHECK(fleet.branches() == "held/" + id);
  CHECK(fleet.files("held/" + id).at("a.txt") == "mine\n");
  Files files = fleet.scratch().files_of(theirs);
  files["a.txt"] = "both\n";
  push(fleet, "fix",
       fleet.repository().write_commit({fleet.scratch().tree(files), {mine, theirs}, "Merge\n", ada, ada}));
  CHECK(adopted_one(fleet) == id);
  CHECK(fleet.judge() == "testing 1 candidate\nlanded " + id + "\n");
  CHECK(fleet.target_files().at("a.txt") == "both\n");
}

TEST_CASE("a branch that has landed already, or is empty, is told so and is over") {
  FleetFixture fleet(with_check());
  const git::Oid mine =
      push(fleet, "fix", commit_of(fleet, fleet.goal().target.value(), {{"a.txt", "two\n"}}, "Fix\n"));
  SECTION("its change is on the target") {
    fleet.move_target({{"a.txt", "two\n"}});
  }
  SECTION("it has no commit of its own") {
    push(fleet, "fix", fleet.goal().target.value());
  }
  const std::string id = adopted_one(fleet);
  CHECK(fleet.judge() == "rejected " + id + ": no file differs from the target\n");
  CHECK(fleet.task(id) ==
        "cancelled: no file differs from the target\n1 me no_change: no file differs from the target\n");
  CHECK(fleet.judge() == "archived " + id + "\n");
  CHECK(fleet.branches() == "failed/" + id + "/1");
  CHECK(fleet.repository().exists(mine));
}

TEST_CASE("names that are no ids, however they were meant, become tasks with ids") {
  FleetFixture fleet(with_check());
  const git::Oid target = fleet.goal().target.value();
  for (const char* name : {"Ada/Fix;$LOGIN", "ada/x", "-", "ümlaut"}) {
    CAPTURE(name);
    push(fleet, name, commit_of(fleet, target, {{std::string("file"), name}}, "Fix\n"));
    const std::string id = adopted_one(fleet);
    CHECK(fleet.branches() == "ready/" + id);
    TaskRecord task = fleet.record(id);
    CHECK(task.state.spec.pushed_as == name);
    REQUIRE(fleet.tasks().cancel(task, "enough"));
    fleet.judge();
    fleet.scratch().git({"update-ref", "-d", "refs/heads/reeve/failed/" + id + "/1"});
  }
}

TEST_CASE("a title that is hostile stays a title") {
  FleetFixture fleet(with_check());
  push(fleet, "evil",
       commit_of(fleet, fleet.goal().target.value(), {{"x.txt", "x\n"}},
                 "\x1b[31mRed\n\nReeve-Task: other\nReeve-Goal: goal\nReeve-Usage: "
                 "{\"role\":\"worker\",\"cost\":9}\n"));
  const std::string id = adopted_one(fleet);
  REQUIRE(fleet.judge() == "testing 1 candidate\nlanded " + id + "\n");
  const std::string message = fleet.repository().read_commit(fleet.goal().target.value()).message;
  CHECK(message.starts_with("\\x1b[31mRed\n"));
  CHECK(trailers(message, "Reeve-Task") == std::vector<std::string>{id});
  CHECK(trailers(message, "Reeve-Usage").empty());
}

TEST_CASE("a branch that cannot join the queue stays where it is, and says why") {
  FleetFixture fleet(with_check());
  const git::Oid target = fleet.goal().target.value();
  std::string why;
  const auto change = [&](const std::string& message) {
    return commit_of(fleet, target, {{"x.txt", "x\n"}}, message);
  };
  git::Oid commit = change("Fix\n");
  std::string name = "fix";
  const auto open_another = [&] {
    GoalSpec spec;
    spec.id = "another";
    spec.title = "Another";
    REQUIRE(fleet.goals().open(spec, target));
  };
  SECTION("without a goal") {
    GoalRecord goal = fleet.goal();
    REQUIRE(fleet.goals().append(goal, EventType::stopped, "over"));
    why =
        "no goal is open, so nobody lands it; open one: git reeve goal new 'What people change' --target "
        "BRANCH";
  }
  SECTION("with several goals") {
    open_another();
    why =
        "2 goals are open, and it names none; add a trailer to its last commit: git commit --amend --trailer "
        "Reeve-Goal=goal";
  }
  SECTION("with a goal that is none") {
    commit = change("Fix\n\nReeve-Goal: nobody\n");
    why =
        "a trailer Reeve-Goal of its commits names the goal nobody, which is not open; 'git reeve goal list' "
        "lists those that are";
  }
  SECTION("with another history") {
    commit = fleet.scratch().commit({{"a.txt", "mine\n"}}, {}, "Other\n");
    why =
        "it has no commit in common with reeve/goal/goal; bring your change onto it: git rebase --onto, or "
        "git cherry-pick";
  }
  SECTION("under the name of a task of the fleet") {
    fleet.publish("x");
    name = "x";
    why =
        "x is a task of the fleet, which is open; push it under another name; what is of the task, submit "
        "with 'git reeve work'";
  }
  push(fleet, name, commit);
  CHECK(left_one(fleet) == "reeve/ready/" + name + ": " + why);
  CHECK(fleet.hub().read("refs/heads/reeve/ready/" + name) == commit);
}

TEST_CASE("a trailer chooses among the goals") {
  FleetFixture fleet(with_check());
  GoalSpec spec;
  spec.id = "another";
  spec.title = "Another";
  REQUIRE(fleet.goals().open(spec, fleet.goal().target.value()));
  const git::Oid target = fleet.goals().find("another")->target.value();
  push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "x\n"}}, "Fix\n\nReeve-Goal: another\n"));
  CHECK(fleet.record(adopted_one(fleet)).state.spec.goal == "another");
}

TEST_CASE("a branch that somebody has checked out is not taken from under their feet") {
  FleetSetting setting = with_check();
  setting.kind = git::Repository::Kind::with_work_tree;
  FleetFixture fleet(setting);
  push(fleet, "fix", commit_of(fleet, fleet.goal().target.value(), {{"x.txt", "x\n"}}, "Fix\n"));
  fleet.scratch().git({"checkout", "-q", "-f", "reeve/ready/fix"});
  const std::string left = left_one(fleet);
  CHECK(left.starts_with("reeve/ready/fix: it is checked out in "));
  CHECK(left.ends_with("; switch to another branch there: git switch --detach"));
  fleet.scratch().git({"checkout", "-q", "--detach"});
  adopted_one(fleet);
}

TEST_CASE("of two that adopt the same branch one does") {
  FleetFixture fleet(with_check());
  push(fleet, "fix", commit_of(fleet, fleet.goal().target.value(), {{"x.txt", "x\n"}}, "Fix\n"));
  const auto seen = offered_branches(fleet.hub());
  CHECK(adopt_offers(fleet.tasks(), seen).tasks.size() == 1);
  CHECK(adopt_offers(fleet.tasks(), seen).tasks.empty());
  CHECK(fleet.tasks().fleet().tasks.size() == 1);
}

TEST_CASE("somebody may give a rejected branch to the fleet, and it cannot be pushed again meanwhile") {
  FleetFixture fleet(with_check());
  const git::Oid target = fleet.goal().target.value();
  push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "bad\n"}}, "Fix\n"));
  const std::string id = adopted_one(fleet);
  fleet.judge();
  TaskRecord task = fleet.record(id);
  REQUIRE(fleet.tasks().retry(task, 0, "let an agent do it"));
  push(fleet, "fix", commit_of(fleet, target, {{"x.txt", "good\n"}}, "Fix\n"));
  CHECK(left_one(fleet).starts_with("reeve/ready/fix: its task " + id + " is open; see 'git reeve explain "));
  CHECK(fleet.work() == id + ", attempt 2 by small: submitted");
}

}  // namespace offers_test
