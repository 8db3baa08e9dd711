#include <algorithm>
#include <array>
#include <map>
#include <thread>

#include "base/random.h"
#include "git/ref_transaction.h"
#include "support/catch.h"
#include "support/child_process.h"
#include "support/repository.h"

namespace ref_race_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ChildProcess;
using reeve::test::ScratchRepository;

namespace {

constexpr int processes = 8;

// Children write small records; the test reads all of them once every child has ended.
class Pipe {
 public:
  Pipe() {
    if (::pipe(ends_.data()) != 0) throw std::runtime_error("no pipe");
  }
  ~Pipe() {
    ::close(ends_[0]);
    if (ends_[1] >= 0) ::close(ends_[1]);
  }
  Pipe(const Pipe&) = delete;
  Pipe& operator=(const Pipe&) = delete;

  void put(char value) const {
    if (::write(ends_[1], &value, 1) != 1) throw std::runtime_error("pipe is full");
  }
  // Blocks until a byte comes or every writer has closed.
  void wait() const {
    char ignored = 0;
    [[maybe_unused]] const ssize_t got = ::read(ends_[0], &ignored, 1);
  }
  void close_writing() { ::close(std::exchange(ends_[1], -1)); }
  std::string drain() {
    close_writing();
    std::string all;
    std::array<char, 4096> piece{};
    for (ssize_t got = 1; got > 0;
         all.append(piece.data(), static_cast<std::size_t>(std::max<ssize_t>(got, 0))))
      got = ::read(ends_[0], piece.data(), piece.size());
    return all;
  }

 private:
  std::array<int, 2> ends_{-1, -1};
};

RefTransactionResult until_decided(Repository& repository, const std::vector<RefUpdate>& updates) {
  std::vector<std::string> contested;
  RefTransactionResult result = RefTransactionResult::locked;
  for (unsigned attempt = 0; result == RefTransactionResult::locked; ++attempt) {
    result = update_refs(repository, updates, "race", contested);
    // As every caller does: eight that spin on two cores keep each other from ending.
    if (result == RefTransactionResult::locked)
      std::this_thread::sleep_for(backoff(attempt, Milliseconds{1}, Milliseconds{20}));
  }
  return result;
}

void require_success(std::vector<ChildProcess>& children) {
  for (ChildProcess& child : children) REQUIRE(child.wait() == 0);
}

// Starts the children at once: each waits until the gate's writing end is closed.
template <typename Body>
std::vector<ChildProcess> start_together(const ScratchRepository& scratch, Body body) {
  Pipe gate;
  std::vector<ChildProcess> children;
  for (int number = 0; number < processes; ++number)
    children.emplace_back([&, number] {
      Repository repository = Repository::open(scratch.path());
      gate.close_writing();
      gate.wait();
      body(repository, number);
    });
  gate.close_writing();
  return children;
}

}  // namespace

TEST_CASE("of eight processes that create one ref, exactly one wins every round") {
  constexpr int rounds = 50;
  ScratchRepository scratch(Repository::Kind::bare);
  std::vector<Oid> commits;
  for (int number = 0; number < processes; ++number)
    commits.push_back(scratch.commit({}, {}, std::to_string(number)));
  Pipe wins;
  auto children = start_together(scratch, [&](Repository& repository, int number) {
    for (int round = 0; round < rounds; ++round) {
      const RefUpdate claim{"refs/heads/round/" + std::to_string(round), std::nullopt,
                            commits[static_cast<std::size_t>(number)]};
      if (until_decided(repository, {claim}) == RefTransactionResult::applied)
        wins.put(static_cast<char>(round));
    }
  });
  require_success(children);
  std::map<char, int> winners;
  for (const char round : wins.drain()) ++winners[round];
  CHECK(winners.size() == rounds);
  for (const auto& [round, count] : winners) CHECK(count == 1);
}

