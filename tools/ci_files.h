// The files that let a CI system run the fleet's roles as jobs: what 'git reeve init --ci' writes.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace reeve::cli {

struct CiFile {
  std::string_view path;     // from the top of the work tree
  std::string_view content;  // as it is written
};

struct CiSystem {
  std::string_view name;  // as --ci takes it
  std::vector<CiFile> files;
  std::string_view include;  // what a file of the person's own has to say, if there was one already; its
                             // first line is looked for in the last file. Empty: nothing
  std::string_view next;     // lines for people, each a step that a program cannot do
};

// Throws Error(usage) with the names there are.
const CiSystem& ci_system(const std::string& name);

// Lines for people, each with its newline.
struct CiReport {
  std::string done;  // "wrote …"
  std::string next;  // what is to be done
  std::string add;   // the paths to commit beside .reeve, each with a space before it
};

// Writes the files that are not there and changes none.
CiReport write_ci_files(const CiSystem& system, const std::filesystem::path& work_tree);

}  // namespace reeve::cli
