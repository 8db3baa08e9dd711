#include <fmt/format.h>

#include <algorithm>
#include <thread>

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
    last_ = progress;
    if (json_ || context_.verbosity == Verbosity::quiet || !context_.err.is_terminal()) return;
    std::vector<std::string> lines = summary_lines();
    const std::size_t shown = std::min(progress.running.size(), most_shown);
    for (std::size_t index = 0; index < shown; ++index)
      lines.push_back(running_line(progress.running[index]));
    if (shown < progress.running.size())
      lines.push_back(fmt::format("  … and {} more", progress.running.size() - shown));
    if (progress.judging) lines.emplace_back("  the judge is testing");
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
      case EventType::asked:
      case EventType::held:
        tell(event.name, task.spec.id, printable(first_line(event.reason)));
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
    return fmt::format("  {} {} · {}{}", format_duration(clock_.now() - running.since),
                       printable(running.agent), printable(running.title),
                       running.attempt > 1 ? fmt::format(" (attempt {})", running.attempt) : "");
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

std::size_t worker_count(Session& session, const Arguments& arguments, const std::string& goal) {
  if (const auto jobs = arguments.number("jobs", 1, 1000)) return static_cast<std::size_t>(*jobs);
  return configured_workers(session, goal);
}

ExitCode run(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::working);
  TaskStore store(session.hub, session.clock, role_name("run"), session.signature);
  ControllerOptions options;
  options.goal = chosen_goal(session, arguments);
  options.workers = worker_count(session, arguments, options.goal);
  options.program = this_program(context);
  options.folder = context.folder;

  RunDisplay display(arguments, context, session.clock);
  Controller controller(store, session.goals, options, interrupt_token());
  controller.on_progress = [&](const FleetProgress& progress) { display.progress(progress); };
  controller.on_event = [&](const TaskState& task, const Event& event) { display.event(task, event); };
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
    .synopsis = {"[-j N] [--goal GOAL]"},
    .description = {"Starts workers while there are tasks to claim and the judge while there are candidates, "
                    "until all tasks have "
                    "landed or need a person. Workers are processes of their own: up to N at once, [limits] "
                    "workers otherwise.",
                    "Ctrl-C stops the agents, keeps their work and gives their claims back; run it again to "
                    "go on. Killed in any "
                    "way, nothing is lost: everything is in the refs."},
    .options = {{.name = "jobs", .letter = 'j', .value = "N", .help = "at most this many workers at once"},
                {.name = "goal", .value = "GOAL", .help = "tasks of this goal only"}},
    .json = Json::yes,
    .run = run,
};

}  // namespace reeve::cli
