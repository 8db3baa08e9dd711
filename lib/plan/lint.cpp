#include "plan/lint.h"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>

#include "base/error.h"
#include "base/glob.h"
#include "base/suggest.h"
#include "base/text.h"
#include "plan/cycles.h"
#include "plan/lint_rules.h"
#include "task/codec.h"
#include "task/id.h"

namespace reeve {

namespace {

constexpr std::size_t longest_title = 200;  // characters: it becomes the first line of a commit message
constexpr std::size_t most_suggestions = 100;
constexpr std::size_t most_cycles = 20;

bool is_control(char letter) {
  const auto byte = static_cast<unsigned char>(letter);
  return byte < 0x20 || byte == 0x7F;
}

bool has_control_characters(std::string_view text) {
  return std::ranges::any_of(text, is_control);
}

// Whether the glob can match nothing but what a protected one does.
bool is_inside(const std::string& glob, const std::string& protected_glob) {
  if (glob_matches(protected_glob, glob)) return true;
  const bool covers_a_folder = protected_glob.ends_with('/') || protected_glob.ends_with("/**");
  return covers_a_folder && glob_matches(protected_glob, glob + "/**");
}

class Linter {
 public:
  Linter(const std::vector<PlannedTask>& tasks, const PlanChanges& changes, const LintContext& context)
      : tasks_(tasks),
        context_(context),
        paths_(context.paths),
        input_(tasks, changes, context, paths_),
        by_name_(input_.by_name) {}

  std::vector<Finding> run() {
    check_size();
    for (std::size_t index = 0; index < tasks_.size(); ++index) check_task(index);
    check_cycles();
    add_all(change_findings(input_));
    add_all(duplicate_findings(input_));
    add_all(slice_findings(input_));
    add_all(overlap_findings(input_));
    return std::move(findings_);
  }

 private:
  void check_size() {
    const PlanChanges& changes = input_.changes;
    const bool changes_nothing = tasks_.empty() && changes.drop.empty() && changes.retry.empty();
    if (changes_nothing && !context_.may_be_empty) add("", "the plan has no tasks");
    if (tasks_.size() > context_.limits.tasks_per_plan) {
      add("",
          fmt::format("the plan has {}, and a plan may have {}", count_of(tasks_.size(), "task"),
                      context_.limits.tasks_per_plan),
          "split it into plans, or raise limits.tasks_per_plan", FindingKind::over_limit);
    }
    const std::size_t in_goal = context_.tasks_in_goal + tasks_.size();
    if (in_goal > context_.limits.tasks_per_goal) {
      add("",
          fmt::format("with this plan the goal would have {}, and a goal may have {}",
                      count_of(in_goal, "task"), context_.limits.tasks_per_goal),
          "raise limits.tasks_per_goal", FindingKind::over_limit);
    }
  }

  void check_task(std::size_t index) {
    const PlannedTask& task = tasks_[index];
    check_name(index);
    check_title(task);
    check_texts(task);
    check_scope(task);
    check_checks(task);
    check_agent(task);
    check_depth(task);
    check_after(index);
    check_length(task);
    add_all(content_findings(input_, task));
    add_all(scope_findings(input_, index));
  }

  void check_name(std::size_t index) {
    const PlannedTask& task = tasks_[index];
    if (task.name.empty()) return;
    if (!is_valid_id(task.name)) {
      add(task, "has an id that cannot be one",
          fmt::format(
              "ids are 1 to {} of the letters a to z, digits and hyphens, with no hyphen at either end",
              longest_id));
    }
    const std::size_t first = by_name_.at(task.name);
    if (first != index) add(task, "has the id of the task at " + tasks_[first].where, "ids must differ");
  }

  void check_title(const PlannedTask& task) {
    const std::string& title = task.spec.title;
    if (trim(title).empty()) return add(task, "has no title");
    if (has_control_characters(title)) add(task, "has a title that is not one line of plain text");
    const std::size_t length = code_points(title).size();
    if (length > longest_title) {
      add(task, fmt::format("has a title of {} characters, and {} are allowed", length, longest_title),
          "put the rest into the body");
    }
  }

