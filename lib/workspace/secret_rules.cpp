#include "workspace/secret_rules.h"

#include <algorithm>

#include "agent/agent_environment.h"
#include "base/text.h"

namespace reeve {

namespace {

using Secrets = std::vector<Secret>;

ChangeProblem given_away(const Secret& secret, const std::string& where) {
  return {Outcome::denied,
          "the value of the variable " + secret.name + ", which the agent was passed, is in " + where};
}

bool contains(std::string_view text, const Secret& secret) {
  return secret.value.size() >= shortest_secret && text.find(secret.value) != std::string_view::npos;
}

// A name that has a value in it must not be told either.
std::string told(const std::string& path, const Secrets& secrets) {
  return printable(redacted(path, secrets));
}

bool was_there_before(const git::Repository& repository, const git::Change& change, const Secret& secret) {
  return change.kind != git::ChangeKind::added && change.old_id != change.new_id &&
         contains(repository.read_blob(change.old_id), secret);
}

std::optional<ChangeProblem> secret_in(const git::Repository& repository, const git::Change& change,
                                       const Secrets& secrets) {
  if (change.kind == git::ChangeKind::deleted) return std::nullopt;
  const bool is_file = change.mode != git::FileMode::commit;
  const std::string content = is_file ? repository.read_blob(change.new_id) : "";
  for (const Secret& secret : secrets) {
    if (contains(change.path, secret)) return given_away(secret, "the name " + told(change.path, secrets));
    if (contains(content, secret) && !was_there_before(repository, change, secret)) {
      return given_away(secret, told(change.path, secrets));
    }
  }
  return std::nullopt;
}

std::optional<ChangeProblem> secret_said_in(const git::Oid& id, const git::CommitData& commit,
                                            const Secrets& secrets) {
  for (const Secret& secret : secrets) {
    for (const std::string* text : {&commit.message, &commit.author.name, &commit.author.email,
                                    &commit.committer.name, &commit.committer.email}) {
      if (contains(*text, secret)) return given_away(secret, "what its commit " + id.hex() + " says");
    }
  }
  return std::nullopt;
}

}  // namespace

std::vector<Secret> secrets_of(const Config& config) {
  Secrets secrets;
  for (const auto& [name, agent] : config.agents) {
    for (const Secret& secret : secrets_of(agent)) {
      // By its value: whatever a login file holds is called "LOGIN".
      if (std::ranges::count(secrets, secret.value, &Secret::value) == 0) secrets.push_back(secret);
    }
  }
  return secrets;
}

std::optional<ChangeProblem> secret_in_change(const git::Repository& repository, const git::Oid& from_tree,
                                              const git::Oid& to_tree, const Secrets& secrets) {
  if (secrets.empty()) return std::nullopt;
  for (const git::Change& change : repository.changes(from_tree, to_tree)) {
    if (auto problem = secret_in(repository, change, secrets)) return problem;
  }
  return std::nullopt;
}

std::optional<ChangeProblem> secret_in_commits(const git::Repository& repository, const git::Oid& start,
                                               const git::Oid& head, const Secrets& secrets) {
  if (secrets.empty()) return std::nullopt;
  for (const git::Oid& id : repository.history(head, start)) {
    const git::CommitData commit = repository.read_commit(id);
    if (auto problem = secret_said_in(id, commit, secrets)) return problem;
    // Against the first parent: what a merge brings from elsewhere counts as added, and its commits are asked
    // about, too.
    const git::Oid before =
        commit.parents.empty() ? git::Repository::empty_tree() : repository.tree_of(commit.parents.front());
    if (auto problem = secret_in_change(repository, before, commit.tree, secrets)) return problem;
  }
  return std::nullopt;
}

}  // namespace reeve
