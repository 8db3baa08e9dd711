// `git reeve why` and `git reeve log`: which task made this.
#include <regex>

#include "base/file.h"
#include "base/text.h"
#include "cli/command_fleet.h"
#include "support/catch.h"

namespace provenance_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// A goal whose only task has landed at the second try, and what it landed on is checked out.
class Landed : public CommandFleet {
 public:
  Landed() {
    publish("parser-aaaa", "Port the parser");
    fail_once("parser-aaaa", {});
    Handoff handoff;
    handoff.summary = "The parser reads two now.";
    submit("parser-aaaa", handoff);
    judge();
    scratch().git({"checkout", "-q", "-f",
                   scratch().git({"rev-list", "-1", "--all", "--grep=Reeve-Task"}).substr(0, 40)});
  }

  // As told(), and a check takes TIME.
  std::string story(const std::vector<std::string>& words) {
    return std::regex_replace(told(words), std::regex("[0-9.]+ s\\)"), "TIME)");
  }
};

const std::string story = R"(commit    COMMIT
date      2027-01-15 08:01:30
what      Port the parser
task      parser-aaaa
goal      speed-IDID
agent     small (m-1), attempt 2 of 2
cost      0.2500
attempts  1 by small: checks_failed: the tests do not pass
          2 by small: done
checks    pass: true (tree COMMIT, TIME)
verdict   pass, 1 task in this push, onto COMMIT; not signed
summary   The parser reads two now.
)";

}  // namespace

TEST_CASE("why tells which task, agent, checks and verdict made a line") {
  Landed fleet;
  CHECK(fleet.story({"why", "a.txt:2"}) == "    2 COMMIT  parser-aaaa\n\n" + story);
  CHECK(fleet.told({"why", "a.txt"}) == R"(LINES  COMMIT      TASK         BY     WHAT
    1  COMMIT  parser-aaaa  small  Port the parser
    1  COMMIT  none         Test   change
)");
  const std::string json = fleet.told({"why", "a.txt:2", "--json"});
  CHECK(json.starts_with(R"({"commits":[{"commit":"COMMIT","time":"2027-01-15T08:01:30.000Z",)"));
  CHECK(json.find(R"("agent":"small","model":"m-1","title":"Port the parser","kind":"work","attempts":)") !=
        std::string::npos);
}

TEST_CASE("log lists what has landed, of a goal, a task or an agent") {
  Landed fleet;
  const std::string one = R"(LANDED            COMMIT      TASK         AGENT  TRIES    COST  WHAT
2027-01-15 08:01  COMMIT  parser-aaaa  small      2  0.2500  Port the parser
)";
  CHECK(fleet.told({"log"}) == one);
  CHECK(fleet.told({"log"}, ExitCode::done, 60) ==
        "LANDED            COMMIT      TASK         AGENT  WHAT\n"
        "2027-01-15 08:01  COMMIT  parser-aaaa  small  Port the …\n");
  CHECK(fleet.told({"log", "HEAD", "--goal", "speed", "--task", "parser", "--agent", "small"}) == one);
  CHECK(fleet.told({"log", "--agent", "smal"}) ==
        "no task has landed there\n"
        "hint: of a goal with a branch of its own: git reeve log reeve/goal/GOAL\n");
  CHECK(fleet.told({"log", "HEAD~1"}) == "no task has landed there\n");
  CHECK(fleet.told({"log", "nowhere"}, ExitCode::negative) == "error: there is no commit 'nowhere'\n");
}

TEST_CASE("a commit that was made of a landed one is known by its trailers") {
  Landed fleet;
  fleet.scratch().git({"-c", "user.name=Ada", "-c", "user.email=ada@localhost", "commit", "-q", "--amend",
                       "--no-edit", "--date=2027-01-15T08:01:30Z"});
  const std::string told = fleet.story({"why", "a.txt:2"});
  const std::string noted = "noted     COMMIT, which this commit was made of\n";
  CHECK(told.find(noted) != std::string::npos);
  CHECK("    2 COMMIT  parser-aaaa\n\n" + story == replace_all(told, noted, ""));
}

namespace {

// Two tasks have landed on the goal's branch, each with a line of a file of its own.
class TwoLanded : public CommandFleet {
 public:
  TwoLanded() {
    land("parser-aaaa", "a.txt");
    land("printer-aaaa", "b.txt");
    git({"config", "user.name", "Ada"});
    git({"config", "user.email", "ada@localhost"});
    git({"checkout", "-q", "-f", "-b", "mine", "reeve/goal/speed-aaaa"});
  }

