#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/suggest.h"
#include "base/text.h"
#include "report/timeline_text.h"
#include "tools/arguments.h"
#include "tools/commands.h"
#include "tools/hub_choice.h"
#include "tools/output.h"
#include "tools/replay/model.h"
#include "tools/screen/live_terminal.h"
#include "tools/session.h"
#include "tools/time_argument.h"

namespace reeve::cli {
namespace {

constexpr Milliseconds between_frames{100};
constexpr Milliseconds until_a_key{3'600'000};
constexpr std::int64_t highest_speed = 1'000'000;

// The named one; the only one that is open or paused; or the one that was opened last, as one wants to see
// how it went when it has ended.
GoalRecord goal_to_replay(Session& session, const std::optional<std::string>& name) {
  auto goals = session.goals.all().goals;
  const std::string hint = goals.empty() && !name ? hint_at_other_hub(session.hub.objects()) : "";
  if (!hint.empty()) throw Error(ErrorKind::not_found, "there is no goal here", hint);
  const auto unfinished = std::count_if(goals.begin(), goals.end(),
                                        [](const GoalRecord& goal) { return !goal.state.finished(); });
  if (name || goals.empty() || unfinished > 1) return resolve_goal(session, name);
  if (unfinished == 0) return std::move(goals.back());
  return *std::find_if(goals.begin(), goals.end(),
                       [](const GoalRecord& goal) { return !goal.state.finished(); });
}

EventType event_argument(const std::string& name) {
  std::vector<std::string> names;
  for (int type = 0; type < static_cast<int>(EventType::unknown); ++type)
    names.emplace_back(name_of(static_cast<EventType>(type)));
  const EventType type = event_type_named(name);
  if (type != EventType::unknown) return type;
  const auto guess = nearest(name, names);
  throw Error(ErrorKind::usage, "there is no event '" + printable(name) + "'",
              guess ? "did you mean '" + *guess + "'?" : "events are: " + join(names, ", "));
}

void throw_unless_task(const Timeline& timeline, const std::string& start) {
  std::vector<std::string> ids;
  for (const TimelineTask& task : timeline.tasks) {
    if (task.id.starts_with(start)) return;
    ids.push_back(task.id);
  }
  const auto guess = nearest_id(start, ids);
  throw Error(ErrorKind::not_found, "goal " + timeline.goal + " has no task '" + printable(start) + "'",
              guess ? "did you mean '" + *guess + "'?" : "'git reeve replay --list' names them");
}

void throw_unless_agent(const Timeline& timeline, const std::string& agent) {
  std::set<std::string> agents;
  for (const Moment& moment : timeline.moments) {
    if (moment.agent == agent) return;
    if (!moment.agent.empty()) agents.insert(moment.agent);
  }
  const std::vector<std::string> names(agents.begin(), agents.end());
  const auto guess = nearest(agent, names);
  throw Error(ErrorKind::not_found, "no agent '" + printable(agent) + "' had a task of goal " + timeline.goal,
              guess           ? "did you mean '" + printable(*guess) + "'?"
              : names.empty() ? "none had one"
                              : "these had one: " + printable(join(names, ", ")));
}

MomentFilter filter_of(const Arguments& arguments, const Timeline& timeline) {
  MomentFilter filter;
  filter.task = arguments.value("task").value_or("");
  filter.agent = arguments.value("agent").value_or("");
  for (const std::string& name : arguments.values("event")) filter.events.insert(event_argument(name));
  if (const auto from = arguments.value("from"))
    filter.from = time_argument(*from, timeline.start(), "--from");
  if (const auto until = arguments.value("until"))
    filter.until = time_argument(*until, timeline.start(), "--until");
  if (!filter.task.empty()) throw_unless_task(timeline, filter.task);
  if (!filter.agent.empty()) throw_unless_agent(timeline, filter.agent);
  return filter;
}

void show_scene(const Timeline& timeline, TimePoint time, bool as_json, Context& context) {
  const Scene scene = scene_at(timeline, time);
  if (as_json) {
    context.out.line(scene_json(timeline, scene).text());
  } else {
    context.out.write(scene_text(timeline, scene, context.out.width().value_or(0)));
  }
}

void list_moments(const Timeline& timeline, const GoalHistory& history, const MomentFilter& filter,
                  bool as_json, Context& context) {
  std::size_t id_width = 0;
  std::vector<const Moment*> wanted;
  for (const Moment& moment : timeline.moments) {
    if (!is_wanted(timeline, moment, filter)) continue;
    wanted.push_back(&moment);
    // The goal's own events are few, and its id may be the longest by far.
    if (moment.task) id_width = std::max(id_width, subject_of(timeline, moment).size());
  }
  for (const Moment* moment : wanted) {
    context.out.line(as_json ? moment_json(timeline, history, *moment).text()
                             : moment_line(timeline, history, *moment, id_width));
  }
  if (wanted.empty() && !as_json && context.verbosity != Verbosity::quiet)
    context.err.line("nothing of that kind has happened");
}

ExitCode play(ReplayState state, Context& context) {
  using Clock = std::chrono::steady_clock;
  LiveTerminal terminal;
  auto last = Clock::now();
  for (;;) {
    terminal.show(view(state, terminal.size(), context.out.colour()));
    const Happened happened = terminal.wait(state.is_paused ? until_a_key : between_frames);
    if (happened.is_asked_to_end) return ExitCode::interrupted;
    const auto now = Clock::now();
    pass(state, std::chrono::duration_cast<Milliseconds>(now - last));
    last = now;
    for (const Key& key : happened.keys) {
      if (press(state, key) == ReplayWish::quit) return ExitCode::done;
    }
  }
}

ExitCode run_replay(const Arguments& arguments, Context& context) {
  Session session(context, Purpose::reading);
  const GoalHistory history = history_of(session.tasks, goal_to_replay(session, arguments.value("goal")));
  const Timeline timeline = timeline_of(history);
  const MomentFilter filter = filter_of(arguments, timeline);
  const ExitCode code = tell_missing(history, context);
  if (const auto at = arguments.value("at")) {
    show_scene(timeline, time_argument(*at, timeline.start(), "--at"), arguments.json(), context);
    return code;
  }
  const bool is_live = context.out.is_terminal() && can_be_live();
  if (arguments.json() || arguments.has("list") || !is_live) {
    list_moments(timeline, history, filter, arguments.json(), context);
    return code;
  }
  ReplayState state = replay_of(timeline, history, filter);
  if (const auto speed = arguments.number("speed", 1, highest_speed))
    state.speed = static_cast<double>(*speed);
  return play(std::move(state), context);
}

}  // namespace

const Command replay_command = {
    .name = "replay",
    .summary = "show a goal's run again, moment by moment",
    .group = Group::look,
    .synopsis = {"[--goal GOAL] [--speed N] [--from TIME] [--until TIME] [--task TASK] [--agent NAME] "
                 "[--event EVENT]… [--list]",
                 "[--goal GOAL] --at TIME"},
    .description =
        {"What happened to a goal and its tasks, from the first event to the last, out of the logs in its "
         "refs "
         "alone: the goal that is open, or the last one. On a terminal it is played in about half a minute; "
         "elsewhere, and with --list, each event is a line.",
         "Keys: space pauses and goes on, left and right step from event to event, page up and down jump, + "
         "and "
         "- change the speed, / lists only the events with this text in their line, q ends.",
         "TIME is \"2026-11-21 03:20\", UTC, or +90s, +15m, +2h, +1d after the beginning. With --at: what "
         "waited, ran and had landed then. The order within a task's log is what counts: an event whose "
         "clock "
         "was late is placed at the time of the one before it.",
         "With --json: an object a line for each event, {\"at\",\"goal\",\"task\",\"event\",\"by\",…}, and "
         "with --at one, "
         "{\"goal\",\"at\",\"phase\",\"moments\",\"phases\":{…},\"plans_done\",\"running\":[…]}. "
         "templates/schemas/replay.json describes them; newer versions may add members, and neither rename "
         "nor drop one."},
    .options = {{.name = "goal", .value = "GOAL", .help = "this goal, whatever its phase"},
                {.name = "speed", .value = "N", .help = "so many seconds of the run in a second"},
                {.name = "from", .value = "TIME", .help = "what happened then or later"},
                {.name = "until", .value = "TIME", .help = "what happened then or earlier"},
                {.name = "at", .value = "TIME", .help = "the state at this moment"},
                {.name = "task", .value = "TASK", .help = "of this task only; may be the beginning of an id"},
                {.name = "agent", .value = "NAME", .help = "by this agent only"},
                {.name = "event",
                 .value = "EVENT",
                 .help = "of this kind only: claimed, failed, landed …",
                 .repeat = Repeat::collects},
                {.name = "list", .help = "a line an event, on a terminal too"}},
    .json = Json::yes,
    .run = run_replay,
};

}  // namespace reeve::cli
