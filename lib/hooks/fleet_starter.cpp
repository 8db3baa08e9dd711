#include "hooks/fleet_starter.h"

#include <unistd.h>

#include <algorithm>
#include <array>

#include "base/detached.h"
#include "base/file.h"
#include "base/text.h"
#include "git/git_program.h"
#include "hub/local_hub.h"

namespace reeve::hooks {
namespace {

// Of the person's connection: its agent socket must not be used for what others planned.
bool is_of_connection(const std::string& name) {
  return name.starts_with("SSH_");
}

bool wakes(std::string_view update) {
  const std::string_view ref = update.substr(std::min(update.rfind(' ') + 1, update.size()));
  return ref.starts_with("refs/heads/") || ref.starts_with("refs/notes/reeve/");
}

std::string host() {
  std::array<char, 256> name{};
  return gethostname(name.data(), name.size() - 1) == 0 ? name.data() : "localhost";
}

// As for git, a name that is set to nothing is none.
bool knows_person(const git::Repository& repository) {
  return !trim(repository.config("user.name").value_or("")).empty() &&
         !trim(repository.config("user.email").value_or("")).empty();
}

}  // namespace

bool wakes_fleet(std::string_view updates) {
  return std::ranges::any_of(split_lines(updates), wakes);
}

Environment fleet_environment(const git::Repository& repository, Environment hook) {
  Environment environment = git::without_repository(std::move(hook));
  std::erase_if(environment, [](const auto& variable) { return is_of_connection(variable.first); });
  if (knows_person(repository)) return environment;
  for (const std::string role : {"GIT_AUTHOR_", "GIT_COMMITTER_"}) {
    environment[role + "NAME"] = "reeve";
    environment[role + "EMAIL"] = "reeve@" + host();
  }
  return environment;
}

void start_fleet(const git::Repository& repository, const std::vector<std::string>& program,
                 const Environment& hook) {
  make_folders(state_folder(repository));
  start_detached({.argv = program,
                  .cwd = repository.common_dir(),
                  .environment = fleet_environment(repository, hook),
                  .log = server_log_of(repository)});
}

std::filesystem::path server_log_of(const git::Repository& repository) {
  return state_folder(repository) / "server.log";
}

}  // namespace reeve::hooks
