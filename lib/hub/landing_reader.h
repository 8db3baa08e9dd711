// What the commits of a target say of landings, for those who read very many of them. After the first two
// thousand the ledger is asked which commits there are (every landed one has a note), and all of them are
// read by as many threads as there are processors: following one parent after the other, only one could read.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "git/object_reader.h"
#include "task/spend.h"

namespace reeve {

// A commit with its trailers.
struct Landing {
  std::optional<git::Oid> parent;  // the first
  TimePoint at{};                  // by its committer
  std::string goal;
  std::string task;     // that it lands, or empty
  std::string reverts;  // the task that it takes back, or empty
  std::string from;     // the plan task that made the task
  std::size_t attempt = 1;
  SpendTable spend;
};

// Of a commit as git stores it. As trailer() of hub/ledger.h: those of the last paragraph, the last of a
// name.
Landing landing_of(std::string_view raw_commit);

// Used by one thread.
class LandingReader {
 public:
  // `repository` must outlive it. `ledger`: its tip; absent: there is none.
  LandingReader(const git::Repository& repository, std::optional<git::Oid> ledger);

  // Throws Error(damaged) if there is no such commit. Valid until the next call for this commit.
  const Landing& at(const git::Oid& commit);

  // The raw notes on these commits, in their order; absent where there is none.
  std::vector<std::optional<std::string>> notes_on(const std::vector<git::Oid>& commits);

 private:
  void list_noted();
  void read_noted();
  std::optional<std::size_t> place_of(const git::Oid& commit) const;

  const git::Repository& repository_;
  std::optional<git::Oid> ledger_;
  git::ObjectReader objects_;
  std::vector<git::Oid> with_note_;              // sorted, once very many have been asked for
  std::vector<std::size_t> first_;               // the place there of the first for each beginning
  std::vector<std::optional<Landing>> noted_;    // what they say
  std::unordered_map<git::Oid, Landing> other_;  // and other commits
  std::size_t asked_ = 0;
};

}  // namespace reeve
