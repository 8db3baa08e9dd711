#include "report/task_text.h"

#include <fmt/format.h>

#include "base/text.h"
#include "report/words.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

std::string indented(const std::string& text, const std::string& indent) {
  std::string result;
  for (const std::string& line : split_lines(printable(trim(text))))
    result += line.empty() ? "\n" : indent + line + "\n";
  return result;
}

std::string spec_text(const TaskSpec& spec) {
  std::string text = field_line("task", spec.id) + field_line("title", first_line(spec.title)) +
                     field_line("goal", spec.goal);
  if (spec.kind != TaskKind::work) text += field_line("kind", std::string(name_of(spec.kind)));
  text += field_line("goes on", spec.continues);
  if (spec.cycle > 0) text += field_line("cycle", std::to_string(spec.cycle));
  text += field_line("parent", spec.parent) + field_line("path", spec.path) + field_line("agent", spec.agent);
  if (spec.difficulty != Difficulty::normal)
    text += field_line("level", std::string(name_of(spec.difficulty)));
  if (spec.priority != 0) text += field_line("priority", std::to_string(spec.priority));
  if (spec.minutes > 0) text += field_line("minutes", std::to_string(spec.minutes));
  return text;
}

std::string state_text(const TaskState& state, TimePoint now) {
  std::string text =
      field_line("phase", fmt::format("{} since {} ({} ago)", phase_word(state.phase, state.spec.kind),
                                      time_words(state.phase_since), short_age(now - state.phase_since)));
  if (!state.reason.empty()) text += field_line("reason", first_line(state.reason));
  if (state.claim) {
    text += field_line("claim", fmt::format("{} until {}", first_line(state.claim->by),
                                            time_words(state.claim->lease_until)));
  }
  if (state.not_before) text += field_line("paused", "until " + time_words(*state.not_before));
  return text + field_line("base", state.base) + field_line("work", state.work) +
         field_line("submitted", state.submitted) + field_line("landed", state.landed);
}

std::string receipt_text(const Receipt& receipt) {
  const std::string flaky = is_flaky(receipt) ? fmt::format(", flaky: run {}", receipt.runs) : "";
  std::string text = fmt::format("    {} ({}, {:.1f} s{}): {}\n", name_of(receipt.result),
                                 receipt.where == CheckPlace::gate ? "gate" : "worker", receipt.seconds,
                                 flaky, first_line(receipt.command));
  text += indented(receipt.log, "      ");
  return receipt.log_file.empty() ? text : text + "      all of it: " + first_line(receipt.log_file) + "\n";
}

std::string handoff_text(const Handoff& handoff) {
  return indented(handoff.summary, "    ") + list_lines("not done", handoff.not_done, "    ") +
         list_lines("concerns", handoff.concerns, "    ") +
         list_lines("deviations", handoff.deviations, "    ") +
         list_lines("findings", handoff.findings, "    ") +
         list_lines("suggestions", handoff.suggestions, "    ");
}

std::string usage_text(const Usage& usage) {
  std::vector<std::string> parts;
  if (usage.seconds) {
    const Milliseconds used(static_cast<Milliseconds::rep>(*usage.seconds * 1000));
    parts.push_back(used < Milliseconds(1000) ? "under 1 s" : short_age(used));
  }
  if (const std::string tokens = token_kinds(usage); !tokens.empty()) parts.push_back("tokens " + tokens);
  if (usage.turns) parts.push_back(count_of(static_cast<std::size_t>(*usage.turns), "turn"));
  if (usage.cost) parts.push_back("cost " + cost_words(*usage.cost));
  return parts.empty() ? "" : "    used " + join(parts, ", ") + "\n";
}

std::string trace_text(const AgentTrace& trace) {
  std::vector<std::string> parts;
  if (!trace.model.empty()) parts.push_back("model " + first_line(trace.model));
  if (!trace.version.empty()) parts.push_back("version " + first_line(trace.version));
  if (!trace.prompt.empty()) parts.push_back("prompt " + first_line(trace.prompt.substr(0, 10)));
  return parts.empty() ? "" : "    " + join(parts, ", ") + "\n";
}

