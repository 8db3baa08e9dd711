#include "report/provenance_text.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "base/text_table.h"
#include "hub/ledger.h"
#include "report/words.h"
#include "task/codec.h"
#include "task/spend.h"

namespace reeve {

namespace {

using Column = TextTable::Column;

Column flexible(const std::string& heading) {
  return {heading, Align::left, Column::Width::flexible};
}
Column fixed(const std::string& heading, Align align = Align::left) {
  return {heading, align, Column::Width::fixed};
}

// As the ledger has it, or the trailers where it has nothing.
const Attempt* last_attempt(const Provenance& provenance) {
  return provenance.story ? provenance.story->last_attempt() : nullptr;
}

std::string trailer_of(const Provenance& provenance, const std::string& name) {
  return trailer(provenance.data.message, name).value_or("");
}

// "parser-aaaa", "parser-aaaa +2" where two more were squashed into the commit.
std::string task_words(const Provenance& provenance) {
  const std::string more = provenance.also.empty() ? "" : fmt::format(" +{}", provenance.also.size());
  return first_line(provenance.task) + more;
}

std::string agent_of(const Provenance& provenance) {
  const Attempt* attempt = last_attempt(provenance);
  return first_line(attempt != nullptr ? attempt->agent : trailer_of(provenance, "Reeve-Agent"));
}

std::string model_of(const Provenance& provenance) {
  const Attempt* attempt = last_attempt(provenance);
  return first_line(attempt != nullptr ? attempt->trace.model : trailer_of(provenance, "Reeve-Model"));
}

std::string agent_words(const Provenance& provenance) {
  std::string words = agent_of(provenance);
  if (const std::string model = model_of(provenance); !model.empty()) words += " (" + model + ")";
  const std::string number = trailer_of(provenance, "Reeve-Attempt");
  if (provenance.story)
    words += fmt::format(", attempt {} of {}", number.empty() ? "?" : first_line(number),
                         provenance.story->attempts.size());
  const Attempt* attempt = last_attempt(provenance);
  if (attempt != nullptr && !attempt->trace.prompt.empty())
    words += ", prompt " + first_line(attempt->trace.prompt.substr(0, 10));
  return words;
}

std::string cost_of(const Provenance& provenance) {
  if (!provenance.story) return first_line(trailer_of(provenance, "Reeve-Cost"));
  const Spend total = total_of(spend_of(*provenance.story).table);
  return total.usage.cost ? cost_words(*total.usage.cost) : "";
}

std::string attempts_text(const TaskState& task) {
  std::string text;
  for (const Attempt& attempt : task.attempts) {
    const std::string outcome(attempt.outcome ? name_of(*attempt.outcome) : "not ended");
    const std::string reason = attempt.reason.empty() ? "" : ": " + first_line(attempt.reason);
    text +=
        field_line(text.empty() ? "attempts" : "",
                   fmt::format("{} by {}: {}{}", attempt.number, first_line(attempt.agent), outcome, reason));
  }
  return text;
}

// Those of the gate: they are what the landing rests on.
std::string receipts_text(const TaskState& task) {
  std::string text;
  const Attempt* attempt = task.last_attempt();
  if (attempt == nullptr) return text;
  for (const Receipt& receipt : attempt->receipts) {
    if (receipt.where != CheckPlace::gate) continue;
    text += field_line(
        text.empty() ? "checks" : "",
        fmt::format("{}: {} (tree {}, {:.1f} s)", name_of(receipt.result), first_line(receipt.command),
                    first_line(receipt.tree.substr(0, 10)), receipt.seconds));
  }
  return text;
}

std::string verdict_words(const Provenance& provenance) {
  if (!provenance.verdict) return "";
  const auto verdict = verdict_from(provenance.verdict->text);
  if (!verdict) return "";
  return fmt::format("pass, {}, onto {}; {}", count_of(verdict->tasks.size(), "task") + " in this push",
                     verdict->base.short_hex(),
                     provenance.verdict->signature.empty() ? "not signed" : "signed by the gate");
}

std::string task_part(const Provenance& provenance) {
  std::string text = field_line("task", provenance.task);
  if (!provenance.also.empty())
    text += field_line("also", join(provenance.also, ", ") + ", squashed into this commit");
  text += field_line("goal", provenance.goal);
  if (provenance.story) text += field_line("parent", provenance.story->spec.parent);
  text += field_line("agent", agent_words(provenance)) + field_line("cost", cost_of(provenance));
  if (provenance.noted)
    text += field_line("noted", provenance.noted->short_hex() + ", which this commit was made of");
  if (!provenance.story) return text + field_line("ledger", "has no note on it");
  text += attempts_text(*provenance.story) + receipts_text(*provenance.story);
  text += field_line("verdict", verdict_words(provenance));
  const Attempt* attempt = last_attempt(provenance);
  return text + (attempt != nullptr ? field_line("summary", first_line(attempt->handoff.summary)) : "");
}

void add_story(JsonObject& object, const TaskState& task) {
  object.add_if("title", task.spec.title)
      .add_if("parent", task.spec.parent)
      .add("kind", name_of(task.spec.kind));
  std::vector<JsonObject> attempts;
  for (const Attempt& attempt : task.attempts) {
    JsonObject one;
    one.add("attempt", attempt.number).add("agent", attempt.agent).add_if("model", attempt.trace.model);
    one.add_if("prompt", attempt.trace.prompt);
    if (attempt.outcome) one.add("outcome", name_of(*attempt.outcome));
    attempts.push_back(one.add_if("reason", attempt.reason));
  }
  object.add("attempts", attempts);
  const Spend total = total_of(spend_of(task).table);
  if (total.usage.cost) object.add("cost", *total.usage.cost);
  std::vector<JsonObject> receipts;
  if (const Attempt* attempt = task.last_attempt()) {
    for (const Receipt& receipt : attempt->receipts) receipts.push_back(receipt_to_json(receipt));
  }
  object.add("receipts", receipts);
}

std::string tries_of(const Provenance& made) {
  if (made.story) return std::to_string(made.story->attempts.size());
  return first_line(trailer_of(made, "Reeve-Attempt"));
}

}  // namespace

std::string provenance_text(const Provenance& provenance) {
  const git::CommitData& data = provenance.data;
  std::string text = field_line("commit", provenance.commit.hex());
  text += field_line("date", time_words(data.author.when)) + field_line("what", first_line(data.message));
  if (provenance.task.empty())
    return text + field_line("author", data.author.name + " <" + data.author.email + ">, no task");
  return text + task_part(provenance);
}

JsonObject provenance_json(const Provenance& provenance) {
  const git::CommitData& data = provenance.data;
  JsonObject object;
  object.add("commit", provenance.commit.hex()).add("time", format_time(data.author.when));
  object.add("author", data.author.name + " <" + data.author.email + ">");
  object.add("subject", first_line(data.message))
      .add_if("task", provenance.task)
      .add_if("also", provenance.also)
      .add_if("goal", provenance.goal);
  object.add_if("agent", agent_of(provenance)).add_if("model", model_of(provenance));
  if (provenance.noted) object.add("noted", provenance.noted->hex());
  if (provenance.story) add_story(object, *provenance.story);
  if (provenance.verdict) {
    JsonObject verdict;
    verdict.add("text", provenance.verdict->text).add_if("signature", provenance.verdict->signature);
    object.add("verdict", verdict);
  }
  return object;
}

std::string shares_table(std::vector<Share> shares, std::size_t uncommitted, std::size_t width) {
  std::sort(shares.begin(), shares.end(), [](const Share& a, const Share& b) {
    return std::pair(b.lines, b.provenance.data.author.when) <
           std::pair(a.lines, a.provenance.data.author.when);
  });
  TextTable table(
      {fixed("LINES", Align::right), fixed("COMMIT"), fixed("TASK"), flexible("BY"), flexible("WHAT")});
  for (const Share& share : shares) {
    const Provenance& made = share.provenance;
    table.add_row({std::to_string(share.lines), made.commit.short_hex(),
                   made.task.empty() ? "none" : task_words(made),
                   made.task.empty() ? first_line(made.data.author.name) : agent_of(made),
                   first_line(made.data.message)});
  }
  if (uncommitted > 0) table.add_row({std::to_string(uncommitted), "", "", "", "not committed yet"});
  return table.render(width);
}

std::string landings_table(const std::vector<Provenance>& landings, std::size_t width) {
  // Below this, what landed needs the room more than how often it was tried and what that cost.
  constexpr std::size_t narrowest_with_all = 80;
  const bool has_all = width == 0 || width >= narrowest_with_all;
  std::vector<TextTable::Column> columns{fixed("LANDED"), fixed("COMMIT"), fixed("TASK"), fixed("AGENT")};
  if (has_all) columns.insert(columns.end(), {fixed("TRIES", Align::right), fixed("COST", Align::right)});
  columns.push_back(flexible("WHAT"));
  TextTable table(std::move(columns));
  for (const Provenance& made : landings) {
    std::vector<std::string> row{time_words(made.data.committer.when).substr(0, 16), made.commit.short_hex(),
                                 task_words(made), agent_of(made)};
    if (has_all) row.insert(row.end(), {tries_of(made), cost_of(made)});
    row.push_back(first_line(made.data.message));
    table.add_row(std::move(row));
  }
  return table.empty() ? "" : table.render(width);
}

}  // namespace reeve
