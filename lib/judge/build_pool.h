// Where the gate's builds run: so many at once, each in a workspace of its own that is used again by the
// next.
#pragma once

#include <condition_variable>
#include <deque>
#include <exception>
#include <map>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "config/config.h"
#include "git/repository.h"
#include "workspace/runners.h"
#include "workspace/workspace_pool.h"

namespace reeve {

struct BuildJob {
  std::uint64_t number = 0;
  std::vector<std::string> commands;
  git::Oid commit;
  // If a command cannot run on `commit`, the same ones are run on this: whether they can there.
  std::optional<git::Oid> without;
};

struct BuildEnd {
  std::uint64_t number = 0;
  std::vector<Receipt> receipts;  // up to the first command that did not pass
  std::vector<Receipt> without;   // empty if that was not asked
};

// Used by one thread. With one slot there is no other thread: wait() runs the build, so that whoever counts
// on one thing happening at a time can.
class BuildPool {
 public:
  // The repository must outlive it. `stop` ends all builds.
  BuildPool(const git::Repository& repository, const Config& config, const Runners& runners,
            std::size_t slots, std::stop_token stop);
  // Stops what runs, and waits for its end.
  ~BuildPool();
  BuildPool(const BuildPool&) = delete;
  BuildPool& operator=(const BuildPool&) = delete;

  // More than there are slots wait for their turn.
  void start(BuildJob job);
  // Its end will not be told. Nothing happens if there is no such build.
  void cancel(std::uint64_t number);
  // The builds that have ended since the last call, at least one if one ends within this time. What
  // `stop` has ended may tell, that it could not run. Throws what a build threw.
  std::vector<BuildEnd> wait(Milliseconds most);

 private:
  struct Running {
    std::stop_source stop;
    bool is_wanted = true;
  };

  Workspace acquire();
  BuildEnd run(const BuildJob& job, git::Repository& repository, Workspace& workspace,
               const std::stop_token& stop) const;
  std::vector<BuildEnd> run_here();
  void start_threads();
  void live(Workspace workspace);
  std::optional<BuildJob> next_job(std::stop_token& stop);
  void finish(std::uint64_t number, std::optional<BuildEnd> end, std::exception_ptr problem);

  const git::Repository& repository_;
  const Config config_;
  const Runners runners_;
  const std::size_t slots_;
  const std::stop_token stop_;
  std::optional<WorkspacePool> workspaces_;
  std::optional<git::Repository> here_;  // for one slot
  std::optional<Workspace> workspace_;

  std::mutex mutex_;
  std::condition_variable work_;
  std::condition_variable_any ended_;
  std::deque<BuildJob> jobs_;
  std::map<std::uint64_t, Running> running_;  // those that wait for a slot, too
  std::vector<BuildEnd> ends_;
  std::exception_ptr problem_;
  bool is_over_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace reeve