  void check_texts(const PlannedTask& task) {
    const TaskSpec& spec = task.spec;
    if (spec.body.find('\0') != std::string::npos) add(task, "has a NUL character in its body");
    if (spec.body.size() > longest_text) {
      add(task, fmt::format("has a body of {} bytes, and {} are allowed", spec.body.size(), longest_text),
          "put the rest into a file of the repository and name it");
    }
    if (has_control_characters(spec.path)) add(task, "has a path with control characters");
    // Each becomes one line of the task's commit message, as a trailer.
    const bool one_line = std::ranges::none_of(spec.accept, has_control_characters);
    if (!one_line) add(task, "has an acceptance criterion that is not one line of plain text");
  }

  void check_scope(const PlannedTask& task) {
    for (const std::string& glob : task.spec.scope) check_glob(task, glob);
    for (const std::string& glob : task.creates) check_glob(task, glob);
  }

  void check_glob(const PlannedTask& task, const std::string& glob) {
    try {
      if (has_control_characters(glob)) {
        throw Error(ErrorKind::invalid, "path pattern '" + printable(glob) + "' has control characters");
      }
      check_protected(task, normalise_glob(glob));
      check_slice(task, normalise_glob(glob));
    } catch (const Error& error) {
      add(task, "has a wrong scope: " + std::string(error.what()), error.hint());
    }
  }

  void check_protected(const PlannedTask& task, const std::string& glob) {
    for (const std::string& protected_glob : context_.protected_paths) {
      if (!is_inside(glob, protected_glob)) continue;
      return add(
          task,
          fmt::format("has the scope '{}', which is protected by '{}'", printable(glob), protected_glob),
          "nothing that touches it would ever land");
    }
  }

  void check_slice(const PlannedTask& task, const std::string& glob) {
    const auto holds_it = [&](const std::string& slice) { return is_inside(glob, normalise_glob(slice)); };
    if (context_.slice.empty() || std::ranges::any_of(context_.slice, holds_it)) return;
    add(task, fmt::format("has the scope '{}', which leaves its plan's", printable(glob)),
        "the plan may touch " + join(context_.slice, ", "));
  }

  void check_checks(const PlannedTask& task) {
    const TaskSpec& spec = task.spec;
    for (const std::string& check : spec.checks) {
      if (trim(check).empty()) add(task, "has an empty check");
      if (check.find('\0') != std::string::npos) add(task, "has a check with a NUL character");
    }
    // Of an agent's plan, content_findings() wants more.
    const bool is_unchecked = spec.checks.empty() && context_.common_checks == 0;
    if (spec.kind == TaskKind::work && is_unchecked && context_.author == PlanAuthor::person) {
      add(task, "would land without any check", "give it checks, or set gate.checks in .reeve/config.toml");
    }
  }

  void check_agent(const PlannedTask& task) {
    const std::string& agent = task.spec.agent;
    if (agent.empty() || std::ranges::find(context_.agents, agent) != context_.agents.end()) return;
    add(task, fmt::format("asks for the agent '{}', which is not configured", printable(agent)),
        suggestion(agent, context_.agents));
  }

  void check_depth(const PlannedTask& task) {
    if (task.spec.kind == TaskKind::plan && !context_.has_planners)
      add(task, "is a plan, and no agent is named for planners",
          "name the ladder: [roles] planner = [\"…\"]");
    if (task.spec.kind != TaskKind::plan || context_.depth < context_.limits.depth) return;
    add(task,
        fmt::format("is a plan below {}, and no more are allowed",
                    count_of(context_.depth, "other plan", "other plans")),
        "plan the work itself, or raise limits.depth", FindingKind::over_limit);
  }

  void check_after(std::size_t index) {
    const PlannedTask& task = tasks_[index];
    for (const std::string& predecessor : std::set(task.spec.after.begin(), task.spec.after.end())) {
      const auto named = by_name_.find(predecessor);
      if (named != by_name_.end()) {
        if (named->second == index) add(task, "comes after itself");
        if (tasks_[named->second].spec.kind == TaskKind::plan) add_after_plan(task, predecessor);
      } else if (context_.plan_ids.contains(predecessor)) {
        add_after_plan(task, predecessor);
      } else if (!context_.known_ids.contains(predecessor)) {
        add(task,
            fmt::format("comes after '{}', which is no task of this plan or goal", printable(predecessor)),
            suggestion(predecessor, predecessor_names()));
      }
    }
  }

  // Nobody knows yet which tasks will come of it.
  void add_after_plan(const PlannedTask& task, const std::string& plan) {
    add(task, fmt::format("comes after '{}', which is a plan", printable(plan)),
        "let it be a task of that plan");
  }

