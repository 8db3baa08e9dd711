#include <algorithm>
#include <set>

#include "git/packed_refs.h"
#include "git/repository.h"
#include "git/repository_state.h"

namespace reeve::git {
namespace {

namespace fs = std::filesystem;

constexpr int tries_to_read = 3;  // a reader beside writers may fail once, hardly twice

// The full names under `folder` (a ref name with a slash at its end) that have a file of their own.
// Folders and files that vanish while we look are other processes' doing.
void collect_loose_names(const fs::path& common_dir, const std::string& folder, const std::string& prefix,
                         std::vector<std::string>& names) {
  std::error_code ignored;
  fs::directory_iterator entry(common_dir / folder, ignored);
  for (; entry != fs::directory_iterator(); entry.increment(ignored)) {
    const std::string name = folder + entry->path().filename().string();
    const bool may_match = name.starts_with(prefix) || prefix.starts_with(name + "/");
    if (!may_match) continue;
    if (entry->is_directory(ignored))
      collect_loose_names(common_dir, name + "/", prefix, names);
    else if (name.starts_with(prefix) && !name.ends_with(".lock") && Repository::is_valid_ref_name(name))
      names.push_back(name);
  }
}

std::vector<std::string> loose_names(const fs::path& common_dir, const std::string& prefix) {
  const bool is_below_refs = prefix.starts_with("refs/");
  std::vector<std::string> names;
  collect_loose_names(common_dir, is_below_refs ? prefix.substr(0, prefix.rfind('/') + 1) : "refs/", prefix,
                      names);
  return names;
}

}  // namespace

std::optional<Oid> Repository::read_ref(const std::string& name) const {
  git_oid id{};
  int code = GIT_ERROR;
  for (int i = 0; i < tries_to_read && code < 0 && code != GIT_ENOTFOUND; ++i) {
    code = git_reference_name_to_id(&id, state_->raw(), name.c_str());
    if (code == GIT_EINVALIDSPEC) return std::nullopt;
  }
  if (code == GIT_ENOTFOUND) return std::nullopt;
  if (code < 0)
    throw Error(ErrorKind::damaged,
                name + " cannot be read in " + common_dir().string() + ": " + last_error_words(),
                "if its file is damaged, write it again with 'git update-ref'");
  return from_libgit2(id);
}

std::vector<Ref> Repository::list_refs(const std::string& prefix) const {
  // git's own order: the files first, packed-refs after. `git pack-refs` writes packed-refs before it removes
  // the files, so no ref is missed. libgit2's iterator looks at a ref's
  // file after it has read packed-refs and leaves out what was packed in between (one listing of 6,000 beside
  // a loop of `git pack-refs`).
  std::vector<Ref> refs;
  std::set<std::string, std::less<>> loose;
  for (const std::string& name : loose_names(common_dir(), prefix)) {
    if (const std::optional<Oid> id = read_ref(name); id && loose.insert(name).second)
      refs.push_back({name, *id});
  }
  PackedRefs(common_dir()).each(prefix, [&](std::string_view name, const Oid& id) {
    if (!loose.contains(name)) refs.push_back({std::string(name), id});
    return true;
  });
  const auto by_name = [](const Ref& a, const Ref& b) { return a.name < b.name; };
  if (!std::is_sorted(refs.begin(), refs.end(), by_name)) std::sort(refs.begin(), refs.end(), by_name);
  return refs;
}

std::optional<std::string> Repository::head_branch() const {
  git_reference* opened = nullptr;
  if (git_reference_lookup(&opened, state_->raw(), "HEAD") < 0)
    throw_last_error("HEAD cannot be read in " + state_->git_dir.string());
  const OwnedReference head(opened);
  const char* target = git_reference_symbolic_target(head.get());
  return target != nullptr ? std::optional<std::string>(target) : std::nullopt;
}

std::optional<Oid> Repository::resolve_commit(const std::string& revision) const {
  git_object* opened = nullptr;
  if (state_->twice([&] { return git_revparse_single(&opened, state_->raw(), revision.c_str()); }) < 0)
    return std::nullopt;
  const OwnedObject named(opened);
  git_object* peeled = nullptr;
  if (git_object_peel(&peeled, named.get(), GIT_OBJECT_COMMIT) < 0) return std::nullopt;
  return from_libgit2(*git_object_id(OwnedObject(peeled).get()));
}

bool Repository::is_valid_ref_name(const std::string& name) {
  if (name.find('\0') != std::string::npos) return false;
  initialise_library();
  int valid = 0;
  return git_reference_name_is_valid(&valid, name.c_str()) == 0 && valid == 1;
}

}  // namespace reeve::git
