// What the next transaction makes of a journal that a killed process left, in each state it can be in.
#include "hub/journal.h"

#include <fmt/format.h>

#include <functional>
#include <set>
#include <thread>

#include "base/error.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "support/catch.h"
#include "support/repository.h"
#include "test_hubs.h"

namespace journal_test {

using namespace reeve;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

constexpr Milliseconds short_patience{300};

// Refs a and b at "old", c absent; the dead process wanted a and b at "new", and c deleted or made.
struct Scene {
  explicit Scene(Milliseconds patience = LocalHub::default_patience)
      : hub(git::Repository::open(repository.path()), patience),
        folder(repository.repository().common_dir()) {
    hub.apply({{{"refs/x/a", {}, old_id}, {"refs/x/b", {}, old_id}, {"refs/x/gone", {}, old_id}}, "start"});
  }

  void journal(const std::string& end) {
    write_file(folder / "reeve/transaction",
               fmt::format("refs/x/a {0} {1}\nrefs/x/b {0} {1}\nrefs/x/c - {1}\nrefs/x/gone {0} -\n{2}",
                           old_id.hex(), new_id.hex(), end));
  }
  void lock(const std::string& ref, const std::string& content) {
    fs::create_directories((folder / ref).parent_path());
    write_file(folder / (ref + ".lock"), content);
  }
  // All locks as the dead process had prepared them.
  void lock_all() {
    for (const char* ref : {"refs/x/a", "refs/x/b", "refs/x/c"}) lock(ref, new_id.hex() + "\n");
    lock("refs/x/gone", "reeve\n");
    lock("packed-refs", "reeve\n");
  }
  void set(const std::string& ref, const git::Oid& id) { write_file(folder / ref, id.hex() + "\n"); }

  // The refs and the files that should not stay, after a transaction on another ref.
  std::string after_next() {
    const ApplyResult result = hub.apply({{{"refs/x/next", {}, old_id}}, "next"});
    std::set<std::string> locks;
    for (const auto& entry : fs::recursive_directory_iterator(folder)) {
      if (entry.path().extension() == ".lock" && entry.path().filename() != "refs.lock")
        locks.insert(fs::relative(entry.path(), folder).string() + "\n");
    }
    std::string text = (result.succeeded() ? "" : "lost\n") + describe_refs(hub);
    for (const std::string& lock : locks) text += lock;
    const fs::path journal = folder / "reeve/transaction";
    return text + (fs::exists(journal) && fs::file_size(journal) > 0 ? "journal\n" : "");
  }

  ScratchRepository repository{git::Repository::Kind::bare};
  LocalHub hub;
  fs::path folder;
  git::Oid old_id = commit_saying(hub, "old");
  git::Oid new_id = commit_saying(hub, "new");
  git::Oid other_id = commit_saying(hub, "other");
};

const std::string undone = "refs/x/a=old\nrefs/x/b=old\nrefs/x/gone=old\nrefs/x/next=old\n";
const std::string finished = "refs/x/a=new\nrefs/x/b=new\nrefs/x/c=new\nrefs/x/next=old\n";

Milliseconds time_of(const std::function<void()>& action) {
  const auto start = std::chrono::steady_clock::now();
  action();
  return std::chrono::duration_cast<Milliseconds>(std::chrono::steady_clock::now() - start);
}

}  // namespace

TEST_CASE("a journal that was not written to its end is dropped") {
  Scene scene;
  scene.journal("");
  CHECK(scene.after_next() == undone);
}

TEST_CASE("a journal that is no journal is dropped") {
  Scene scene;
  write_file(scene.folder / "reeve/transaction",
             GENERATE(as<std::string>{}, "", "\n", "garbage", "\x01\x02", "end\n", "writing\n"));
  CHECK(scene.after_next() == undone);
}

TEST_CASE("locks that were taken before anything was written are removed at once") {
  Scene scene;
  scene.journal("end\n");
  scene.lock_all();
  CHECK(time_of([&] { CHECK(scene.after_next() == undone); }) < Milliseconds{900});
}

TEST_CASE("a mark that was cut off means that nothing was written") {
  Scene scene;
  scene.journal("end\n" + GENERATE(as<std::string>{}, "w", "writing"));
  scene.lock_all();
  CHECK(scene.after_next() == undone);
}