  void git(const std::vector<std::string>& words) { scratch().git(words); }

  // What "why" says of the first line of the file that this task wrote, but for what varies: a line each.
  std::string fields(const std::string& path, const std::vector<std::string>& names) {
    std::string found;
    for (const std::string& line : split_lines(told({"why", path + ":1"}))) {
      for (const std::string& name : names)
        if (line.starts_with(name + " ")) found += line + "\n";
    }
    return found;
  }

 private:
  void land(const std::string& id, const std::string& path) {
    publish(id, "Port " + id.substr(0, id.find('-')));
    TaskRecord task = claim(id);
    Files files = scratch().files_of(task.task_commit);
    files[path] = id + "\n";
    REQUIRE(tasks().submit(task, {scratch().commit(files, {task.task_commit}), {}, {}, {}, {}}));
    judge();
  }
};

// A squash or fixup of the newest commit into the one before it, as `git rebase -i` does with this word.
void rebase(TwoLanded& fleet, const std::string& word) {
  fleet.git({"-c", "sequence.editor=sed -i '2s/^pick/" + word + "/'", "-c", "core.editor=true", "rebase",
             "-q", "-i", "HEAD~2"});
}

using Words = std::vector<std::string>;

void commit(CommandWorld& world, const std::string& message) {
  world.scratch().git(
      {"-c", "user.name=Ada", "-c", "user.email=ada@localhost", "commit", "-q", "-m", message});
}

}  // namespace

TEST_CASE("the tasks are known after a rebase has squashed their commits into one") {
  TwoLanded fleet;
  rebase(fleet, "squash");
  CHECK(fleet.fields("b.txt", {"task", "also", "noted"}) ==
        "task      printer-aaaa\n"
        "also      parser-aaaa, squashed into this commit\n"
        "noted     COMMIT, which this commit was made of\n");
  CHECK(fleet.told({"log"}).find("printer-aaaa +1  small") != std::string::npos);
}

TEST_CASE("a fixup leaves the task of the commit that it went into, and a cherry-pick its own") {
  TwoLanded fleet;
  rebase(fleet, "fixup");
  CHECK(fleet.fields("b.txt", {"task", "also", "noted"}) ==
        "task      parser-aaaa\n"
        "noted     COMMIT, which this commit was made of\n");
  fleet.git({"checkout", "-q", "-b", "picked", "main"});
  fleet.git({"cherry-pick", "-x", "reeve/goal/speed-aaaa"});
  CHECK(fleet.fields("b.txt", {"task", "also", "noted"}) ==
        "task      printer-aaaa\n"
        "noted     COMMIT, which this commit was made of\n");
}

TEST_CASE("the tasks are known after git merge --squash, and in the squash of a code host") {
  TwoLanded fleet;
  fleet.git({"checkout", "-q", "-b", "squashed", "main"});
  fleet.git({"merge", "-q", "--squash", "reeve/goal/speed-aaaa"});
  fleet.git({"-c", "core.editor=true", "commit", "-q"});
  const std::string both =
      "task      parser-aaaa\n"
      "also      printer-aaaa, squashed into this commit\n"
      "goal      speed-IDID\n";
  CHECK(fleet.fields("a.txt", {"task", "also", "goal"}) == both);
  CHECK(fleet.told({"log", "--task", "printer"}).find("parser-aaaa +1") != std::string::npos);
  fleet.git({"commit", "-q", "--amend", "-m",
             "Port it (#7)\n\n* Port printer\n\nReeve-Task: printer-aaaa\nReeve-Goal: speed-aaaa\n\n* Port "
             "parser\n\nReeve-Task: parser-aaaa\nReeve-Goal: speed-aaaa\n\n---------\n\nCo-authored-by: Ada "
             "<ada@localhost>"});
  CHECK(fleet.fields("a.txt", {"task", "also", "goal"}) == both);
}

