#include "hooks/hook_place.h"

#include "base/error.h"
#include "base/process.h"

namespace reeve::hooks {
namespace {

namespace fs = std::filesystem;

// Empty where git has no answer: a bare repository has no top level.
std::string asked(const fs::path& folder, std::vector<std::string> question) {
  std::vector<std::string> argv{"git", "rev-parse", "--path-format=absolute"};
  argv.insert(argv.end(), question.begin(), question.end());
  ProcessSpec spec;
  spec.argv = std::move(argv);
  spec.cwd = folder;
  spec.environment = inherited_environment();
  ProcessResult result = run_process(spec);
  if (!result.succeeded()) return "";
  if (result.out.ends_with('\n')) result.out.pop_back();
  return result.out;
}

// husky writes everything in .husky/_ anew, and a file of ours would vanish without a word.
bool is_of_husky(const fs::path& folder) {
  return folder.filename() == ".husky" ||
         (folder.filename() == "_" && folder.parent_path().filename() == ".husky");
}

void check(const fs::path& folder) {
  if (is_of_husky(folder)) {
    throw Error(ErrorKind::configuration, "husky keeps the hooks in " + folder.string(),
                "add this line to .husky/prepare-commit-msg: git-reeve hook prepare-commit-msg \"$@\"");
  }
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw Error(ErrorKind::configuration, "the hooks folder " + folder.string() + " is not a folder",
                "set core.hooksPath to a folder, or unset it: git config --unset core.hooksPath");
  }
}

}  // namespace

HookPlace find_hook_place(const fs::path& inside) {
  const std::string common = asked(inside, {"--git-common-dir"});
  if (common.empty()) {
    throw Error(ErrorKind::not_found, inside.string() + " is not in a git repository",
                "change to a repository, or name one with -C");
  }
  const bool is_bare = asked(inside, {"--is-bare-repository"}) == "true";
  // A relative core.hooksPath counts from the top, as hooks are run there.
  const std::string top = is_bare ? common : asked(inside, {"--show-toplevel"});
  const fs::path folder = asked(top.empty() ? inside : fs::path(top), {"--git-path", "hooks"});
  check(folder);
  return {.folder = folder,
          .manifest = fs::path(common) / "reeve" / "hooks.json",
          .side = is_bare ? HookSide::server : HookSide::client};
}

}  // namespace reeve::hooks
