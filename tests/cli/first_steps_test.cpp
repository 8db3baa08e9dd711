// What a person meets on the first day: init, goals, and the obvious wrong things.
#include <cstdlib>

#include "cli/command_world.h"
#include "support/catch.h"

namespace first_steps_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

TEST_CASE("init writes a configuration that can be read, and says what to do next") {
  CommandWorld world;
  CHECK(
      world.told({"init"}) ==
      "wrote .reeve/config.toml\n"
      "set notes.displayRef, so that 'git log' shows the ledger\n"
      "Prompts are built in: 'git reeve prompt ROLE' shows one. To change it, write .reeve/prompts/ROLE.md.\n"
      "\n"
      "Next:\n"
      "  edit .reeve/config.toml: name your agents and checks\n"
      "  git add .reeve && git commit -m 'Configure Reeve'\n"
      "  git reeve goal new TITLE\n"
      "  git reeve plan --from FILE, or --each GLOB --title TITLE\n"
      "  git reeve run\n");
  CHECK(world.scratch().git({"config", "--get-all", "notes.displayRef"}) == "refs/notes/reeve/ledger\n");
  CHECK(world.scratch().git({"status", "--short"}) == "?? .reeve/\n");
}

TEST_CASE("init leaves what is there as it is, and tells what is wrong with it") {
  CommandWorld world;
  world.write(".reeve/config.toml", good_configuration);
  CHECK(world.told({"init"}).starts_with(
      ".reeve/config.toml is there already; it is left as it is\nset notes."));
  CHECK(
      world.told({"init"}).starts_with(".reeve/config.toml is there already; it is left as it is\nPrompts"));
  CHECK(world.scratch().git({"config", "--get-all", "notes.displayRef"}) == "refs/notes/reeve/ledger\n");
  CHECK(read_file(world.scratch().path() / ".reeve/config.toml") == good_configuration);
  world.write(".reeve/config.toml", "[gate]\ncheks = [\"make\"]\n");
  const ProgramRun run = world.run({"init"});
  CHECK(run.exit_code == ExitCode::configuration);
  CHECK(run.out.empty());
  CHECK(run.err.starts_with("error: .reeve/config.toml:2:1: "));
}

TEST_CASE("init --ci gitlab writes the pipelines once, and changes none that are there") {
  CommandWorld world;
  CHECK(
      world.told({"init", "--ci", "gitlab"}) ==
      "wrote .reeve/config.toml\n"
      "set notes.displayRef, so that 'git log' shows the ledger\n"
      "wrote .reeve/gitlab.yml\n"
      "wrote .gitlab-ci.yml\n"
      "Prompts are built in: 'git reeve prompt ROLE' shows one. To change it, write .reeve/prompts/ROLE.md.\n"
      "\n"
      "Next:\n"
      "  edit .reeve/config.toml: name your agents and checks\n"
      "  name in .gitlab-ci.yml the image that the jobs run in\n"
      "  give the project a token and a schedule: see the top of .reeve/gitlab.yml\n"
      "  set [hub] branches_per_push = 3 in .reeve/config.toml, so that each task gets its job\n"
      "  git add .reeve .gitlab-ci.yml && git commit -m 'Configure Reeve'\n"
      "  git reeve goal new TITLE\n"
      "  git reeve plan --from FILE, or --each GLOB --title TITLE\n"
      "  git reeve run\n");
  const auto top = world.scratch().path();
  const std::string jobs = read_file(top / ".reeve/gitlab.yml");
  CHECK(jobs.find("\nreeve-worker:\n") != std::string::npos);
  const std::string own = "test:\n  script: make test\n";
  write_file(top / ".gitlab-ci.yml", own);
  const std::string told = world.told({"init", "--ci", "gitlab"});
  CHECK(told.find("  add to .gitlab-ci.yml, under include:\n"
                  "    - local: .reeve/gitlab.yml\n"
                  "      inputs: {image: IMAGE}\n") != std::string::npos);
  CHECK(read_file(top / ".gitlab-ci.yml") == own);
  CHECK(read_file(top / ".reeve/gitlab.yml") == jobs);
}

