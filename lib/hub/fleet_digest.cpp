#include "hub/fleet_digest.h"

#include <algorithm>
#include <deque>
#include <unordered_set>

#include "base/error.h"
#include "hub/digest_cache.h"
#include "hub/in_parallel.h"
#include "hub/ledger.h"
#include "hub/ledger_totals.h"
#include "hub/log_note.h"
#include "task/digest.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::optional<TaskState> digest_in(std::string_view log) {
  auto state = state_in(log);
  return state ? std::optional(digest_of(std::move(*state))) : std::nullopt;
}

// A notes commit with one note (hub/log_note.h), read raw. Absent where anything is unusual:
// TaskStore::read() says what.
std::optional<TaskState> digest_at(git::ObjectReader& objects, const git::Oid& log, const std::string& id) {
  try {
    const std::string commit = objects.read(log, git::ObjectKind::commit);
    const auto tree = git::Oid::parse(commit.size() < 45 ? "" : std::string_view(commit).substr(5, 40));
    if (!tree) return std::nullopt;
    const std::string raw = objects.read(*tree, git::ObjectKind::tree);
    const auto entries = git::entries_of_raw_tree(raw);
    if (entries.size() != 1 || !git::Oid::parse(entries.front().name)) return std::nullopt;
    const std::string text = objects.read(entries.front().id, git::ObjectKind::blob);
    if (text.size() > longest_log) return std::nullopt;
    auto digest = digest_in(text);
    return digest && digest->spec.id == id ? std::move(digest) : std::nullopt;
  } catch (const Error&) {
    return std::nullopt;
  }
}

bool tells_of_conflicts(std::string_view note) {
  return note.find("\"paths\":") != std::string_view::npos ||
         note.find("\"splits\":") != std::string_view::npos;
}

class FleetReader {
 public:
  FleetReader(TaskStore& tasks, GoalStore& goals, const std::string& only, DigestCache cache)
      : store_(tasks),
        goal_store_(goals),
        repository_(tasks.hub().objects()),
        only_(only),
        cache_(cache),
        // The targets last: of a task that lands in between, the live one is left out.
        now_seen_(tasks.hub().look({std::string(refs::task_log_prefix), std::string(refs::ready_prefix),
                                    std::string(refs::goal_log_prefix), std::string(refs::goal_prefix),
                                    std::string(refs::green_prefix), std::string(refs::ledger)})),
        ledger_(now_seen_.read(refs::ledger)),
        landings_(repository_, ledger_) {}

  FleetDigest read() {
    if (cache_ == DigestCache::used) before_ = read_kept_digests(repository_);
    read_tasks();
    GoalStore::All all = goal_store_.all(now_seen_);
    digest_.damaged_goals = std::move(all.damaged);
    for (GoalRecord& goal : all.goals) {
      const bool is_wanted = only_.empty() ? !goal.state.finished() : goal.id() == only_;
      if (is_wanted)
        read_goal(std::move(goal));
      else if (!goal.state.finished())
        keep_for_later(goal.id());
    }
    if (has_news_ && cache_ == DigestCache::used) keep();
    hand_out();
    find_offers();
    take_tasks();
    return std::move(digest_);
  }

 private:
  // --- Live tasks

  struct Live {
    std::string id;
    git::Oid log;
    std::string_view kept;  // its digest's bytes, where it was read before
    bool is_damaged = false;
  };

  // Both lists are sorted by id.
  void read_tasks() {
    std::vector<std::size_t> moved;
    auto kept = before_.live.begin();
    const std::vector<git::Ref> logs = now_seen_.list(refs::task_log_prefix);
    live_.reserve(logs.size());
    records_.reserve(logs.size());
    for (const git::Ref& ref : logs) {
      auto id = refs::id_after(refs::task_log_prefix, ref.name);
      if (!id) continue;
      while (kept != before_.live.end() && kept->id < *id) ++kept;
      const bool is_kept = kept != before_.live.end() && kept->id == *id && kept->log == ref.id;
      live_.push_back({std::move(*id), ref.id, is_kept ? kept->digest : std::string_view()});
      records_.emplace_back().log = ref.id;
      if (!read_kept(live_.size() - 1)) moved.push_back(live_.size() - 1);
    }
    read_moved(moved);
  }

  // False for one that was not read before.
  bool read_kept(std::size_t place) {
    if (live_[place].kept.empty()) return false;
    BinaryReader in(live_[place].kept);
    records_[place].state = read_digest(in);
    return true;
  }

  void read_moved(const std::vector<std::size_t>& moved) {
    in_parallel(repository_, moved.size(), [&](git::ObjectReader& objects, std::size_t index) {
      Live& live = live_[moved[index]];
      auto digest = digest_at(objects, live.log, live.id);
      live.is_damaged = !digest;
      if (digest) records_[moved[index]].state = std::move(*digest);
    });
    for (const std::size_t place : moved) {
      if (live_[place].is_damaged) read_slowly(place);
      has_news_ = has_news_ || !live_[place].is_damaged;
    }
  }

