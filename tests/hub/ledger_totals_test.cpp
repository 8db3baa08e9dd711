// Sums that the ledger has, from which a reader goes on.
#include "hub/ledger_totals.h"

#include <fmt/format.h>

#include "base/text.h"
#include "hub/ledger.h"

#include "support/catch.h"
#include "support/repository.h"
#include "task_world.h"

namespace ledger_totals_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// A target that grows by bare commits: of so many landings nothing else matters here.
class LongTarget {
 public:
  TargetStretch stretch() const { return {"g", base_, tip_}; }

  void land(int count) {
    for (; count > 0; --count) {
      ++landed_;
      add(
          fmt::format("Port {0}\n\nReeve-Task: t{0}\nReeve-Goal: g\nReeve-Attempt: {1}\nReeve-Parent: plan\n"
                      "Reeve-Usage: {{\"role\":\"worker\",\"model\":\"m\",\"attempts\":2,\"cost\":0.{0},"
                      "\"input\":900000000000}}\n",
                      landed_, 1 + landed_ % 3));
    }
  }
  void take_back(int number) {
    add(fmt::format("Revert t{0}\n\nReeve-Reverts: t{0}\nReeve-Goal: g\n", number));
  }

  LandedReading anew() {
    LandingReader reader(objects(), std::nullopt);
    return read_landed(objects(), reader, stretch(), {});
  }
  // Going on from what the ledger has.
  LandedReading from_ledger() {
    LandingReader reader(objects(), ledger_);
    return read_landed(objects(), reader, stretch(), {totals_in_ledger(objects(), ledger_, "g").value()});
  }

  // As the gate asks before it lands something on the tip; what is due is in the ledger then.
  bool is_due(LedgerTotals& totals) {
    const auto texts = totals.due(objects(), ledger_, stretch());
    if (!texts.empty()) ledger_ = write_ledger(objects(), ledger_, {}, "totals", who_, texts);
    return !texts.empty();
  }

  git::Repository& objects() { return world_.hub().objects(); }
  const std::optional<git::Oid>& ledger() const { return ledger_; }

 private:
  void add(const std::string& message) {
    git::CommitData commit;
    commit.tree = git::Repository::empty_tree();
    commit.parents = {tip_};
    commit.message = message;
    who_.when += std::chrono::seconds(40);
    commit.author = commit.committer = who_;
    tip_ = objects().write_commit(commit);
  }

  TaskWorld world_;
  git::Oid base_ = world_.base();
  git::Oid tip_ = base_;
  std::optional<git::Oid> ledger_;
  git::Signature who_{"Judge", "judge@build7", TimePoint(Milliseconds{1'800'000'000'000})};
  int landed_ = 0;
};

}  // namespace

