#include "report/explain.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/last_try.h"
#include "report/words.h"
#include "task/spend.h"

namespace reeve {

namespace {

using Sentences = std::vector<std::string>;

std::string age(const ExplainFacts& facts, TimePoint since) {
  return short_age(facts.now - since);
}

std::string opening(const ExplainFacts& facts) {
  const TaskState& task = facts.task;
  const std::string id = printable(task.spec.id);
  const std::string since =
      fmt::format("{} ({} ago)", time_words(task.phase_since), age(facts, task.phase_since));
  if (task.phase == Phase::landed && task.spec.kind == TaskKind::plan)
    return fmt::format("{} was planned at {}.", id, since);
  if (task.phase == Phase::landed && task.spec.kind == TaskKind::judge)
    return fmt::format("{} was judged at {}.", id, since);
  if (task.phase == Phase::landed) return fmt::format("{} landed at {}.", id, since);
  if (task.phase == Phase::cancelled) return fmt::format("{} was cancelled at {}.", id, since);
  return fmt::format("{} is {} since {}.", id, name_of(task.phase), since);
}

// "small, agent 1 of 2 on its ladder".
std::string next_agent(const ExplainFacts& facts) {
  const auto rung = std::min(static_cast<std::size_t>(std::max(facts.task.rung, 0)), facts.ladder.size() - 1);
  const std::string name = first_line(facts.ladder[rung]);
  if (facts.ladder.size() == 1) return name;
  return fmt::format("{}, agent {} of {} on its ladder", name, rung + 1, facts.ladder.size());
}

void say_predecessors(const ExplainFacts& facts, Sentences& sentences) {
  std::size_t missing = 0;
  bool stuck = false;
  for (const Predecessor& before : facts.predecessors) {
    if (before.where == "landed" || before.where == "dropped") continue;
    ++missing;
    sentences.push_back(fmt::format("It waits for {}, which {} {}.", printable(before.id),
                                    before.where.starts_with("replaced") ? "was" : "is", before.where));
    stuck = stuck || before.where == "cancelled" || before.where == "unknown";
  }
  if (stuck) {
    sentences.push_back("That will never land, so nor will this one: 'git reeve task cancel " +
                        facts.task.spec.id + "', and plan what is left anew.");
  } else if (missing > 0) {
    sentences.emplace_back("It is dispatched as soon as they have landed.");
  } else if (facts.turn) {
    sentences.push_back(fmt::format("It waits for its turn at {}, behind {}.", printable(facts.turn->path),
                                    printable(facts.turn->behind)));
    sentences.emplace_back(
        "That file has had so many conflicts that its tasks are done one after the other, until one lands "
        "that "
        "takes it apart ([plan] hot).");
  } else {
    sentences.emplace_back(
        "Nothing it waits for is missing: the next 'git reeve reconcile' (or 'git reeve run') dispatches "
        "it.");
  }
}

void say_last_failure(const ExplainFacts& facts, Sentences& sentences) {
  const Attempt* last = facts.task.last_attempt();
  if (last == nullptr || !last->outcome || *last->outcome == Outcome::done) return;
  std::string sentence =
      fmt::format("Its last try, {}, ended as {}", attempt_words(*last), name_of(*last->outcome));
  if (!last->reason.empty()) sentence += ": " + first_line(last->reason);
  sentences.push_back(sentence + (sentence.ends_with('.') ? "" : "."));
}

void say_open(const ExplainFacts& facts, Sentences& sentences) {
  const TaskState& task = facts.task;
  say_last_failure(facts, sentences);
  const bool is_paused = task.not_before && *task.not_before > facts.now;
  if (is_paused) {
    sentences.push_back(fmt::format("It is paused until {} (for {}).", time_words(*task.not_before),
                                    short_age(*task.not_before - facts.now)));
  }
  if (task.resume_work) sentences.emplace_back("The next attempt goes on from the work there is.");
  if (!facts.configuration_problem.empty()) {
    sentences.push_back("No worker can claim it, as the configuration is wrong: " +
                        first_line(facts.configuration_problem) + ".");
    return;
  }
  if (facts.ladder.empty()) {
    sentences.push_back(
        fmt::format("No worker can claim it, as no agent is named: set [roles] {} in .reeve/config.toml.",
                    role_of(task.spec.kind)));
    return;
  }
  if (!facts.halt.empty()) {
    sentences.push_back(fmt::format("No worker can claim it, as {}; 'git reeve goal resume {}' restarts it.",
                                    first_line(facts.halt), task.spec.goal));
    return;
  }
  if (facts.resting && !is_paused) {
    sentences.push_back(fmt::format("Its agent, {}, is paused until {} (for {}) by a limit of its service.",
                                    next_agent(facts), time_words(*facts.resting),
                                    short_age(*facts.resting - facts.now)));
    return;
  }
  if (facts.budget) {
    sentences.push_back("No worker can claim it now: " + *facts.budget + ".");
    return;
  }
  sentences.push_back(
      fmt::format("Any worker can claim it, with {}: 'git reeve run', or 'git reeve work --task {}'.",
                  next_agent(facts), task.spec.id));
}

void say_worker(const ExplainFacts& facts, Sentences& sentences) {
  const std::string until = time_words(facts.task.claim->lease_until);
  const bool expired = lease_expired(facts.task, facts.now);
  if (facts.worker == WorkerLife::gone) {
    sentences.emplace_back(
        "The worker's process is gone: 'git reeve reconcile' (or 'git reeve run') keeps its work and puts "
        "the task back.");
  } else if (expired) {
    sentences.push_back("Its lease ended at " + until +
                        ": 'git reeve reconcile' (or 'git reeve run') takes the task back.");
  } else if (facts.worker == WorkerLife::running) {
    sentences.push_back("The worker's process is running on this machine; its lease is good until " + until +
                        " and is renewed while it works.");
  } else {
    sentences.push_back("The worker runs somewhere else; its lease is good until " + until +
                        ", and without news the task is taken back then.");
  }
}

void say_claimed(const ExplainFacts& facts, Sentences& sentences) {
  const TaskState& task = facts.task;
  if (!task.claim || task.attempts.empty()) return;
  sentences.push_back(fmt::format("It was claimed by {}: {}.", first_line(task.claim->by),
                                  attempt_words(task.attempts.back())));
  sentences.push_back(fmt::format("The last news of it came {} ago.", age(facts, task.last_event_at)));
  if (!task.work.empty())
    sentences.push_back("Its work so far is commit " + first_line(task.work.substr(0, 10)) + ".");
  say_worker(facts, sentences);
}

// What lenses of the gate said of what waits.
void say_reviews(const TaskState& task, Sentences& sentences) {
  if (task.attempts.empty()) return;
  for (const Review& review : task.attempts.back().reviews) {
    const std::string why = review.reason.empty() ? "" : ": " + first_line(review.reason);
    sentences.push_back(
        fmt::format("The review {} says {}{}", first_line(review.lens), first_line(review.verdict), why));
  }
}

void say_ready(const ExplainFacts& facts, Sentences& sentences) {
  sentences.push_back(fmt::format("Commit {} waits for the gate to land it on {}.",
                                  first_line(facts.task.submitted.substr(0, 10)), printable(facts.target)));
  say_reviews(facts.task, sentences);
  if (facts.blocked) {
    sentences.push_back("The gate looked at it and could not decide: " + first_line(*facts.blocked) + ".");
    sentences.emplace_back("It tries again once that is mended: 'git reeve judge'.");
    return;
  }
  if (!facts.line_stopped.empty())
    sentences.push_back(
        "The gate lands nothing until a person has looked: " + first_line(facts.line_stopped) + ".");
  if (!facts.at_the_gate.empty()) {
    const std::string when = facts.said_at ? fmt::format(" ({} ago)", age(facts, *facts.said_at)) : "";
    sentences.push_back("The gate says" + when + ": " + first_line(facts.at_the_gate) + ".");
    return;
  }
  sentences.push_back(facts.candidates_before == 0
                          ? "It is the gate's next: 'git reeve judge', or 'git reeve run'."
                          : fmt::format("{} before it: 'git reeve judge', or 'git reeve run'.",
                                        facts.candidates_before == 1
                                            ? "1 candidate is"
                                            : fmt::format("{} candidates are", facts.candidates_before)));
}

void say_held(const ExplainFacts& facts, Sentences& sentences) {
  const TaskState& task = facts.task;
  const Attempt* last = task.last_attempt();
  const bool asks = last != nullptr && last->outcome == Outcome::needs_input && last->reason == task.reason;
  if (asks) {
    sentences.push_back("Its agent asks: " + first_line(task.reason));
    sentences.push_back("Answer with: git reeve task answer " + task.spec.id + " TEXT");
    return;
  }
  sentences.push_back(task.reason.empty() ? "Nobody said why." : "The reason: " + first_line(task.reason));
  for (std::string& sentence : left_by_attempts(task)) sentences.push_back(std::move(sentence));
  if (!task.spec.pushed_as.empty() && last != nullptr && last->outcome)
    sentences.push_back(
        fmt::format("Mend it and push it again, under the same name: "
                    "git push REMOTE HEAD:reeve/ready/{}",
                    first_line(task.spec.pushed_as)));
  sentences.push_back(
      fmt::format("It goes on after 'git reeve task retry {0}' (or 'release {0}'); "
                  "'git reeve task cancel {0}' gives it up.",
                  task.spec.id));
}

void say_end(const ExplainFacts& facts, Sentences& sentences) {
  const TaskState& task = facts.task;
  if (task.phase == Phase::landed && task.spec.kind == TaskKind::plan) {
    sentences.push_back("It became " + first_line(task.reason) + ".");
    return;
  }
  if (task.phase == Phase::landed && task.spec.kind == TaskKind::judge) {
    sentences.push_back("It said: " + first_line(task.reason));
    return;
  }
  if (task.phase == Phase::landed) {
    const std::string commit = first_line(task.landed.substr(0, 10));
    sentences.push_back(fmt::format("It is commit {} on {}.", commit, printable(facts.target)));
    sentences.push_back(
        fmt::format("Its whole story: git log -1 --notes=refs/notes/reeve/ledger {}", commit));
    return;
  }
  if (!task.reason.empty()) sentences.push_back("The reason: " + first_line(task.reason));
  sentences.emplace_back("Nothing more happens to it.");
}

// Nothing where only the time is known: 'task show' has it.
void say_spend(const TaskState& task, Sentences& sentences) {
  const Spend total = total_of(spend_of(task).table);
  std::vector<std::string> parts;
  if (total.usage.cost) parts.push_back("cost " + cost_words(*total.usage.cost));
  if (const std::string tokens = token_kinds(total.usage); !tokens.empty())
    parts.push_back("tokens " + tokens);
  if (total.unknown_cost > 0) parts.push_back(fmt::format("cost not known for {}", total.unknown_cost));
  if (parts.empty()) return;
  sentences.push_back(
      fmt::format("It has used, in {}: {}.", count_of(total.attempts, "attempt"), join(parts, ", ")));
}

void say_phase(const ExplainFacts& facts, Sentences& sentences) {
  switch (facts.task.phase) {
    case Phase::waiting:
      return say_predecessors(facts, sentences);
    case Phase::open:
      return say_open(facts, sentences);
    case Phase::claimed:
      return say_claimed(facts, sentences);
    case Phase::ready:
      return say_ready(facts, sentences);
    case Phase::failed:
      say_last_failure(facts, sentences);
      sentences.emplace_back(
          "What follows is decided by the next 'git reeve reconcile' (or 'git reeve run').");
      return;
    case Phase::held:
      return say_held(facts, sentences);
    case Phase::landed:
    case Phase::cancelled:
      return say_end(facts, sentences);
  }
}

}  // namespace

Sentences explain(const ExplainFacts& facts) {
  Sentences sentences{opening(facts)};
  say_phase(facts, sentences);
  say_spend(facts.task, sentences);
  if (facts.task.finished()) return sentences;
  if (!facts.branch) {
    sentences.emplace_back(
        "Its branch is missing: 'git reeve reconcile' puts it back where the log says it was.");
  }
  if (facts.goal != GoalPhase::open) {
    sentences.push_back(fmt::format("Its goal is {0}, so nothing is started: 'git reeve goal resume {1}'.",
                                    name_of(facts.goal), facts.task.spec.goal));
  }
  return sentences;
}

}  // namespace reeve