TEST_CASE("no update is lost when eight processes move two refs together") {
  constexpr int moves = 25;
  ScratchRepository scratch(Repository::Kind::bare);
  const Oid start = scratch.commit({}, {}, "start");
  scratch.set_ref("refs/heads/a", start);
  scratch.set_ref("refs/heads/z", start);
  auto children = start_together(scratch, [&](Repository& repository, int number) {
    const Signature who{std::to_string(number), "x@localhost", {}};
    for (int done = 0; done < moves;) {
      const Oid tip = *repository.read_ref("refs/heads/a");
      const Oid next =
          repository.write_commit({Repository::empty_tree(), {tip}, std::to_string(done), who, who});
      // Half of them name the refs the other way round: the locks are taken in one order all the same.
      std::vector<RefUpdate> updates{{"refs/heads/a", tip, next}, {"refs/heads/z", tip, next}};
      if (number % 2 == 1) std::swap(updates[0], updates[1]);
      if (until_decided(repository, updates) == RefTransactionResult::applied) ++done;
    }
  });
  require_success(children);
  CHECK(scratch.repository().read_ref("refs/heads/a") == scratch.repository().read_ref("refs/heads/z"));
  const Oid tip = *scratch.repository().read_ref("refs/heads/a");
  CHECK(scratch.repository().history(tip, std::nullopt).size() == 1 + processes * moves);
}

TEST_CASE("refs are created and deleted beside git pack-refs, and none is lost or comes back") {
  constexpr int rounds = 40;
  ScratchRepository scratch;
  const Oid id = scratch.commit({}, {});
  ChildProcess packer([&] {
    while (true) {
      try {
        scratch.git({"pack-refs", "--all"});  // fails when a ref is locked; that is git's way
      } catch (const std::runtime_error&) {
      }
    }
  });
  auto children = start_together(scratch, [&](Repository& repository, int number) {
    const std::string base = "refs/heads/" + std::to_string(number) + "/";
    for (int round = 0; round < rounds; ++round) {
      const std::string name = base + std::to_string(round);
      if (until_decided(repository, {{name, std::nullopt, id}}) != RefTransactionResult::applied)
        throw std::runtime_error("a ref is there that nobody made");
      const std::string previous = base + std::to_string(round - 1);
      if (round % 2 == 1 &&
          until_decided(repository, {{previous, id, std::nullopt}}) != RefTransactionResult::applied)
        throw std::runtime_error("a ref is gone that nobody deleted");
      if (round % 2 == 1 && repository.read_ref(previous))
        throw std::runtime_error("a deleted ref came back");
    }
  });
  require_success(children);
  packer.kill();
  std::vector<Ref> expected;
  for (int number = 0; number < processes; ++number)
    for (int round = 1; round < rounds; round += 2)
      expected.push_back({"refs/heads/" + std::to_string(number) + "/" + std::to_string(round), id});
  std::sort(expected.begin(), expected.end());
  CHECK(scratch.repository().list_refs("refs/heads/") == expected);
}

TEST_CASE("packed refs that several processes delete at once stay deleted") {
  constexpr int count = 30;
  ScratchRepository scratch(Repository::Kind::bare);
  const Oid id = scratch.commit({}, {});
  const auto name_of = [](int number, int i) {
    return "refs/heads/" + std::to_string(number) + "/" + std::to_string(i);
  };
  scratch.set_ref("refs/heads/stays", id);
  for (int number = 0; number < processes; ++number)
    for (int i = 0; i < count; ++i) scratch.set_ref(name_of(number, i), id);
  scratch.git({"pack-refs", "--all"});
  auto children = start_together(scratch, [&](Repository& repository, int number) {
    for (int i = 0; i < count; ++i)
      if (until_decided(repository, {{name_of(number, i), id, std::nullopt}}) !=
          RefTransactionResult::applied)
        throw std::runtime_error("a ref is gone that nobody deleted");
  });
  require_success(children);
  CHECK(scratch.repository().list_refs("refs/") == std::vector<Ref>{{"refs/heads/stays", id}});
}

}  // namespace ref_race_test