  void check_length(const PlannedTask& task) {
    // Still to come: its id, its goal and its parent, and a suffix for each predecessor.
    const std::size_t to_come = 4 * longest_id + 5 * task.spec.after.size();
    const std::size_t length = spec_to_json(task.spec).text().size() + to_come;
    if (length <= longest_log_line) return;
    add(task, fmt::format("has {} bytes of text in all, and {} are allowed", length, longest_log_line));
  }

  void check_cycles() {
    const auto cycles = find_cycles(edges(), most_cycles);
    for (const auto& cycle : cycles) {
      if (cycle.size() == 1) continue;  // said with the task
      std::vector<std::string> names;
      for (const std::size_t index : cycle) names.push_back(printable(tasks_[index].name));
      names.push_back(names.front());
      add(tasks_[cycle.front()].where, "tasks wait for each other: " + join(names, " → "),
          "take one of them out of the other's 'after'");
    }
  }

  std::vector<std::vector<std::size_t>> edges() const {
    std::vector<std::vector<std::size_t>> after(tasks_.size());
    for (std::size_t index = 0; index < tasks_.size(); ++index) {
      for (const std::string& predecessor : tasks_[index].spec.after) {
        const auto named = by_name_.find(predecessor);
        if (named != by_name_.end() && named->second != index) after[index].push_back(named->second);
      }
    }
    return after;
  }

  const std::vector<std::string>& predecessor_names() {
    if (predecessor_names_.empty()) {
      for (const auto& [name, index] : by_name_) predecessor_names_.push_back(name);
      predecessor_names_.insert(predecessor_names_.end(), context_.known_ids.begin(),
                                context_.known_ids.end());
    }
    return predecessor_names_;
  }

  std::string suggestion(const std::string& word, const std::vector<std::string>& candidates) {
    if (suggestions_++ >= most_suggestions) return "";
    const auto near = nearest(word, candidates);
    return near ? fmt::format("did you mean '{}'?", *near) : "";
  }

  void add_all(std::vector<Finding> findings) { std::ranges::move(findings, std::back_inserter(findings_)); }
  void add(std::string where, std::string what, std::string hint = "",
           FindingKind kind = FindingKind::wrong) {
    findings_.push_back({std::move(where), std::move(what), std::move(hint), kind});
  }
  void add(const PlannedTask& task, const std::string& what, std::string hint = "",
           FindingKind kind = FindingKind::wrong) {
    add(task.where, reeve::describe(task) + " " + what, std::move(hint), kind);
  }

  const std::vector<PlannedTask>& tasks_;
  const LintContext& context_;
  PathIndex paths_;
  LintInput input_;
  const std::map<std::string, std::size_t>& by_name_;
  std::vector<std::string> predecessor_names_;
  std::size_t suggestions_ = 0;
  std::vector<Finding> findings_;
};

}  // namespace

std::vector<Finding> lint(const std::vector<PlannedTask>& tasks, const PlanChanges& changes,
                          const LintContext& context) {
  return Linter(tasks, changes, context).run();
}

std::vector<Finding> lint(const std::vector<PlannedTask>& tasks, const LintContext& context) {
  return lint(tasks, {}, context);
}

std::vector<Finding> of_kind(const std::vector<Finding>& findings, FindingKind kind) {
  std::vector<Finding> some;
  std::ranges::copy_if(findings, std::back_inserter(some),
                       [&](const Finding& finding) { return finding.kind == kind; });
  return some;
}

std::vector<Finding> not_of_kind(const std::vector<Finding>& findings, FindingKind kind) {
  std::vector<Finding> some;
  std::ranges::copy_if(findings, std::back_inserter(some),
                       [&](const Finding& finding) { return finding.kind != kind; });
  return some;
}

std::string describe(const std::vector<Finding>& findings) {
  std::vector<std::string> lines;
  for (const Finding& finding : findings) {
    lines.push_back((finding.where.empty() ? "" : finding.where + ": ") + finding.what +
                    (finding.hint.empty() ? "" : "; " + finding.hint));
  }
  return join(lines, "\n");
}

void require_none(const std::vector<Finding>& findings) {
  if (findings.empty()) return;
  throw Error(ErrorKind::invalid, describe(findings), "nothing was published; mend the plan and try again");
}

}  // namespace reeve
