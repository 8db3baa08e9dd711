// Drives a policy in virtual time as a real gate would: merges, runs, lands and rejects what exists only as
// numbers. Shared by the tests of the queue and its simulator.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <set>

#include "queue/policy.h"
#include "queue/virtual_world.h"

namespace reeve::test {

struct VirtualSettings {
  queue::Settings queue;
  std::uint64_t seed = 1;
  Milliseconds duration{10 * 60'000};  // of a build
  double spread = 0;                   // 0.5: from half to one and a half of that
  double flaky = 0;                    // share of runs of a sound tree that fail
  int flakes_in_a_row = 1000;          // of one tree at most
  ConflictShares conflicts;
  queue::History history;  // that it begins with, and after a crash
};

enum class Fate { waits, landed, rejected, conflict, blocked, reverted };

struct VirtualRecord {
  std::string id;
  Fate fate = Fate::waits;
  TimePoint since{};
  TimePoint ended{};
  std::size_t position = 0;        // where it landed
  std::optional<TimePoint> green;  // when that was first known to pass
  int priority = 0;
  bool is_bad = false;
  bool clashed = false;  // with what was on the line when it was rejected
};

struct VirtualCount {
  std::size_t builds = 0;
  std::map<queue::Purpose, std::size_t> builds_for;
  std::size_t most_at_once = 0;
  std::size_t pushes = 0;
  std::size_t wrong_pushes = 0;  // after which the line did not pass
  std::size_t wrong_greens = 0;
  std::size_t wrong_reverts = 0;  // of a change without which the line is no better
  Milliseconds red{0};            // time in which the line's newest did not pass
  std::string stopped;            // the last reason
};

class VirtualGate {
 public:
  VirtualGate(const queue::Policy& policy, VirtualSettings settings);

  // These happen at their time, while run() runs.
  void arrive_at(TimePoint time, const std::string& id, const VirtualChange& change);
  void push_outside_at(TimePoint time, bool is_sound);
  // A gate that starts anew: what ran is lost, and a share of the results.
  void crash_at(TimePoint time, double lost);

  // Until nothing happens any more. `looking` is called with each step before it is carried out.
  void run(const std::function<void(const queue::State&, const queue::Step&)>& looking = {});

  const queue::State& state() const { return state_; }
  const VirtualWorld& world() const { return world_; }
  const VirtualCount& count() const { return count_; }
  const std::map<std::string, VirtualRecord>& records() const { return records_; }
  TimePoint now() const { return now_; }

 private:
  using Event = std::function<void()>;
  void arrive(const std::string& id, const VirtualChange& change);
  void end(std::uint64_t number);
  void decide(const std::function<void(const queue::State&, const queue::Step&)>& looking);
  bool carry_out(const queue::Step& step);
  void land(const std::vector<std::string>& changes);
  void push(queue::Change change);
  bool start(queue::Build build);
  queue::Tree merged(const queue::Tree& tree, bool& left_out);
  void leave(const std::string& id, Fate fate);
  void move_green(std::size_t position);
  bool passes(const queue::Build& build);
  void pass_time(TimePoint time);

  const queue::Policy& policy_;
  VirtualSettings settings_;
  VirtualWorld world_;
  queue::State state_;
  VirtualCount count_;
  std::map<std::string, VirtualRecord> records_;
  std::multimap<TimePoint, Event> events_;
  std::map<queue::Tree, int> flakes_;
  std::set<TimePoint> alarms_;
  std::uint64_t last_build_ = 0;
  TimePoint now_{};
};

}  // namespace reeve::test
