// A log as git keeps it: a chain of commits on a notes ref, each holding the note of one commit (FORMAT.md).
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "git/repository.h"

namespace reeve {

struct LogNote {
  git::Oid tip;      // the commit on the notes ref
  git::Oid subject;  // the commit that the note is on: the task commit or the goal commit
  std::string text;
};

// Throws Error(damaged) if the commit is not such a note.
LogNote read_log_note(const git::Repository& repository, const git::Oid& tip);

// Writes a commit with the note `text` on `subject`, on top of `parent`; returns its id. No ref moves. Throws
// Error(invalid) for a text that is longer than a log may be: nobody could read it back.
git::Oid write_log_note(git::Repository& repository, const std::optional<git::Oid>& parent,
                        const git::Oid& subject, const std::string& text, const std::string& message,
                        const git::Signature& author);

}  // namespace reeve
