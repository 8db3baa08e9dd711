// What `git reeve why` is asked about: the lines of a file, or a whole one that has none.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "git/blame.h"
#include "hub/provenance.h"

namespace reeve::cli {

struct Place {
  std::string path;
  std::optional<git::LineRange> lines;
};

// "PATH", "PATH:LINE" or "PATH:FIRST-LAST", relative to `folder`. A name that ends like that and is a file's
// is that file's. Throws Error(usage) where a file's name is followed by what is no line.
Place place_of(const std::string& text, const std::filesystem::path& folder);

struct Blamed {
  std::vector<git::BlamedLine> lines;
  std::string is_whole;             // "binary" or "a submodule": it has no lines; empty: it has
  std::optional<git::Oid> changed;  // of such a one: the newest commit that changed it
};

// The lines as `commit` has them; absent: as the work tree has them. `name` is what a person calls the
// commit. Throws Error(not_found) or Error(usage) that says what is there instead, and what to do.
Blamed blame_place(const Place& place, const std::optional<git::Oid>& commit, const std::string& name,
                   const std::filesystem::path& folder, ProvenanceReader& reader);

}  // namespace reeve::cli
