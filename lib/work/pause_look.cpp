#include "work/pause_look.h"

#include "base/error.h"
#include "task/policy.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

constexpr Milliseconds oldest{1'000};

}  // namespace

const AgentPauses& PauseLook::of(const std::string& goal) {
  const TimePoint now = store_.clock().now();
  if (!looked_ || now - *looked_ > oldest) look(now);
  return pauses_[goal];
}

void PauseLook::look(TimePoint now) {
  std::map<std::string, Known> before = std::move(known_);
  known_.clear();
  for (const git::Ref& ref : store_.hub().list(std::string(refs::task_log_prefix))) {
    const auto id = refs::id_after(refs::task_log_prefix, ref.name);
    if (!id) continue;
    auto known = before.extract(*id);
    if (!known.empty() && known.mapped().log == ref.id) {
      known_.insert(std::move(known));
    } else {
      known_.emplace(*id, read(*id, ref.id));
    }
  }
  std::map<std::string, std::vector<AgentNews>> news;
  for (const auto& [id, task] : known_) {
    std::vector<AgentNews>& all = news[task.goal];
    all.insert(all.end(), task.news.begin(), task.news.end());
  }
  pauses_.clear();
  for (const auto& [goal, all] : news) pauses_.emplace(goal, agent_pauses(all, now));
  looked_ = now;
}

// A damaged log says nothing; status shows it.
PauseLook::Known PauseLook::read(const std::string& id, const git::Oid& log) {
  try {
    const TaskState state = store_.read(id, log).state;
    return {log, state.spec.goal, news_of_agents(state, RetryLimits().pause)};
  } catch (const Error& error) {
    if (error.kind() != ErrorKind::damaged) throw;
    return {log, "", {}};
  }
}

}  // namespace reeve
