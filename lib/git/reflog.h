// The logs of refs under logs/, written where git would write them (core.logAllRefUpdates). They are a
// convenience for people: trouble with one never fails what is logged. For lib/git only.
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "git/repository.h"

namespace reeve::git {

class Reflog {
 public:
  // Reads the configuration once. The message is one line; newlines become spaces.
  Reflog(const Repository& repository, const std::string& message);

  // Call it while the ref is locked, before it changes. Absent old: created.
  void append(const std::string& ref, const std::optional<Oid>& old_id, const Oid& new_id) const;
  void remove(const std::string& ref) const;

 private:
  enum class Kept { none, branches_and_notes, all };
  static Kept configured(const Repository& repository);
  bool is_kept(const std::string& ref) const;

  std::filesystem::path common_dir_;
  std::filesystem::path git_dir_;
  std::optional<std::string> head_branch_;
  Kept kept_;
  std::string who_and_why_;  // the rest of the line after the two ids
};

}  // namespace reeve::git
