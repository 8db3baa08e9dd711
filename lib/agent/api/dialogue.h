// One conversation with a model: limits before each call, usage after it, and all of it in the trajectory.
#pragma once

#include "agent/api/model_client.h"
#include "agent/api/trajectory.h"

namespace reeve {

class Dialogue {
 public:
  // Goes on with the round's session where it has one: its prompt is said to that. `round` must outlive it.
  // Throws Error(configuration) if there is no key.
  Dialogue(const Round& round, std::string system, Tool tool, ToolUse use);

  // Said, and written to the trajectory.
  void add(Message message);
  // As say() does.
  void add_text(const std::string& text);
  // The model's next answer, which has been added. Absent: the round has ended, as end() now says.
  std::optional<Answer> ask();

  // The report of a round that ends so, written to the trajectory.
  RoundReport report(Outcome outcome, const std::string& reason, const std::string& text = "");
  // That of the end that ask() found.
  RoundReport report_of_end() { return report(end_.outcome, end_.reason, last_text_); }

  const Conversation& conversation() const { return conversation_; }
  RoundTime& time() { return time_; }
  const std::string& key() const { return client_.key(); }

 private:
  std::optional<NoAnswer> limit_reached() const;
  std::optional<Answer> take(Answer answer);
  void count(const Answer& answer);
  std::nullopt_t end_with(Outcome outcome, const std::string& reason);
  void note_begin();

  const Round& round_;
  std::string system_;
  Tool tool_;
  ToolUse use_;
  RoundTime time_;
  ModelClient client_;
  Trajectory trajectory_;
  Conversation conversation_;
  std::size_t calls_ = 0;
  Usage usage_;        // as the service told it
  Usage counted_;      // for the limits: estimated where it told nothing
  std::string model_;  // that answered
  std::string last_text_;
  NoAnswer end_;
};

// What the next attempt should know of a conversation that has no room left, written without the model, as
// one more call would not fit either: its last commands and its last words.
std::string handoff_of(const Conversation& conversation);

}  // namespace reeve
