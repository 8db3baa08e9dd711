#include "report/goal_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/spend_text.h"
#include "report/status_text.h"
#include "report/words.h"

namespace reeve {

namespace {

std::string goal_field(const std::string& name, const std::string& value) {
  return value.empty() ? "" : fmt::format("{:<8} {}\n", name, printable(value));
}

std::string body_text(const std::string& body) {
  std::string text;
  for (const std::string& line : split_lines(printable(trim(body))))
    text += line.empty() ? "\n" : "  " + line + "\n";
  return text.empty() ? "" : "\n" + text;
}

// The same lines as in the status, under each other.
std::string spend_field(const GoalStatus& status) {
  std::string text;
  for (const std::string& line : split_lines(spend_text(status, 0))) {
    const std::string words(trim(line));
    text += text.empty() ? goal_field("spend", words) : goal_field("", words);
  }
  return text;
}

// "2, begun … at 3d1f…: continue".
std::string cycle_words(const Cycle& cycle, TimePoint now) {
  std::string text = fmt::format("{}, begun {} ({} ago) at {}", cycle.number, time_words(cycle.started),
                                 short_age(now - cycle.started), cycle.start.substr(0, 10));
  if (!cycle.verdict.empty()) text += ": " + cycle.verdict;
  return text;
}

// A first cycle that nobody has judged yet says nothing that the lines above do not.
std::string cycles_text(const GoalState& goal, TimePoint now) {
  if (goal.cycles.size() == 1 && goal.cycles.front().verdict.empty()) return "";
  std::string text;
  for (const Cycle& cycle : goal.cycles) {
    text += goal_field("cycle", cycle_words(cycle, now));
    for (const std::string& reason : cycle.reasons) text += goal_field("", first_line(reason));
  }
  return text;
}

JsonObject cycle_json(const Cycle& cycle) {
  JsonObject object;
  object.add("number", cycle.number).add("started", format_time(cycle.started)).add("start", cycle.start);
  object.add_if("verdict", cycle.verdict).add_if("reasons", cycle.reasons);
  if (cycle.judged) object.add("judged", format_time(*cycle.judged));
  return object;
}

std::string hex_of(const std::optional<git::Oid>& id) {
  return id ? id->hex() : "missing";
}

}  // namespace

std::string goal_text(const GoalRecord& goal, const GoalStatus& status, TimePoint now) {
  const GoalSpec& spec = goal.state.spec;
  std::string text = goal_field("goal", spec.id) + goal_field("title", first_line(spec.title));
  text += goal_field("phase",
                     fmt::format("{}, opened {} ({} ago)", name_of(goal.state.phase),
                                 time_words(goal.state.opened_at), short_age(now - goal.state.opened_at)));
  if (!goal.state.reason.empty()) text += goal_field("reason", first_line(goal.state.reason));
  if (!status.halt.empty()) text += goal_field("halt", first_line(status.halt));
  text += goal_field("target", status.target + " at " + hex_of(goal.target));
  text += goal_field("base", spec.base) + goal_field("green", hex_of(goal.green));
  text += goal_field("tasks", fmt::format("{}, {} landed", phase_counts(status.phases), status.landed));
  text += cycles_text(goal.state, now) + spend_field(status);
  return text + list_lines("accept", spec.accept) + list_lines("checks", spec.checks) + body_text(spec.body);
}

JsonObject goal_json(const GoalRecord& goal, const GoalStatus& status) {
  const GoalSpec& spec = goal.state.spec;
  JsonObject object;
  object.add("id", spec.id).add("title", spec.title).add("phase", name_of(goal.state.phase));
  object.add_if("reason", goal.state.reason).add("opened", format_time(goal.state.opened_at));
  object.add("target", spec.target).add("base", spec.base);
  if (goal.target) object.add("tip", goal.target->hex());
  if (goal.green) object.add("green", goal.green->hex());
  object.add_if("body", spec.body).add_if("accept", spec.accept).add_if("checks", spec.checks);
  object.add("phases", phase_counts_json(status.phases)).add("landed", status.landed);
  std::vector<JsonObject> cycles;
  for (const Cycle& cycle : goal.state.cycles) cycles.push_back(cycle_json(cycle));
  object.add_if("halt", status.halt).add("cycles", cycles);
  object.add("spend", spend_json(status));
  return object;
}

}  // namespace reeve
