#include "hub/log_note.h"

#include <algorithm>

#include "base/error.h"
#include "task/codec.h"

namespace reeve {

LogNote read_log_note(const git::Repository& repository, const git::Oid& tip) {
  const auto entries = repository.read_tree(repository.tree_of(tip));
  if (entries.size() != 1) throw Error(ErrorKind::damaged, "the notes commit does not hold exactly one note");
  const auto subject = git::Oid::parse(entries.front().name);
  if (!subject) throw Error(ErrorKind::damaged, "the note is not named after a commit");
  if (repository.blob_size(entries.front().id) > longest_log) {
    throw Error(ErrorKind::damaged, "the note is larger than a log may be");
  }
  return {tip, *subject, repository.read_blob(entries.front().id)};
}

git::Oid write_log_note(git::Repository& repository, const std::optional<git::Oid>& parent,
                        const git::Oid& subject, const std::string& text, const std::string& message,
                        const git::Signature& author) {
  if (text.size() > longest_log) {
    throw Error(ErrorKind::invalid, "the log of " + subject.hex() + " is full",
                "cancel the task and plan what is left of it anew");
  }
  const git::Oid blob = repository.write_blob(text);
  git::CommitData commit;
  commit.tree = repository.write_tree({{subject.hex(), git::FileMode::blob, blob}});
  if (parent) commit.parents.push_back(*parent);
  commit.message = message;
  commit.author = commit.committer = author;
  return repository.write_commit(commit);
}

}  // namespace reeve
