#include <git2/sys/commit.h>

#include <set>

#include "base/text.h"
#include "git/repository.h"
#include "git/repository_state.h"

namespace reeve::git {
namespace {

constexpr std::string_view empty_tree_hex = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

std::string words_for(git_object_t type) {
  return type == GIT_OBJECT_ANY ? "object" : git_object_type2string(type);
}

OwnedSignature made_signature(const Signature& signature) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(signature.when).time_since_epoch().count();
  git_signature* made = nullptr;
  if (git_signature_new(&made, signature.name.c_str(), signature.email.c_str(), seconds, 0) < 0)
    throw Error(
        ErrorKind::invalid,
        "git takes no signature of '" + signature.name + "' <" + signature.email + ">: " + last_error_words(),
        "set user.name and user.email");
  return OwnedSignature(made);
}

Signature value_of(const git_signature& signature) {
  return {signature.name, signature.email, TimePoint(std::chrono::seconds(signature.when.time))};
}

void insert(git_treebuilder* builder, const TreeEntry& entry) {
  if (entry.name.find('\0') != std::string::npos)
    throw Error(ErrorKind::invalid, "the name of a tree's entry has a NUL character in it");
  const git_oid id = to_libgit2(entry.id);
  if (git_treebuilder_insert(nullptr, builder, entry.name.c_str(), &id,
                             static_cast<git_filemode_t>(entry.mode)) < 0)
    throw Error(ErrorKind::invalid, "'" + entry.name + "' (" + entry.id.hex() +
                                        ") cannot be put into a tree: " + last_error_words());
}

void refuse_repeated_names(const std::vector<TreeEntry>& entries) {
  std::set<std::string_view> names;
  for (const TreeEntry& entry : entries)
    if (!names.insert(entry.name).second)
      throw Error(ErrorKind::invalid, "a tree cannot have two entries named '" + entry.name + "'");
}

TreeEntry value_of(const git_tree_entry& entry) {
  return {git_tree_entry_name(&entry), static_cast<FileMode>(git_tree_entry_filemode(&entry)),
          from_libgit2(*git_tree_entry_id(&entry))};
}

}  // namespace

OwnedObject Repository::State::object(const Oid& id, git_object_t type) const {
  const git_oid key = to_libgit2(id);
  git_object* found = nullptr;
  if (twice([&] { return git_object_lookup(&found, raw(), &key, type); }) < 0)
    throw Error(ErrorKind::damaged,
                words_for(type) + " " + id.hex() + " cannot be read in " + common_dir.string() + ": " +
                    last_error_words(),
                "look at the repository with 'git fsck'");
  return OwnedObject(found);
}

bool Repository::exists(const Oid& id) const {
  git_odb* opened = nullptr;
  if (git_repository_odb(&opened, state_->raw()) < 0)
    throw_last_error("the objects of " + common_dir().string() + " cannot be opened");
  const OwnedOdb odb(opened);
  const git_oid key = to_libgit2(id);
  return git_odb_exists(odb.get(), &key) == 1;
}

Oid blob_id(std::string_view content) {
  git_oid id{};
  if (git_odb_hash(&id, content.data(), content.size(), GIT_OBJECT_BLOB) < 0)
    throw_last_error("a text's id cannot be computed");
  return from_libgit2(id);
}

Oid Repository::write_blob(std::string_view content) {
  git_oid id{};
  if (git_blob_create_from_buffer(&id, state_->raw(), content.data(), content.size()) < 0)
    throw_last_error("a file's content cannot be stored in " + common_dir().string());
  return from_libgit2(id);
}

std::string Repository::read_blob(const Oid& id) const {
  const OwnedObject object = state_->object(id, GIT_OBJECT_BLOB);
  const git_blob* blob = object_as<git_blob>(object);
  return {static_cast<const char*>(git_blob_rawcontent(blob)),
          static_cast<std::size_t>(git_blob_rawsize(blob))};
}

std::uint64_t Repository::blob_size(const Oid& id) const {
  const git_oid key = to_libgit2(id);
  std::size_t size = 0;
  git_object_t type = GIT_OBJECT_INVALID;
  const auto read_header = [&] {
    git_odb* opened = nullptr;
    int code = git_repository_odb(&opened, state_->raw());
    const OwnedOdb odb(opened);
    if (code >= 0) code = git_odb_read_header(&size, &type, odb.get(), &key);
    return code;
  };
  if (state_->twice(read_header) < 0 || type != GIT_OBJECT_BLOB)
    throw Error(ErrorKind::damaged, "blob " + id.hex() + " cannot be read in " + common_dir().string());
  return size;
}

