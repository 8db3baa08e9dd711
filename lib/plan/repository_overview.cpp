#include "plan/repository_overview.h"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <vector>

#include "base/text.h"

namespace reeve {

namespace {

constexpr std::size_t most_folders = 60;
constexpr std::size_t most_endings = 12;
constexpr std::size_t most_hot_files = 20;
constexpr std::size_t commits_looked_at = 200;
// A commit that changes more than this moved or formatted files: that says nothing about them.
constexpr std::size_t most_files_of_a_commit = 200;
constexpr std::size_t longest_path = 160;

struct Size {
  std::size_t files = 0;
  std::uint64_t bytes = 0;

  void add(std::uint64_t size) {
    ++files;
    bytes += size;
  }
};

using Sizes = std::map<std::string, Size>;

std::string words_for(std::uint64_t bytes) {
  constexpr std::uint64_t kilobyte = 1 << 10;
  constexpr std::uint64_t megabyte = 1 << 20;
  if (bytes < kilobyte) return fmt::format("{} bytes", bytes);
  if (bytes < megabyte) return fmt::format("{} KB", bytes / kilobyte);
  return fmt::format("{} MB", bytes / megabyte);
}

// "src/", "src/parser/" for "src/parser/a/b.c"; "." for what lies at the top.
std::vector<std::string> folders_of(const std::string& path) {
  const auto first = path.find('/');
  if (first == std::string::npos) return {"."};
  const auto second = path.find('/', first + 1);
  std::vector<std::string> folders{path.substr(0, first + 1)};
  if (second != std::string::npos) folders.push_back(path.substr(0, second + 1));
  return folders;
}

std::string ending_of(const std::string& path) {
  const std::string name = path.substr(path.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return dot == std::string::npos || dot == 0 ? "(none)" : name.substr(dot);
}

struct Contents {
  Size all;
  Sizes folders;
  Sizes endings;
};

Contents contents_of(const git::Repository& repository, const git::Oid& commit) {
  Contents contents;
  const auto files = repository.changes(git::Repository::empty_tree(), repository.tree_of(commit));
  for (const git::Change& file : files) {
    if (file.mode == git::FileMode::commit) continue;
    const std::uint64_t size = repository.blob_size(file.new_id);
    contents.all.add(size);
    contents.endings[ending_of(file.path)].add(size);
    for (const std::string& folder : folders_of(file.path)) contents.folders[folder].add(size);
  }
  return contents;
}

std::size_t depth_of(const std::string& folder) {
  return static_cast<std::size_t>(std::count(folder.begin(), folder.end(), '/'));
}

// All of the first level and the largest of the second, as far as there is room; in the order of their names.
std::vector<std::string> folder_lines(const Sizes& folders) {
  std::vector<std::pair<std::string, Size>> chosen(folders.begin(), folders.end());
  std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) {
    return std::tuple(depth_of(a.first), b.second.files, a.first) <
           std::tuple(depth_of(b.first), a.second.files, b.first);
  });
  const std::size_t left_out = chosen.size() > most_folders ? chosen.size() - most_folders : 0;
  chosen.resize(chosen.size() - left_out);
  std::sort(chosen.begin(), chosen.end(), [](const auto& a, const auto& b) { return a.first < b.first; });
  std::vector<std::string> lines;
  for (const auto& [folder, size] : chosen) {
    const std::string indent = depth_of(folder) == 2 ? "  " : "";
    lines.push_back(fmt::format("{}{}  {}, {}", indent, shorten(printable(folder), longest_path),
                                count_of(size.files, "file"), words_for(size.bytes)));
  }
  if (left_out > 0) lines.push_back(fmt::format("({} not shown)", count_of(left_out, "more folder")));
  return lines;
}

std::string endings_line(const Sizes& endings) {
  std::vector<std::pair<std::string, Size>> sorted(endings.begin(), endings.end());
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(b.second.files, a.first) < std::pair(a.second.files, b.first);
  });
  sorted.resize(std::min(sorted.size(), most_endings));
  std::vector<std::string> words;
  for (const auto& [ending, size] : sorted)
    words.push_back(fmt::format("{} {}", shorten(printable(ending), 20), size.files));
  return join(words, ", ");
}

// By hand, as a sorted walk of libgit2 reads the whole history before it gives the first commit.
std::map<std::string, std::size_t> change_counts(const git::Repository& repository, const git::Oid& tip) {
  std::map<std::string, std::size_t> counts;
  git::CommitData commit = repository.read_commit(tip);
  for (std::size_t looked_at = 0; looked_at < commits_looked_at && !commit.parents.empty(); ++looked_at) {
    const git::CommitData parent = repository.read_commit(commit.parents.front());
    const auto changes = repository.changes(parent.tree, commit.tree);
    if (changes.size() <= most_files_of_a_commit) {
      for (const git::Change& change : changes) ++counts[change.path];
    }
    commit = parent;
  }
  return counts;
}

// Those that still are there and changed more than once.
std::vector<std::string> hot_file_lines(const git::Repository& repository, const git::Oid& commit) {
  const auto counts = change_counts(repository, commit);
  std::vector<std::pair<std::string, std::size_t>> sorted(counts.begin(), counts.end());
  std::erase_if(sorted, [](const auto& file) { return file.second < 2; });
  std::sort(sorted.begin(), sorted.end(), [](const auto& a, const auto& b) {
    return std::pair(b.second, a.first) < std::pair(a.second, b.first);
  });
  std::vector<std::string> lines;
  const git::Oid tree = repository.tree_of(commit);
  for (const auto& [path, count] : sorted) {
    if (lines.size() == most_hot_files) break;
    if (repository.entry_at(tree, path))
      lines.push_back(fmt::format("{}  {}", shorten(printable(path), longest_path), count_of(count, "time")));
  }
  return lines;
}

}  // namespace

std::string repository_overview(const git::Repository& repository, const git::Oid& commit) {
  const Contents contents = contents_of(repository, commit);
  std::string text =
      fmt::format("{}, {}. By the endings of their names: {}.\n", count_of(contents.all.files, "file"),
                  words_for(contents.all.bytes), endings_line(contents.endings));
  text += "\n" + join(folder_lines(contents.folders), "\n") + "\n";
  const auto hot = hot_file_lines(repository, commit);
  if (hot.empty()) return text;
  return text + "\nChanged most often in the last " + std::to_string(commits_looked_at) +
         " commits; tasks that share one of these wait for each other:\n\n" + join(hot, "\n") + "\n";
}

}  // namespace reeve
