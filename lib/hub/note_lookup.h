// Notes on some commits of a ref of notes that has very many.
#pragma once

#include <optional>
#include <vector>

#include "git/object_reader.h"

namespace reeve {

// The blobs of the notes on `commits`, in their order; absent where there is none. `notes`: the tree of the
// ref, however its names are divided into folders. Of the folders only those are read that may have one of
// the commits. Throws Error(damaged) for a tree that cannot be read.
std::vector<std::optional<git::Oid>> find_notes(git::ObjectReader& objects, const git::Oid& notes,
                                                const std::vector<git::Oid>& commits);

}  // namespace reeve
