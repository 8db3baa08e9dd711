#include "judge/lens_run.h"

#include "agent/agent.h"
#include "agent/ladder.h"
#include "agent/result_file.h"
#include "agent/task_file.h"
#include "base/error.h"
#include "base/text.h"
#include "judge/review_prompt.h"
#include "judge/review_result.h"
#include "workspace/attempt_log.h"
#include "workspace/target_files.h"
#include "workspace/task_prompt.h"
#include "workspace/workspace_pool.h"

namespace reeve {

namespace {

const std::string result_name = "result.json";

class LensRun {
 public:
  explicit LensRun(const LensWork& work) : work_(work), repository_(git::Repository::open(work.repository)) {}

  Event run() {
    look_at_change();
    for (const std::string& name : work_.lens.agents) {
      if (work_.stop.stop_requested()) break;
      if (ask(agent_of_lens(name, work_.lens, work_.config))) break;
    }
    return event_;
  }

  Event could_not(const std::string& why) {
    event_.verdict = review_could_not_run;
    event_.reason = why;
    event_.reasons.clear();
    return event_;
  }

 private:
  void look_at_change() {
    commit_ = git::Oid::parse(work_.task.submitted).value();
    event_.commit = commit_.hex();
    event_.lens = work_.lens.name;
    could_not("no agent could look at it");
    const ReviewedTrees trees = reviewed_trees(repository_, work_.target, commit_);
    before_ = trees.before;
    after_ = trees.after;
    files_ = changed_files(repository_, before_, after_);
  }

  // Whether it gave a verdict. The files are new for each, as the one before may have changed them.
  bool ask(const AgentConfig& agent) try {
    WorkspacePool pool(repository_, "lens");
    Workspace workspace = pool.acquire();
    workspace.reset(repository_, commit_of_change());
    const std::string prompt = prompt_for(agent);
    event_.agent = agent.name;
    const AgentReport report = work_.agent(request_for(agent, workspace, prompt));
    event_.trace = report.trace;
    event_.trace.prompt = prompt_id(repository_, prompt);
    event_.usage = event_.usage + report.usage;
    if (report.outcome != Outcome::done) {
      could_not(agent.name + ": " + std::string(name_of(report.outcome)) +
                (report.reason.empty() ? "" : ": " + first_line_of(report.reason)));
      return false;
    }
    take(parse_review_result(report.result, result_name, files_));
    return true;
  } catch (const Error& error) {
    could_not(agent.name + ": " + error.what());
    return false;
  }

  static std::string first_line_of(const std::string& text) { return split_lines(text + "\n").front(); }

  void take(const ReviewResult& result) {
    event_.verdict = result.verdict;
    event_.reason = result.summary;
    event_.reasons = result.reasons;
  }

  git::Oid commit_of_change() {
    git::CommitData commit = repository_.read_commit(commit_);
    commit.tree = after_;
    commit.parents = {work_.target};
    commit.message = "The change that is reviewed\n";
    return repository_.write_commit(commit);
  }

  // The built-in text is the lens's own only if it is meant: a name that is wrong must not be passed over.
  std::string prompt_for(const AgentConfig& agent) const {
    const std::string& name = work_.lens.prompt;
    const PromptTemplate prompt =
        prompt_of(repository_, work_.policy, name, name == "review" ? prompt_template(name) : "");
    if (prompt.text.empty())
      throw Error(ErrorKind::configuration, "there is no .reeve/prompts/" + name + ".md on the target");
    const PromptContext context =
        prompt_context(repository_, work_.policy, work_.config, agent, work_.task.spec);
    return fill_template(prompt.text,
                         review_variables(work_.task, context, change_text(repository_, before_, after_)),
                         prompt.source);
  }

  AgentRequest request_for(const AgentConfig& agent, Workspace& workspace, const std::string& prompt) const {
    AgentRequest request;
    request.agent = agent;
    request.limits = work_.config.limits;
    request.role = Role::review;
    request.task = work_.task;
    request.prompt = prompt;
    request.task_file = task_file(
        spec_alone(), prompt_context(repository_, work_.policy, work_.config, agent, work_.task.spec));
    request.workspace = workspace.files().folder();
    request.folder = workspace.attempt_folder();
    request.borrowed = workspace.borrowed_objects();
    request.log = new_attempt_log(repository_, work_.task.spec.id,
                                  static_cast<int>(work_.task.attempts.size()), "lens-" + work_.lens.name);
    request.left = work_.left;
    request.result_schema = review_result_schema();
    request.objections = [this](const std::string& text) {
      return objections_of([&] { parse_review_result(text, result_name, files_); });
    };
    request.stop = work_.stop;
    request.on_tick = [] {};
    return request;
  }

  // Nothing of how it came about: a reviewer who has read the worker's story believes it.
  TaskState spec_alone() const {
    TaskState task;
    task.spec = work_.task.spec;
    task.phase = work_.task.phase;
    return task;
  }

  const LensWork& work_;
  git::Repository repository_;
  Event event_;
  git::Oid commit_;
  git::Oid before_;  // trees
  git::Oid after_;
  ChangedFiles files_;
};

}  // namespace

AgentConfig agent_of_lens(const std::string& name, const LensConfig& lens, const Config& config) {
  AgentConfig agent = agent_named(name, config);
  if (lens.wall) agent.wall = lens.wall;
  if (lens.turns) agent.turns = lens.turns;
  if (lens.tokens) agent.tokens = lens.tokens;
  if (lens.cost) agent.cost = lens.cost;
  return agent;
}

Event run_lens(const LensWork& work) {
  LensRun run(work);
  try {
    return run.run();
  } catch (const std::exception& error) {
    return run.could_not(error.what());
  }
}

}  // namespace reeve
