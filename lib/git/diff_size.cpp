#include "git/diff_size.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "git/library.h"

namespace reeve::git {

namespace {

constexpr std::size_t looked_at_for_nul = 8'000;  // as git does

bool is_binary(std::string_view text) {
  return text.substr(0, looked_at_for_nul).find('\0') != text.npos;
}

std::size_t lines_in(std::string_view text) {
  const auto ends = static_cast<std::size_t>(std::ranges::count(text, '\n'));
  return text.empty() || text.ends_with('\n') ? ends : ends + 1;
}

int count_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line,
               void* payload) noexcept {
  const bool counts = line->origin == GIT_DIFF_LINE_ADDITION || line->origin == GIT_DIFF_LINE_DELETION;
  if (counts) ++*static_cast<std::size_t*>(payload);
  return 0;
}

std::size_t changed_lines(const std::string& before, const std::string& after) {
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.context_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT;
  std::size_t lines = 0;
  if (git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options,
                       nullptr, nullptr, nullptr, count_line, &lines) < 0) {
    throw_last_error("two texts cannot be compared");
  }
  return lines;
}

class Counter {
 public:
  explicit Counter(const Repository& repository) : repository_(repository) {}

  std::size_t lines_of(const Change& change) {
    if (change.mode == FileMode::commit || change.old_id == change.new_id) return 0;
    const bool is_one_sided = change.old_id.is_zero() || change.new_id.is_zero();
    const std::size_t bytes = size_of(change.old_id) + size_of(change.new_id);
    if (!is_one_sided && bytes > longest_compared) return 0;
    std::size_t& left = is_one_sided ? left_to_count_ : left_to_compare_;
    if (bytes > left) return 0;
    left -= bytes;
    const std::string before = text_of(change.old_id);
    const std::string after = text_of(change.new_id);
    if (is_binary(before) || is_binary(after)) return 0;
    return is_one_sided ? lines_in(before) + lines_in(after) : changed_lines(before, after);
  }

 private:
  std::size_t size_of(const Oid& id) const { return id.is_zero() ? 0 : repository_.blob_size(id); }
  std::string text_of(const Oid& id) const { return id.is_zero() ? "" : repository_.read_blob(id); }

  const Repository& repository_;
  std::size_t left_to_compare_ = most_compared;
  std::size_t left_to_count_ = most_counted;
};

}  // namespace

DiffSize diff_size(const Repository& repository, const Oid& from_tree, const Oid& to_tree) {
  DiffSize size;
  Counter counter(repository);
  for (const Change& change : repository.changes(from_tree, to_tree)) {
    ++size.files;
    size.lines += counter.lines_of(change);
  }
  return size;
}

}  // namespace reeve::git