  void keep() {
    std::deque<BinaryWriter> written;  // that now_.live looks into
    for (std::size_t place = 0; place < live_.size(); ++place) {
      const Live& live = live_[place];
      if (live.is_damaged) continue;
      std::string_view bytes = live.kept;
      if (bytes.empty()) {
        write_digest(written.emplace_back(), records_[place].state);
        bytes = written.back().written();
      }
      now_.live.push_back({live.id, live.log, bytes});
    }
    keep_digests(repository_, now_);
  }

  // As judge/offers.h says it of a task's branch: one that is elsewhere in another phase.
  void find_offers() {
    std::unordered_set<std::string_view> candidates;
    for (std::size_t place = 0; place < live_.size(); ++place) {
      if (live_[place].is_damaged || is_ready(place)) candidates.insert(live_[place].id);
    }
    for (const git::Ref& branch : now_seen_.list(refs::ready_prefix)) {
      const auto id = refs::id_after(refs::ready_prefix, branch.name);
      if (!id || !candidates.contains(*id)) digest_.offers.push_back(branch);
    }
  }

  bool is_ready(std::size_t place) const {
    return !live_[place].is_damaged && records_[place].state.phase == Phase::ready;
  }

  void read_slowly(std::size_t place) {
    Live& live = live_[place];
    try {
      records_[place].state = digest_of(store_.read(live.id, live.log).state);
      live.is_damaged = false;
    } catch (const Error& error) {
      digest_.damaged_tasks.push_back({live.id, refs::task_log(live.id), error.what()});
    }
  }

  // Those that wait for the gate, and have landed since they were looked at.
  std::unordered_set<std::string_view> landed_since(const GoalDigest& goal) {
    std::unordered_set<std::string_view> candidates;
    for (std::size_t place = 0; place < live_.size(); ++place) {
      if (is_ready(place)) candidates.insert(live_[place].id);
    }
    std::unordered_set<std::string_view> landed;
    std::string_view ids = candidates.empty() ? std::string_view() : goal.landed.ids;
    for (; !ids.empty(); ids.remove_prefix(ids.find('\n') + 1)) {
      const auto found = candidates.find(ids.substr(0, ids.find('\n')));
      if (found != candidates.end()) landed.insert(*found);
    }
    return landed;
  }

  void take_tasks() {
    std::map<std::string_view, GoalDigest*> goals;
    std::unordered_set<std::string_view> landed;
    for (GoalDigest& goal : digest_.goals) {
      goals.emplace(goal.goal.id(), &goal);
      landed.merge(landed_since(goal));
    }
    const auto goal_of = [&](const TaskRecord& task) {
      const auto goal = goals.find(task.state.spec.goal);
      return goal == goals.end() || landed.contains(task.state.spec.id) ? nullptr : goal->second;
    };
    if (goals.size() == 1) {
      // Of ten thousand, 10 MB, nothing is moved where nothing has to be left out.
      std::erase_if(records_, [&](const TaskRecord& task) { return goal_of(task) == nullptr; });
      digest_.goals.front().tasks = std::move(records_);
      return;
    }
    for (TaskRecord& task : records_) {
      if (GoalDigest* goal = goal_of(task)) goal->tasks.push_back(std::move(task));
    }
  }

  // --- What has ended

  void read_goal(GoalRecord record) {
    GoalDigest goal;
    goal.goal = std::move(record);
    const std::string& id = goal.goal.id();
    now_.landed[id] = landed_of(goal.goal);
    now_.filed[id] = filed_of(goal.goal);
    now_.cycles[id] = cycle_of(goal.goal);
    digest_.goals.push_back(std::move(goal));
  }

  // What is kept was written before.
  void hand_out() {
    for (GoalDigest& goal : digest_.goals) {
      const std::string& id = goal.goal.id();
      goal.landed = std::move(now_.landed[id].totals);
      goal.filed = std::move(now_.filed[id].tasks);
      goal.collided = std::move(now_.cycles[id].tasks);
    }
  }

  // Of a goal that is not asked for now.
  void keep_for_later(const std::string& goal) {
    if (auto landed = taken(before_.landed, goal)) now_.landed.emplace(goal, std::move(*landed));
    if (auto filed = taken(before_.filed, goal)) now_.filed.emplace(goal, std::move(*filed));
    if (auto cycle = taken(before_.cycles, goal)) now_.cycles.emplace(goal, std::move(*cycle));
  }

  template <typename Value>
  std::optional<Value> taken(std::map<std::string, Value>& values, const std::string& goal) {
    auto found = values.extract(goal);
    if (found.empty()) return std::nullopt;
    return std::move(found.mapped());
  }

