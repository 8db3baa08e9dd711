#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <thread>

#include "base/error.h"
#include "base/json.h"
#include "base/text.h"
#include "fleet/controller.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/interrupt.h"
#include "tools/live_block.h"
#include "tools/output.h"
#include "tools/role.h"

namespace reeve::cli {
namespace {

// How many of the running tasks the live display names; a hundred would not fit a screen.
constexpr std::size_t most_shown = 12;
constexpr std::size_t event_indent = 9;  // of "landed   id  commit"

// What a person sees of a run: lines for what happened, and on a terminal a block with what is going on.
class RunDisplay {
 public:
  RunDisplay(const Arguments& arguments, Context& context, const Clock& clock)
      : json_(arguments.json()),
        context_(context),
        clock_(clock),
        block_(context.err),
        started_(clock.now()) {}

  void progress(const FleetProgress& progress) {
    if (progress.width_why != last_.width_why) tell_width(progress);
    last_ = progress;
    if (json_ || context_.verbosity == Verbosity::quiet || !context_.err.is_terminal()) return;
    std::vector<std::string> lines = summary_lines();
    for (const std::string& line : waiting_lines()) lines.push_back(line);
    const std::size_t shown = std::min(progress.running.size(), most_shown);
    for (std::size_t index = 0; index < shown; ++index)
      lines.push_back(running_line(progress.running[index]));
    if (shown < progress.running.size())
      lines.push_back(fmt::format("  … and {} more", progress.running.size() - shown));
    if (progress.judging) lines.emplace_back("  the gate is testing");
    block_.show(lines);
  }

  void event(const TaskState& task, const Event& event) {
    switch (event.type) {
      case EventType::claimed:
        if (context_.verbosity == Verbosity::verbose || !context_.err.is_terminal()) {
          tell("claimed", task.spec.id,
               fmt::format("attempt {} by {}", event.attempt, printable(event.agent)));
        }
        break;
      case EventType::failed:
      case EventType::rejected:
        if (event.outcome == Outcome::killed) {
          tell("returned", task.spec.id, printable(first_line(event.reason)));
        } else {
          tell(event.name, task.spec.id, failure_text(event));
        }
        break;
      case EventType::landed:
        // A plan lands without a commit; of other tasks landed() tells, with the commit.
        if (task.spec.kind == TaskKind::plan)
          tell("planned", task.spec.id, printable(first_line(event.reason)));
        break;
      case EventType::asked:
      case EventType::held:
        tell(event.name, task.spec.id, printable(first_line(event.reason)));
        break;
      default:
        break;
    }
  }

  void goal_event(const GoalState& goal, const Event& event) {
    switch (event.type) {
      case EventType::judged:
        tell("judged", goal.spec.id, with_reason(event.verdict, event));
        break;
      case EventType::cycle_started:
        tell("begun", goal.spec.id, fmt::format("cycle {}", event.cycle));
        break;
      case EventType::halted:
        tell("stopped", goal.spec.id, with_reason("the line", event));
        break;
      case EventType::achieved:
      case EventType::paused:
      case EventType::resumed:
      case EventType::restarted:
      case EventType::stopped:
        tell(event.name, goal.spec.id, printable(first_line(event.reason)));
        break;
      default:
        break;
    }
  }

  void landed(const std::string& task, const git::Oid& commit) { tell("landed", task, commit.short_hex()); }

  void problem(const std::string& text) {
    if (json_) {
      context_.out.line(JsonObject().add("event", "problem").add("text", text).text());
    } else {
      block_.above("problem: " + printable(text));
    }
  }

  void end(RunEnd end) {
    block_.clear();
    if (json_) {
      JsonObject object;
      object.add("event", "end").add("end", end_name(end)).add("landed", last_.landed);
      object.add("failed_attempts", last_.failed_attempts).add("seconds", seconds());
      context_.out.line(object.text());
    } else if (context_.verbosity != Verbosity::quiet) {
      context_.err.line(join(summary_parts(), " · "));
      if (end == RunEnd::needs_person) context_.err.line("What is left needs you: see 'git reeve status'.");
      if (end == RunEnd::interrupted)
        context_.err.line("Interrupted. Claims are given back; 'git reeve run' goes on from here.");
    }
  }

