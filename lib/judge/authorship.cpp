#include "judge/authorship.h"

#include <algorithm>

#include "base/text.h"
#include "hub/ledger.h"
#include "hub/words.h"
#include "task/policy.h"

namespace reeve {

namespace {

// What a mail address and a name may not have in a trailer, as in a commit.
std::string without_brackets(std::string text) {
  std::erase_if(text, [](char c) { return c == '<' || c == '>'; });
  return one_line(text);
}

std::string words_of(const git::Signature& person) {
  return without_brackets(person.name) + " <" + without_brackets(person.email) + ">";
}

std::string address_in(const std::string& person) {
  const auto begin = person.rfind('<');
  return begin == std::string::npos ? person : person.substr(begin);
}

// Two names with one address are one person.
void add_person(std::vector<std::string>& people, const std::string& person, const std::string& author) {
  const std::string address = address_in(person);
  const auto is_same = [&](const std::string& other) { return address_in(other) == address; };
  if (!is_same(author) && std::ranges::none_of(people, is_same)) people.push_back(person);
}

}  // namespace

std::vector<git::Oid> own_commits(const git::Repository& repository, const git::Oid& tip,
                                  const git::Oid& base) {
  std::vector<git::Oid> commits = repository.history(tip, base, most_commits);
  std::erase_if(commits, [&](const git::Oid& id) { return repository.read_commit(id).parents.size() > 1; });
  std::ranges::reverse(commits);
  return commits;
}

std::optional<Authorship> authorship_of(const git::Repository& repository, const TaskRecord& task,
                                        const git::Oid& target) {
  const Attempt* const attempt = task.state.last_attempt();
  const auto work = git::Oid::parse(task.state.submitted);
  if (attempt == nullptr || attempt->agent != person_agent || !work) return std::nullopt;
  std::vector<git::Oid> commits = own_commits(repository, *work, target);
  std::erase(commits, task.task_commit);
  if (commits.empty()) return std::nullopt;
  Authorship authorship{repository.read_commit(commits.front()).author, {}};
  if (trim(authorship.author.name).empty()) return std::nullopt;  // git would refuse it in a new commit
  const std::string author = words_of(authorship.author);
  for (const git::Oid& id : commits) {
    const git::CommitData commit = repository.read_commit(id);
    add_person(authorship.co_authors, words_of(commit.author), author);
    for (const std::string& named : trailers(commit.message, "Co-authored-by"))
      add_person(authorship.co_authors, one_line(named), author);
  }
  return authorship;
}

}  // namespace reeve
