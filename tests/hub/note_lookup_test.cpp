// Notes on some commits, looked up in trees of every form that git reads.
#include "hub/note_lookup.h"

#include "base/error.h"
#include "support/catch.h"
#include "support/repository.h"

namespace note_lookup_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// Ids of commits that never were: nobody reads them here.
std::vector<git::Oid> ids(std::size_t count) {
  std::vector<git::Oid> ids;
  for (std::size_t number = 0; number < count; ++number) {
    std::array<std::uint8_t, 20> bytes{};
    for (std::size_t at = 0; at < bytes.size(); ++at)
      bytes[at] = static_cast<std::uint8_t>((number + 3) * 37 * (at + 1));
    ids.emplace_back(bytes);
  }
  return ids;
}

// "ab/cd/…", of folders of these lengths.
std::string path_of(const git::Oid& id, const std::vector<std::size_t>& folders) {
  std::string path;
  std::string rest = id.hex();
  for (const std::size_t length : folders) {
    path += rest.substr(0, length) + '/';
    rest.erase(0, length);
  }
  return path + rest;
}

// What is found, a word each: the text of the note, or "-".
std::string found(ScratchRepository& scratch, const Files& files, const std::vector<git::Oid>& commits) {
  git::ObjectReader objects(scratch.repository());
  std::string words;
  for (const auto& blob : find_notes(objects, scratch.tree(files), commits))
    words += (words.empty() ? "" : " ") + (blob ? objects.read(*blob, git::ObjectKind::blob) : "-");
  return words;
}

}  // namespace

TEST_CASE("a note is found however the names are divided into folders, and nothing where there is none") {
  ScratchRepository scratch;
  const auto all = ids(40);
  const auto folders =
      GENERATE(std::vector<std::size_t>{}, std::vector<std::size_t>{2}, std::vector<std::size_t>{2, 2},
               std::vector<std::size_t>{2, 2, 2, 2}, std::vector<std::size_t>{39});
  Files files;
  for (std::size_t number = 0; number < 30; ++number)
    files[path_of(all[number], folders)] = std::to_string(number);
  CHECK(found(scratch, files, {all[29], all[7], all[35], all[0]}) == "29 7 - 0");
  CHECK(found(scratch, files, {all[7], all[0], all[7]}) == "7 0 7");
  CHECK(found(scratch, files, {}).empty());
  CHECK(found(scratch, {{"other", "x"}}, {all[1]}) == "-");
}

TEST_CASE("a tree of several forms is read, and what is no note in it is passed over") {
  ScratchRepository scratch;
  const auto all = ids(3);
  const std::string name = all[2].hex();
  const Files files{{path_of(all[0], {}), "flat"},
                    {path_of(all[1], {2}), "in a folder"},
                    {name.substr(0, 2) + "/short", "no note"},
                    {name.substr(0, 4) + "/" + name.substr(4, 10) + "/" + std::string(40, 'a'), "too deep"},
                    {name + "/below", "a folder with a commit's name"},
                    {"totals/g", "of others"}};
  CHECK(found(scratch, files, all) == "flat in a folder -");
}

TEST_CASE("what is no tree is an error") {
  ScratchRepository scratch;
  git::ObjectReader objects(scratch.repository());
  const git::Oid blob = scratch.repository().write_blob("x");
  CHECK_THROWS_AS(find_notes(objects, blob, ids(1)), Error);
}

}  // namespace note_lookup_test