 private:
  static std::string_view end_name(RunEnd end) {
    return end == RunEnd::done ? "done" : end == RunEnd::needs_person ? "needs_person" : "interrupted";
  }
  static std::string first_line(const std::string& text) { return split_lines(text + "\n").front(); }
  static std::string failure_text(const Event& event) {
    const std::string outcome(event.outcome ? name_of(*event.outcome) : "");
    return event.reason.empty() ? outcome : outcome + ": " + printable(first_line(event.reason));
  }

  static std::string with_reason(const std::string& what, const Event& event) {
    return event.reason.empty() ? what : what + ": " + printable(first_line(event.reason));
  }

  // Why less runs than could.
  std::vector<std::string> waiting_lines() const {
    std::vector<std::string> lines;
    for (const std::string& line : last_.stopped_lines) lines.push_back("  " + printable(first_line(line)));
    for (const auto& [goal, pauses] : last_.paused) {
      for (const auto& [agent, until] : pauses)
        lines.push_back(fmt::format("  agent {} is paused for {}", printable(agent),
                                    format_duration(until - clock_.now())));
    }
    return lines;
  }

  double seconds() const { return static_cast<double>((clock_.now() - started_).count()) / 1000; }

  std::size_t phase(Phase phase) const {
    const auto count = last_.phases.find(phase);
    return count == last_.phases.end() ? 0 : count->second;
  }

  // What is zero is left out, so that what matters fits 80 columns.
  std::vector<std::string> summary_parts() const {
    const std::size_t waiting = phase(Phase::waiting) + phase(Phase::open) + phase(Phase::failed);
    const double rate = seconds() < 1 ? 0 : static_cast<double>(last_.landed) * 3600 / seconds();
    std::vector<std::string> parts{fmt::format("landed {}", last_.landed_before + last_.landed)};
    if (last_.cycle > 1) parts.push_back(fmt::format("cycle {}", last_.cycle));
    const auto add = [&](std::string_view name, std::size_t count) {
      if (count > 0) parts.push_back(fmt::format("{} {}", name, count));
    };
    add("running", phase(Phase::claimed));
    add("at the gate", phase(Phase::ready));
    add("to do", waiting);
    add("needs you", phase(Phase::held));
    add("failed tries", static_cast<std::size_t>(last_.failed_attempts));
    parts.push_back(fmt::format("{:.0f}/h", rate));
    parts.push_back(format_duration(clock_.now() - started_));
    return parts;
  }

  // What does not fit one line goes on a second one: the rate and the time are what people look for.
  std::vector<std::string> summary_lines() const {
    const std::size_t width = context_.err.width().value_or(0);
    std::vector<std::string> lines;
    for (const std::string& part : summary_parts()) {
      const bool fits = !lines.empty() && display_width(lines.back() + " · " + part) < width;
      if (fits) {
        lines.back() += " · " + part;
      } else {
        lines.push_back((lines.empty() ? "" : "  ") + part);
      }
    }
    return lines;
  }

  std::string running_line(const FleetProgress::Running& running) const {
    const std::string_view role = running.kind == TaskKind::plan    ? " planning"
                                  : running.kind == TaskKind::judge ? " judging"
                                                                    : "";
    return fmt::format("  {} {}{} · {}{}", format_duration(clock_.now() - running.since),
                       printable(running.agent), role, printable(running.title),
                       running.attempt > 1 ? fmt::format(" (attempt {})", running.attempt) : "");
  }

  void tell_width(const FleetProgress& progress) {
    if (json_) {
      JsonObject object;
      object.add("event", "width").add("workers", progress.width).add("about", progress.width_why);
      context_.out.line(object.text());
    } else if (context_.verbosity != Verbosity::quiet) {
      block_.above("width    " + progress.width_why, event_indent);
    }
  }

