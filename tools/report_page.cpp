#include "tools/report_page.h"

#include <fmt/format.h>

#include "base/error.h"
#include "base/file.h"
#include "base/text.h"
#include "forge/forge_of_remote.h"
#include "tools/hub_choice.h"
#include "tools/version.h"

namespace reeve::cli {

namespace {

// The first of these that a forge shows commits of: where the hub is, and what people call origin.
std::string commit_url_of(const git::Repository& repository) {
  for (const std::string& remote : {chosen_remote(repository), std::string("origin")}) {
    const std::string url = repository.config("remote." + remote + ".url").value_or(remote);
    std::string found = forge::commit_url(url, inherited_environment());
    if (!found.empty()) return found;
  }
  return "";
}

void make_page_folder(const std::filesystem::path& folder) {
  std::error_code ignored;
  if (std::filesystem::exists(folder, ignored) && !std::filesystem::is_directory(folder, ignored)) {
    throw Error(ErrorKind::usage,
                "'" + printable(folder.string()) + "' is a file, and the page needs a folder",
                "name a folder: git reeve report --html public");
  }
  make_folders(folder);
}

}  // namespace

std::string write_page(Session& session, std::vector<PageGoal> goals, const std::filesystem::path& folder) {
  make_page_folder(folder);
  PageFacts facts;
  facts.goals = std::move(goals);
  facts.version = version_text();
  facts.commit_url = commit_url_of(session.hub.objects());
  facts.written = session.clock.now();
  const std::string page = page_html(facts);
  const std::filesystem::path file = folder / "index.html";
  replace_file(file, page);
  std::size_t tasks = 0;
  for (const PageGoal& goal : facts.goals) tasks += goal.history.tasks.size();
  return fmt::format("wrote {}: {}, {}, {} KB", printable(file.string()),
                     count_of(facts.goals.size(), "goal"), count_of(tasks, "task"),
                     (page.size() + 999) / 1000);
}

}  // namespace reeve::cli
