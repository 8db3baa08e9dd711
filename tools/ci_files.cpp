#include "tools/ci_files.h"

#include <algorithm>

#include "base/error.h"
#include "base/file.h"
#include "base/suggest.h"
#include "base/text.h"

namespace reeve {

// Of ci/github/, embedded.
std::string_view github_workflow();
std::string_view github_action();

namespace cli {

const std::vector<CiKind>& ci_kinds() {
  static const std::vector<CiKind> kinds = {
      {.name = "github",
       .files = {{".github/workflows/reeve.yml", github_workflow},
                 {".github/actions/reeve/action.yml", github_action}},
       .next = "git add .github, and set the variables REEVE_ARCHIVE and REEVE_SHA256 of the repository at "
               "GitHub"},
  };
  return kinds;
}

const CiKind& ci_kind_named(const std::string& name) {
  std::vector<std::string> names;
  for (const CiKind& kind : ci_kinds()) {
    if (kind.name == name) return kind;
    names.push_back(kind.name);
  }
  const auto guess = nearest(name, names);
  throw Error(ErrorKind::usage, "--ci knows no '" + printable(name) + "'",
              guess ? "did you mean '" + *guess + "'?" : "it knows: " + join(names, ", "));
}

CiFileEnd write_ci_file(const CiFile& file, const std::filesystem::path& work_tree) {
  const auto path = work_tree / file.path;
  const auto status = std::filesystem::symlink_status(path);
  if (status.type() == std::filesystem::file_type::not_found) {
    make_folders(path.parent_path());
    replace_file(path, file.content());
    return CiFileEnd::wrote;
  }
  const bool is_same = std::filesystem::is_regular_file(status) && read_file(path) == file.content();
  return is_same ? CiFileEnd::same : CiFileEnd::edited;
}

std::string write_ci_files(const CiKind& kind, const std::filesystem::path& work_tree) {
  std::string text;
  for (const CiFile& file : kind.files) {
    switch (write_ci_file(file, work_tree)) {
      case CiFileEnd::wrote:
        text += "wrote " + file.path + "\n";
        break;
      case CiFileEnd::same:
        text += file.path + " is there already\n";
        break;
      case CiFileEnd::edited:
        text += file.path +
                " is there with other content; it is left as it is. Move it away to get the new one\n";
        break;
    }
  }
  return text + "  " + kind.next + "\n";
}

}  // namespace cli
}  // namespace reeve