TEST_CASE("totals are due once a thousand have landed since the last ones") {
  LongTarget target;
  LedgerTotals gate;
  target.land(999);
  CHECK_FALSE(target.is_due(gate));
  target.land(1);
  CHECK(target.is_due(gate));
  CHECK_FALSE(target.is_due(gate));
  target.land(999);
  CHECK_FALSE(target.is_due(gate));
  LedgerTotals started_again;
  CHECK_FALSE(target.is_due(started_again));
  target.land(1);
  CHECK(target.is_due(started_again));
  CHECK(totals_in_ledger(target.objects(), target.ledger(), "g").value().totals.count == 2'000);
  CHECK_FALSE(totals_in_ledger(target.objects(), target.ledger(), "another"));
  CHECK_FALSE(totals_in_ledger(target.objects(), std::nullopt, "g"));
}

TEST_CASE("a reader that goes on from totals comes to the same as one that reads all, to the last digit") {
  LongTarget target;
  LedgerTotals gate;
  target.land(1'000);
  REQUIRE(target.is_due(gate));
  CHECK_FALSE(target.from_ledger().is_whole);
  CHECK(totals_text("g", target.from_ledger()) == totals_text("g", target.anew()));
  target.land(70);
  target.take_back(1'050);
  CHECK_FALSE(target.from_ledger().is_whole);
  CHECK(totals_text("g", target.from_ledger()) == totals_text("g", target.anew()));
  CHECK(target.from_ledger().totals.count == 1'069);
}

TEST_CASE("where something was taken back that totals hold they are of no use, and due again") {
  LongTarget target;
  LedgerTotals gate;
  target.land(1'000);
  REQUIRE(target.is_due(gate));
  target.take_back(17);
  CHECK(target.from_ledger().is_whole);
  CHECK(target.from_ledger().totals.count == 999);
  CHECK(target.is_due(gate));
  CHECK_FALSE(target.from_ledger().is_whole);
  CHECK(target.from_ledger().totals.count == 999);
  CHECK_FALSE(target.is_due(gate));
}

TEST_CASE("totals are one line of JSON that reads back, and anything else is none") {
  LongTarget target;
  target.land(2);
  const std::string text = totals_text("g", target.anew());
  const git::Oid tip = target.stretch().tip;
  CHECK(
      text ==
      "{\"reeve\":\"totals\",\"v\":1,\"goal\":\"g\",\"base\":\"" + target.stretch().base.hex() +
          "\",\"tip\":\"" + tip.hex() +
          R"(","landed":2,"failed_attempts":3,"planned":2,"known_cost":2,"cost":0.30000000000000007,"cost_squares":0.05000000000000001,"spend":[{"role":"worker","model":"m","attempts":4,"unknown_cost":0,"usage":{"cost":0.30000000000000007,"input":1800000000000}}],"last":{"task":"t2","title":"Port 2","commit":")" +
          tip.hex() +
          R"(","at":"2027-01-15T08:01:20.000Z","attempt":3,"cost":0.2},"recent":{"first":"2027-01-15T08:00:40.000Z","gaps":[40]}})"
          "\n");
  CHECK(totals_text("g", totals_from(text, "g").value()) == text);
  LongTarget without_any;
  const std::string nothing = totals_text("g", without_any.anew());
  CHECK(totals_text("g", totals_from(nothing, "g").value()) == nothing);
  CHECK_FALSE(totals_from(text, "h"));
  CHECK_FALSE(totals_from("", "g"));
  CHECK_FALSE(totals_from("[]", "g"));
  const auto changed_at = [&](const std::string& what, const std::string& by) {
    std::string changed = text;
    return totals_from(changed.replace(changed.find(what), what.size(), by), "g");
  };
  CHECK(changed_at("\"landed\"", "\"landed\""));
  CHECK_FALSE(changed_at("\"v\":1", "\"v\":2"));
  CHECK_FALSE(changed_at("\"landed\":2", "\"landed\":-2"));
  CHECK_FALSE(changed_at("\"planned\"", "\"plans\""));
  CHECK_FALSE(changed_at("\"attempts\":4", "\"attempts\":\"4\""));
  CHECK_FALSE(changed_at("[40]", "[-40]"));
  CHECK_FALSE(changed_at("[40]", "[9000000000000000000]"));
  CHECK_FALSE(changed_at("\"input\":1800000000000", "\"input\":9000000000000000000"));
  CHECK_FALSE(changed_at("\"cost_squares\":0", "\"cost_squares\":1e300,\"x\":0"));
  CHECK_FALSE(changed_at("2027-01-15T08:01:20.000Z", "yesterday"));
}

TEST_CASE("git reads the notes of a ledger with totals, writes beside them and shows nothing of them") {
  ScratchRepository scratch;
  const git::Oid first = scratch.commit({}, {});
  const git::Oid second = scratch.commit({}, {first});
  const git::Signature gate{"Judge", "judge@build7", TimePoint(Milliseconds{1'800'000'000'000})};
  scratch.set_ref("refs/notes/reeve/ledger", write_ledger(scratch.repository(), {}, {{first, "Task: a\n"}},
                                                          "land 1 task\n", gate, {{"g", "{}\n"}}));
  scratch.git({"notes", "--ref=reeve/ledger", "add", "-m", "by hand", second.hex()});
  CHECK(scratch.git({"notes", "--ref=reeve/ledger", "show", first.hex()}) == "Task: a\n");
  CHECK(split_lines(scratch.git({"notes", "--ref=reeve/ledger", "list"})).size() == 2);
  CHECK(scratch.git({"log", "--format=%N", "--notes=reeve/ledger", second.hex()}) ==
        "by hand\n\nTask: a\n\n");
  CHECK(scratch.git({"show", "refs/notes/reeve/ledger:totals/g"}) == "{}\n");
}

}  // namespace ledger_totals_test
