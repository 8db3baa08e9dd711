#include "hub/task_store.h"

#include <fmt/format.h>

#include <algorithm>

#include "base/error.h"
#include "base/random.h"
#include "base/text.h"
#include "hub/log_note.h"
#include "hub/words.h"
#include "task/ref_names.h"

namespace reeve {

namespace {

// A lost race is read again this often before the caller is told: only a person and a worker, or reconcile
// and a worker, ever meet on one task.
constexpr int most_tries = 8;

std::string message_of(const Event& event) {
  std::string message = event.name;
  if (event.attempt > 0) message += fmt::format(" attempt {}", event.attempt);
  if (!event.lens.empty()) message += fmt::format(" by lens {} ({})", event.lens, event.verdict);
  if (event.outcome) message += fmt::format(" ({})", name_of(*event.outcome));
  message += " by " + printable(event.by);
  if (!event.reason.empty()) message += ": " + shorten(printable(split_lines(event.reason).front()), 120);
  return message + "\n";
}

bool attempt_ended(const TaskState& before, const TaskState& after) {
  const auto has_attempt = [](Phase phase) { return phase == Phase::claimed || phase == Phase::ready; };
  return has_attempt(before.phase) && !has_attempt(after.phase) && after.phase != Phase::landed;
}

git::RefUpdate moved(const std::string& ref, const std::optional<git::Oid>& from,
                     const std::optional<git::Oid>& to) {
  return {ref, from, to};
}

std::string task_message(const TaskSpec& spec) {
  std::string message = one_line(spec.title) + "\n";
  if (!spec.body.empty()) message += "\n" + paragraphs(spec.body) + "\n";
  message += "\n";
  for (const std::string& criterion : spec.accept) message += "Reeve-Accept: " + one_line(criterion) + "\n";
  for (const std::string& glob : spec.scope) message += "Reeve-Scope: " + one_line(glob) + "\n";
  for (const std::string& id : spec.after) message += "Reeve-After: " + id + "\n";
  if (!spec.parent.empty()) message += "Reeve-Parent: " + spec.parent + "\n";
  return message + "Reeve-Task: " + spec.id + "\nReeve-Goal: " + spec.goal + "\n";
}

}  // namespace

std::optional<std::string> branch_of(Phase phase, const std::string& id) {
  switch (phase) {
    case Phase::waiting:
    case Phase::held:
      return refs::held(id);
    case Phase::open:
    case Phase::claimed:
    case Phase::failed:
      return refs::task(id);
    case Phase::ready:
      return refs::ready(id);
    case Phase::landed:
    case Phase::cancelled:
      break;
  }
  return std::nullopt;
}

TaskStore::TaskStore(Hub& hub, Clock& clock, std::string who, git::Signature signature)
    : hub_(hub), clock_(clock), who_(std::move(who)), signature_(std::move(signature)) {}

// --- Reading

TaskRecord TaskStore::read(const std::string& id, const git::Oid& log) {
  const std::string ref = refs::task_log(id);
  try {
    LogNote note = read_log_note(hub_.objects(), log);
    TaskRecord task;
    task.state = fold(decode_task_log(note.text));
    task.log = log;
    task.task_commit = note.subject;
    task.text = std::move(note.text);
    if (task.id() != id) throw Error(ErrorKind::damaged, "it is the log of " + task.id());
    return task;
  } catch (const Error& error) {
    throw Error(ErrorKind::damaged, "the log of task " + id + " cannot be read: " + error.what(),
                "look at it with: git log -p " + ref);
  }
}

const TaskRecord& TaskStore::read_once(const std::string& id, const git::Oid& log) {
  const auto known = known_.find(id);
  if (known != known_.end() && known->second.log == log) return known->second;
  return known_[id] = read(id, log);
}

std::optional<TaskRecord> TaskStore::find(const std::string& id) {
  const RefSnapshot now =
      hub_.read_each({refs::task_log(id), refs::held(id), refs::task(id), refs::ready(id)});
  const auto log = now.read(refs::task_log(id));
  if (!log) return std::nullopt;
  TaskRecord task = read(id, *log);
  if (const auto branch = branch_of(task.state.phase, id)) task.branch = now.read(*branch);
  return task;
}

Fleet TaskStore::fleet(const std::string& goal) {
  const RefSnapshot now = hub_.look({std::string(refs::heads), std::string(refs::task_log_prefix)});
  Fleet fleet;
  const std::vector<git::Ref> logs = now.list(refs::task_log_prefix);
  if (known_.size() > 2 * logs.size()) known_.clear();  // of tasks that have left, mostly
  for (const git::Ref& ref : logs) {
    const auto id = refs::id_after(refs::task_log_prefix, ref.name);
    if (!id) continue;
    try {
      const TaskRecord& known = read_once(*id, ref.id);
      if (!goal.empty() && known.state.spec.goal != goal) continue;
      fleet.tasks.push_back(known);
      TaskRecord& task = fleet.tasks.back();
      if (const auto branch = branch_of(task.state.phase, *id)) task.branch = now.read(*branch);
    } catch (const Error& error) {
      fleet.damaged.push_back({*id, ref.name, error.what()});
    }
  }
  return fleet;
}

Fleet TaskStore::fleet_under(std::string_view branch_prefix) {
  const RefSnapshot now = hub_.look({std::string(branch_prefix), std::string(refs::task_log_prefix)});
  Fleet fleet;
  for (const git::Ref& ref : now.list(branch_prefix)) {
    const auto id = refs::id_after(branch_prefix, ref.name);
    const auto log = id ? now.read(refs::task_log(*id)) : std::nullopt;
    if (!log) continue;
    try {
      TaskRecord task = read(*id, *log);
      if (branch_of(task.state.phase, *id) != ref.name) continue;
      task.branch = ref.id;
      fleet.tasks.push_back(std::move(task));
    } catch (const Error& error) {
      fleet.damaged.push_back({*id, refs::task_log(*id), error.what()});
    }
  }
  return fleet;
}

// --- The one way to change a task

git::Oid TaskStore::write_steps(const std::optional<git::Oid>& parent, const git::Oid& subject,
                                std::string& text, const Steps& steps) {
  std::optional<git::Oid> tip = parent;
  for (const Event& step : steps) {
    text += encode_event(step);
    tip = write_log_note(hub_.objects(), tip, subject, text, message_of(step), signature_now());
  }
  return *tip;
}

// The branch follows the phase. Work that did not lead to a landing is kept under reeve/failed/ before the
// branch goes back to the task commit or away, except where the next attempt goes on from it. Deletes last:
// a crash of the machine leaves a ref too many rather than one too few.
TaskStore::BranchMove TaskStore::branch_move(const TaskRecord& task, const TaskState& after,
                                             const std::optional<git::Oid>& work) {
  BranchMove move;
  const auto old_branch = branch_of(task.state.phase, task.id());
  const auto new_branch = branch_of(after.phase, task.id());
  const std::string kept = refs::failed(task.id(), static_cast<int>(after.attempts.size()));
  git::Oid tip = work.value_or(task.branch.value_or(task.task_commit));
  const bool leaves_work = !new_branch || (attempt_ended(task.state, after) && !after.resume_work);
  const bool keeps_work = leaves_work && tip != task.task_commit;
  std::vector<std::string> unknown;
  if (keeps_work) unknown.push_back(kept);
  if (new_branch && old_branch != new_branch) unknown.push_back(*new_branch);
  const RefSnapshot now = unknown.empty() ? RefSnapshot({}) : hub_.read_each(unknown);
  if (keeps_work) move.updates.push_back(moved(kept, now.read(kept), tip));
  if (leaves_work) tip = task.task_commit;
  if (new_branch) {
    const auto current = old_branch == new_branch ? task.branch : now.read(*new_branch);
    if (current != tip) move.updates.push_back(moved(*new_branch, current, tip));
    move.tip = tip;
  }
  if (old_branch != new_branch && old_branch && task.branch) {
    move.updates.push_back(moved(*old_branch, task.branch, std::nullopt));
  }
  return move;
}

TaskStore::Written TaskStore::written(const TaskRecord& task, const Steps& steps,
                                      const std::optional<git::Oid>& work) {
  Written written{task, {}};
  TaskRecord& changed = written.task;
  for (const Event& step : steps) reeve::apply(changed.state, step);
  changed.log = write_steps(task.log, task.task_commit, changed.text, steps);
  BranchMove move = branch_move(task, changed.state, work);
  changed.branch = move.tip;
  written.updates = {moved(refs::task_log(task.id()), task.log, changed.log)};  // it decides, so it is first
  written.updates.insert(written.updates.end(), move.updates.begin(), move.updates.end());
  return written;
}

ApplyResult TaskStore::try_commit(TaskRecord& task, const Steps& steps, const std::optional<git::Oid>& work,
                                  const Updates& others) {
  Written next = written(task, steps, work);
  Transaction transaction;
  transaction.reason = fmt::format("{} {}", steps.back().name, task.id());
  transaction.updates = std::move(next.updates);
  transaction.updates.insert(transaction.updates.end(), others.begin(), others.end());
  const ApplyResult result = hub_.apply(transaction);
  if (result.succeeded()) task = std::move(next.task);
  return result;
}

std::optional<std::vector<git::RefUpdate>> TaskStore::step(const TaskRecord& task, const Event& event) {
  if (objection(task.state, event)) return std::nullopt;
  return written(task, {event}, std::nullopt).updates;
}

bool TaskStore::commit(TaskRecord& task, const MakeSteps& make_steps, const std::optional<git::Oid>& work,
                       const Updates& others) {
  TaskRecord current = task;
  for (int tries = 0; tries < most_tries; ++tries) {
    const Steps steps = make_steps(current.state);
    if (steps.empty()) return false;
    TaskState state = current.state;
    for (const Event& step : steps) {
      if (objection(state, step)) return false;
      reeve::apply(state, step);
    }
    if (try_commit(current, steps, work, others).succeeded()) {
      task = std::move(current);
      return true;
    }
    auto again = find(task.id());
    if (!again) return false;
    current = std::move(*again);
  }
  return false;
}

bool TaskStore::commit_one(TaskRecord& task, const Event& event) {
  return commit(task, [&](const TaskState&) { return Steps{event}; });
}

// --- Making events

Event TaskStore::event(EventType type, const std::string& reason) const {
  Event event = make_event(type, clock_.now(), who_);
  event.reason = reason;
  return event;
}

Event TaskStore::claim_event(EventType type, const TaskRecord& task) const {
  Event event = this->event(type);
  event.attempt = static_cast<int>(task.state.attempts.size());
  if (task.state.claim) event.nonce = task.state.claim->nonce;
  return event;
}

Event TaskStore::ending(EventType type, const TaskRecord& task, const Failure& failure) const {
  Event event = claim_event(type, task);
  event.outcome = failure.outcome;
  event.reason = failure.reason;
  if (failure.work) event.commit = failure.work->hex();
  event.handoff = failure.handoff;
  event.trace = failure.trace;
  event.usage = failure.usage;
  event.receipts = failure.receipts;
  event.until = failure.until;
  event.paths = failure.paths;
  return event;
}

git::Signature TaskStore::signature_now() const {
  git::Signature signature = signature_;
  signature.when = clock_.now();
  return signature;
}

// --- Planning

git::Oid TaskStore::write_task_commit(const TaskSpec& spec, const git::Oid& base) {
  git::CommitData commit;
  commit.tree = hub_.objects().tree_of(base);
  commit.parents = {base};
  commit.message = task_message(spec);
  commit.author = commit.committer = signature_now();
  return hub_.objects().write_commit(commit);
}

TaskStore::Updates TaskStore::publication(const std::vector<TaskSpec>& specs, const git::Oid& base,
                                          Dispatch dispatch) {
  Updates updates;
  for (const TaskSpec& spec : specs) {
    const bool is_open = spec.after.empty() && dispatch == Dispatch::at_once;
    Steps steps{event(EventType::planned)};
    steps.front().commit = base.hex();
    if (is_open) steps.push_back(event(EventType::dispatched));
    const git::Oid task_commit = write_task_commit(spec, base);
    std::string text = encode_spec(spec);
    const git::Oid log = write_steps(std::nullopt, task_commit, text, steps);
    const Phase phase = is_open ? Phase::open : Phase::waiting;
    updates.push_back(moved(refs::task_log(spec.id), std::nullopt, log));
    updates.push_back(moved(*branch_of(phase, spec.id), std::nullopt, task_commit));
  }
  return updates;
}

bool TaskStore::publish(const std::vector<TaskSpec>& specs, const git::Oid& base, Dispatch dispatch) {
  const Updates updates = publication(specs, base, dispatch);
  return hub_.apply({updates, "plan " + count_of(specs.size(), "task")}).succeeded();
}

bool TaskStore::finish(TaskRecord& task, const Ending& ending, const Updates& others) {
  Event submitted = claim_event(EventType::submitted, task);
  submitted.handoff = ending.handoff;
  submitted.trace = ending.trace;
  submitted.usage = ending.usage;
  Event landed = event(EventType::landed, ending.reason);
  landed.attempt = submitted.attempt;
  for (TaskRecord current = task;;) {
    if (objection(current.state, submitted)) return false;
    if (try_commit(current, {submitted, landed}, std::nullopt, others).succeeded()) {
      task = std::move(current);
      return true;
    }
    auto again = find(task.id());
    if (!again || again->log == current.log) return false;  // it is one of the others that has moved
    current = std::move(*again);
  }
}

bool TaskStore::dispatch(TaskRecord& task) {
  return commit_one(task, event(EventType::dispatched));
}

// --- Working

bool TaskStore::claim(TaskRecord& task, const ClaimRequest& request) {
  const std::string nonce = random_base32(16);
  const std::size_t attempts = task.state.attempts.size();
  return commit(task, [&](const TaskState& state) {
    // Tried by somebody else meanwhile: its rung, and so the agent, is not the one the caller chose.
    if (state.attempts.size() != attempts) return Steps{};
    Event claim = event(EventType::claimed);
    claim.attempt = static_cast<int>(state.attempts.size()) + 1;
    claim.nonce = nonce;
    claim.lease_until = claim.at + request.lease;
    claim.run = request.run;
    claim.agent = request.agent;
    claim.trace.model = request.model;
    claim.rung = state.rung;
    claim.reserved = request.reserved;
    return Steps{claim};
  });
}

bool TaskStore::renew(TaskRecord& task, Milliseconds lease) {
  Event renewed = claim_event(EventType::renewed, task);
  renewed.lease_until = renewed.at + lease;
  return commit_one(task, renewed);
}

bool TaskStore::progress(TaskRecord& task, const git::Oid& work, Milliseconds lease) {
  Event progressed = claim_event(EventType::progressed, task);
  progressed.lease_until = progressed.at + lease;
  progressed.commit = work.hex();
  return commit(task, [&](const TaskState&) { return Steps{progressed}; }, work);
}

bool TaskStore::submit(TaskRecord& task, const Submission& submission) {
  Event submitted = claim_event(EventType::submitted, task);
  submitted.commit = submission.work.hex();
  submitted.handoff = submission.handoff;
  submitted.trace = submission.trace;
  submitted.usage = submission.usage;
  submitted.receipts = submission.receipts;
  submitted.change = submission.change;
  submitted.paths = submission.paths;
  return commit(task, [&](const TaskState&) { return Steps{submitted}; }, submission.work);
}

bool TaskStore::ask(TaskRecord& task, const std::string& question, const Failure& failure) {
  Event asked = ending(EventType::asked, task, failure);
  asked.outcome = Outcome::needs_input;
  asked.reason = question;
  return commit(task, [&](const TaskState&) { return Steps{asked}; }, failure.work);
}

// The end of an attempt and what follows it are one transaction, so that no other process has to decide.
bool TaskStore::end_attempt(TaskRecord& task, EventType type, const Failure& failure, const NextStep& next) {
  const Event end = ending(type, task, failure);
  const std::optional<Claim> claim = task.state.claim;
  const std::string work = task.state.work;
  const auto steps = [&](const TaskState& state) {
    // What was read is what is ended: a claim that was renewed meanwhile is not over.
    if (state.claim != claim || state.work != work || objection(state, end)) return Steps{};
    TaskState after = state;
    reeve::apply(after, end);
    return Steps{end, next(after)};
  };
  return commit(task, steps, failure.work);
}

bool TaskStore::fail(TaskRecord& task, const Failure& failure, const NextStep& next) {
  return end_attempt(task, EventType::failed, failure, next);
}

bool TaskStore::reject(TaskRecord& task, const Failure& failure, const NextStep& next) {
  return end_attempt(task, EventType::rejected, failure, next);
}

bool TaskStore::keep_work(const std::string& id, int attempt, const git::Oid& work) {
  const std::string ref = refs::failed(id, attempt);
  for (int tries = 0; tries < most_tries; ++tries) {
    const auto kept = hub_.read(ref);
    if (kept == work) return true;
    if (kept && !hub_.objects().is_ancestor(*kept, work)) return false;
    if (hub_.apply({{moved(ref, kept, work)}, "keep the work of " + id}).succeeded()) return true;
  }
  return false;
}

// --- Reconcile

bool TaskStore::expire(TaskRecord& task, const std::string& reason, const NextStep& next) {
  Failure failure;
  failure.outcome = Outcome::killed;
  failure.reason = reason;
  if (task.branch && *task.branch != task.task_commit) failure.work = task.branch;
  return end_attempt(task, EventType::failed, failure, next);
}

bool TaskStore::decide(TaskRecord& task, const NextStep& next) {
  return commit(task, [&](const TaskState& state) {
    // A person may have held it meanwhile, and `retried` would take it away from them.
    return state.phase == Phase::failed ? Steps{next(state)} : Steps{};
  });
}

bool TaskStore::mend(TaskRecord& task) {
  const auto branch = branch_of(task.state.phase, task.id());
  if (!branch || task.branch) return false;
  const auto work =
      git::Oid::parse(task.state.phase == Phase::ready ? task.state.submitted : task.state.work);
  const git::Oid tip = work && hub_.objects().exists(*work) ? *work : task.task_commit;
  Transaction transaction;
  transaction.reason = "mend " + task.id();
  transaction.updates = {moved(refs::task_log(task.id()), task.log, task.log),
                         moved(*branch, std::nullopt, tip)};
  if (!hub_.apply(transaction).succeeded()) return false;
  task.branch = tip;
  return true;
}

// --- The gate

// Of this submission: one that was put back meanwhile and submitted anew is another attempt.
bool TaskStore::review(TaskRecord& task, const Event& reviewed) {
  Event event = claim_event(EventType::reviewed, task);
  const TimePoint at = event.at;
  const std::string by = event.by;
  const int attempt = event.attempt;
  event = reviewed;
  event.type = EventType::reviewed;
  event.name = name_of(event.type);
  event.at = at;
  event.by = by;
  event.attempt = attempt;
  return commit_one(task, event);
}

TaskStore::Landing TaskStore::landing(const TaskRecord& task, const git::Oid& commit,
                                      const std::vector<Receipt>& receipts, const std::string& verdict) {
  Event landed = claim_event(EventType::landed, task);
  landed.commit = commit.hex();
  landed.receipts = receipts;
  landed.verdict = verdict;
  Landing landing{task.state, task.text + encode_event(landed), removal(task)};
  reeve::apply(landing.state, landed);
  return landing;
}

std::vector<git::RefUpdate> TaskStore::reopening(const std::string& log, const git::Oid& base,
                                                 const Failure& failure, const NextStep& next) {
  TaskRecord task;
  task.state = fold(decode_task_log(log));
  Event reverted = ending(EventType::reverted, task, failure);
  if (const auto problem = objection(task.state, reverted))
    throw Error(ErrorKind::damaged, task.id() + " cannot be opened again: " + *problem);
  reeve::apply(task.state, reverted);
  const Event follows = next(task.state);
  reeve::apply(task.state, follows);
  const git::Oid task_commit = write_task_commit(task.state.spec, base);
  std::string text = log;
  const git::Oid tip = write_steps(std::nullopt, task_commit, text, {reverted, follows});
  return {moved(refs::task_log(task.id()), std::nullopt, tip),
          moved(*branch_of(task.state.phase, task.id()), std::nullopt, task_commit)};
}

std::vector<git::RefUpdate> TaskStore::removal(const TaskRecord& task) {
  std::vector<git::RefUpdate> updates{moved(refs::task_log(task.id()), task.log, std::nullopt)};
  const auto branch = branch_of(task.state.phase, task.id());
  if (branch && task.branch) updates.push_back(moved(*branch, task.branch, std::nullopt));
  return updates;
}

// --- People

bool TaskStore::hold(TaskRecord& task, const std::string& reason) {
  return commit_one(task, event(EventType::held, reason));
}

bool TaskStore::release(TaskRecord& task, const std::string& reason) {
  return commit_one(task, event(EventType::released, reason));
}

bool TaskStore::retry(TaskRecord& task, int rung, const std::string& reason) {
  Event retried = event(EventType::retried, reason);
  retried.rung = rung;
  return commit_one(task, retried);
}

bool TaskStore::answer(TaskRecord& task, const std::string& answer) {
  return commit_one(task, event(EventType::answered, answer));
}

bool TaskStore::cancel(TaskRecord& task, const std::string& reason) {
  return commit_one(task, event(EventType::cancelled, reason));
}

}  // namespace reeve