std::string attempt_text(const Attempt& attempt, TimePoint now) {
  const TimePoint end = attempt.ended.value_or(now);
  std::string outcome = attempt.outcome ? std::string(name_of(*attempt.outcome))
                        : attempt.ended ? "submitted"
                                        : "running";
  std::string text =
      fmt::format("  {}: {}, after {}\n", attempt_words(attempt), outcome, short_age(end - attempt.started));
  text += indented(attempt.reason, "    ") + trace_text(attempt.trace);
  if (!attempt.commit.empty()) text += "    commit " + first_line(attempt.commit.substr(0, 10)) + "\n";
  text += handoff_text(attempt.handoff) + usage_text(attempt.usage);
  for (const Receipt& receipt : attempt.receipts) text += receipt_text(receipt);
  return text;
}

JsonObject attempt_json(const Attempt& attempt) {
  JsonObject object;
  object.add("attempt", attempt.number).add("agent", attempt.agent).add_if("model", attempt.trace.model);
  object.add_if("version", attempt.trace.version).add_if("prompt", attempt.trace.prompt);
  object.add("rung", attempt.rung).add("by", attempt.by).add("started", format_time(attempt.started));
  if (attempt.ended) object.add("ended", format_time(*attempt.ended));
  if (attempt.outcome) object.add("outcome", name_of(*attempt.outcome));
  object.add_if("reason", attempt.reason).add_if("commit", attempt.commit);
  if (!attempt.handoff.empty()) object.add("handoff", handoff_to_json(attempt.handoff));
  if (!attempt.usage.empty()) object.add("usage", usage_to_json(attempt.usage));
  std::vector<JsonObject> receipts;
  for (const Receipt& receipt : attempt.receipts) receipts.push_back(receipt_to_json(receipt));
  if (!receipts.empty()) object.add("receipts", receipts);
  return object;
}

JsonObject claim_json(const Claim& claim) {
  JsonObject object;
  object.add("by", claim.by).add("run", claim.run).add("lease_until", format_time(claim.lease_until));
  return object;
}

void add_state(JsonObject& object, const TaskState& state) {
  object.add("phase", name_of(state.phase)).add("since", format_time(state.phase_since));
  object.add("planned", format_time(state.planned_at)).add_if("reason", state.reason);
  if (state.claim) object.add("claim", claim_json(*state.claim));
  object.add("rung", state.rung);
  if (state.not_before) object.add("not_before", format_time(*state.not_before));
  object.add_if("base", state.base).add_if("work", state.work).add_if("submitted", state.submitted);
  object.add_if("landed", state.landed).add_if("passed_over", state.passed_over);
}

}  // namespace

std::vector<std::string> refs_of(const TaskRecord& task, const std::vector<std::string>& kept) {
  std::vector<std::string> refs;
  if (task.log.is_zero()) {
    refs.push_back(refs::short_name(refs::ledger));
  } else {
    const auto branch = branch_of(task.state.phase, task.id());
    if (branch && task.branch) refs.push_back(refs::short_name(*branch));
    refs.push_back(refs::short_name(refs::task_log(task.id())));
  }
  for (const std::string& ref : kept) refs.push_back(refs::short_name(ref));
  return refs;
}

std::string task_text(const TaskRecord& task, const std::vector<std::string>& refs, TimePoint now) {
  const TaskState& state = task.state;
  std::string text = spec_text(state.spec) + state_text(state, now);
  if (!state.spec.body.empty()) text += "\n" + indented(state.spec.body, "  ") + "\n";
  text += list_lines("scope", state.spec.scope) + list_lines("checks", state.spec.checks);
  text += list_lines("accept", state.spec.accept) + list_lines("after", state.spec.after);
  if (!state.attempts.empty()) text += "attempts\n";
  for (const Attempt& attempt : state.attempts) text += attempt_text(attempt, now);
  text += list_lines("passed over in its log", state.passed_over);
  return text + list_lines("refs", refs);
}

JsonObject task_summary_json(const TaskState& state) {
  JsonObject object;
  object.add("id", state.spec.id).add("goal", state.spec.goal).add("title", state.spec.title);
  object.add("phase", name_of(state.phase)).add("since", format_time(state.phase_since));
  if (const Attempt* attempt = state.last_attempt())
    object.add("attempt", attempt->number).add("agent", attempt->agent);
  object.add("priority", state.spec.priority).add_if("reason", state.reason);
  object.add_if("landed", state.landed);
  return object;
}

JsonObject task_json(const TaskRecord& task, const std::vector<std::string>& refs) {
  JsonObject object;
  object.add("spec", spec_to_json(task.state.spec));
  add_state(object, task.state);
  std::vector<JsonObject> attempts;
  for (const Attempt& attempt : task.state.attempts) attempts.push_back(attempt_json(attempt));
  object.add("attempts", attempts).add("refs", refs);
  return object;
}

}  // namespace reeve