TEST_CASE("init refuses a CI system that it has no files for, and writes nothing") {
  CommandWorld world;
  CHECK(world.told({"init", "--ci", "gitlb"}, ExitCode::usage) ==
        "error: there are no files for the CI system 'gitlb'\nhint: did you mean 'gitlab'?\n");
  CHECK(world.told({"init", "--ci", "jenkins"}, ExitCode::usage) ==
        "error: there are no files for the CI system 'jenkins'\nhint: there are some for: github, gitlab\n");
  CHECK_FALSE(std::filesystem::exists(world.scratch().path() / ".reeve"));
}

TEST_CASE("init in a bare repository says where to do it instead") {
  CommandWorld world(git::Repository::Kind::bare);
  CHECK(world.told({"init"}, ExitCode::usage) ==
        "error: this repository is bare: there is no work tree to write into\n"
        "hint: run 'git reeve init' in a clone, and push the commit\n");
}

TEST_CASE("outside a repository every command says so") {
  CommandWorld world;
  const TemporaryFolder elsewhere;
  for (const std::vector<std::string>& words : std::vector<std::vector<std::string>>{
           {"status"}, {"init"}, {"goal", "list"}, {"task", "show", "x"}, {"explain", "x"}}) {
    std::vector<std::string> all{"-C", elsewhere.path().string()};
    all.insert(all.end(), words.begin(), words.end());
    const ProgramRun run = world.run(all);
    INFO(words.front());
    CHECK(run.exit_code == ExitCode::negative);
    CHECK(run.out.empty());
    CHECK(run.err.find("is not in a git repository\nhint: ") != std::string::npos);
  }
}

TEST_CASE("a person whom git does not know may look, and is told how to say it before they change anything") {
  CommandWorld world;
  world.begin();
  world.scratch().git({"config", "user.name", ""});
  CHECK(world.told({"status"}) == "No goal is open. Open one with: git reeve goal new TITLE\n");
  CHECK(world.told({"goal", "list"}) == "there are no goals; open one with: git reeve goal new TITLE\n");
  CHECK(world.told({"goal", "new", "Make it fast"}, ExitCode::configuration)
            .starts_with("error: git does not know who you are\nhint: "));
}

TEST_CASE("in a repository without commits, status and goal new say what is missing") {
  CommandWorld world;
  CHECK(world.told({"status"}) ==
        "No goal is open. Open one with: git reeve goal new TITLE\n"
        "\n"
        "Needs you (1)\n"
        "  HEAD\n"
        "    there is no commit yet\n"
        "    git commit\n");
  CHECK(world.told({"goal", "new", "Make it fast"}, ExitCode::negative) ==
        "error: there is no commit yet\n"
        "hint: commit something first: git commit\n");
}

TEST_CASE("a goal is not opened on a commit without a configuration, or with a wrong one") {
  CommandWorld world;
  world.scratch().set_ref("refs/heads/main", world.scratch().commit({{"a", "1\n"}}, {}));
  CHECK(world.told({"goal", "new", "Make it fast"}, ExitCode::configuration) ==
        "error: there is no .reeve/config.toml in commit COMMIT\n"
        "hint: run 'git reeve init', then commit the folder .reeve to the branch that receives the work\n");
  world.begin({}, "[roles]\nworkr = [\"a\"]\n");
  const std::string wrong = world.told({"goal", "new", "Make it fast"}, ExitCode::configuration);
  CHECK(wrong.starts_with("error: .reeve/config.toml:2:1: "));
  CHECK(wrong.find("did you mean 'worker'?") != std::string::npos);
  CHECK(world.told({"status"}).find("  .reeve/config.toml\n    .reeve/config.toml:2:1: ") !=
        std::string::npos);
  CHECK(world.told({"goal", "list"}) == "there are no goals; open one with: git reeve goal new TITLE\n");
}

