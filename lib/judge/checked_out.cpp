#include "judge/checked_out.h"

#include "base/file.h"
#include "base/process.h"
#include "base/text.h"

namespace reeve {

namespace {

namespace fs = std::filesystem;

bool has_checked_out(const fs::path& head_file, const std::string& branch) {
  const auto head = read_untrusted_file(head_file, 4096);
  return head && trim(*head) == "ref: " + branch;
}

ProcessResult git_in(const fs::path& work_tree, const std::vector<std::string>& arguments) {
  ProcessSpec spec;
  spec.argv = {"git"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.cwd = work_tree;
  spec.environment = inherited_environment();
  std::erase_if(spec.environment, [](const auto& variable) { return variable.first.starts_with("GIT_"); });
  return run_process(spec);
}

}  // namespace

std::vector<fs::path> work_trees_on(const git::Repository& repository, const std::string& branch) {
  std::vector<fs::path> result;
  const fs::path& common = repository.common_dir();
  const bool has_main_work_tree = repository.config("core.bare").value_or("false") != "true";
  if (has_main_work_tree && has_checked_out(common / "HEAD", branch)) result.push_back(common.parent_path());
  std::error_code none;
  for (const auto& entry : fs::directory_iterator(common / "worktrees", none)) {
    if (!has_checked_out(entry.path() / "HEAD", branch)) continue;
    const auto git_file = read_untrusted_file(entry.path() / "gitdir", 4096);
    // With worktree.useRelativePaths it is relative to the folder that it is in.
    if (git_file)
      result.push_back((entry.path() / std::string(trim(*git_file))).parent_path().lexically_normal());
  }
  std::erase_if(result, [&](const fs::path& path) { return !fs::is_directory(path, none); });
  return result;
}

std::optional<std::string> obstacle(const std::vector<fs::path>& work_trees, const git::Oid& from,
                                    const git::Oid& to) {
  for (const fs::path& work_tree : work_trees) {
    // read-tree compares files by their stat data; data that is only stale must not look like a change.
    git_in(work_tree, {"update-index", "-q", "--refresh"});
    const ProcessResult result = git_in(work_tree, {"read-tree", "-n", "-m", "-u", from.hex(), to.hex()});
    if (result.succeeded()) continue;
    return "the target is checked out in " + work_tree.string() +
           ", and its files cannot follow: " + std::string(trim(result.err));
  }
  return std::nullopt;
}

void bring_along(const std::vector<fs::path>& work_trees, const git::Oid& from, const git::Oid& to) {
  for (const fs::path& work_tree : work_trees)
    git_in(work_tree, {"read-tree", "-m", "-u", from.hex(), to.hex()});
}

}  // namespace reeve
