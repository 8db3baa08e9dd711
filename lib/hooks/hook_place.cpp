#include "hooks/hook_place.h"

#include <algorithm>
#include <string>
#include <vector>

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

// husky 9 points core.hooksPath at .husky/_ and writes everything in there anew: a file of ours would vanish
// without a word. husky 8 points it at .husky, where the person's scripts are. The folder may have another
// name, but not the script in it.
fs::path husky_scripts(const fs::path& folder) {
  if (folder.filename() == "_" &&
      (folder.parent_path().filename() == ".husky" || fs::exists(folder / "husky.sh")))
    return folder.parent_path();
  if (folder.filename() == ".husky" || fs::exists(folder / "_" / "husky.sh")) return folder;
  return {};
}

bool is_inside(const fs::path& path, const fs::path& folder) {
  if (folder.empty()) return false;
  const fs::path whole = fs::weakly_canonical(path);
  const fs::path outer = fs::weakly_canonical(folder);
  return std::mismatch(outer.begin(), outer.end(), whole.begin(), whole.end()).first == outer.end();
}

// The main work tree counts as well: a linked one may share an absolute core.hooksPath with it.
Reach reach_of(const fs::path& hooks, const fs::path& common, const fs::path& top) {
  const fs::path main_tree = common.filename() == ".git" ? common.parent_path() : fs::path();
  const bool ours = is_inside(hooks, common) || is_inside(hooks, top) || is_inside(hooks, main_tree);
  return ours ? Reach::this_repository : Reach::other_repositories;
}

// Every repository that shares a folder must know what any of them wrote there.
fs::path manifest_for(const fs::path& hooks, const fs::path& common, Reach reach) {
  return reach == Reach::this_repository ? common / "reeve" / "hooks.json" : hooks / ".reeve-hooks.json";
}

}  // namespace

HookPlace find_hook_place(const fs::path& inside) {
  const fs::path common = asked(inside, {"--git-common-dir"});
  if (common.empty()) {
    throw Error(ErrorKind::not_found, inside.string() + " is not in a git repository",
                "change to a repository, or name one with -C");
  }
  // A relative core.hooksPath counts from the top, as hooks are run there.
  const bool is_bare = asked(inside, {"--is-bare-repository"}) == "true";
  const fs::path top = is_bare ? common : fs::path(asked(inside, {"--show-toplevel"}));
  const fs::path folder = asked(top.empty() ? inside : top, {"--git-path", "hooks"});
  if (fs::exists(folder) && !fs::is_directory(folder)) {
    throw Error(ErrorKind::configuration, "the hooks folder " + folder.string() + " is not a folder",
                "set core.hooksPath to a folder, or unset it: git config --unset core.hooksPath");
  }
  const Reach reach = reach_of(folder, common, top);
  return {.folder = folder,
          .manifest = manifest_for(folder, common, reach),
          .side = is_bare ? HookSide::server : HookSide::client,
          .reach = reach,
          .husky = husky_scripts(folder)};
}

}  // namespace reeve::hooks