TEST_CASE("why follows a renamed file, and says what a name stands for that is no file") {
  TwoLanded fleet;
  fleet.git({"mv", "a.txt", "c.txt"});
  fleet.git({"rm", "-q", "b.txt"});
  fleet.git({"commit", "-q", "-m", "Rename and remove"});
  CHECK(fleet.fields("c.txt", {"task"}) == "task      parser-aaaa\n");
  CHECK(fleet.told({"why", "b.txt"}, ExitCode::negative) ==
        "error: 'b.txt' is not there any more: it was removed or renamed in COMMIT\n"
        "hint: git reeve why b.txt --at COMMIT~1\n");
  CHECK(fleet.told({"why", "b.txt:1", "--at", "HEAD~1"}).find("task      printer-aaaa\n") !=
        std::string::npos);
  CHECK(fleet.told({"why", "src"}, ExitCode::usage) ==
        "error: 'src' is a folder\n"
        "hint: name a file of it; 'git reeve log' lists what has landed\n");
  CHECK(fleet.told({"why", "c.txt:3-1"}, ExitCode::usage) ==
        "error: '3-1' is no line and no range of lines\n"
        "hint: lines are counted from 1: git reeve why FILE:7 or FILE:7-12\n");
  CHECK(fleet.told({"why", "never.txt"}, ExitCode::negative) ==
        "error: there is no file 'never.txt' in HEAD\n");
}

TEST_CASE("a plain clone knows the story once it has fetched the notes") {
  Landed fleet;
  const TemporaryFolder folder;
  const auto clone = (folder.path() / "clone").string();
  fleet.scratch().git({"clone", "-q", fleet.scratch().path().string(), clone});
  CHECK(fleet.told({"-C", clone, "why", "a.txt:2"}).find("ledger    has no note on it\n") !=
        std::string::npos);
  CHECK(fleet.told({"-C", clone, "why", "a.txt:2"}).find("hint: this clone has no ledger") !=
        std::string::npos);
  fleet.scratch().git({"-C", clone, "fetch", "-q", "origin", "refs/notes/reeve/*:refs/notes/reeve/*"});
  CHECK(fleet.story({"-C", clone, "why", "a.txt:2"}) == fleet.story({"why", "a.txt:2"}));
}

TEST_CASE("lines that no task made have their author, and those that are not committed nobody") {
  CommandWorld world;
  world.begin({{"a.txt", "one\ntwo\n"}, {"b:7", "b\n"}});
  world.write("a.txt", "one\nthree\n");
  world.write("b:7", "b\n");
  CHECK(world.told({"why", "a.txt"}) == R"(LINES  COMMIT      TASK  BY    WHAT
    1  COMMIT  none  Test  change
    1                          not committed yet
)");
  CHECK(world.told({"why", "a.txt:2"}) == "    2 not committed yet  three\n");
  CHECK(world.told({"why", "a.txt:2", "--at", "HEAD"}) == R"(    2 COMMIT  two

commit    COMMIT
date      2027-01-15 08:00:00
what      change
author    Test <test@localhost>, no task
)");
  CHECK(world.told({"why", "b:7"}).find("1  COMMIT  none  Test  change\n") != std::string::npos);
  CHECK(world.told({"why", "a.txt", "--at", "nowhere"}, ExitCode::negative) ==
        "error: there is no commit 'nowhere'\n");
  CHECK(world.told({"why", "b.txt"}, ExitCode::negative) == "error: there is no file 'b.txt' in HEAD\n");
  CHECK(world.told({"why", "a.txt:3"}, ExitCode::negative) == "error: file a.txt has only 2 lines\n");
}

TEST_CASE("why answers for what has no lines by the commit that changed it last") {
  CommandWorld world;
  world.begin({{"image", std::string("\x89PNG\0\n\0more\n", 12)}, {"empty", ""}, {"dos", "one\r\ntwo\r\n"}});
  world.scratch().git({"reset", "-q", "--hard"});
  std::filesystem::create_symlink("dos", world.scratch().path() / "link");
  const TemporaryFolder other;
  world.scratch().git({"clone", "-q", world.scratch().path().string(), other.path().string() + "/clone"});
  world.scratch().git({"-c", "protocol.file.allow=always", "submodule", "--quiet", "add",
                       other.path().string() + "/clone", "part"});
  world.scratch().git({"add", "link"});
  world.scratch().git(
      {"-c", "user.name=Ada", "-c", "user.email=ada@localhost", "commit", "-q", "-m", "Take the part in"});
  const std::string by_test = R"(
commit    COMMIT
date      2027-01-15 08:00:00
what      change
author    Test <test@localhost>, no task
)";
  CHECK(world.told({"why", "image"}) == "'image' is binary; the commit that changed it last:\n" + by_test);
  CHECK(world.told({"why", "image", "--json"}).find(R"("lines":0}],"uncommitted_lines":0})") !=
        std::string::npos);
  CHECK(world.told({"why", "image:1"}, ExitCode::usage) ==
        "error: 'image' is binary, and has no lines\nhint: git reeve why image\n");
  const std::string part = world.told({"why", "part"});
  CHECK(part.starts_with("'part' is a submodule; the commit that changed it last:\n\ncommit    COMMIT\n"));
  CHECK(part.find("\nwhat      Take the part in\n") != std::string::npos);
  CHECK(world.told({"why", "part:1"}, ExitCode::usage) ==
        "error: 'part' is a submodule, and has no lines\nhint: git reeve why part\n");
  CHECK(world.told({"why", "link:1"}).starts_with("    1 COMMIT  dos\n"));
  CHECK(world.told({"why", "dos:2"}) == "    2 COMMIT  two\n" + by_test);
  CHECK(world.told({"why", "empty"}) == "'empty' is empty\n");
  CHECK(world.told({"why", "empty:1"}, ExitCode::negative) == "error: 'empty' is empty\n");
}

