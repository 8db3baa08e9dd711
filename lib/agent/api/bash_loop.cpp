#include "agent/api/bash_loop.h"

#include <fmt/format.h>

#include <algorithm>

#include "agent/api/bash_command.h"
#include "agent/api/dialogue.h"
#include "agent/prompt.h"
#include "agent/run_folder.h"
#include "base/text.h"

namespace reeve {

namespace {

constexpr int most_format_errors = 3;

// Others count three or four; a loop that polls for something is a false positive of less.
constexpr int most_repetitions = 4;

std::string system_prompt(const Round& round) {
  const std::string minutes =
      round.left.time ? std::to_string(std::chrono::ceil<std::chrono::minutes>(*round.left.time).count())
                      : "60";
  return fill_template(
      bash_loop_prompt_template(),
      {{"marker", std::string(finish_marker)}, {"turns", std::to_string(round.turns)}, {"minutes", minutes}},
      "templates/prompts/bash_loop.md");
}

std::string cut_answer(std::size_t answer_tokens) {
  return fmt::format(
      "Your answer was cut off after {} tokens, and nothing of it was done. Answer with less: one short "
      "command, "
      "large files in pieces.",
      answer_tokens);
}

class BashLoop {
 public:
  explicit BashLoop(const Round& round)
      : round_(round), dialogue_(round, system_prompt(round), bash_tool(), ToolUse::free) {
    limit_tree(tree_, round.request.limits, {round.request.workspace, round.request.folder});
  }

  RoundReport run() {
    while (!end_) {
      const auto answer = dialogue_.ask();
      if (!answer) return dialogue_.report_of_end();
      if (answer->end != AnswerEnd::paused) follow(*answer);
    }
    return dialogue_.report(end_->outcome, end_->reason, end_->text);
  }

 private:
  struct End {
    Outcome outcome;
    std::string reason;
    std::string text;
  };

  void follow(const Answer& answer) {
    if (answer.end == AnswerEnd::cut_by_length) {
      object(answer, cut_answer(round_.request.agent.answer_tokens));
    } else if (answer.message.calls.empty()) {
      object(answer, "You called no tool, so nothing was done. " + how_to_go_on());
    } else {
      run_calls(answer);
    }
  }

  static std::string how_to_go_on() {
    return fmt::format(
        "Every answer must call 'bash' at least once. When the task is done, call it with: echo {}",
        finish_marker);
  }

  void object(const Answer& answer, const std::string& words) {
    dialogue_.add_text(words);
    count_format_error(answer, words);
  }

  void count_format_error(const Answer& answer, const std::string& words) {
    if (++format_errors_ < most_format_errors) return;
    end_ = End{Outcome::stuck,
               fmt::format("its model made no call that can be run {} times in a row: {}", most_format_errors,
                           words),
               answer.message.text};
  }

  // All calls of an answer, in their order; each gets its result, as services refuse a conversation with one
  // that has none.
  void run_calls(const Answer& answer) {
    std::string why;
    for (const ToolCall& call : answer.message.calls) {
      Message result{.speaker = Speaker::tool, .call_id = call.id};
      if (end_) {
        result.text = "(not run: the round had ended)";
      } else if (const auto command = read_bash_call(call, why)) {
        format_errors_ = 0;
        why.clear();
        run(*command, result);
      } else {
        result.text = why + " " + how_to_go_on();
        result.is_error = true;
      }
      dialogue_.add(std::move(result));
    }
    if (!end_ && !why.empty()) count_format_error(answer, why);
  }

  void run(const BashCommand& command, Message& result) {
    const Observation observation = run_bash(round_, command, dialogue_.time().left(), tree_);
    result.text = observation.text;
    result.is_error = observation.is_error;
    if (observation.was_stopped) end_ = End{Outcome::killed, "the agent was stopped", ""};
    if (observation.finish) end_ = End{Outcome::done, "", *observation.finish};
    if (!observation.finish && repeats(command.command, observation.text)) {
      end_ = End{Outcome::stuck,
                 fmt::format("the same command gave the same output {} times in a row: {}", most_repetitions,
                             shorten(printable(command.command), 200)),
                 ""};
    }
  }

  bool repeats(const std::string& command, const std::string& output) {
    const bool is_same = command == last_command_ && output == last_output_;
    repetitions_ = is_same ? repetitions_ + 1 : 1;
    last_command_ = command;
    last_output_ = output;
    return repetitions_ >= most_repetitions;
  }

  const Round& round_;
  Dialogue dialogue_;
  ProcessLimits tree_;  // of every command; the disk is for all of them together
  int format_errors_ = 0;
  int repetitions_ = 0;
  std::string last_command_;
  std::string last_output_;
  std::optional<End> end_;
};

}  // namespace

RoundReport run_bash_loop(const Round& round) {
  return BashLoop(round).run();
}

}  // namespace reeve
