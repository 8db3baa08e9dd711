#include "git/line_diff.h"

#include "base/text.h"
#include "git/library.h"

namespace reeve::git {

namespace {

int begin_hunk(const git_diff_delta*, const git_diff_hunk*, void* payload) noexcept {
  static_cast<std::vector<Hunk>*>(payload)->emplace_back();
  return 0;
}

int take_line(const git_diff_delta*, const git_diff_hunk*, const git_diff_line* line,
              void* payload) noexcept {
  Hunk& hunk = static_cast<std::vector<Hunk>*>(payload)->back();
  std::string text(line->content, line->content_len);
  while (text.ends_with('\n') || text.ends_with('\r')) text.pop_back();
  if (line->origin == GIT_DIFF_LINE_ADDITION)
    hunk.added.push_back(std::move(text));
  else if (line->origin == GIT_DIFF_LINE_DELETION)
    hunk.removed.push_back(std::move(text));
  return 0;
}

}  // namespace

std::vector<Hunk> line_diff(const std::string& before, const std::string& after) {
  initialise_library();
  git_diff_options options;
  git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION);
  options.context_lines = 0;
  options.flags = GIT_DIFF_FORCE_TEXT;
  std::vector<Hunk> hunks;
  if (git_diff_buffers(before.data(), before.size(), nullptr, after.data(), after.size(), nullptr, &options,
                       nullptr, nullptr, begin_hunk, take_line, &hunks) < 0) {
    throw_last_error("two texts cannot be compared");
  }
  return hunks;
}

}  // namespace reeve::git
