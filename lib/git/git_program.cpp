#include "git/git_program.h"

#include <algorithm>
#include <array>
#include <set>

#include "base/error.h"
#include "base/text.h"
#include "git/tree_merge.h"

namespace reeve::git {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t keep_output_bytes = std::size_t{64} << 20;  // all the paths of a very bad merge
constexpr Milliseconds time_to_take_locks_away{10'000};

// How the person reaches remotes and where their configuration is. All other GIT_* variables speak about
// one repository, and in a hook about the wrong one.
constexpr std::array kept_variables{"GIT_SSH",           "GIT_SSH_COMMAND",    "GIT_SSH_VARIANT",
                                    "GIT_ASKPASS",       "GIT_PROXY_COMMAND",  "GIT_CONFIG_GLOBAL",
                                    "GIT_CONFIG_SYSTEM", "GIT_CONFIG_NOSYSTEM"};
constexpr std::array kept_prefixes{"GIT_SSL_", "GIT_HTTP_", "GIT_CONFIG_COUNT", "GIT_CONFIG_KEY_",
                                   "GIT_CONFIG_VALUE_"};

bool is_kept(const std::string& name) {
  if (!name.starts_with("GIT_")) return true;
  return std::ranges::any_of(kept_variables, [&](const char* kept) { return name == kept; }) ||
         std::ranges::any_of(kept_prefixes, [&](const char* prefix) { return name.starts_with(prefix); });
}

Environment with_git_settings(Environment environment, const fs::path& git_dir) {
  environment["GIT_DIR"] = fs::absolute(git_dir);
  environment["GIT_TERMINAL_PROMPT"] = "0";
  environment["LC_ALL"] = "C";
  return environment;
}

// Git takes a remote's relative URL from the top of the work tree.
fs::path folder_to_run_in(const fs::path& git_dir) {
  const fs::path absolute = fs::absolute(git_dir);
  return absolute.filename() == ".git" ? absolute.parent_path() : absolute;
}

ProcessResult run(const std::vector<std::string>& arguments, const fs::path& folder, Environment environment,
                  ProcessLimits limits, const std::string& standard_input) {
  ProcessSpec spec;
  spec.argv = {"git"};
  spec.argv.insert(spec.argv.end(), arguments.begin(), arguments.end());
  spec.cwd = folder;
  spec.environment = std::move(environment);
  spec.standard_input = standard_input;
  spec.limits = std::move(limits);
  spec.limits.descendants_grace = time_to_take_locks_away;
  spec.keep_output_bytes = keep_output_bytes;
  return run_process(spec);
}

// --- Merging

// The answer where no file has to be looked into.
std::optional<Oid> trivial_merge(Repository& repository, const Oid& ours, const Oid& theirs) {
  const std::vector<Oid> bases = repository.merge_bases(ours, theirs);
  if (bases.empty())
    throw Error(ErrorKind::git, ours.hex() + " and " + theirs.hex() + " have no common ancestor");
  const Oid our_tree = repository.tree_of(ours);
  const Oid their_tree = repository.tree_of(theirs);
  if (our_tree == their_tree) return our_tree;
  if (bases.size() > 1) return std::nullopt;  // what either side did depends on which base it is held against
  return merge_entries(repository, repository.tree_of(bases.front()), our_tree, their_tree);
}

// The fields of merge-tree's output: the tree, the paths in conflict, nothing, then the messages, each as a
// number of paths, the paths, a kind and a text. A conflict between folders may be in the messages alone.
std::vector<std::string> paths_of_messages(const std::vector<std::string>& fields, std::size_t at) {
  std::vector<std::string> paths;
  while (at < fields.size() && !fields[at].empty()) {
    const std::size_t count = std::stoul(fields[at]);
    if (at + count + 1 >= fields.size()) break;
    if (fields[at + count + 1].starts_with("CONFLICT"))
      for (std::size_t i = 1; i <= count; ++i) paths.push_back(fields[at + i]);
    at += count + 3;
  }
  return paths;
}

std::vector<std::string> conflicts_of(const std::vector<std::string>& fields) {
  std::vector<std::string> paths;
  std::size_t at = 1;
  for (; at < fields.size() && !fields[at].empty(); ++at) paths.push_back(fields[at]);
  if (paths.empty()) paths = paths_of_messages(fields, at + 1);
  const std::set<std::string> sorted(paths.begin(), paths.end());
  return {sorted.begin(), sorted.end()};
}

[[noreturn]] void throw_merge_error(const Oid& ours, const Oid& theirs, const ProcessResult& result) {
  throw Error(ErrorKind::git, "git cannot merge " + theirs.hex() + " into " + ours.hex() + ": " +
                                  describe_end(result) + ": " + std::string(trim(result.err)));
}

// --- Fetching from a repository that an agent could write

// With these, nothing that the other repository's configuration names is run on our side. On its side runs
// git-upload-pack, which knows no hooks, ignores a repository's own packObjectsHook, and could only run a
// program to fetch missing objects: GIT_NO_LAZY_FETCH and the protocols forbid that. It is strict, so that
// it does not prefer a folder .git inside the one that is named.
const std::vector<std::string> careful_settings{
    "core.hooksPath=/dev/null",     "core.fsmonitor=false",   "gc.auto=0",
    "maintenance.auto=false",       "fetch.fsckObjects=true", "transfer.bundleURI=false",
    "fetch.writeCommitGraph=false", "protocol.version=2",     "protocol.allow=never",
    "protocol.file.allow=always"};

std::vector<std::string> careful_fetch(const fs::path& other, const Oid& commit) {
  std::vector<std::string> arguments;
  for (const std::string& setting : careful_settings) arguments.insert(arguments.end(), {"-c", setting});
  arguments.insert(arguments.end(),
                   {"fetch", "--quiet", "--no-tags", "--no-auto-gc", "--no-write-fetch-head",
                    "--no-recurse-submodules", "--refmap=", "--upload-pack=git-upload-pack --strict", "--",
                    fs::absolute(other).string(), commit.hex()});
  return arguments;
}

Environment careful_environment(const fs::path& git_dir) {
  Environment environment = minimal_environment();
  const Environment inherited = inherited_environment();
  if (const auto path = inherited.find("PATH"); path != inherited.end()) environment["PATH"] = path->second;
  environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
  environment["GIT_CONFIG_SYSTEM"] = "/dev/null";
  environment["GIT_NO_LAZY_FETCH"] = "1";
  environment["GIT_ALLOW_PROTOCOL"] = "file";
  return with_git_settings(environment, git_dir);
}

ProcessLimits ends_at(Milliseconds wall) {
  ProcessLimits limits;
  limits.wall = wall;
  limits.interrupt_grace = Milliseconds{100};  // there is nothing it could say that we want
  limits.terminate_grace = Milliseconds{100};
  return limits;
}

// Whether git would look into another folder than this one.
bool leads_elsewhere(const fs::path& git_dir) {
  std::error_code ignored;
  return fs::symlink_status(git_dir, ignored).type() != fs::file_type::directory ||
         fs::symlink_status(git_dir / "commondir", ignored).type() != fs::file_type::not_found;
}

// A fetch from a shallow repository succeeds and brings a commit without its parents.
bool is_whole_commit(const Repository& repository, const Oid& id, Milliseconds limit) {
  if (repository.resolve_commit(id.hex()) != id) return false;
  return run({"rev-list", "--objects", "--quiet", id.hex(), "--not", "--all"}, repository.common_dir(),
             careful_environment(repository.common_dir()), ends_at(limit), "")
      .succeeded();
}

// A git that somebody killed says nothing about the two commits: once more, and then it is our trouble, not
// theirs.
ProcessResult run_unless_killed(const fs::path& git_dir, const std::vector<std::string>& arguments) {
  constexpr int most_tries = 3;
  for (int tries = 1;; ++tries) {
    ProcessResult result = run_git(git_dir, arguments);
    if (result.end != ProcessEnd::signalled && result.end != ProcessEnd::lost) return result;
    if (tries == most_tries) throw Error(ErrorKind::process, "git merge-tree: " + describe_end(result));
  }
}

}  // namespace

Environment without_repository(Environment environment) {
  std::erase_if(environment, [](const auto& variable) { return !is_kept(variable.first); });
  return environment;
}

ProcessResult run_git(const fs::path& git_dir, const std::vector<std::string>& arguments,
                      ProcessLimits limits, const std::string& standard_input) {
  Environment environment = without_repository(inherited_environment());
  return run(arguments, folder_to_run_in(git_dir), with_git_settings(std::move(environment), git_dir),
             std::move(limits), standard_input);
}

MergeResult merge(Repository& repository, const Oid& ours, const Oid& theirs) {
  if (const std::optional<Oid> tree = trivial_merge(repository, ours, theirs)) return {*tree, {}};
  // -C: in the git folder there is no .gitattributes that somebody happens to have checked out.
  const ProcessResult result = run_unless_killed(
      repository.common_dir(), {"-C", repository.common_dir().string(), "merge-tree", "--write-tree", "-z",
                                "--name-only", "--messages", ours.hex(), theirs.hex()});
  const bool has_answer =
      result.end == ProcessEnd::exited && (result.exit_code == 0 || result.exit_code == 1);
  if (!has_answer || result.out.size() != result.out_bytes) throw_merge_error(ours, theirs, result);
  const std::vector<std::string> fields = split(result.out, '\0');
  const std::optional<Oid> tree = Oid::parse(trim(fields.front()));
  if (!tree) throw_merge_error(ours, theirs, result);
  if (result.exit_code == 0) return {*tree, {}};
  MergeResult merged{*tree, conflicts_of(fields)};
  if (merged.clean()) throw_merge_error(ours, theirs, result);  // a conflict, but git does not say where
  return merged;
}

bool import_commit(Repository& into, const fs::path& untrusted_git_dir, const Oid& commit,
                   Milliseconds limit) {
  if (leads_elsewhere(untrusted_git_dir)) return false;
  const ProcessResult result = run(careful_fetch(untrusted_git_dir, commit), into.common_dir(),
                                   careful_environment(into.common_dir()), ends_at(limit), "");
  return result.succeeded() && is_whole_commit(into, commit, limit);
}

}  // namespace reeve::git
