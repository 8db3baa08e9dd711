// The files that let a forge run the fleet, as `git reeve init --ci NAME` writes them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::cli {

struct CiFile {
  std::string path;  // in the work tree
  std::string_view (*content)();
};

// One forge that --ci knows.
struct CiKind {
  std::string name;
  std::vector<CiFile> files;
  std::string next;  // what a person has to do then; one line
};

const std::vector<CiKind>& ci_kinds();

// Throws Error(usage) with the nearest name, or all of them.
const CiKind& ci_kind_named(const std::string& name);

enum class CiFileEnd {
  wrote,
  same,    // it was there, with this content
  edited,  // it was there with another content, and is left as it is
};

// Writes one file, with its folders. A link that stands there is left as it is, whatever it leads to.
CiFileEnd write_ci_file(const CiFile& file, const std::filesystem::path& work_tree);

// Writes all of them; gives one line for each file, and for what to do next.
std::string write_ci_files(const CiKind& kind, const std::filesystem::path& work_tree);

}  // namespace reeve::cli
