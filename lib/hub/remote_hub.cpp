#include "hub/remote_hub.h"

#include <algorithm>
#include <map>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "hub/patience.h"

namespace reeve {

namespace {

using Updates = std::vector<git::RefUpdate>;

bool changes(const git::RefUpdate& update) {
  return update.expected != update.desired;
}

// git can neither push nothing to nothing, nor lease it.
bool is_absence(const git::RefUpdate& update) {
  return !update.expected && !update.desired;
}

// "refs/x" and "refs/x/a" of "refs/x/a/b".
std::vector<std::string> folders_of(const std::string& ref) {
  std::vector<std::string> folders;
  for (auto slash = ref.rfind('/'); slash != std::string::npos && slash > 4;
       slash = ref.rfind('/', slash - 1))
    folders.push_back(ref.substr(0, slash));
  return folders;
}

[[noreturn]] void throw_in_the_way(const std::string& ref, const std::string& other) {
  throw Error(ErrorKind::invalid, "the ref " + ref + " cannot be while there is " + other);
}

void check_each_other(const Updates& updates) {
  std::set<std::string> names;
  for (const git::RefUpdate& update : updates) names.insert(update.ref);
  for (const git::RefUpdate& update : updates) {
    if (!changes(update)) continue;
    for (const std::string& folder : folders_of(update.ref)) {
      if (names.contains(folder)) throw_in_the_way(update.ref, folder);
    }
  }
}

void check_objects(const git::Repository& repository, const Updates& updates) {
  for (const git::RefUpdate& update : updates) {
    if (!update.desired || repository.exists(*update.desired)) continue;
    throw Error(ErrorKind::invalid, "the new value of " + update.ref + ", " + update.desired->hex() +
                                        ", is no object of this repository");
  }
}

[[noreturn]] void throw_refused(const PushAttempt& attempt, const std::string& hub) {
  std::string message;
  for (const PushedRef& ref : attempt.refs) {
    if (ref.end == RefPush::refused) message += "\n  " + ref.ref + ": " + printable(ref.reason);
  }
  if (message.empty()) throw_unreachable(hub, attempt.said);
  const std::string words = words_of_server(attempt.said);
  throw Error(ErrorKind::invalid, "the hub '" + printable(without_password(hub)) + "' refuses" + message,
              words.empty() ? "" : "it says: " + printable(words));
}

bool has_refused(const PushAttempt& attempt) {
  return std::ranges::any_of(attempt.refs, [](const PushedRef& ref) { return ref.end == RefPush::refused; });
}

// No rule, but a lock of another push that is just being done, or a disk that is full, as servers name them:
// both may pass.
bool may_pass(const PushAttempt& attempt) {
  return std::ranges::any_of(attempt.refs, [](const PushedRef& ref) {
    return ref.end == RefPush::refused &&
           (ref.reason.find("lock") != std::string::npos || ref.reason == "failed to update ref" ||
            ref.reason == "reference already exists" || ref.reason == "unpacker error");
  });
}

[[noreturn]] void throw_unwritable(const PushAttempt& attempt, const std::string& hub) {
  const std::string name = printable(without_password(hub));
  throw Error(ErrorKind::hub_unreachable,
              "the hub '" + name + "' cannot be written: " + printable(without_password(attempt.said)),
              "look at its disk, and for a git process or a lock file that was left there");
}

// Every update has a new value that somebody else gave it, and nothing was changed by us. Where something
// was, our leases held, and the refs are what was wanted.
bool came_too_late(const PushAttempt& attempt, const Updates& updates) {
  std::map<std::string, RefPush> ends;
  for (const PushedRef& ref : attempt.refs) ends[ref.ref] = ref.end;
  bool wanted_change = false;
  for (const git::RefUpdate& update : updates) {
    if (!changes(update)) continue;
    wanted_change = true;
    if (ends[update.ref] != RefPush::up_to_date) return false;
  }
  return wanted_change;
}

}  // namespace

RemoteHub::RemoteHub(git::Repository repository, const std::string& remote, Milliseconds patience)
    : repository_(std::move(repository)),
      remote_(repository_, remote),
      patience_(patience),
      mirror_(repository_, remote_, patience_) {}

std::vector<git::Ref> RemoteHub::list(const std::string& prefix) {
  return mirror_.look({prefix});
}

RefSnapshot RemoteHub::look(const std::vector<std::string>& prefixes) {
  return RefSnapshot(mirror_.look(prefixes));
}

RefSnapshot RemoteHub::read_each(const std::vector<std::string>& names) {
  return RefSnapshot(mirror_.read_existing(names));
}

std::optional<git::Oid> RemoteHub::read(const std::string& ref) {
  if (!ref.starts_with("refs/") || !git::Repository::is_valid_ref_name(ref)) return std::nullopt;
  const auto found = mirror_.read({ref});
  return found.empty() ? std::nullopt : std::optional(found.front().id);
}

std::vector<std::string> RemoteHub::contested(const Updates& updates) const {
  std::vector<std::string> names;
  for (const git::RefUpdate& update : updates) names.push_back(update.ref);
  const bool all_expected =
      std::ranges::all_of(updates, [](const git::RefUpdate& update) { return update.expected.has_value(); });
  const RefSnapshot now(all_expected ? mirror_.read(names) : mirror_.read_existing(names));
  std::erase_if(names, [&](const std::string& name) {
    const auto update = std::ranges::find(updates, name, &git::RefUpdate::ref);
    return now.read(name) == update->expected;
  });
  return names;
}

bool RemoteHub::all_as_desired(const Updates& updates) const {
  Updates wanted = updates;
  for (git::RefUpdate& update : wanted) update.expected = update.desired;
  return contested(wanted).empty();
}

void RemoteHub::throw_if_in_the_way(const Updates& updates) const {
  for (const git::RefUpdate& update : updates) {
    if (!update.desired || update.expected) continue;
    if (const auto below = mirror_.look({update.ref + "/"}); !below.empty())
      throw_in_the_way(update.ref, below.front().name);
    for (const std::string& folder : folders_of(update.ref)) {
      if (!mirror_.read({folder}).empty()) throw_in_the_way(update.ref, folder);
    }
  }
}

ApplyResult RemoteHub::apply(const Transaction& transaction) {
  check_names(transaction);
  check_each_other(transaction.updates);
  check_objects(repository_, transaction.updates);
  Updates absences;
  Updates pushed;
  for (const git::RefUpdate& update : transaction.updates)
    (is_absence(update) ? absences : pushed).push_back(update);
  // A ref that has its new value already is passed over by git whatever its lease says, and the others are
  // pushed: several are looked at before, and one alone is known by its answer.
  const bool is_single = pushed.size() == 1 && absences.empty();
  if (!is_single) {
    if (auto others = contested(transaction.updates); !others.empty())
      return {Applied::lost_race, std::move(others)};
  }
  return pushed.empty() ? ApplyResult{} : push(pushed);
}

ApplyResult RemoteHub::push(const Updates& updates) {
  Patience pause(patience_, shortest_pause_of_remote, longest_pause_of_remote);
  bool any_unanswered = false;
  for (;;) {
    const PushAttempt attempt = remote_.push(updates);
    const bool done = attempt.answered && std::ranges::all_of(attempt.refs, [](const PushedRef& ref) {
                        return ref.end == RefPush::done || ref.end == RefPush::up_to_date;
                      });
    if (done && !came_too_late(attempt, updates)) return {};
    any_unanswered = any_unanswered || !attempt.answered;
    if (any_unanswered && all_as_desired(updates)) return {};
    if (auto others = contested(updates); !others.empty()) return {Applied::lost_race, std::move(others)};
    if (attempt.answered) throw_if_in_the_way(updates);
    if (attempt.answered && has_refused(attempt) && !may_pass(attempt))
      throw_refused(attempt, remote_.name());
    if (!attempt.answered) throw_if_hopeless(remote_.name(), attempt.said);
    if (pause.wait()) continue;
    if (may_pass(attempt)) throw_unwritable(attempt, remote_.name());
    throw_unreachable(remote_.name(), attempt.said);
  }
}

}  // namespace reeve
