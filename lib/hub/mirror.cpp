#include "hub/mirror.h"

#include <fmt/format.h>

#include "base/random.h"
#include "base/text.h"
#include "hub/local_hub.h"
#include "hub/patience.h"
#include "task/id.h"

namespace reeve {

namespace {

constexpr std::string_view all_refs = "refs/";
constexpr std::string_view mirror_prefix = "refs/reeve/mirror/";

// FNV-1a (Fowler, Noll, Vo): a URL as one part of a ref's name.
std::string hash_of(const std::string& text) {
  std::uint64_t hash = 14695981039346656037ULL;
  for (const char letter : text) hash = (hash ^ static_cast<unsigned char>(letter)) * 1099511628211ULL;
  return fmt::format("{:016x}", hash);
}

constexpr std::uint64_t slot_count = 16;
constexpr Milliseconds shortest_wait{1};
constexpr Milliseconds longest_wait{16};

std::filesystem::path lock_file(const git::Repository& repository, const std::string& name) {
  const auto folder = state_folder(repository) / "mirror";
  make_folders(folder);
  return folder / (name + ".lock");
}

// git does not wait for its locks of single refs, so only one fetch at a time writes into a folder.
FileLock lock_folder(const git::Repository& repository, const std::string& name, Milliseconds limit) {
  Patience patience(limit, shortest_wait, longest_wait);
  return acquire(lock_file(repository, name), "what was seen of the hub", patience);
}

struct Slot {
  std::string name;
  FileLock lock;
};

Slot take_slot(const git::Repository& repository, Milliseconds limit) {
  const std::uint64_t first = random_below(slot_count);
  for (std::uint64_t number = 0; number < slot_count; ++number) {
    std::string name = fmt::format("slot{}", (first + number) % slot_count);
    if (auto lock = FileLock::try_acquire(lock_file(repository, name)))
      return {std::move(name), std::move(*lock)};
  }
  std::string name = fmt::format("slot{}", first);
  FileLock lock = lock_folder(repository, name, limit);
  return {std::move(name), std::move(lock)};
}

}  // namespace

Mirror::Mirror(const git::Repository& repository, const Remote& remote, Milliseconds patience)
    : repository_(repository), remote_(remote), patience_(patience) {}

std::string Mirror::folder_for(const std::string& what) const {
  return hash_of(remote_.name() + '\n' + what);
}

std::vector<git::Ref> Mirror::look(const std::vector<std::string>& prefixes) const {
  const std::string name = folder_for(join(prefixes, "\n"));
  const std::string folder = fmt::format("{}{}/", mirror_prefix, name);
  std::vector<std::string> refspecs;
  for (const std::string& prefix : prefixes) {
    const std::string wanted = prefix.starts_with(all_refs) ? prefix : std::string(all_refs);
    refspecs.push_back(fmt::format("+{}*:{}{}*", wanted, folder, wanted.substr(all_refs.size())));
  }
  const FileLock lock = lock_folder(repository_, name, patience_);
  remote_.fetch(refspecs, patience_);
  std::vector<git::Ref> refs = repository_.list_refs(folder);
  for (git::Ref& ref : refs) ref.name = std::string(all_refs) + ref.name.substr(folder.size());
  return refs;
}

// A pattern may match nothing, so that missing refs are no trouble.
std::vector<git::Ref> Mirror::read_existing(const std::vector<std::string>& refs) const {
  if (refs.empty()) return {};
  const Slot slot = take_slot(repository_, patience_);
  std::vector<std::string> refspecs;
  std::vector<std::string> places;
  for (const std::string& ref : refs) {
    const std::string last = ref.substr(ref.rfind('/') + 1);
    places.push_back(
        fmt::format("{}{}/{}/any/{}/{}", mirror_prefix, folder_for(""), slot.name, places.size(), last));
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
  std::vector<git::Ref> found;
  {
    const Slot slot = take_slot(repository_, patience_);
    const auto place = [&](std::size_t number) {
      return fmt::format("{}{}/{}/all/{}", mirror_prefix, folder_for(""), slot.name, number);
    };
    std::vector<std::string> refspecs;
    for (const std::string& ref : refs) refspecs.push_back("+" + ref + ":" + place(refspecs.size()));
    if (remote_.fetch(refspecs, patience_) == FetchEnd::done) {
      for (std::size_t number = 0; number < refs.size(); ++number)
        found.push_back({refs[number], repository_.read_ref(place(number)).value()});
      return found;
    }
  }
  // One missing ref ends the whole fetch, and git does not say which others are missing.
  return refs.size() == 1 ? found : read_existing(refs);
}

}  // namespace reeve
