#include "judge/lenses.h"

#include <fmt/format.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "base/error.h"
#include "base/glob.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "judge/lens_run.h"

namespace reeve {

namespace {

constexpr std::size_t most_at_once = 4;  // models answer slowly; more of them would meet their rate limits
constexpr std::size_t most_lens_tries = 10;  // of a blocking lens that could not run, over all gates

bool is_conclusive(const std::string& verdict) {
  return verdict == review_pass || verdict == review_fail || verdict == review_unsure;
}

Review review_in(const Event& event) {
  return {event.lens,    event.agent,  event.verdict, event.reason,
          event.reasons, event.commit, event.trace,   event.usage};
}

// What was said of this commit before costs nothing again.
Event event_of(const Review& review) {
  Event event = make_event(EventType::reviewed, {}, "");
  event.lens = review.lens;
  event.agent = review.agent;
  event.verdict = review.verdict;
  event.reason = review.reason;
  event.reasons = review.reasons;
  event.commit = review.commit;
  event.trace = review.trace;
  return event;
}

// --- What has ended and is in no log yet, for the next gate on this machine: one file a commit and lens, of
// the same lines as a task's log.

std::filesystem::path file_of(const git::Repository& repository, const std::string& commit,
                              const std::string& lens) {
  return state_folder(repository) / "reviews" / (commit + "-" + lens + ".json");
}

void keep(const std::filesystem::path& file, const TaskSpec& spec, const Event& event) {
  make_folders(file.parent_path());
  write_file(file, encode_spec(spec) + encode_event(event));
}

std::optional<Event> kept_in(const std::filesystem::path& file) {
  if (!std::filesystem::exists(file)) return std::nullopt;
  try {
    const TaskLog log = decode_task_log(read_file(file));
    return log.events.empty() ? std::nullopt : std::optional(log.events.front());
  } catch (const Error&) {
    return std::nullopt;  // cut short by a crash: it is run again
  }
}

// --- What a verdict means

std::string words_of(const Review& review) {
  const std::string sentence = review.reason.empty() ? "" : ": " + review.reason;
  return fmt::format("the review '{}' says {}{}", review.lens, review.verdict, sentence);
}

std::string all_words_of(const std::vector<Review>& reviews) {
  std::string text;
  for (const Review& review : reviews) {
    if (!text.empty()) text += "\n";
    text += words_of(review);
    for (const std::string& reason : review.reasons) text += "\n- " + reason;
  }
  return text;
}

LensStatus rejected_by(const std::vector<Review>& reviews, const TaskRecord& task) {
  LensStatus status{LensStatus::Kind::rejected, {}, words_of(reviews.front())};
  status.failure.outcome = Outcome::rejected;
  status.failure.reason = all_words_of(reviews);
  status.failure.work = task.branch;
  return status;
}

}  // namespace

// Tells the gate's thread that a review has ended.
struct Lenses::Bell {
  std::mutex mutex;
  std::condition_variable rings;
  std::size_t count = 0;

