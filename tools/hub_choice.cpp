#include "tools/hub_choice.h"

#include "base/error.h"
#include "base/suggest.h"
#include "base/text.h"
#include "git/git_program.h"
#include "hub/local_hub.h"
#include "hub/remote_hub.h"

namespace reeve::cli {

namespace {

constexpr std::string_view this_repository = ".";  // as git calls it in branch.<name>.remote

// The file speaks to clones. A bare repository is what they call "origin", and has no such remote itself.
std::string remote_in_head(const git::Repository& repository) {
  if (!repository.work_tree()) return "";
  const auto head = repository.resolve_commit("HEAD");
  if (!head) return "";
  const auto text = repository.file_at(repository.tree_of(*head), std::string(config_path));
  return text ? hub_remote_in(*text, std::string(config_path)) : "";
}

bool looks_like_a_place(const std::string& remote) {
  return remote.find('/') != std::string::npos || remote.find(':') != std::string::npos;
}

}  // namespace

std::string chosen_remote(const git::Repository& repository) {
  const std::string remote = repository.config("reeve.hub").value_or(remote_in_head(repository));
  return remote == this_repository ? "" : remote;
}

std::string hint_at_other_hub(const git::Repository& repository) {
  constexpr std::string_view remotes = "refs/remotes/";
  if (!chosen_remote(repository).empty()) return "";
  for (const git::Ref& ref : repository.list_refs(std::string(remotes))) {
    const auto end = ref.name.find("/reeve/goal/");
    if (end == std::string::npos || end <= remotes.size()) continue;
    const std::string remote = printable(ref.name.substr(remotes.size(), end - remotes.size()));
    return "the remote '" + remote + "' has a fleet; to see it from here: git config reeve.hub " + remote;
  }
  return "";
}

void check_remote(const git::Repository& repository, const std::string& remote) {
  if (remote.starts_with('-') || remote.find_first_of("\n\r") != std::string::npos)
    throw Error(ErrorKind::configuration, "'" + printable(remote) + "' is no git remote");
  if (looks_like_a_place(remote) || repository.config("remote." + remote + ".url")) return;
  const auto remotes = split_lines(git::run_git(repository.git_dir(), {"remote"}).out);
  const auto guess = nearest(remote, remotes);
  throw Error(ErrorKind::configuration, "the hub '" + printable(remote) + "' is no remote of this repository",
              guess             ? "did you mean '" + *guess + "'?"
              : remotes.empty() ? "add it: git remote add " + printable(remote) + " URL"
                                : "its remotes are: " + join(remotes, ", "));
}

std::unique_ptr<Hub> open_host(Hub& hub, const HubConfig& config) {
  const git::Repository& repository = hub.objects();
  if (config.landing.empty() || config.landing == chosen_remote(repository)) return nullptr;
  check_remote(repository, config.landing);
  return std::make_unique<RemoteHub>(git::Repository::open(repository.git_dir()), config.landing);
}

std::unique_ptr<Hub> open_hub(git::Repository repository, Milliseconds patience) {
  const std::string remote = chosen_remote(repository);
  if (remote.empty()) return std::make_unique<LocalHub>(std::move(repository));
  check_remote(repository, remote);
  return std::make_unique<RemoteHub>(std::move(repository), remote, patience);
}

}  // namespace reeve::cli
