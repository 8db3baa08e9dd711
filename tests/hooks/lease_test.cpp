#include "hooks/lease.h"

#include <stdexcept>

#include "base/fake_clock.h"
#include "support/catch.h"
#include "support/fleet.h"

namespace lease_test {

using namespace reeve;
using namespace reeve::hooks;
using namespace reeve::test;

namespace {

constexpr Milliseconds minute{60'000};
const std::string id = "task-1-aaaa";

// Ada's claim, with the lease of the configuration.
struct Claimed {
  Claimed() {
    fleet.publish({fleet.task(1, "file")});
    TaskRecord task = find();
    if (!tasks.claim(task, {"hand", "", "run", 30 * minute})) throw std::runtime_error("not claimed");
  }
  TaskStore store_of(const std::string& who) { return {fleet.hub(), clock, who, fleet.tasks().signature()}; }
  TaskRecord find() { return tasks.find(id).value(); }
  std::size_t events() { return fleet.repository().first_parents(find().log, {}).size(); }

  FleetRepository fleet{{{"file", ""}}, "[limits]\nlease_minutes = 30\n"};
  FakeClock clock{system_clock().now()};
  TaskStore tasks = store_of("Ada <ada@example.org>");
};

}  // namespace

TEST_CASE("the lease of one's own claim is renewed when half of it is over") {
  Claimed claimed;
  const std::size_t before = claimed.events();
  claimed.clock.tick(14 * minute);
  CHECK(renew_lease(claimed.tasks, id) == Renewal::not_due);
  CHECK(claimed.events() == before);
  claimed.clock.tick(2 * minute);
  CHECK(renew_lease(claimed.tasks, id) == Renewal::renewed);
  CHECK(claimed.find().state.claim->lease_until == claimed.clock.now() + 30 * minute);
  CHECK(renew_lease(claimed.tasks, id) == Renewal::not_due);
  CHECK(claimed.events() == before + 1);
}

TEST_CASE("a renewal leaves the branch where the commit put it") {
  Claimed claimed;
  const git::Oid work =
      claimed.fleet.scratch().commit({{"file", "new\n"}}, {claimed.find().task_commit}, "Work");
  claimed.fleet.scratch().set_ref("refs/heads/reeve/task/" + id, work);
  claimed.clock.tick(20 * minute);
  CHECK(renew_lease(claimed.tasks, id) == Renewal::renewed);
  CHECK(claimed.find().branch == work);
}

TEST_CASE("nobody else's lease is renewed, and no task without a claim has one") {
  Claimed claimed;
  claimed.clock.tick(20 * minute);
  TaskStore other = claimed.store_of("Eve <eve@example.org>");
  CHECK(renew_lease(other, id) == Renewal::not_ours);
  claimed.fleet.publish({claimed.fleet.task(2, "file")});
  CHECK(renew_lease(claimed.tasks, "task-2-aaaa") == Renewal::not_ours);
  CHECK(renew_lease(claimed.tasks, "task-3-aaaa") == Renewal::not_ours);
}

}  // namespace lease_test