TEST_CASE("a goal is opened, shown and listed") {
  CommandWorld world;
  world.begin();
  world.write("goal.md", "As fast as\nit can be.\n");
  CHECK(world.told(
            {"goal", "new", "Make it fast", "--body", "goal.md", "--accept", "10 ms", "--check", "make"}) ==
        "make-it-fast-IDID\n"
        "opened: work lands on reeve/goal/make-it-fast-IDID, on top of COMMIT\n"
        "next: git reeve plan --goal make-it-fast-IDID, with --from FILE for a plan of yours, or: "
        "git reeve task add TITLE --goal make-it-fast-IDID\n");
  world.clock().tick(std::chrono::minutes(5));
  CHECK(world.told({"goal", "show"}) ==
        "goal     make-it-fast-IDID\n"
        "title    Make it fast\n"
        "phase    open, opened 2027-01-15 08:00:00 (5 min ago)\n"
        "target   reeve/goal/make-it-fast-IDID at COMMIT\n"
        "base     COMMIT\n"
        "green    COMMIT\n"
        "tasks    no live tasks, 0 landed\n"
        "accept\n"
        "  10 ms\n"
        "checks\n"
        "  make\n"
        "\n"
        "  As fast as\n"
        "  it can be.\n");
  CHECK(world.told({"goal", "list"}) ==
        "GOAL               PHASE  LANDED  LIVE  TARGET                        TITLE\n"
        "make-it-fast-IDID  open        0     0  reeve/goal/make-it-fast-IDID  Make it fast\n");
  CHECK(
      world.told({"goal", "show", "--json"}) ==
      R"({"id":"make-it-fast-IDID","title":"Make it fast","phase":"open","opened":"2027-01-15T08:00:00.000Z",)"
      R"("target":"refs/heads/reeve/goal/make-it-fast-IDID","base":"COMMIT","tip":"COMMIT","green":"COMMIT",)"
      R"("body":"As fast as\nit can be.\n","accept":["10 ms"],"checks":["make"],"phases":{"waiting":0,"open":0,)"
      R"("claimed":0,"ready":0,"failed":0,"held":0,"cancelled":0},"landed":0,)"
      R"("cycles":[{"number":1,"started":"2027-01-15T08:00:00.000Z","start":"COMMIT"}],)"
      R"("spend":{"attempts":0,"unknown_cost":0,"usage":{},"budget":{"cost":500.0},)"
      R"("reserved":{"seconds":0.0,"tokens":0,"cost":0.0},"roles":{},"models":[]}})"
      "\n");
}

TEST_CASE("a goal can land on a branch that exists, and only there") {
  CommandWorld world;
  world.begin();
  const std::string opened = world.told({"goal", "new", "Make it fast", "--target", "main"});
  CHECK(opened.find("opened: work lands on main, on top of COMMIT\n") != std::string::npos);
  CHECK(world.told({"goal", "new", "x", "--target", "mian"}, ExitCode::negative) ==
        "error: there is no branch 'mian'\nhint: did you mean 'main'?\n");
  CHECK(world.told({"goal", "new", "x", "--base", "nowhere"}, ExitCode::negative) ==
        "error: 'nowhere' names no commit\n");
  CHECK(
      world.told({"goal", "new", "x", "--base", "main", "--target", "main"}, ExitCode::usage) ==
      "error: --target and --base exclude each other\nhint: work that lands on a branch begins at its tip\n");
  CHECK(world.told({"goal", "new", "  "}, ExitCode::usage) == "error: the goal has no title\n");
  CHECK(world.told({"goal", "new", "x", "--body", "gaol.md"}, ExitCode::negative) ==
        "error: there is no file 'gaol.md'\nhint: files are looked for from HERE\n");
}

TEST_CASE("a goal is paused, resumed and stopped, each once") {
  CommandWorld world;
  world.begin();
  world.run({"goal", "new", "Make it fast"});
  CHECK(world.told({"goal", "pause", "--reason", "holidays"}) == "goal make-it-fast-IDID is paused\n");
  CHECK(world.told({"status"}).find("\nGoal make-it-fast-IDID (paused): Make it fast\n  holidays\n") !=
        std::string::npos);
  CHECK(world.told({"goal", "pause", "make"}, ExitCode::negative) ==
        "error: goal make-it-fast-IDID is paused, so it cannot be paused\n");
  CHECK(world.told({"goal", "resume"}) == "goal make-it-fast-IDID is open\n");
  CHECK(world.told({"goal", "stop", "--json"}) ==
        "{\"id\":\"make-it-fast-IDID\",\"phase\":\"stopped\",\"reason\":\"holidays\"}\n");
  CHECK(world.told({"goal", "show"}, ExitCode::negative) ==
        "error: there is no open goal\nhint: open one with: git reeve goal new TITLE\n");
  CHECK(world.told({"goal", "show", "mkae-it-fast"}, ExitCode::negative)
            .starts_with("error: there is no goal 'mkae-it-fast'\nhint: "));
}

}  // namespace first_steps_test
