#include "report/last_try.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/text.h"
#include "report/words.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

constexpr std::size_t most_tries = 4;  // told by name; an old task may have twenty
constexpr std::size_t most_notes = 3;

std::string end_of(const Attempt& attempt) {
  return fmt::format("{} ended as {}", attempt_words(attempt),
                     name_of(attempt.outcome.value_or(Outcome::killed)));
}

std::string tries(const TaskState& task) {
  const std::size_t count = task.attempts.size();
  const std::size_t first = count > most_tries ? count - most_tries : 0;
  std::vector<std::string> ends;
  for (std::size_t index = first; index < count; ++index) ends.push_back(end_of(task.attempts[index]));
  return fmt::format("It was tried {}{}: {}.", count_of(count, "time"), first > 0 ? ", lastly" : "",
                     join(ends, ", "));
}

std::string last_line(const std::string& text) {
  const auto lines = split_lines(text);
  const auto line = std::find_if(lines.rbegin(), lines.rend(),
                                 [](const std::string& candidate) { return !trim(candidate).empty(); });
  return line == lines.rend() ? "" : printable(trim(*line));
}

void say_check(const Attempt& attempt, std::vector<std::string>& sentences) {
  const auto failed =
      std::find_if(attempt.receipts.begin(), attempt.receipts.end(),
                   [](const Receipt& receipt) { return receipt.result == CheckResult::fail; });
  if (failed == attempt.receipts.end()) return;
  const std::string said = last_line(failed->log);
  sentences.push_back(fmt::format("The check that failed: {} (exit code {}){}", first_line(failed->command),
                                  failed->exit, said.empty() ? "" : ", which said last: " + said));
}

void say_notes(std::string_view kind, const std::vector<std::string>& notes,
               std::vector<std::string>& sentences) {
  for (std::size_t index = 0; index < std::min(notes.size(), most_notes); ++index)
    sentences.push_back(fmt::format("Its agent's {}: {}", kind, first_line(notes[index])));
}

}  // namespace

std::vector<std::string> left_by_attempts(const TaskState& task) {
  if (task.attempts.empty()) return {};
  const Attempt& last = task.attempts.back();
  std::vector<std::string> sentences{tries(task)};
  say_check(last, sentences);
  say_notes("concern", last.handoff.concerns, sentences);
  say_notes("finding", last.handoff.findings, sentences);
  if (!last.commit.empty()) {
    sentences.push_back(fmt::format("Its work is kept: git diff {}...{}", task.base.substr(0, 10),
                                    refs::short_name(refs::failed(task.spec.id, last.number))));
  }
  return sentences;
}

}  // namespace reeve
