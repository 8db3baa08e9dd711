#include "judge/build_pool.h"

#include <algorithm>
#include <utility>

namespace reeve {

BuildPool::BuildPool(const git::Repository& repository, const Config& config, const Runners& runners,
                     std::size_t slots, std::stop_token stop)
    : repository_(repository),
      config_(config),
      runners_(runners),
      slots_(std::max<std::size_t>(slots, 1)),
      stop_(std::move(stop)) {}

BuildPool::~BuildPool() {
  {
    const std::lock_guard lock(mutex_);
    is_over_ = true;
    jobs_.clear();
    for (auto& [number, running] : running_) running.stop.request_stop();
  }
  work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

void BuildPool::start(BuildJob job) {
  {
    const std::lock_guard lock(mutex_);
    running_[job.number];
    jobs_.push_back(std::move(job));
  }
  if (slots_ > 1) start_threads();
  work_.notify_one();
}

void BuildPool::cancel(std::uint64_t number) {
  const std::lock_guard lock(mutex_);
  const auto running = running_.find(number);
  if (running == running_.end()) return;
  running->second.is_wanted = false;
  running->second.stop.request_stop();
  std::erase_if(ends_, [&](const BuildEnd& end) { return end.number == number; });
  if (std::erase_if(jobs_, [&](const BuildJob& job) { return job.number == number; }) > 0)
    running_.erase(running);
}

std::vector<BuildEnd> BuildPool::wait(Milliseconds most) {
  if (slots_ == 1) return run_here();
  std::unique_lock lock(mutex_);
  ended_.wait_for(lock, stop_, most, [&] { return !ends_.empty() || problem_; });
  if (problem_) std::rethrow_exception(std::exchange(problem_, nullptr));
  return std::exchange(ends_, {});
}

Workspace BuildPool::acquire() {
  if (!workspaces_) workspaces_.emplace(repository_, "gate");
  return workspaces_->acquire();
}

// As many as there is work for: a slot that is never needed costs no workspace.
void BuildPool::start_threads() {
  const std::lock_guard lock(mutex_);
  while (threads_.size() < std::min(slots_, running_.size()))
    threads_.emplace_back([this, workspace = acquire()]() mutable { live(std::move(workspace)); });
}

BuildEnd BuildPool::run(const BuildJob& job, git::Repository& repository, Workspace& workspace,
                        const std::stop_token& stop) const {
  const auto run_on = [&](const git::Oid& commit, const std::vector<std::string>& commands) {
    return runners_.checks(commands, repository, commit, workspace, config_, CheckPlace::gate, stop, {});
  };
  BuildEnd end{job.number, run_on(job.commit, job.commands), {}};
  const Receipt* const red = blocking_receipt(end.receipts);
  const bool could_not = red != nullptr && red->result == CheckResult::could_not_run;
  if (!could_not || !job.without || stop.stop_requested()) return end;
  // The same commands up to that one: it may need what they build.
  const auto same = static_cast<std::ptrdiff_t>(end.receipts.size());
  end.without = run_on(*job.without, {job.commands.begin(), job.commands.begin() + same});
  return end;
}

std::vector<BuildEnd> BuildPool::run_here() {
  if (jobs_.empty()) return {};
  const BuildJob job = std::move(jobs_.front());
  jobs_.pop_front();
  running_.erase(job.number);
  if (!here_) here_.emplace(git::Repository::open(repository_.common_dir()));
  if (!workspace_) workspace_.emplace(acquire());
  std::vector<BuildEnd> ends;
  ends.push_back(run(job, *here_, *workspace_, stop_));
  return ends;
}

void BuildPool::live(Workspace workspace) {
  git::Repository repository = git::Repository::open(repository_.common_dir());
  std::stop_token stop;
  while (const auto job = next_job(stop)) {
    std::optional<BuildEnd> end;
    std::exception_ptr problem;
    try {
      const std::stop_callback with_all(stop_, [&] { cancel(job->number); });
      end = run(*job, repository, workspace, stop);
    } catch (...) {
      problem = std::current_exception();
    }
    // Outside the handler: whoever waits may destroy the exception, and this thread must not hold it then.
    finish(job->number, std::move(end), std::move(problem));
  }
}

std::optional<BuildJob> BuildPool::next_job(std::stop_token& stop) {
  std::unique_lock lock(mutex_);
  work_.wait(lock, [&] { return is_over_ || !jobs_.empty(); });
  if (is_over_) return std::nullopt;
  BuildJob job = std::move(jobs_.front());
  jobs_.pop_front();
  stop = running_[job.number].stop.get_token();
  return job;
}

void BuildPool::finish(std::uint64_t number, std::optional<BuildEnd> end, std::exception_ptr problem) {
  const std::lock_guard lock(mutex_);
  const auto running = running_.extract(number);
  if (running.empty() || !running.mapped().is_wanted || is_over_) return;
  if (end) ends_.push_back(std::move(*end));
  if (problem && !problem_) problem_ = std::move(problem);
  ended_.notify_all();
}

}  // namespace reeve
