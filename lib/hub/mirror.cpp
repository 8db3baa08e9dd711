#include "hub/mirror.h"

#include <fmt/format.h>

#include "hub/local_hub.h"
#include "hub/patience.h"
#include "task/id.h"

namespace reeve {

namespace {

constexpr std::string_view all_refs = "refs/";

// FNV-1a (Fowler, Noll, Vo): a URL as one part of a ref's name.
std::string hash_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  return fmt::format("{:016x}", hash);
}

// Processes of one machine share the mirror, and git does not wait for its locks of single refs. Only fetches
// are done under this one.
FileLock lock_mirror(const git::Repository& repository, Milliseconds patience) {
  Patience waiting(patience, Milliseconds{1}, Milliseconds{16});
  make_folders(state_folder(repository));
  return acquire(state_folder(repository) / "mirror.lock", "what was seen of the hub", waiting);
}

}  // namespace

Mirror::Mirror(const git::Repository& repository, const Remote& remote, Milliseconds patience)
    : repository_(repository), remote_(remote), patience_(patience) {}

std::string Mirror::folder_for(const std::string& prefix) const {
  return "refs/reeve/mirror/" + hash_of(remote_.name() + '\n' + prefix) + "/";
}

std::vector<git::Ref> Mirror::list(const std::string& prefix) const {
  const std::string wanted = prefix.starts_with(all_refs) ? prefix : std::string(all_refs);
  const std::string folder = folder_for(wanted);
  const std::string place = folder + wanted.substr(all_refs.size());
  const FileLock lock = lock_mirror(repository_, patience_);
  remote_.fetch({fmt::format("+{}*:{}*", wanted, place)}, patience_);
  std::vector<git::Ref> refs = repository_.list_refs(place);
  for (git::Ref& ref : refs) ref.name = std::string(all_refs) + ref.name.substr(folder.size());
  return refs;
}

// A pattern may match nothing, so that missing refs are no trouble; it may also match refs of longer names.
std::vector<git::Ref> Mirror::read_existing(const std::vector<std::string>& refs) const {
  std::vector<std::string> refspecs;
  std::vector<std::string> places;
  for (const std::string& ref : refs) {
    const std::string last = ref.substr(ref.rfind('/') + 1);
    places.push_back(fmt::format("{}any/{}/{}", folder_for(""), places.size(), last));
    refspecs.push_back(fmt::format("+{}*:{}*", ref, places.back()));
  }
  remote_.fetch(refspecs, patience_);
  std::vector<git::Ref> found;
  for (std::size_t number = 0; number < refs.size(); ++number) {
    if (const auto id = repository_.read_ref(places[number])) found.push_back({refs[number], *id});
  }
  return found;
}

std::vector<git::Ref> Mirror::read(const std::vector<std::string>& refs) const {
  if (refs.empty()) return {};
  std::vector<std::string> refspecs;
  std::vector<git::Ref> found;
  const auto place = [&](std::size_t number) { return fmt::format("{}all/{}", folder_for(""), number); };
  for (const std::string& ref : refs) refspecs.push_back("+" + ref + ":" + place(refspecs.size()));
  const FileLock lock = lock_mirror(repository_, patience_);
  // One missing ref ends the whole fetch, and git does not say which others are missing.
  if (remote_.fetch(refspecs, patience_) == FetchEnd::no_such_ref) return read_existing(refs);
  for (std::size_t number = 0; number < refs.size(); ++number)
    found.push_back({refs[number], repository_.read_ref(place(number)).value()});
  return found;
}

}  // namespace reeve
