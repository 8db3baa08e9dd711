// What every file of lib/git needs of libgit2: starting it, owning its handles, turning its errors into
// reeve::Error. For lib/git only.
#pragma once

#include <git2.h>

#include <memory>
#include <string>

#include "base/error.h"
#include "git/oid.h"

namespace reeve::git {

// Starts libgit2 at the first call, without certificates: it cannot be asked for anything over TLS. Safe from
// several threads. It costs a millisecond, so it happens when the first repository is opened and not when the
// program starts.
void initialise_library();

// libgit2's words for what just failed on this thread.
std::string last_error_words();

// Error(git) "<doing>: <libgit2's words>".
[[noreturn]] void throw_last_error(const std::string& doing);

template <auto Free>
struct Freed {
  template <typename T>
  void operator()(T* handle) const {
    Free(handle);
  }
};
template <typename T, auto Free>
using Owned = std::unique_ptr<T, Freed<Free>>;

using OwnedRepository = Owned<git_repository, git_repository_free>;
using OwnedReference = Owned<git_reference, git_reference_free>;
using OwnedObject = Owned<git_object, git_object_free>;
using OwnedConfig = Owned<git_config, git_config_free>;
using OwnedOdb = Owned<git_odb, git_odb_free>;
using OwnedSignature = Owned<git_signature, git_signature_free>;
using OwnedTreeBuilder = Owned<git_treebuilder, git_treebuilder_free>;
using OwnedWalk = Owned<git_revwalk, git_revwalk_free>;

Oid from_libgit2(const git_oid& id);
git_oid to_libgit2(const Oid& id);

}  // namespace reeve::git
