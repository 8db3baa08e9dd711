// Which tasks of a goal have landed on its target: read from its history once, and then only from what was
// added.
#pragma once

#include <map>
#include <optional>
#include <string>

#include "git/repository.h"

namespace reeve {

class LandedIndex {
 public:
  explicit LandedIndex(std::string goal) : goal_(std::move(goal)) {}

  // Reads the commits from `base` (exclusive) to `tip`; returns what is new since the last update.
  std::map<std::string, git::Oid> update(const git::Repository& repository, const git::Oid& tip,
                                         const git::Oid& base);

  bool contains(const std::string& task) const { return landed_.contains(task); }
  const std::map<std::string, git::Oid>& all() const { return landed_; }

 private:
  std::string goal_;
  std::optional<git::Oid> tip_;
  std::map<std::string, git::Oid> landed_;
};

}  // namespace reeve
