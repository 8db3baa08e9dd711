// A repository with commits, hooks that a test writes, and git with git-reeve in PATH.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "base/file.h"
#include "cli/command_world.h"
#include "support/real_git.h"

namespace reeve::test {

class HooksWorld : public CommandWorld {
 public:
  HooksWorld() { begin(); }

  // Where git looks for this hook.
  std::filesystem::path hook(const std::string& name) {
    std::string folder = scratch().git({"rev-parse", "--path-format=absolute", "--git-path", "hooks"});
    folder.pop_back();
    return std::filesystem::path(folder) / name;
  }
  void write_script(const std::filesystem::path& path, const std::string& content) {
    make_folders(path.parent_path());
    write_file(path, content);
    std::filesystem::permissions(path, std::filesystem::perms::owner_all);
  }
  void write_hook(const std::string& name, const std::string& content) { write_script(hook(name), content); }

  ProcessResult git(const std::vector<std::string>& arguments) {
    return real_git(scratch().path(), arguments);
  }
  // The whole message of a new commit.
  std::string message_of_a_commit(const std::vector<std::string>& arguments) {
    std::vector<std::string> words{"commit", "--allow-empty"};
    words.insert(words.end(), arguments.begin(), arguments.end());
    real_git_output(scratch().path(), words);
    return scratch().git({"log", "-1", "--format=%B"});
  }
};

}  // namespace reeve::test
