// A scratch repository that a test fills by telling a story: write files, commit, look.
#pragma once

#include <map>
#include <string>

#include "base/file.h"
#include "git/repository.h"

namespace reeve::test {

using Files = std::map<std::string, std::string>;  // path → content

class ScratchRepository {
 public:
  explicit ScratchRepository(git::Repository::Kind kind = git::Repository::Kind::with_work_tree);

  const std::filesystem::path& path() const { return path_; }
  git::Repository& repository() { return repository_; }

  // Writes a tree holding exactly these files, without a work tree.
  git::Oid tree(const Files& files);
  // A commit with exactly these files and these parents; no ref moves.
  git::Oid commit(const Files& files, const std::vector<git::Oid>& parents,
                  const std::string& message = "change");
  // Points a ref at a commit, whatever it was.
  void set_ref(const std::string& ref, const git::Oid& id);
  // All files of a commit, with their contents.
  Files files_of(const git::Oid& commit);
  // Runs the git program here; fails the test unless it exits 0. Returns standard output.
  std::string git(const std::vector<std::string>& arguments);

 private:
  TemporaryFolder folder_;
  std::filesystem::path path_;
  git::Repository repository_;
};

}  // namespace reeve::test
