// A repository, a clock that stands still, and git-reeve run within the test.
#pragma once

#include <string>
#include <vector>

#include "base/fake_clock.h"
#include "cli/fake_commands.h"
#include "support/repository.h"

namespace reeve::test {

// One agent, which writes "done" over the files of its task.
extern const std::string good_configuration;

class CommandWorld {
 public:
  explicit CommandWorld(git::Repository::Kind kind = git::Repository::Kind::with_work_tree);

  ScratchRepository& scratch() { return scratch_; }
  FakeClock& clock() { return clock_; }
  // Writes a file of the work tree.
  void write(const std::string& path, const std::string& content);
  // Commits these files to main, and a configuration.
  void begin(Files files = {}, const std::string& configuration = good_configuration);

  // Runs git-reeve in the repository, on a terminal of `width` columns without colour.
  ProgramRun run(const std::vector<std::string>& words, std::size_t width = 100);
  // Standard output and error of a run that must exit with `expected`, in a stable form: the random end of
  // each id is "IDID" (as wide, so that columns stay), a commit is COMMIT, the repository's path is HERE.
  std::string told(const std::vector<std::string>& words, cli::ExitCode expected = cli::ExitCode::done,
                   std::size_t width = 100);
  // The id that begins so, of a live task or a goal; fails the test if there is none.
  std::string id(const std::string& beginning);

 private:
  void learn_ids();
  std::string stable(std::string text);

  TemporaryFolder workspaces_;
  ScratchRepository scratch_;
  FakeClock clock_;
  std::vector<std::string> ids_;
};

}  // namespace reeve::test
