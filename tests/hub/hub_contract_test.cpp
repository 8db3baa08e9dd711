// What every hub promises (lib/hub/hub.h), once for all kinds.
#include <fmt/format.h>

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "test_hubs.h"

namespace hub_contract_test {

using namespace reeve;
using namespace reeve::test;

namespace {

// Some hubs of one kind, and the commits that the story needs.
struct World {
  explicit World(const std::string& kind) : hubs(make_hubs(kind)), hub(hubs->open()) {}

  git::Oid commit(const std::string& text) { return commit_saying(*hub, text); }
  std::string apply(const std::vector<git::RefUpdate>& updates) {
    const ApplyResult result = hub->apply({updates, "test"});
    auto contested = result.contested;
    std::sort(contested.begin(), contested.end());
    return result.succeeded() ? "applied" : "lost: " + join(contested, " ");
  }
  // The kind of the error that the transaction is refused with.
  std::string refusal(const std::vector<git::RefUpdate>& updates) {
    try {
      return apply(updates);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::invalid ? "invalid" : std::string("another error: ") + error.what();
    }
  }
  std::string refs() { return describe_refs(*hubs->open()); }

  std::unique_ptr<HubFactory> hubs;
  std::unique_ptr<Hub> hub;
};

const auto none = std::optional<git::Oid>();

}  // namespace

TEST_CASE("a hub creates, moves and deletes refs, and every other hub on the same refs sees it") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  const git::Oid two = world.commit("two");
  CHECK(world.refs() == "");
  CHECK(world.apply({{"refs/heads/a", none, one}, {"refs/notes/b", none, two}}) == "applied");
  CHECK(world.refs() == "refs/heads/a=one\nrefs/notes/b=two\n");
  CHECK(world.hubs->open()->read("refs/heads/a") == one);
  CHECK(world.apply({{"refs/heads/a", one, two}, {"refs/notes/b", two, none}}) == "applied");
  CHECK(world.refs() == "refs/heads/a=two\n");
  CHECK_FALSE(world.hubs->open()->read("refs/notes/b"));
  CHECK(world.apply({{"refs/notes/b", none, one}}) == "applied");
  CHECK(world.refs() == "refs/heads/a=two\nrefs/notes/b=one\n");
}

TEST_CASE("a hub lists by prefix, sorted by name, and the prefix need not end at a slash") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("1");
  world.apply({{"refs/heads/t/b", none, one},
               {"refs/heads/t/a", none, one},
               {"refs/heads/t-1/a", none, one},
               {"refs/heads/ta", none, one},
               {"refs/notes/t/c", none, one}});
  CHECK(describe_refs(*world.hub, "refs/heads/t/") == "refs/heads/t/a=1\nrefs/heads/t/b=1\n");
  CHECK(describe_refs(*world.hub, "refs/heads/t") ==
        "refs/heads/t-1/a=1\nrefs/heads/t/a=1\nrefs/heads/t/b=1\nrefs/heads/ta=1\n");
  CHECK(describe_refs(*world.hub, "refs/notes/") == "refs/notes/t/c=1\n");
  CHECK(describe_refs(*world.hub, "refs/tags/") == "");
}

TEST_CASE("a transaction in which anything is not as expected changes nothing and names all of that") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  const git::Oid two = world.commit("two");
  REQUIRE(world.apply({{"refs/x/a", none, one}, {"refs/x/b", none, one}}) == "applied");
  const std::string before = world.refs();
  CHECK(world.apply({{"refs/x/a", one, two}, {"refs/x/b", two, one}}) == "lost: refs/x/b");
  CHECK(world.apply({{"refs/x/b", two, none}, {"refs/x/c", none, one}, {"refs/x/a", none, one}}) ==
        "lost: refs/x/a refs/x/b");
  CHECK(world.apply({{"refs/x/missing", one, two}, {"refs/x/c", none, two}}) == "lost: refs/x/missing");
  CHECK(world.apply({{"refs/x/missing", one, none}, {"refs/x/a", one, none}}) == "lost: refs/x/missing");
  CHECK(world.refs() == before);
}

TEST_CASE("an update from a value to itself, or from nothing to nothing, only compares") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  const git::Oid two = world.commit("two");
  world.apply({{"refs/x/a", none, one}});
  CHECK(world.apply({{"refs/x/a", one, one}, {"refs/x/b", none, two}}) == "applied");
  CHECK(world.apply({{"refs/x/a", two, two}, {"refs/x/c", none, two}}) == "lost: refs/x/a");
  CHECK(world.apply({{"refs/x/none", none, none}, {"refs/x/b", two, one}}) == "applied");
  CHECK(world.apply({{"refs/x/a", none, none}, {"refs/x/b", one, two}}) == "lost: refs/x/a");
  CHECK(world.apply({}) == "applied");
  CHECK(world.refs() == "refs/x/a=one\nrefs/x/b=one\n");
}

