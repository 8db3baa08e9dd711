#include "plan/task_scope.h"

#include <algorithm>

#include "base/error.h"
#include "base/glob.h"

namespace reeve {

namespace {

void sort_once(std::vector<std::string>& texts) {
  std::ranges::sort(texts);
  texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
}

std::vector<std::string> normalised(const std::vector<std::string>& globs) {
  std::vector<std::string> normal;
  for (const std::string& glob : globs) {
    try {
      normal.push_back(normalise_glob(glob));
    } catch (const Error&) {
      continue;  // said with the task
    }
  }
  sort_once(normal);
  return normal;
}

std::vector<std::uint32_t> files_of(const std::vector<std::string>& globs, PathIndex& paths) {
  std::vector<std::uint32_t> files;
  for (const std::string& glob : globs) {
    const auto& found = paths.matching(glob);
    files.insert(files.end(), found.begin(), found.end());
  }
  if (globs.size() == 1) return files;
  std::ranges::sort(files);
  files.erase(std::unique(files.begin(), files.end()), files.end());
  return files;
}

void add(std::vector<std::string>& common, const std::string& path, std::size_t most) {
  if (common.size() < most && std::ranges::find(common, path) == common.end()) common.push_back(path);
}

// What is in both lists, by a binary search for each of the shorter one: most scopes are a few files, and
// some are the whole tree.
void add_common_files(std::vector<std::string>& common, const TaskScope& a, const TaskScope& b,
                      const PathIndex& paths, std::size_t most) {
  const auto& few = a.files.size() < b.files.size() ? a.files : b.files;
  const auto& many = a.files.size() < b.files.size() ? b.files : a.files;
  for (const std::uint32_t file : few) {
    if (common.size() == most) return;
    if (std::ranges::binary_search(many, file)) add(common, paths.path(file), most);
  }
}

void add_common_globs(std::vector<std::string>& common, const std::vector<std::string>& globs,
                      const std::vector<std::string>& others, std::size_t most) {
  for (const std::string& glob : globs) {
    const bool meets =
        std::ranges::any_of(others, [&](const std::string& other) { return globs_may_meet(glob, other); });
    if (meets) add(common, glob, most);
  }
}

const std::vector<std::string>& globs_or_everything(const TaskScope& scope) {
  static const std::vector<std::string> everything{"**"};
  return scope.is_everything() ? everything : scope.globs;
}

}  // namespace

TaskScope scope_of(const std::vector<std::string>& scope, const std::vector<std::string>& creates,
                   PathIndex& paths) {
  TaskScope result;
  result.creates = normalised(creates);
  result.globs = normalised(scope);
  result.globs.insert(result.globs.end(), result.creates.begin(), result.creates.end());
  sort_once(result.globs);
  result.files = files_of(result.globs, paths);
  return result;
}

TaskScope scope_of_published(const std::vector<std::string>& scope, PathIndex& paths) {
  TaskScope result = scope_of(scope, {}, paths);
  std::ranges::copy_if(result.globs, std::back_inserter(result.creates),
                       [&](const std::string& glob) { return paths.matching(glob).empty(); });
  return result;
}

std::vector<std::string> common_paths(const TaskScope& a, const TaskScope& b, const PathIndex& paths,
                                      std::size_t most) {
  if (a.is_everything() || b.is_everything()) return common_patterns(a, b, most);
  std::vector<std::string> common;
  add_common_files(common, a, b, paths, most);
  add_common_globs(common, a.creates, b.globs, most);
  add_common_globs(common, b.creates, a.globs, most);
  return common;
}

std::vector<std::string> common_patterns(const TaskScope& a, const TaskScope& b, std::size_t most) {
  std::vector<std::string> common;
  add_common_globs(common, globs_or_everything(a.is_everything() ? b : a),
                   globs_or_everything(a.is_everything() ? a : b), most);
  return common;
}

}  // namespace reeve
