#include "plan/plan_each.h"

#include <fmt/format.h>

#include <algorithm>
#include <set>

#include "base/error.h"
#include "base/glob.h"
#include "base/suggest.h"
#include "base/text.h"
#include "plan/fill_template.h"
#include "task/id.h"

namespace reeve {

namespace {

constexpr std::size_t most_compared =
    10'000;  // a hint is not worth seconds in a repository of a million files

using Paths = std::vector<std::string>;

// All folders that the files are in.
Paths folders_of(const Paths& files) {
  std::set<std::string> folders;
  for (const std::string& file : files) {
    for (std::size_t slash = file.rfind('/'); slash != std::string::npos && slash > 0;
         slash = file.rfind('/', slash - 1)) {
      if (!folders.insert(file.substr(0, slash)).second) break;  // those above it are known
    }
  }
  return {folders.begin(), folders.end()};
}

bool has_wildcard(std::string_view glob) {
  return glob.find_first_of("*?[\\") != std::string_view::npos;
}

std::vector<EachPath> files_matching(const std::string& glob, const Paths& files) {
  std::vector<EachPath> matching;
  for (const std::string& file : files) {
    if (glob_matches(glob, file)) matching.push_back({file, PathKind::file});
  }
  return matching;
}

// Without wildcards a pattern matches what is below, too; here it means the one folder.
std::vector<EachPath> folders_matching(const std::string& glob, const Paths& folders) {
  std::vector<EachPath> matching;
  for (const std::string& folder : folders) {
    const bool matches = has_wildcard(glob) ? glob_matches(glob, folder) : glob == folder;
    if (matches) matching.push_back({folder, PathKind::folder});
  }
  return matching;
}

std::vector<EachPath> paths_in(const std::string& glob, const Paths& files) {
  if (glob.ends_with('/')) return folders_matching(glob.substr(0, glob.size() - 1), folders_of(files));
  auto matching = files_matching(glob, files);
  return matching.empty() ? folders_matching(glob, folders_of(files)) : matching;
}

std::string near_miss(const std::string& glob, const Paths& files) {
  const std::string deeper = "**/" + glob;
  if (const std::size_t count = paths_in(deeper, files).size(); count > 0) {
    return fmt::format("a pattern begins at the root of the repository; '{}' would match {}",
                       printable(deeper), count_of(count, "path"));
  }
  if (has_wildcard(glob) || files.size() > most_compared) return "";
  Paths known = files;
  for (const std::string& folder : folders_of(files)) known.push_back(folder);
  const auto near = nearest(glob, known);
  return near ? "did you mean '" + printable(*near) + "'?" : "";
}

[[noreturn]] void refuse_no_match(const std::string& glob, const Paths& files, const git::Oid& commit) {
  throw Error(
      ErrorKind::invalid,
      fmt::format("no {} of commit {} matches '{}'", glob.ends_with('/') ? "folder" : "file or folder",
                  commit.hex().substr(0, 12), printable(glob)),
      near_miss(glob, files));
}

[[noreturn]] void refuse_nothing_left(const std::string& glob) {
  throw Error(ErrorKind::invalid, "nothing is left of what '" + printable(glob) + "' matches",
              "look at --except and --containing");
}

void leave_out_excepted(std::vector<EachPath>& paths, const std::vector<std::string>& except) {
  Paths globs;
  for (const std::string& glob : except) globs.push_back(normalise_glob(glob));
  std::erase_if(paths, [&](const EachPath& each) { return any_glob_matches(globs, each.path); });
}

void keep_containing(std::vector<EachPath>& paths, const std::string& text, const git::Repository& repository,
                     const git::Oid& tree) {
  std::erase_if(paths, [&](const EachPath& each) {
    const auto content = repository.file_at(tree, each.path);
    return !content || content->find(text) == std::string::npos;
  });
}

bool is_plain_text(const std::string& name) {
  return printable(name) == name && name.find_first_of("\n\t") == name.npos;
}

void require_plain_names(const std::vector<EachPath>& paths) {
  Paths odd;
  for (const EachPath& each : paths) {
    if (is_plain_text(each.path)) continue;
    odd.push_back("'" + replace_all(replace_all(printable(each.path), "\n", "\\n"), "\t", "\\t") + "'");
  }
  if (odd.empty()) return;
  throw Error(ErrorKind::invalid,
              "there can be no task for names with control characters or bytes that are not UTF-8: " +
                  join(odd, ", "),
              "rename them, or choose a pattern that does not match them");
}

// "src/reader.h" is reader-h, or src-reader-h where that is taken, or src-reader-h-2.
std::string unused_name(const std::string& path, std::set<std::string>& used) {
  const std::string whole = slug_of(path);
  std::string name = slug_of(fill_text("{name}", path));
  if (used.contains(name)) name = whole;
  for (std::size_t number = 2; used.contains(name); ++number) {
    const std::string suffix = fmt::format("-{}", number);
    name = whole.substr(0, longest_id - suffix.size()) + suffix;
  }
  used.insert(name);
  return name;
}

std::vector<std::string> fill_all(const std::vector<std::string>& texts, const std::string& path,
                                  std::string (*fill)(std::string_view, const std::string&)) {
  std::vector<std::string> filled;
  for (const std::string& text : texts) filled.push_back(fill(text, path));
  return filled;
}

PlannedTask task_for(const EachPath& each, const EachTemplate& text) {
  const std::string& path = each.path;
  const std::string whole = each.kind == PathKind::folder ? "{path}/**" : "{path}";
  PlannedTask task;
  task.where = path;
  task.spec.title = fill_text(text.title, path);
  task.spec.body = fill_text(text.body, path);
  task.spec.accept = fill_all(text.accept, path, fill_text);
  task.spec.scope = fill_all(text.scope.empty() ? std::vector{whole} : text.scope, path, fill_glob);
  task.spec.checks = fill_all(text.checks, path, fill_command);
  task.spec.path = path;
  task.spec.agent = text.agent;
  task.spec.difficulty = text.difficulty;
  task.spec.priority = text.priority;
  return task;
}

}  // namespace

std::vector<EachPath> paths_matching(const git::Repository& repository, const git::Oid& commit,
                                     const PathChoice& choice) {
  const std::string glob = normalise_glob(choice.glob);
  const git::Oid tree = repository.tree_of(commit);
  const Paths files = repository.files(tree);
  auto matching = paths_in(glob, files);
  if (matching.empty()) refuse_no_match(glob, files, commit);
  leave_out_excepted(matching, choice.except);
  if (!choice.containing.empty()) keep_containing(matching, choice.containing, repository, tree);
  if (matching.empty()) refuse_nothing_left(glob);
  require_plain_names(matching);
  return matching;
}

std::vector<PlannedTask> plan_each(const std::vector<EachPath>& paths, const EachTemplate& each) {
  std::vector<PlannedTask> tasks;
  std::set<std::string> used;
  for (const EachPath& path : paths) {
    tasks.push_back(task_for(path, each));
    tasks.back().name = unused_name(path.path, used);
  }
  return tasks;
}

}  // namespace reeve