Oid Repository::write_tree(const std::vector<TreeEntry>& entries) {
  refuse_repeated_names(entries);
  git_treebuilder* opened = nullptr;
  if (git_treebuilder_new(&opened, state_->raw(), nullptr) < 0)
    throw_last_error("a tree cannot be made in " + common_dir().string());
  const OwnedTreeBuilder builder(opened);
  for (const TreeEntry& entry : entries) insert(builder.get(), entry);
  git_oid id{};
  if (git_treebuilder_write(&id, builder.get()) < 0)
    throw_last_error("a tree cannot be stored in " + common_dir().string());
  return from_libgit2(id);
}

std::vector<TreeEntry> Repository::read_tree(const Oid& tree) const {
  if (tree == empty_tree()) return {};  // known to git without being stored
  const OwnedObject object = state_->object(tree, GIT_OBJECT_TREE);
  const git_tree* opened = object_as<git_tree>(object);
  std::vector<TreeEntry> entries;
  entries.reserve(git_tree_entrycount(opened));
  for (std::size_t i = 0; i < git_tree_entrycount(opened); ++i)
    entries.push_back(value_of(*git_tree_entry_byindex(opened, i)));
  return entries;
}

std::optional<TreeEntry> Repository::entry_at(const Oid& tree, const std::string& path) const {
  // Not git_tree_entry_bypath: it says "not found" for a missing path and for a missing object alike.
  TreeEntry current{"", FileMode::tree, tree};
  for (const std::string& name : split(path, '/')) {
    if (current.mode != FileMode::tree || current.id == empty_tree()) return std::nullopt;
    const OwnedObject folder = state_->object(current.id, GIT_OBJECT_TREE);
    const git_tree_entry* entry = git_tree_entry_byname(object_as<git_tree>(folder), name.c_str());
    if (entry == nullptr || name.find('\0') != std::string::npos) return std::nullopt;
    current = value_of(*entry);
  }
  return current;
}

std::optional<std::string> Repository::file_at(const Oid& tree, const std::string& path) const {
  const std::optional<TreeEntry> entry = entry_at(tree, path);
  if (!entry || (entry->mode != FileMode::blob && entry->mode != FileMode::executable)) return std::nullopt;
  return read_blob(entry->id);
}

Oid Repository::empty_tree() {
  return *Oid::parse(empty_tree_hex);
}

Oid Repository::write_commit(const CommitData& commit) {
  if (commit.message.find('\0') != std::string::npos)
    throw Error(ErrorKind::invalid, "a commit's message has a NUL character in it");
  const OwnedSignature author = made_signature(commit.author);
  const OwnedSignature committer = made_signature(commit.committer);
  if (commit.tree == empty_tree()) write_tree({});
  const git_oid tree = to_libgit2(commit.tree);
  std::vector<git_oid> parents;
  for (const Oid& parent : commit.parents) parents.push_back(to_libgit2(parent));
  std::vector<const git_oid*> parent_pointers;
  for (const git_oid& parent : parents) parent_pointers.push_back(&parent);
  git_oid id{};
  const auto create = [&] {
    return git_commit_create_from_ids(&id, state_->raw(), nullptr, author.get(), committer.get(), nullptr,
                                      commit.message.c_str(), &tree, parents.size(), parent_pointers.data());
  };
  if (state_->twice(create) < 0) throw_last_error("a commit cannot be stored in " + common_dir().string());
  return from_libgit2(id);
}

CommitData Repository::read_commit(const Oid& id) const {
  const OwnedObject object = state_->object(id, GIT_OBJECT_COMMIT);
  const git_commit* commit = object_as<git_commit>(object);
  CommitData data{from_libgit2(*git_commit_tree_id(commit)),
                  {},
                  git_commit_message(commit),
                  value_of(*git_commit_author(commit)),
                  value_of(*git_commit_committer(commit))};
  for (unsigned i = 0; i < git_commit_parentcount(commit); ++i)
    data.parents.push_back(from_libgit2(*git_commit_parent_id(commit, i)));
  return data;
}

Oid Repository::tree_of(const Oid& commit) const {
  const OwnedObject object = state_->object(commit, GIT_OBJECT_COMMIT);
  return from_libgit2(*git_commit_tree_id(object_as<git_commit>(object)));
}

}  // namespace reeve::git
