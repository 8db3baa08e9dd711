#include "support/repository.h"

#include <stdexcept>

#include "base/process.h"
#include "git/ref_transaction.h"

// libgit2 1.5 leaks a regular expression each time it refuses to open a repository for its extensions.
extern "C" const char* __lsan_default_suppressions();
extern "C" const char* __lsan_default_suppressions() {
  return "leak:libpcre2\n";
}

namespace reeve::test {
namespace {

const git::Signature author{"Test", "test@localhost", TimePoint{Milliseconds{1'800'000'000'000}}};

git::Repository create(const std::filesystem::path& path, git::Repository::Kind kind) {
  git::Repository repository = git::Repository::create(path, kind);
  const std::filesystem::path config = repository.common_dir() / "config";
  write_file(config, read_file(config) + "[user]\n\tname = Test\n\temail = test@localhost\n");
  return repository;
}

// Nothing of the person's: neither configuration nor GIT_* variables.
Environment clean_environment() {
  Environment environment = minimal_environment();
  environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  environment["GIT_CONFIG_NOSYSTEM"] = "1";
  environment["GIT_TERMINAL_PROMPT"] = "0";
  return environment;
}

// "lib/base/clock.h" of a folder's files: those of each folder below it, and its own.
git::Oid write_folder(git::Repository& repository, const Files& files) {
  std::map<std::string, Files> folders;
  std::vector<git::TreeEntry> entries;
  for (const auto& [path, content] : files) {
    const std::size_t slash = path.find('/');
    if (slash != std::string::npos)
      folders[path.substr(0, slash)][path.substr(slash + 1)] = content;
    else
      entries.push_back({path, git::FileMode::blob, repository.write_blob(content)});
  }
  for (const auto& [name, below] : folders)
    entries.push_back({name, git::FileMode::tree, write_folder(repository, below)});
  return repository.write_tree(entries);
}

}  // namespace

ScratchRepository::ScratchRepository(git::Repository::Kind kind)
    : path_(folder_.path() / "repository"), repository_(create(path_, kind)) {}

git::Oid ScratchRepository::tree(const Files& files) {
  return write_folder(repository_, files);
}

git::Oid ScratchRepository::commit(const Files& files, const std::vector<git::Oid>& parents,
                                   const std::string& message) {
  return repository_.write_commit({tree(files), parents, message, author, author});
}

void ScratchRepository::set_ref(const std::string& ref, const git::Oid& id) {
  std::vector<std::string> contested;
  while (git::update_refs(repository_, {{ref, repository_.read_ref(ref), id}}, "test", contested) !=
         git::RefTransactionResult::applied) {
  }
}

Files ScratchRepository::files_of(const git::Oid& commit) {
  const git::Oid tree = repository_.tree_of(commit);
  Files files;
  for (const std::string& path : repository_.files(tree))
    files[path] = repository_.read_blob(repository_.entry_at(tree, path)->id);
  return files;
}

std::string ScratchRepository::git(const std::vector<std::string>& arguments) {
  ProcessSpec spec;
  spec.argv = {"git"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.cwd = path_;
  spec.environment = clean_environment();
  const ProcessResult result = run_process(spec);
  if (!result.succeeded())
    throw std::runtime_error(shell_words(spec.argv) + ": " + describe_end(result) + ": " + result.err);
  return result.out;
}

}  // namespace reeve::test
