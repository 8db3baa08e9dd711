#include "rehearse/stage_hub.h"

#include "base/error.h"

namespace reeve::rehearse {

namespace {

// How long a hub that is down is waited for: as RemoteHub does it for who works, and not as long as it may
// take.
constexpr Milliseconds patience{3 * 60'000};
constexpr std::uint64_t longest_trip = 200;  // ms

}  // namespace

void die(Stage& stage, const Actor& actor) {
  if (actor.is_missed) stage.missed.insert(actor.run);
  if (actor.doom) stage.note(*actor.doom);
  throw Killed{};
}

void StageHub::await_hub() {
  const TimePoint now = stage_.scheduler.now();
  if (now >= stage_.hub_is_down_until) return;
  stage_.scheduler.sleep(std::min(patience, stage_.hub_is_down_until - now));
  if (stage_.scheduler.now() < stage_.hub_is_down_until)
    throw Error(ErrorKind::hub_unreachable, "the hub does not answer", "it is down in this rehearsal");
}

void StageHub::die_if_due() {
  if (actor_.changes_until_death && --*actor_.changes_until_death == 0) die(stage_, actor_);
}

std::vector<git::Ref> StageHub::list(const std::string& prefix) {
  await_hub();
  return hub_.list(prefix);
}

std::optional<git::Oid> StageHub::read(const std::string& ref) {
  await_hub();
  return hub_.read(ref);
}

ApplyResult StageHub::apply(const Transaction& transaction) {
  stage_.scheduler.sleep(Milliseconds(1 + random_below(longest_trip)));
  await_hub();
  die_if_due();
  const ApplyResult result = hub_.apply(transaction);
  die_if_due();
  if (stage_.faults.of(FaultPlace::change, ++stage_.changes) == Fault::lost_answer) {
    stage_.note(Fault::lost_answer);
    throw Error(ErrorKind::hub_unreachable, "the hub's answer was lost", "it is so in this rehearsal");
  }
  return result;
}

}  // namespace reeve::rehearse
