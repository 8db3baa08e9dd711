// A hub that is another repository: how a clone is told of it, and the obvious wrong things.
#include "base/file.h"
#include "base/text.h"
#include "cli/command_world.h"
#include "support/catch.h"

namespace hub_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// A clone with a remote "origin", which holds nothing yet.
class Clone {
 public:
  Clone() { world.scratch().git({"remote", "add", "origin", hub.path().string()}); }

  std::string hub_refs() { return hub.git({"for-each-ref", "--format=%(refname)"}); }
  std::string configured(const std::string& key) { return world.scratch().git({"config", "--get-all", key}); }

  ScratchRepository hub{git::Repository::Kind::bare};
  CommandWorld world;
};

const std::string with_hub_at_origin = good_configuration + "[hub]\nremote = \"origin\"\n";

}  // namespace

TEST_CASE("init --hub asks the remote, and configures this clone and the file") {
  Clone clone;
  CHECK(clone.world.told({"init", "--hub", "origin"}).starts_with("the hub is origin\nwrote .reeve/config"));
  CHECK(clone.configured("reeve.hub") == "origin\n");
  CHECK(clone.configured("remote.origin.fetch") ==
        "+refs/heads/*:refs/remotes/origin/*\n+refs/notes/reeve/*:refs/notes/reeve/*\n");
  CHECK(
      read_file(clone.world.scratch().path() / ".reeve/config.toml").find("\n[hub]\nremote = \"origin\"\n") !=
      std::string::npos);
  SECTION("and once more changes nothing") {
    const std::string before = clone.world.scratch().git({"config", "--local", "--list"});
    CHECK(clone.world.told({"init", "--hub", "origin"})
              .starts_with("the hub is origin\n.reeve/config.toml "
                           "is there already"));
    CHECK(clone.world.scratch().git({"config", "--local", "--list"}) == before);
  }
}

TEST_CASE("init --hub says what to add to a file that names no hub or another") {
  Clone clone;
  clone.world.write(".reeve/config.toml", good_configuration);
  const std::string advice = "  add to .reeve/config.toml, for the other clones: [hub] remote = \"origin\"\n";
  CHECK(clone.world.told({"init", "--hub", "origin"}).ends_with(advice));
  clone.world.write(".reeve/config.toml", with_hub_at_origin);
  CHECK_FALSE(clone.world.told({"init", "--hub", "origin"}).ends_with(advice));
}

TEST_CASE(
    "init refuses a hub that is no remote, that cannot be reached or that is an option, and writes nothing") {
  Clone clone;
  CHECK(clone.world.told({"init", "--hub", "orign"}, ExitCode::configuration) ==
        "error: the hub 'orign' is no remote of this repository\nhint: did you mean 'origin'?\n");
  CHECK(clone.world.told({"init", "--hub", "github"}, ExitCode::configuration) ==
        "error: the hub 'github' is no remote of this repository\nhint: its remotes are: origin\n");
  CHECK(clone.world.told({"init", "--hub=--upload-pack=touch"}, ExitCode::configuration)
            .starts_with("error: '--upload-pack=touch' is no git remote\n"));
  CHECK(clone.world.told({"init", "--hub", "/nowhere/at/all.git"}, ExitCode::hub_unreachable)
            .starts_with("error: "));
  CHECK_FALSE(std::filesystem::exists(clone.world.scratch().path() / ".reeve"));
  CHECK(clone.world.scratch().git({"config", "--default", "none", "--get", "reeve.hub"}) == "none\n");
}

TEST_CASE("goals and tasks are in the hub that the committed configuration names") {
  Clone clone;
  clone.world.begin({{"a.txt", "a\n"}}, with_hub_at_origin);
  const std::string id(trim(clone.world.run({"goal", "new", "Make it fast"}).out));
  CHECK(clone.hub_refs() == "refs/heads/reeve/goal/" + id + "\nrefs/heads/reeve/green/" + id +
                                "\nrefs/notes/reeve/goal/" + id + "\n");
  CHECK(clone.world.scratch().git({"for-each-ref", "--format=%(refname)", "refs/heads"}) ==
        "refs/heads/main\n");
  SECTION("unless this clone is configured to be its own") {
    clone.world.scratch().git({"config", "reeve.hub", "."});
    CHECK(clone.world.told({"task", "list"}) == "there are no such tasks\n");
    clone.world.told({"goal", "new", "Make it small"});
    CHECK(clone.hub_refs().find("make-it-small") == std::string::npos);
  }
}

TEST_CASE("a target must be in the hub, not only here") {
  Clone clone;
  clone.world.begin({}, with_hub_at_origin);
  CHECK(clone.world.told({"goal", "new", "Make it fast", "--target", "main"}, ExitCode::negative) ==
        "error: there is no branch 'main' in the hub\nhint: push it there: git push origin main\n");
}

TEST_CASE("a mistake elsewhere in the configuration does not hide the hub, one in [hub] is told") {
  Clone clone;
  clone.world.begin({}, with_hub_at_origin);
  clone.world.told({"goal", "new", "Make it fast"});
  clone.world.begin({}, with_hub_at_origin + "[rolls]\n");
  CHECK(clone.world.told({"goal", "list"}).find("Make it fast") != std::string::npos);
  clone.world.begin({}, "[hub]\nremot = \"origin\"\n");
  CHECK(clone.world.told({"goal", "list"}, ExitCode::configuration)
            .starts_with("error: .reeve/config.toml:2:1: unknown key 'remot' in [hub], did you mean "
                         "'remote'?\n"));
}

TEST_CASE("a hub that has gone is told with its name, and nothing is changed here") {
  Clone clone;
  clone.world.begin({}, with_hub_at_origin);
  clone.world.scratch().git({"remote", "set-url", "origin", "/nowhere/at/all.git"});
  const std::string told = clone.world.told({"status"}, ExitCode::hub_unreachable);
  CHECK(told.find("origin") != std::string::npos);
}

TEST_CASE("a bare repository is its own hub, whatever the file tells clones") {
  CommandWorld server(git::Repository::Kind::bare);
  server.begin({}, with_hub_at_origin);
  CHECK(server.told({"task", "list"}) == "there are no such tasks\n");
  server.scratch().git({"config", "reeve.hub", "origin"});
  CHECK(server.told({"task", "list"}, ExitCode::configuration)
            .starts_with("error: the hub 'origin' is no remote of this repository\n"));
}

}  // namespace hub_test