  // Whatever was read before, the ledger may have later sums.
  LandedReading landed_of(const GoalRecord& goal) {
    if (!goal.target) return {};
    auto before = taken(before_.landed, goal.id());
    if (before && before->tip == goal.target) return std::move(*before);
    has_news_ = true;
    std::vector<LandedReading> earlier;
    if (before) earlier.push_back(std::move(*before));
    if (auto written = totals_in_ledger(repository_, ledger_, goal.id()))
      earlier.push_back(std::move(*written));
    const TargetStretch stretch{goal.id(), base_of(goal.state, goal.goal_commit), *goal.target};
    return read_landed(repository_, landings_, stretch, std::move(earlier));
  }

  FiledDigests filed_of(const GoalRecord& goal) {
    FiledDigests filed;
    if (ledger_) filed.note = ledger_note_id(repository_, *ledger_, goal.goal_commit);
    auto before = taken(before_.filed, goal.id());
    if (before && before->note == filed.note) return std::move(*before);
    has_news_ = true;
    if (!filed.note) return filed;
    // Logs with the same id stand there in the order in which they were filed.
    std::map<std::string, TaskState> by_id;
    for (const std::string& log : logs_in_note(repository_.read_blob(*filed.note))) {
      if (auto digest = digest_in(log)) by_id.insert_or_assign(digest->spec.id, std::move(*digest));
    }
    for (auto& [id, digest] : by_id) filed.tasks.push_back(std::move(digest));
    return filed;
  }

  // The base of the goal where the cycle's is not here: a person may have rewritten the target.
  git::Oid start_of_cycle(const GoalRecord& goal) {
    const auto& cycles = goal.state.cycles;
    const auto start = cycles.empty() ? std::nullopt : git::Oid::parse(cycles.back().start);
    if (start && repository_.exists(*start)) return *start;
    return base_of(goal.state, goal.goal_commit);
  }

  CycleDigests cycle_of(const GoalRecord& goal) {
    CycleDigests cycle;
    if (!goal.target || goal.state.phase != GoalPhase::open) return cycle;
    cycle.start = start_of_cycle(goal);
    cycle.tip = *goal.target;
    auto before = taken(before_.cycles, goal.id());
    if (before && before->start != cycle.start) before.reset();
    cycle.ledger = ledger_.value_or(git::Oid());
    const bool is_known = before && before->tip == cycle.tip;
    if (is_known && (before->missing.empty() || before->ledger == cycle.ledger)) return std::move(*before);
    has_news_ = true;
    read_cycle(goal, cycle, before);
    return cycle;
  }

  void read_cycle(const GoalRecord& goal, CycleDigests& cycle, std::optional<CycleDigests>& before) {
    auto landed = before ? landings_between(goal.id(), cycle, before->tip) : std::nullopt;
    if (landed) {
      cycle.tasks = std::move(before->tasks);
      landed->insert(landed->end(), before->missing.begin(), before->missing.end());
    } else {
      landed = landings_between(goal.id(), cycle, std::nullopt);
    }
    const auto notes = landings_.notes_on(*landed);
    for (std::size_t index = 0; index < notes.size(); ++index) {
      if (!notes[index]) cycle.missing.push_back((*landed)[index]);
      if (notes[index] && tells_of_conflicts(*notes[index])) add_note(cycle, *notes[index]);
    }
  }

  std::optional<std::vector<git::Oid>> landings_between(const std::string& goal, const CycleDigests& cycle,
                                                        std::optional<git::Oid> before) {
    return landed_commits(repository_, landings_, {goal, cycle.start, cycle.tip}, before);
  }

  static void add_note(CycleDigests& cycle, const std::string& note) {
    const auto log = log_in_ledger_note(note);
    auto digest = log ? digest_in(*log) : std::nullopt;
    if (!digest) return;
    const bool collided = !digest->spec.splits.empty() ||
                          std::any_of(digest->attempts.begin(), digest->attempts.end(),
                                      [](const Attempt& attempt) { return !attempt.paths.empty(); });
    if (collided) cycle.tasks.push_back(std::move(*digest));
  }

  TaskStore& store_;
  GoalStore& goal_store_;
  const git::Repository& repository_;
  std::string only_;
  DigestCache cache_;
  RefSnapshot now_seen_;
  FleetDigest digest_;
  std::optional<git::Oid> ledger_;
  LandingReader landings_;
  std::vector<Live> live_;           // by id
  std::vector<TaskRecord> records_;  // of each of them; empty where it is damaged
  KeptDigests before_;
  KeptDigests now_;
  bool has_news_ = false;
};

}  // namespace

FleetDigest read_fleet_digest(TaskStore& tasks, GoalStore& goals, const std::string& only,
                              DigestCache cache) {
  return FleetReader(tasks, goals, only, cache).read();
}

}  // namespace reeve