TEST_CASE("a lock file that was not written yet is removed when it is old enough to be the dead process's") {
  Scene scene;
  scene.journal("end\n");
  scene.lock("refs/x/a", scene.new_id.hex() + "\n");
  scene.lock("refs/x/b", "");
  const Milliseconds taken = time_of([&] { CHECK(scene.after_next() == undone); });
  CHECK(taken >= Milliseconds{190});
  CHECK(taken < Milliseconds{5'000});
}

TEST_CASE("another's lock stays: it has another value, or was there before the journal") {
  Scene scene;
  scene.lock("refs/x/a", "");
  fs::last_write_time(scene.folder / "refs/x/a.lock",
                      fs::file_time_type::clock::now() - std::chrono::hours{1});
  scene.journal("end\n");
  scene.lock("refs/x/b", scene.other_id.hex() + "\n");
  scene.lock("packed-refs", "something else");
  CHECK(scene.after_next() == undone + "packed-refs.lock\nrefs/x/a.lock\nrefs/x/b.lock\n");
}

TEST_CASE("what was being written is finished, however much of it was done") {
  Scene scene;
  scene.journal("end\nwriting\n");
  const int written = GENERATE(0, 1, 2, 3, 4);
  scene.lock_all();
  const auto write = [&](int number, const std::string& ref) {
    if (written < number) return;
    fs::rename(scene.folder / (ref + ".lock"), scene.folder / ref);
  };
  write(1, "refs/x/a");
  write(2, "refs/x/b");
  write(3, "refs/x/c");
  if (written >= 4) fs::remove(scene.folder / "refs/x/gone");
  CHECK(time_of([&] { CHECK(scene.after_next() == finished); }) < Milliseconds{900});
}

TEST_CASE("a ref that somebody else changed since stays as it is, and the rest is finished") {
  Scene scene;
  scene.journal("end\nwriting\n");
  scene.set("refs/x/a", scene.new_id);
  scene.set("refs/x/b", scene.other_id);
  CHECK(scene.after_next() == "refs/x/a=new\nrefs/x/b=other\nrefs/x/c=new\nrefs/x/next=old\n");
}

TEST_CASE("a ref whose place was taken by a folder since is left out, and the rest is finished") {
  Scene scene;
  scene.journal("end\nwriting\n");
  scene.repository.git({"update-ref", "refs/x/c/d", scene.other_id.hex()});
  CHECK(scene.after_next() == "refs/x/a=new\nrefs/x/b=new\nrefs/x/c/d=other\nrefs/x/next=old\n");
}

TEST_CASE("a transaction is not given up while a git process has one of its refs locked") {
  Scene scene(short_patience);
  scene.journal("end\nwriting\n");
  scene.lock("refs/x/b", scene.other_id.hex() + "\n");
  CHECK_THROWS_WITH(scene.after_next(),
                    "the lock of a transaction that was not finished is held by another git process");
  fs::remove(scene.folder / "refs/x/b.lock");
  CHECK(scene.after_next() == finished);
}

TEST_CASE("comparisons in a journal are never written") {
  Scene scene;
  write_file(scene.folder / "reeve/transaction",
             fmt::format("refs/x/a {0} {0}\nrefs/x/b {1} {0}\nend\nwriting\n", scene.new_id.hex(),
                         scene.old_id.hex()));
  CHECK(scene.after_next() == "refs/x/a=old\nrefs/x/b=new\nrefs/x/gone=old\nrefs/x/next=old\n");
}

TEST_CASE("a transaction that is refused leaves no journal behind") {
  Scene scene;
  CHECK_THROWS_AS(scene.hub.apply({{{"refs/x/a/b", {}, scene.old_id}}, "collides"}), Error);
  CHECK(fs::file_size(scene.folder / "reeve/transaction") == 0);
}

TEST_CASE("a lock file that a living process keeps longer than our patience is an error that names the ref") {
  Scene scene(short_patience);
  scene.lock("refs/x/a", "");
  try {
    scene.hub.apply(
        {{{"refs/x/b", scene.old_id, scene.new_id}, {"refs/x/a", scene.old_id, scene.new_id}}, "t"});
    FAIL("applied");
  } catch (const Error& error) {
    CHECK(error.kind() == ErrorKind::hub_unreachable);
    CHECK(std::string(error.what()) == "the lock of refs/x/a is held by another git process");
    CHECK(error.hint() ==
          "look for a git process that hangs in this repository, or a lock file that one left behind");
  }
  fs::remove(scene.folder / "refs/x/a.lock");
  CHECK(scene.after_next() == undone);
}

TEST_CASE(
    "a process that keeps all refs locked for longer than our patience is an error that names the file") {
  Scene scene(short_patience);
  const fs::path path = scene.folder / "reeve/refs.lock";
  const auto held = FileLock::try_acquire(path);
  REQUIRE(held);
  CHECK_THROWS_WITH(scene.after_next(),
                    "another process has kept the refs locked for too long (" + path.string() + ")");
}

TEST_CASE("a lock that is given back within our patience is waited for") {
  Scene scene;
  scene.lock("refs/x/next", "");
  std::jthread other([&] {
    std::this_thread::sleep_for(Milliseconds{100});
    fs::remove(scene.folder / "refs/x/next.lock");
  });
  CHECK(scene.after_next() == undone);
}

}  // namespace journal_test
