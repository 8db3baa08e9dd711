#include "judge/review_prompt.h"

#include <algorithm>

#include "agent/prompt_text.h"
#include "base/error.h"
#include "base/text.h"
#include "git/git_program.h"

namespace reeve {

namespace {

constexpr std::size_t longest_change = 100'000;  // bytes: what is left out is in the files
constexpr std::size_t longest_claims = 8'000;
constexpr std::size_t most_items = 20;  // of a kind, of a handoff

std::size_t lines_in(const std::string& content) {
  return split_lines(content).size();
}

// A fence that is longer than any in the text, so that nothing in it ends it.
std::string fenced(const std::string& text) {
  std::size_t longest = 0;
  std::size_t run = 0;
  for (const char c : text) {
    run = c == '`' ? run + 1 : 0;
    longest = std::max(longest, run);
  }
  const std::string fence(std::max<std::size_t>(longest + 1, 3), '`');
  return fence + "\n" + text + "\n" + fence;
}

std::string claims_of(const TaskState& task) {
  const Attempt* const attempt = task.last_attempt();
  if (attempt == nullptr || attempt->handoff.empty()) return "Nothing.";
  return fenced(excerpt(handoff_lines(attempt->handoff, most_items), longest_claims));
}

}  // namespace

ReviewedTrees reviewed_trees(git::Repository& repository, const git::Oid& target, const git::Oid& commit) {
  const git::MergeResult merge = git::merge(repository, target, commit);
  if (merge.clean()) return {repository.tree_of(target), merge.tree};
  const git::Oid base = repository.merge_base(target, commit).value_or(target);
  return {repository.tree_of(base), repository.tree_of(commit)};
}

ChangedFiles changed_files(const git::Repository& repository, const git::Oid& from, const git::Oid& to) {
  ChangedFiles files;
  for (const git::Change& change : repository.changes(from, to)) {
    const bool is_gone = change.kind == git::ChangeKind::deleted;
    const bool has_lines = change.mode != git::FileMode::commit;
    const git::Oid& blob = is_gone ? change.old_id : change.new_id;
    files[change.path] =
        has_lines ? std::max<std::size_t>(lines_in(repository.read_blob(blob)), 1) : std::size_t{1};
  }
  return files;
}

std::string change_text(const git::Repository& repository, const git::Oid& from, const git::Oid& to) {
  const ProcessResult result =
      git::run_git(repository.common_dir(),
                   {"diff", "--no-color", "--no-ext-diff", "--no-textconv", "--no-renames", "--src-prefix=a/",
                    "--dst-prefix=b/", "--end-of-options", from.hex(), to.hex()});
  if (!result.succeeded()) throw Error(ErrorKind::git, "git cannot show the change: " + result.err);
  return excerpt(repair_utf8(result.out), longest_change);
}

PromptVariables review_variables(const TaskState& task, const PromptContext& context,
                                 const std::string& change) {
  PromptVariables variables = prompt_variables(task, context);
  for (const char* of_a_worker : {"history", "conflicts", "causes", "protected"})
    variables.erase(of_a_worker);
  variables["claims"] = claims_of(task);
  variables["change"] = fenced(change);
  return variables;
}

}  // namespace reeve