  void tell(const std::string& what, const std::string& task, const std::string& about) {
    if (json_) {
      context_.out.line(JsonObject().add("event", what).add("task", task).add_if("about", about).text());
    } else if (context_.verbosity != Verbosity::quiet) {
      block_.above(fmt::format("{:<8} {}  {}", what, task, about), event_indent);
    }
  }

  bool json_;
  Context& context_;
  const Clock& clock_;
  LiveBlock block_;
  TimePoint started_;
  FleetProgress last_;
};

ExitCode exit_code_of(RunEnd end) {
  switch (end) {
    case RunEnd::done:
      return ExitCode::done;
    case RunEnd::needs_person:
      return ExitCode::negative;
    case RunEnd::interrupted:
      break;
  }
  return ExitCode::interrupted;
}

// -j: "auto", "auto:MAX" or a number; without it, [limits] workers at once.
void choose_width(ControllerOptions& options, Session& session, const Arguments& arguments) {
  const std::string jobs = arguments.value("jobs").value_or("");
  if (jobs == "auto" || jobs.starts_with("auto:")) options.width = Width::advised;
  if (jobs.empty() || jobs == "auto") {
    options.workers = configured_workers(session, options.goal);
    return;
  }
  const std::string_view digits = std::string_view(jobs).substr(jobs.starts_with("auto:") ? 5 : 0);
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), options.workers);
  const bool is_number = error == std::errc() && end == digits.data() + digits.size();
  if (is_number && options.workers >= 1 && options.workers <= most_workers) return;
  throw Error(ErrorKind::usage,
              "-j takes a number from 1 to 1000, 'auto' or 'auto:MAX', not '" + printable(jobs) + "'",
              "'auto' starts with two workers and finds out how many pay, up to [limits] workers or MAX");
}

ExitCode run_whole_fleet(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::working);
  TaskStore store(session.hub, session.clock, role_name("run"), session.signature);
  ControllerOptions options;
  options.goal = chosen_goal(session, arguments);
  choose_width(options, session, arguments);
  options.program = this_program(context);
  options.folder = context.folder;

  RunDisplay display(arguments, context, session.clock);
  Controller controller(store, session.goals, options, interrupt_token());
  controller.on_progress = [&](const FleetProgress& progress) { display.progress(progress); };
  controller.on_event = [&](const TaskState& task, const Event& event) { display.event(task, event); };
  controller.on_goal_event = [&](const GoalState& goal, const Event& event) {
    display.goal_event(goal, event);
  };
  controller.on_landed = [&](const std::string& task, const git::Oid& commit) {
    display.landed(task, commit);
  };
  controller.on_problem = [&](const std::string& text) { display.problem(text); };
  const RunEnd end = controller.run();
  display.end(end);
  return exit_code_of(end);
}

}  // namespace

const Command run_command = {
    .name = "run",
    .summary = "run the whole fleet on this machine",
    .group = Group::run,
    .synopsis = {"[-j N | -j auto[:MAX]] [--goal GOAL]"},
    .description =
        {"Starts workers while there are tasks to claim and the judge while there are candidates, "
         "until all tasks have "
         "landed or need a person. Workers are processes of their own: up to N at once, [limits] "
         "workers otherwise.",
         "With -j auto it starts with two workers, doubles them as long as more lands in an hour, and "
         "goes back where it does not or where too many attempts conflict; it says why. MAX, or "
         "[limits] workers, is the most.",
         "Ends with 1 where a goal is paused, its line is stopped, or a task needs a person.",
         "Ctrl-C stops the agents, keeps their work and gives their claims back; run it again to "
         "go on. Killed in any "
         "way, nothing is lost: everything is in the refs."},
    .options =
        {{.name = "jobs", .letter = 'j', .value = "N", .help = "at most this many workers at once, or auto"},
         {.name = "goal", .value = "GOAL", .help = "tasks of this goal only"}},
    .json = Json::yes,
    .run = run_whole_fleet,
};

}  // namespace reeve::cli
