#include "judge/target.h"

#include "base/error.h"
#include "judge/checked_out.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

constexpr int most_reading_tries = 5;

}  // namespace

// False if the one that moves had moved meanwhile.
bool Target::bring_along(const std::optional<git::Oid>& on_hub) {
  const git::Repository& repository = hub_.objects();
  const std::string reason = "follow " + refs::short_name(ref_);
  if (on_hub && repository.is_ancestor(*on_host_, *on_hub)) {
    if (!host_->apply({{{ref_, on_host_, on_hub}}, reason}).succeeded()) return false;
    on_host_ = on_hub;
    return true;
  }
  if (on_hub && !repository.is_ancestor(*on_hub, *on_host_)) {
    throw Error(ErrorKind::invalid,
                refs::short_name(ref_) + " is at " + on_host_->short_hex() + " where it lands and at " +
                    on_hub->short_hex() + " in the hub, and neither is behind the other",
                "merge one into the other and push the result to both");
  }
  return hub_.apply({{{ref_, on_hub, on_host_}}, reason}).succeeded();
}

// The files of a work tree would not follow what others pushed to the host.
void Target::require_not_checked_out() const {
  if (!hub_.refs_are_here()) return;
  const auto work_trees = work_trees_on(hub_.objects(), ref_);
  if (work_trees.empty()) return;
  throw Error(ErrorKind::configuration,
              refs::short_name(ref_) + " is checked out in " + work_trees.front().string() +
                  ", and [hub] landing lets it follow another repository's",
              "check out something else there: git switch --detach");
}

std::optional<git::Oid> Target::read() {
  if (host_ != nullptr) require_not_checked_out();
  for (int tries = 0; tries < most_reading_tries; ++tries) {
    const auto on_hub = hub_.read(ref_);
    if (host_ == nullptr) return on_hub;
    on_host_ = host_->read(ref_);
    if (!on_host_) return on_hub;  // the first landing makes it
    if (on_host_ == on_hub || bring_along(on_hub)) return on_host_;
  }
  throw Error(ErrorKind::lost_race, refs::short_name(ref_) + " moves faster than it can be followed",
              "try again");
}

bool Target::move(const git::Oid& from, const git::Oid& to) {
  if (host_ == nullptr) return true;
  if (on_host_ && on_host_ != from) return false;
  if (!host_->apply({{{ref_, on_host_, to}}, "land on " + refs::short_name(ref_)}).succeeded()) return false;
  on_host_ = to;
  return true;
}

}  // namespace reeve
