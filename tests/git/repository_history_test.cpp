#include "base/error.h"
#include "git/repository.h"
#include "support/catch.h"
#include "support/repository.h"

namespace repository_history_test {

using namespace reeve;
using namespace reeve::git;
using reeve::test::ScratchRepository;

namespace {

using Ids = std::vector<Oid>;

// root - a1 - merge - tip
//     \- b1 -/
struct Story {
  ScratchRepository scratch;
  Oid root = scratch.commit({{"f", "0"}}, {}, "root");
  Oid a1 = scratch.commit({{"f", "1"}}, {root}, "a1");
  Oid b1 = scratch.commit({{"f", "0"}, {"g", "1"}}, {root}, "b1");
  Oid merge = scratch.commit({{"f", "1"}, {"g", "1"}}, {a1, b1}, "merge");
  Oid tip = scratch.commit({{"f", "2"}, {"g", "1"}}, {merge}, "tip");
  Oid unrelated = scratch.commit({{"h", "1"}}, {}, "unrelated");
  Repository& repository = scratch.repository();
};

}  // namespace

TEST_CASE("ancestors and merge bases are found along all parents") {
  Story story;
  CHECK(story.repository.is_ancestor(story.b1, story.tip));
  CHECK(story.repository.is_ancestor(story.tip, story.tip));
  CHECK_FALSE(story.repository.is_ancestor(story.tip, story.b1));
  CHECK_FALSE(story.repository.is_ancestor(story.a1, story.b1));
  CHECK_FALSE(story.repository.is_ancestor(story.unrelated, story.tip));
  CHECK(story.repository.merge_base(story.a1, story.b1) == story.root);
  CHECK(story.repository.merge_base(story.tip, story.b1) == story.b1);
  CHECK(story.repository.merge_base(story.tip, story.tip) == story.tip);
  CHECK_FALSE(story.repository.merge_base(story.tip, story.unrelated));
  CHECK_THROWS_AS(story.repository.merge_base(story.tip, *Oid::parse(std::string(40, '1'))), Error);
}

TEST_CASE("criss-cross merges have two merge bases") {
  Story story;
  const Oid other_merge =
      story.scratch.commit({{"f", "1"}, {"g", "1"}}, {story.b1, story.a1}, "other way round");
  Ids bases = story.repository.merge_bases(story.merge, other_merge);
  std::sort(bases.begin(), bases.end());
  CHECK(bases == Ids{std::min(story.a1, story.b1), std::max(story.a1, story.b1)});
}

TEST_CASE("history is newest first, without what is excluded, and no longer than asked") {
  Story story;
  const Ids all = story.repository.history(story.tip, std::nullopt);
  REQUIRE(all.size() == 5);
  CHECK(Ids(all.begin(), all.begin() + 2) == Ids{story.tip, story.merge});
  CHECK(all.back() == story.root);
  CHECK(story.repository.history(story.tip, std::nullopt, 2) == Ids{story.tip, story.merge});
  CHECK(story.repository.history(story.tip, story.a1) == Ids{story.tip, story.merge, story.b1});
  CHECK(story.repository.history(story.tip, story.tip).empty());
  CHECK(story.repository.history(story.unrelated, story.tip) == Ids{story.unrelated});
  CHECK_THROWS_AS(story.repository.history(*Oid::parse(std::string(40, '1')), std::nullopt), Error);
}

TEST_CASE("first parents stop where the excluded commit reaches by any parent") {
  Story story;
  CHECK(story.repository.first_parents(story.tip, std::nullopt) ==
        Ids{story.tip, story.merge, story.a1, story.root});
  CHECK(story.repository.first_parents(story.tip, story.b1) == Ids{story.tip, story.merge, story.a1});
  const Oid swapped = story.scratch.commit({{"f", "1"}, {"g", "1"}}, {story.b1, story.a1}, "swapped");
  CHECK(story.repository.first_parents(story.tip, swapped) == Ids{story.tip, story.merge});
  CHECK(story.repository.first_parents(story.tip, story.tip).empty());
}

}  // namespace repository_history_test
