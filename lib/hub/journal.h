// The file that makes a local transaction atomic across a kill: see local_hub.h. Its text:
//
//     journal = *(ref SP expected SP desired LF) "end" LF ["writing" LF ["finishing" LF]]
//
// with ids of 40 digits, or "-" for a ref that is absent or deleted. Without "end", no ref was locked yet;
// with "writing", all refs were locked and as expected, and some may have been written; with "finishing",
// another process than the one that wrote it down has begun to write the rest.
#pragma once

#include <filesystem>
#include <string_view>
#include <vector>

#include "git/ref_transaction.h"

namespace reeve {

class Journal {
 public:
  explicit Journal(const git::Repository& repository);

  // Before the first lock is taken.
  void begin(const std::vector<git::RefUpdate>& updates) const;
  // Before the first ref is written.
  void mark_writing() const;
  // When all is written, or nothing will be.
  void end() const;

  // Finishes or undoes what a killed process began; nothing to do is fine. Only for the holder of the flock.
  // False: a git process that lives has locked one of the refs that are still to be written; try again.
  bool recover(git::Repository& repository) const;

 private:
  void append(std::string_view line) const;

  std::filesystem::path path_;
};

}  // namespace reeve
