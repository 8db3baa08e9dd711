#include "git/repository.h"

#include <git2/sys/repository.h>

#include <cstdlib>

#include "git/repository_state.h"

namespace reeve::git {
namespace {

std::filesystem::path folder_of(const char* path) {
  const std::string text = path;
  return text.size() > 1 && text.ends_with('/') ? text.substr(0, text.size() - 1) : text;
}

// libgit2 says "config value 'safe.directory' was not found" for a repository of another user.
bool is_of_another_user(int code, const std::string& words) {
  return code == GIT_EOWNER || words.find("safe.directory") != std::string::npos;
}

bool has_unknown_format(const std::string& words) {
  return words.find("unsupported extension") != std::string::npos ||
         words.find("unsupported repository version") != std::string::npos ||
         words.find("unknown object format") != std::string::npos;
}

[[noreturn]] void throw_open_error(int code, const std::filesystem::path& path) {
  const std::string words = last_error_words();
  const std::string where = path.string();
  if (is_of_another_user(code, words))
    throw Error(ErrorKind::git, "repository " + where + " belongs to another user",
                "if you trust it: git config --global --add safe.directory " + where);
  if (has_unknown_format(words))
    throw Error(
        ErrorKind::git, "repository " + where + " has a format that Reeve cannot read: " + words,
        "Reeve reads SHA-1 repositories with files for refs: no SHA-256, no reftable, no partial clone");
  if (code == GIT_ENOTFOUND) throw Error(ErrorKind::not_found, "there is no git repository at " + where);
  throw Error(ErrorKind::git, "repository " + where + " cannot be opened: " + words);
}

std::optional<std::string> environment(const char* name) {
  const char* value = std::getenv(name);
  return value != nullptr && *value != '\0' ? std::optional<std::string>(value) : std::nullopt;
}

std::optional<std::string> first_of(const std::optional<std::string>& a, const std::optional<std::string>& b,
                                    const std::optional<std::string>& c) {
  return a ? a : b ? b : c;
}

}  // namespace

Repository::State::State(OwnedRepository opened)
    : repository(std::move(opened)),
      git_dir(folder_of(git_repository_path(raw()))),
      common_dir(folder_of(git_repository_commondir(raw()))) {
  if (const char* tree = git_repository_workdir(raw())) work_tree = folder_of(tree);
}

void Repository::State::reopen_objects() const {
  git_odb* opened = nullptr;
  if (git_odb_open(&opened, (common_dir / "objects").c_str()) < 0)
    throw_last_error("the objects of " + common_dir.string() + " cannot be opened");
  const OwnedOdb odb(opened);
  for (const std::filesystem::path& folder : more_objects)
    if (git_odb_add_disk_alternate(odb.get(), folder.c_str()) < 0)
      throw_last_error("the objects in " + folder.string() + " cannot be used");
  if (git_repository_set_odb(raw(), odb.get()) < 0)
    throw_last_error("the objects of " + common_dir.string() + " cannot be used");
}

Repository::Repository(std::unique_ptr<State> state) : state_(std::move(state)) {}
Repository::Repository(Repository&&) noexcept = default;
Repository& Repository::operator=(Repository&&) noexcept = default;
Repository::~Repository() = default;

Repository Repository::open(const std::filesystem::path& path) {
  initialise_library();
  git_repository* opened = nullptr;
  const int code = git_repository_open_ext(&opened, path.c_str(), GIT_REPOSITORY_OPEN_NO_SEARCH, nullptr);
  if (code < 0) throw_open_error(code, path);
  return Repository(std::make_unique<State>(OwnedRepository(opened)));
}

Repository Repository::discover(const std::filesystem::path& folder) {
  initialise_library();
  const std::optional<std::string> ceilings = environment("GIT_CEILING_DIRECTORIES");
  git_repository* opened = nullptr;
  const int code =
      git_repository_open_ext(&opened, folder.c_str(), 0, ceilings ? ceilings->c_str() : nullptr);
  if (code == GIT_ENOTFOUND && !is_of_another_user(code, last_error_words()))
    throw Error(ErrorKind::not_found, folder.string() + " is not in a git repository",
                "change into one, make one with 'git init', or name one with -C");
  if (code < 0) throw_open_error(code, folder);
  return Repository(std::make_unique<State>(OwnedRepository(opened)));
}

Repository Repository::create(const std::filesystem::path& path, Kind kind) {
  initialise_library();
  git_repository_init_options options{};
  git_repository_init_options_init(&options, GIT_REPOSITORY_INIT_OPTIONS_VERSION);
  options.flags = GIT_REPOSITORY_INIT_NO_REINIT | GIT_REPOSITORY_INIT_MKDIR | GIT_REPOSITORY_INIT_MKPATH;
  if (kind == Kind::bare) options.flags |= GIT_REPOSITORY_INIT_BARE;
  options.initial_head = "main";
  git_repository* made = nullptr;
  if (git_repository_init_ext(&made, path.c_str(), &options) < 0)
    throw_last_error("repository " + path.string() + " cannot be made");
  return Repository(std::make_unique<State>(OwnedRepository(made)));
}

void Repository::read_objects_from(const std::filesystem::path& objects_folder) {
  state_->more_objects.push_back(objects_folder);
  state_->reopen_objects();
}

const std::filesystem::path& Repository::common_dir() const {
  return state_->common_dir;
}
const std::filesystem::path& Repository::git_dir() const {
  return state_->git_dir;
}
std::optional<std::filesystem::path> Repository::work_tree() const {
  return state_->work_tree;
}
git_repository* Repository::raw() const {
  return state_->raw();
}

std::optional<std::string> Repository::config(const std::string& key) const {
  git_config* opened = nullptr;
  if (git_repository_config_snapshot(&opened, state_->raw()) < 0)
    throw_last_error("the configuration of " + state_->git_dir.string() + " cannot be read");
  const OwnedConfig snapshot(opened);
  const char* value = nullptr;
  const int code = git_config_get_string(&value, snapshot.get(), key.c_str());
  if (code == GIT_ENOTFOUND || code == GIT_EINVALIDSPEC) return std::nullopt;
  if (code < 0) throw_last_error("configuration " + key + " of " + state_->git_dir.string());
  return value;
}

std::optional<Signature> Repository::person(TimePoint when) const {
  const auto name =
      first_of(environment("GIT_COMMITTER_NAME"), config("user.name"), environment("GIT_AUTHOR_NAME"));
  const auto email =
      first_of(environment("GIT_COMMITTER_EMAIL"), config("user.email"), environment("GIT_AUTHOR_EMAIL"));
  if (!name || !email) return std::nullopt;
  return Signature{*name, *email, when};
}

}  // namespace reeve::git