  void ring() {
    {
      const std::lock_guard lock(mutex);
      ++count;
    }
    rings.notify_all();
  }
};

struct Lenses::Run {
  std::string task;
  Event event;
  std::atomic<bool> has_ended = false;
  std::jthread thread;  // last: it is joined before the rest goes
};

Lenses::Lenses(TaskStore& store, const git::Oid& policy, Config config, Runners::Agent agent)
    : store_(store),
      policy_(policy),
      config_(std::move(config)),
      agent_(std::move(agent)),
      bell_(std::make_unique<Bell>()) {
  std::vector<LensConfig> ordered;
  for (const bool blocking : {true, false})
    std::ranges::copy_if(config_.gate.lenses, std::back_inserter(ordered),
                         [&](const LensConfig& lens) { return lens.blocking == blocking; });
  config_.gate.lenses = std::move(ordered);
}

Lenses::~Lenses() {
  for (auto& [key, run] : runs_) run->thread.request_stop();
}

std::size_t Lenses::running() const {
  return static_cast<std::size_t>(
      std::ranges::count_if(runs_, [](const auto& entry) { return !entry.second->has_ended; }));
}

void Lenses::collect() {
  for (auto run = runs_.begin(); run != runs_.end();) {
    if (!run->second->has_ended) {
      ++run;
      continue;
    }
    if (run->second->thread.joinable()) run->second->thread.join();
    ended_[run->first].push_back(std::move(run->second->event));
    run = runs_.erase(run);
  }
}

const std::set<std::string>& Lenses::due_lenses(const TaskRecord& task) {
  const auto [place, is_new] = due_.try_emplace(task.state.submitted);
  if (!is_new) return place->second;
  const git::Repository& repository = store_.hub().objects();
  const auto commit = git::Oid::parse(task.state.submitted);
  if (!commit || !repository.exists(*commit)) return place->second;
  const git::Oid base = repository.merge_base(target_.value_or(policy_), *commit).value_or(policy_);
  const auto changes = repository.changes(repository.tree_of(base), repository.tree_of(*commit));
  for (const LensConfig& lens : config_.gate.lenses) {
    const auto is_its = [&](const git::Change& change) { return any_glob_matches(lens.paths, change.path); };
    if (lens.paths.empty() || std::ranges::any_of(changes, is_its)) place->second.insert(lens.name);
  }
  return place->second;
}

// The last word of a lens on what is submitted now.
std::optional<Review> Lenses::review_of(const TaskRecord& task, const std::string& lens) const {
  const auto ended = ended_.find({task.state.submitted, lens});
  if (ended != ended_.end() && !ended->second.empty()) return review_in(ended->second.back());
  if (task.state.attempts.empty()) return std::nullopt;
  std::optional<Review> last;
  for (const Review& review : task.state.attempts.back().reviews)
    if (review.lens == lens && review.commit == task.state.submitted) last = review;
  return last;
}

bool Lenses::is_settled(const TaskRecord& task, const LensConfig& lens) const {
  const auto review = review_of(task, lens.name);
  if (!review || runs_.contains({task.state.submitted, lens.name})) return false;
  if (is_conclusive(review->verdict) || !lens.blocking) return true;
  if (tried_.contains({task.state.submitted, lens.name})) return true;
  const auto& reviews = task.state.attempts.back().reviews;
  return static_cast<std::size_t>(std::ranges::count(reviews, lens.name, &Review::lens)) >= most_lens_tries;
}

// From an earlier attempt that submitted the same commit, or what a gate left that was killed.
bool Lenses::recall(const TaskRecord& task, const LensConfig& lens) {
  const Key key{task.state.submitted, lens.name};
  for (const Attempt& attempt : task.state.attempts) {
    for (const Review& review : attempt.reviews) {
      const bool is_of_this = review.lens == lens.name && review.commit == task.state.submitted;
      if (!is_of_this || !is_conclusive(review.verdict)) continue;
      ended_[key].push_back(event_of(review));
      return true;
    }
  }
  if (tried_.contains(key)) return false;
  const auto event = kept_in(file_of(store_.hub().objects(), task.state.submitted, lens.name));
  if (!event || event->lens != lens.name || event->commit != task.state.submitted) return false;
  ended_[key].push_back(*event);
  return is_settled(task, lens);
}

void Lenses::start(const TaskRecord& task, const LensConfig& lens, const git::Oid& target) {
  const Key key{task.state.submitted, lens.name};
  tried_.insert(key);
  const Grant granted = grant ? grant(task, agent_of_lens(lens.agents.front(), lens, config_)) : Grant{};
  if (!granted.left) {
    Review review{lens.name, "", std::string(review_could_not_run), granted.objection, {}, key.first, {}, {}};
    ended_[key].push_back(event_of(review));
    return;
  }
  const git::Repository& repository = store_.hub().objects();
  LensWork work{repository.git_dir(), task.state, target, policy_, lens, config_, agent_, *granted.left, {}};
  auto run = std::make_unique<Run>();
  run->task = task.id();
  const auto file = file_of(repository, key.first, key.second);
  run->thread = std::jthread(
      [work = std::move(work), file, &run = *run, &bell = *bell_](const std::stop_token& stop) mutable {
        work.stop = stop;
        run.event = run_lens(work);
        run.event.type = EventType::reviewed;
        run.event.name = name_of(EventType::reviewed);
        try {
          keep(file, work.task.spec, run.event);
        } catch (const std::exception&) {
          // It counts all the same; only a gate that is killed now has to ask again.
        }
        run.has_ended = true;
        bell.ring();
      });
  runs_.emplace(key, std::move(run));
}

void Lenses::start_due(const std::vector<TaskRecord>& candidates, const git::Oid& target) {
  if (empty()) return;
  target_ = target;
  collect();
  for (const TaskRecord& task : candidates) {
    for (const LensConfig& lens : config_.gate.lenses) {
      if (running() >= most_at_once) return;
      const Key key{task.state.submitted, lens.name};
      if (!due_lenses(task).contains(lens.name) || runs_.contains(key) || is_settled(task, lens)) continue;
      if (!recall(task, lens)) start(task, lens, target);
    }
  }
}

LensStatus Lenses::status_of(const TaskRecord& task) {
  if (empty()) return {};
  collect();
  std::vector<Review> failed;
  std::size_t blocking = 0;
  LensStatus status;
  for (const LensConfig& lens : config_.gate.lenses) {
    if (!lens.blocking || !due_lenses(task).contains(lens.name)) continue;
    ++blocking;
    const auto review = review_of(task, lens.name);
    if (!review || !is_settled(task, lens)) {
      status.kind = LensStatus::Kind::waiting;
    } else if (review->verdict == review_fail) {
      failed.push_back(*review);
    } else if (review->verdict == review_could_not_run && status.kind == LensStatus::Kind::clear) {
      status = {LensStatus::Kind::blocked, {}, words_of(*review)};
    }
  }
  // A verdict that is certain needs no other.
  if (!failed.empty() && failed.size() >= std::min(config_.gate.lens_fails, blocking))
    return rejected_by(failed, task);
  return status;
}

void Lenses::record(TaskRecord& task) {
  collect();
  for (const LensConfig& lens : config_.gate.lenses) {
    const auto ended = ended_.find({task.state.submitted, lens.name});
    if (ended == ended_.end()) continue;
    const auto file = file_of(store_.hub().objects(), ended->first.first, lens.name);
    std::erase_if(ended->second, [&](const Event& event) { return store_.review(task, event); });
    if (!ended->second.empty()) continue;
    std::error_code gone;
    std::filesystem::remove(file, gone);
    ended_.erase(ended);
  }
}

void Lenses::finish(TaskRecord& task) {
  if (empty()) return;
  for (auto& [key, run] : runs_)
    if (key.first == task.state.submitted) run->thread.request_stop();
  for (auto& [key, run] : runs_) {
    if (key.first != task.state.submitted) continue;
    if (run->thread.joinable()) run->thread.join();
  }
  record(task);
}

void Lenses::wait(Milliseconds time) {
  std::unique_lock lock(bell_->mutex);
  const std::size_t seen = heard_;
  bell_->rings.wait_for(lock, time, [&] { return bell_->count != seen; });
  heard_ = bell_->count;
}

}  // namespace reeve