TEST_CASE("a name that git refuses, or that is no full name, is refused and nothing else happens") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  for (const std::string& name : {std::string(""),
                                  std::string("main"),
                                  std::string("HEAD"),
                                  std::string("-x"),
                                  std::string("refs/"),
                                  std::string("refs/heads/"),
                                  std::string("refs/heads/../x"),
                                  std::string("refs/heads//x"),
                                  std::string("/refs/heads/x"),
                                  std::string("refs/heads/a b"),
                                  std::string("refs/heads/a\nb"),
                                  std::string("refs/heads/x.lock"),
                                  std::string("refs/heads/.x"),
                                  std::string("refs/heads/x."),
                                  std::string("refs/heads/a:b"),
                                  std::string("refs/heads/a*"),
                                  std::string("refs/heads/@{x}"),
                                  std::string("refs/heads/\x1b[m"),
                                  std::string("refs/heads/a\0b", 14),
                                  std::string("../../etc/passwd")}) {
    INFO(printable(name));
    CHECK(world.refusal({{"refs/x/good", none, one}, {name, none, one}}) == "invalid");
    CHECK(world.refusal({{name, one, none}}) == "invalid");
    CHECK_FALSE(world.hub->read(name));
  }
  CHECK(world.refs() == "");
}

TEST_CASE("a ref that is named twice is refused") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  CHECK(world.refusal({{"refs/x/a", none, one}, {"refs/x/a", one, none}}) == "invalid");
  CHECK(world.refs() == "");
}

TEST_CASE("a new value that is no object is refused") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  const auto nowhere = git::Oid::parse(std::string(40, 'd'));
  CHECK(world.refusal({{"refs/x/a", none, one}, {"refs/x/b", none, nowhere}}) == "invalid");
  CHECK(world.refs() == "");
}

TEST_CASE("two refs of which one is the other's folder cannot both exist") {
  const std::string kind = GENERATE(from_range(kinds_of_hub()));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  CHECK(world.refusal({{"refs/x/a", none, one}, {"refs/x/a/b", none, one}}) == "invalid");
  REQUIRE(world.apply({{"refs/x/a", none, one}, {"refs/y/a/b", none, one}}) == "applied");
  CHECK(world.refusal({{"refs/x/a/b", none, one}, {"refs/z/c", none, one}}) == "invalid");
  CHECK(world.refusal({{"refs/y/a", none, one}}) == "invalid");
  CHECK(world.refusal({{"refs/x/a", one, none}, {"refs/x/a/b", none, one}}) == "invalid");
  CHECK(world.refs() == "refs/x/a=one\nrefs/y/a/b=one\n");
  CHECK(world.apply({{"refs/x/a", one, none}, {"refs/y/a/b", one, none}}) == "applied");
  CHECK(world.apply({{"refs/x/a/b", none, one}, {"refs/y/a", none, one}}) == "applied");
  CHECK(world.refs() == "refs/x/a/b=one\nrefs/y/a=one\n");
}

TEST_CASE("a transaction of 500 refs is one transaction") {
  // How a push travels makes no difference to how many refs it may have.
  auto kinds = kinds_of_near_hub();
  kinds.push_back(kinds_of_hub().back());
  const std::string kind = GENERATE_COPY(from_range(kinds));
  INFO(kind);
  World world(kind);
  const git::Oid one = world.commit("one");
  const git::Oid two = world.commit("two");
  std::vector<git::RefUpdate> create;
  std::vector<git::RefUpdate> change;
  for (int i = 0; i < 500; ++i) {
    const std::string ref = fmt::format("refs/x/{:03}", i);
    create.push_back({ref, none, one});
    change.push_back({ref, one, i % 2 == 0 ? none : std::optional(two)});
  }
  CHECK(world.apply(create) == "applied");
  CHECK(world.hub->list("refs/x/").size() == 500);
  change[250].expected = two;
  CHECK(world.apply(change) == "lost: refs/x/250");
  CHECK(world.hub->list("refs/x/").size() == 500);
  change[250].expected = one;
  CHECK(world.apply(change) == "applied");
  const auto left = world.hub->list("refs/x/");
  CHECK(left.size() == 250);
  CHECK(std::all_of(left.begin(), left.end(), [&](const git::Ref& ref) { return ref.id == two; }));
}

}  // namespace hub_contract_test