TEST_CASE("why takes a name for a name, and says what it stands for where it is no file of a commit") {
  CommandWorld world;
  world.begin({{"a.txt", "one\ntwo\n"}, {"a:b", "one\n"}, {"a:b:3", "one\n"}, {"old.txt", "one\n"}});
  world.scratch().git({"reset", "-q", "--hard"});
  world.write("new.txt", "one\n");
  std::filesystem::create_symlink("nowhere", world.scratch().path() / "broken");
  world.scratch().git({"rm", "-q", "old.txt"});
  commit(world, "Remove");
  const auto refused = [&](const std::string& name, ExitCode code = ExitCode::negative) {
    return world.told({"why", name}, code);
  };
  CHECK(world.told({"why", "a:b:1"}).starts_with("    1 COMMIT  one\n"));
  CHECK(world.told({"why", "a:b:3"}).starts_with("LINES  COMMIT "));
  CHECK(world.told({"why", "a:b:3:1"}).starts_with("    1 COMMIT  one\n"));
  const std::string counted = "hint: lines are counted from 1: git reeve why FILE:7 or FILE:7-12\n";
  CHECK(refused("a.txt:0", ExitCode::usage) == "error: '0' is no line and no range of lines\n" + counted);
  CHECK(refused("a.txt:b:3") == "error: there is no file 'a.txt:b' in HEAD\n");
  CHECK(refused("a.txt:main", ExitCode::usage) ==
        "error: 'main' is no line and no range of lines\n" + counted);
  CHECK(refused("a.txt:9") == "error: file a.txt has only 2 lines\n");
  CHECK(refused("HEAD:a.txt") ==
        "error: there is no file 'HEAD:a.txt' in HEAD\nhint: git reeve why a.txt --at HEAD\n");
  CHECK(refused("*.txt") == "error: there is no file '*.txt' in HEAD\n");
  CHECK(refused(":(glob)*") == "error: there is no file ':(glob)*' in HEAD\n");
  CHECK(refused("new.txt") ==
        "error: 'new.txt' is not tracked by git: no commit has it\nhint: git add new.txt\n");
  CHECK(refused("broken:1") ==
        "error: 'broken' is not tracked by git: no commit has it\nhint: git add broken\n");
  CHECK(world.told({"why", "new.txt", "--at", "HEAD"}, ExitCode::negative) ==
        "error: there is no file 'new.txt' in HEAD\n");
  CHECK(refused("old.txt:1") ==
        "error: 'old.txt' is not there any more: it was removed or renamed in COMMIT\n"
        "hint: git reeve why old.txt --at COMMIT~1\n");
  CHECK(refused("", ExitCode::usage) == "error: FILE is empty\nhint: name a file: git reeve why FILE:7\n");
  CHECK(refused("../elsewhere").starts_with("error: '../elsewhere' is outside repository"));
  std::filesystem::remove(world.scratch().path() / "a.txt");
  CHECK(refused("a.txt:1") ==
        "error: 'a.txt' is not in the work tree\nhint: git reeve why a.txt --at HEAD\n");
  CommandWorld unborn;
  for (const Words& words : {Words{"why", "a.txt"}, Words{"log"}})
    CHECK(unborn.told(words, ExitCode::negative) == "error: there is no commit yet\nhint: git commit\n");
}

}  // namespace provenance_test
