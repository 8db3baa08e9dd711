// What only a remote hub has: an answer that is lost, a server that dies, refuses or is not there. What all
// hubs have in common is in hub_contract_test.cpp.
#include "hub/remote_hub.h"

#include <sys/stat.h>

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/git_server.h"
#include "support/repository.h"
#include "test_hubs.h"

namespace remote_hub_test {

using namespace reeve;
using namespace reeve::test;

namespace {

const auto none = std::optional<git::Oid>();

struct World {
  explicit World(const std::string& transport = "a path", Milliseconds patience = Milliseconds{20'000})
      : server(transport), hub(git::Repository::open(clone.path()), server.url(), patience) {}

  void server_hook(const std::string& name, const std::string& script) {
    const auto file = server.repository().path() / "hooks" / name;
    make_folders(file.parent_path());
    write_file(file, "#!/bin/sh\n" + script);
    chmod(file.c_str(), 0755);
  }
  std::string apply(const std::vector<git::RefUpdate>& updates) {
    try {
      const ApplyResult result = hub.apply({updates, "test"});
      return result.succeeded() ? "applied" : "lost: " + join(result.contested, " ");
    } catch (const Error& error) {
      const std::string kind = error.kind() == ErrorKind::invalid           ? "invalid"
                               : error.kind() == ErrorKind::hub_unreachable ? "unreachable"
                                                                            : "another kind";
      return kind + ": " + replace_all(error.what(), server.url(), "<hub>") +
             (error.hint().empty() ? "" : "\n" + replace_all(error.hint(), server.url(), "<hub>"));
    }
  }
  std::string server_refs() {
    return server.repository().git({"for-each-ref", "--format=%(refname) %(contents:subject)"});
  }

  GitServer server;
  ScratchRepository clone{git::Repository::Kind::bare};
  RemoteHub hub;
};

}  // namespace

TEST_CASE("a push that was done and whose answer is lost is applied, once") {
  World world;
  world.server_hook("reference-transaction",
                    "cat > /dev/null; test \"$1\" = committed || exit 0\n"
                    "test -e killed && exit 0; touch killed; kill -9 $PPID\n");
  const git::Oid one = commit_saying(world.hub, "one");
  CHECK(world.apply({{"refs/x/a", none, one}, {"refs/x/b", none, one}}) == "applied");
  CHECK(std::filesystem::exists(world.server.repository().path() / "killed"));
  CHECK(world.server_refs() == "refs/x/a one\nrefs/x/b one\n");
}

TEST_CASE("a push whose server dies before it has changed anything is done again") {
  World world;
  world.server_hook("pre-receive",
                    "cat > /dev/null; test -e killed && exit 0; touch killed; kill -9 $PPID\n");
  const git::Oid one = commit_saying(world.hub, "one");
  CHECK(world.apply({{"refs/x/a", none, one}, {"refs/x/b", none, one}}) == "applied");
  CHECK(std::filesystem::exists(world.server.repository().path() / "killed"));
  CHECK(world.server_refs() == "refs/x/a one\nrefs/x/b one\n");
}

TEST_CASE("a push whose server dies while another changes the same ref has lost the race") {
  World world;
  const git::Oid other = world.server.repository().commit({{"a", "a"}}, {}, "other's\n");
  world.server_hook("pre-receive", "cat > /dev/null; unset GIT_QUARANTINE_PATH; git update-ref refs/x/a " +
                                       other.hex() + "; kill -9 $PPID\n");
  CHECK(world.apply({{"refs/x/a", none, commit_saying(world.hub, "one")}}) == "lost: refs/x/a");
  CHECK(world.server_refs() == "refs/x/a other's\n");
}

TEST_CASE("what the server's rules refuse is told in its own words") {
  World world;
  world.server_hook("pre-receive", "cat > /dev/null; echo 'rule 3: not on a Sunday' >&2; exit 1\n");
  const git::Oid one = commit_saying(world.hub, "one");
  CHECK(world.apply({{"refs/x/a", none, one}}) ==
        "invalid: the hub '<hub>' refuses\n  refs/x/a: pre-receive hook declined\n"
        "it says: rule 3: not on a Sunday");
  CHECK(world.server_refs() == "");
}

TEST_CASE(
    "a hub whose disk is full keeps what it has, says so, and takes the push when there is room again") {
  World world("git daemon", Milliseconds{300});
  const git::Oid one = commit_saying(world.hub, "one");
  REQUIRE(world.apply({{"refs/x/a", none, one}}) == "applied");
  const git::Oid two = commit_saying(world.hub, "two");
  const auto bytes = GENERATE(std::size_t{0}, std::size_t{20});  // no object fits; an object does, and no ref
  world.server.limit_file_size(bytes);
  const std::string told = world.apply({{"refs/x/a", one, two}, {"refs/x/b", none, two}});
  INFO(told);
  CHECK(told.starts_with("unreachable: the hub '<hub>' cannot be written"));
  CHECK(told.find("File too large") != std::string::npos);
  CHECK(world.server_refs() == "refs/x/a one\n");
  world.server.limit_file_size(std::size_t{1} << 30);
  CHECK(world.apply({{"refs/x/a", one, two}, {"refs/x/b", none, two}}) == "applied");
  CHECK(world.server_refs() == "refs/x/a two\nrefs/x/b two\n");
  world.server.repository().git({"fsck", "--no-dangling"});
}

TEST_CASE("a hub that is none, or is not there, is said at once where trying again is of no use") {
  ScratchRepository clone(git::Repository::Kind::bare);
  TemporaryFolder empty;
  RemoteHub hub(git::Repository::open(clone.path()), empty.path(), Milliseconds{60'000});
  try {
    hub.list("refs/");
    FAIL("it answered");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::hub_unreachable);
    CHECK(std::string(error.what()).find("does not appear to be a git repository") != std::string::npos);
    CHECK(error.hint() == "try: git ls-remote " + empty.path().string());
  }
}

TEST_CASE("a hub that does not answer is tried until patience ends, and nothing is lost") {
  ScratchRepository clone(git::Repository::Kind::bare);
  RemoteHub hub(git::Repository::open(clone.path()), "git://127.0.0.1:1/hub.git", Milliseconds{300});
  const auto started = std::chrono::steady_clock::now();
  for (const bool write : {false, true}) {
    try {
      if (write) hub.apply({{{"refs/x/a", none, commit_saying(hub, "one")}}, "test"});
      if (!write) hub.list("refs/");
      FAIL("it answered");
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::hub_unreachable);
    }
  }
  CHECK(std::chrono::steady_clock::now() - started >= Milliseconds{600});
}

TEST_CASE("a password is no part of what is said, and a wrong one is said at once") {
  GitServer server("smart HTTP");
  ScratchRepository clone(git::Repository::Kind::bare);
  const std::string url = replace_all(server.url(), "secret", "wrong-password");
  RemoteHub hub(git::Repository::open(clone.path()), url, Milliseconds{60'000});
  try {
    hub.list("refs/");
    FAIL("it answered");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::hub_unreachable);
    CHECK((error.what() + error.hint()).find("wrong-password") == std::string::npos);
  }
}

TEST_CASE("objects come with what is read, and survive a garbage collection") {
  World world;
  const git::Oid made = world.server.repository().commit({{"a", "a"}}, {}, "made there\n");
  world.server.repository().set_ref("refs/x/a", made);
  CHECK(world.hub.list("refs/x/").size() == 1);
  world.clone.git({"gc", "--quiet", "--prune=now"});
  CHECK(world.hub.objects().read_commit(made).message == "made there\n");
}

TEST_CASE("refs that became folders, and folders that became refs, are seen as they are now") {
  World world;
  auto& there = world.server.repository();
  const git::Oid commit = there.commit({{"a", "a"}}, {}, "it\n");
  there.set_ref("refs/x/a", commit);
  CHECK(world.hub.list("refs/x/").size() == 1);
  CHECK(world.hub.read("refs/x/a"));
  there.git({"update-ref", "-d", "refs/x/a"});
  there.set_ref("refs/x/a/b", commit);
  CHECK_FALSE(world.hub.read("refs/x/a"));
  CHECK(world.hub.read("refs/x/a/b"));
  CHECK(describe_refs(world.hub, "refs/x/") == "refs/x/a/b=it\n");
  there.git({"update-ref", "-d", "refs/x/a/b"});
  there.set_ref("refs/x/a", commit);
  CHECK(describe_refs(world.hub, "refs/x/") == "refs/x/a=it\n");
  CHECK_FALSE(world.hub.read("refs/x/a/b"));
}

}  // namespace remote_hub_test
