#include "hooks/checked_out_task.h"

#include <string_view>

#include "base/file.h"
#include "base/text.h"
#include "task/ref_names.h"

namespace reeve::hooks {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t longest_pointer = 8192;  // of a file that holds one path or ref name

// What follows `key` in a file of one line: "gitdir: …", "ref: …".
std::optional<std::string> pointer_in(const fs::path& file, std::string_view key) {
  const auto text = read_untrusted_file(file, longest_pointer);
  if (!text || !text->starts_with(key)) return std::nullopt;
  return std::string(trim(std::string_view(*text).substr(key.size())));
}

}  // namespace

fs::path git_folder(const fs::path& top, const Environment& environment) {
  const auto told = environment.find("GIT_DIR");
  if (told != environment.end() && !told->second.empty()) return top / told->second;
  const auto linked = pointer_in(top / ".git", "gitdir:");
  return linked ? top / *linked : top / ".git";
}

std::optional<std::string> checked_out_task(const fs::path& top, const Environment& environment) {
  const auto branch = pointer_in(git_folder(top, environment) / "HEAD", "ref:");
  return branch ? refs::id_after(refs::task_prefix, *branch) : std::nullopt;
}

}  // namespace reeve::hooks
