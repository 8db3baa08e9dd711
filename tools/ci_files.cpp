#include "tools/ci_files.h"

#include "base/error.h"
#include "base/file.h"
#include "base/suggest.h"
#include "base/text.h"

namespace reeve {

// ci/github and ci/gitlab
std::string_view github_workflow();
std::string_view github_check();
std::string_view github_action();
std::string_view gitlab_component();
std::string_view gitlab_pipeline();

}  // namespace reeve

namespace reeve::cli {
namespace {

namespace fs = std::filesystem;

const std::vector<CiSystem>& ci_systems() {
  static const std::vector<CiSystem> systems{
      {
          .name = "github",
          .files = {{".github/actions/reeve/action.yml", github_action()},
                    {".github/workflows/reeve.yml", github_workflow()},
                    {".github/workflows/reeve-check.yml", github_check()}},
          .include = "",
          .next = "  set the variables REEVE_ARCHIVE and REEVE_SHA256 of the repository at GitHub\n"
                  "  require the check 'reeve check' in the rules of the target, for people's changes\n",
      },
      {
          .name = "gitlab",
          .files = {{".reeve/gitlab.yml", gitlab_component()}, {".gitlab-ci.yml", gitlab_pipeline()}},
          .include = "- local: .reeve/gitlab.yml\n"
                     "  inputs: {image: IMAGE}\n",
          .next = "  name in .gitlab-ci.yml the image that the jobs run in\n"
                  "  give the project a token and a schedule: see the top of .reeve/gitlab.yml\n"
                  "  set [hub] branches_per_push = 3 in .reeve/config.toml, so that each task gets its job\n",
      },
  };
  return systems;
}

bool holds(const fs::path& file, std::string_view content) {
  return fs::is_regular_file(fs::symlink_status(file)) && read_file(file) == content;
}

std::string write_ci_file(const CiFile& file, const fs::path& work_tree) {
  if (is_present(work_tree / file.path)) {
    return std::string(file.path) + (holds(work_tree / file.path, file.content)
                                         ? " is there already\n"
                                         : " is there with other content; it is left as it is\n");
  }
  make_folders((work_tree / file.path).parent_path());
  replace_file(work_tree / file.path, file.content);
  return "wrote " + std::string(file.path) + "\n";
}

std::string advice_on_include(const CiSystem& system, const fs::path& work_tree) {
  if (system.include.empty()) return "";
  const CiFile& entry = system.files.back();
  const auto lines = split_lines(system.include);
  if (read_file(work_tree / entry.path).find(lines.front()) != std::string::npos) return "";
  std::string text = "  add to " + std::string(entry.path) + ", under include:\n";
  for (const std::string& line : lines) text += "    " + line + "\n";
  return text;
}

}  // namespace

const CiSystem& ci_system(const std::string& name) {
  std::vector<std::string> names;
  for (const CiSystem& system : ci_systems()) {
    if (system.name == name) return system;
    names.emplace_back(system.name);
  }
  const auto guess = nearest(name, names);
  throw Error(ErrorKind::usage, "there are no files for the CI system '" + printable(name) + "'",
              guess ? "did you mean '" + *guess + "'?" : "there are some for: " + join(names, ", "));
}

CiReport write_ci_files(const CiSystem& system, const fs::path& work_tree) {
  CiReport report;
  for (const CiFile& file : system.files) {
    report.done += write_ci_file(file, work_tree);
    if (!file.path.starts_with(".reeve/")) report.add += " " + std::string(file.path);
  }
  report.next = advice_on_include(system, work_tree) + std::string(system.next);
  return report;
}

}  // namespace reeve::cli
