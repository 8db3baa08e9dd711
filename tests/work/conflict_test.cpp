#include "work/conflict.h"

#include "support/catch.h"
#include "support/repository.h"

namespace conflict_test {

using namespace reeve;
using namespace reeve::test;
using Lines = std::vector<std::string>;

TEST_CASE("a pure addition is a line that came without one being taken away") {
  CHECK(pure_additions("a\nb\n", "a\nx\nb\ny\n") == Lines{"x", "y"});
  CHECK(pure_additions("a\nb\n", "a\nB\n") == Lines{});
  CHECK(pure_additions("a\n", "a\n\n}\n// --\nx;\n") == Lines{"x;"});
  CHECK(pure_additions("", "new\n") == Lines{"new"});
}

TEST_CASE("a resolution keeps what both sides added, as often as they did") {
  ScratchRepository scratch;
  const git::Oid base = scratch.commit({{"f", "a\n"}, {"gone", "g\n"}}, {});
  const git::Oid ours = scratch.commit({{"f", "a\nours\nboth\n"}, {"gone", "g\n"}}, {base});
  const git::Oid theirs = scratch.commit({{"f", "a\ntheirs\nboth\n"}, {"gone", "g\n"}}, {base});
  const auto flaw = [&](const Files& files, const Lines& paths = {"f"}) {
    return flaw_in_resolution(scratch.repository(), ours, theirs, scratch.tree(files), paths).value_or("");
  };
  CHECK(flaw({{"f", "a\nours\ntheirs\nboth\n"}}) == "");
  CHECK(flaw({{"f", "  both\n  theirs\n  ours\n"}}) == "");
  CHECK(flaw({{"f", "a\nours\nboth\n"}}) ==
        "the resolution of f lost a line that the target had added: theirs");
  CHECK(flaw({{"f", "a\ntheirs\nboth\n"}}) ==
        "the resolution of f lost a line that the task had added: ours");
  CHECK(flaw({{"f", "a\nours\n<<<<<<< x\ntheirs\nboth\n"}}) == "conflict markers are left in f");
  CHECK(flaw({{"f", "a\nours\ntheirs\nboth\n>>>>>>> x\n"}}) == "conflict markers are left in f");
  CHECK(flaw({{"f", "a\n=======\nours\ntheirs\nboth\n"}}) == "");
  CHECK(flaw({}) == "the resolution of f lost a line that the target had added: theirs");
  CHECK(flaw({{"f", "a\nours\ntheirs\nboth\n"}}, {"f", "gone"}) == "");
}

TEST_CASE("the causes of a conflict are the landed tasks that touched its files") {
  ScratchRepository scratch;
  const git::Oid base = scratch.commit({{"f", "a\n"}}, {});
  const git::Oid ours = scratch.commit({{"f", "ours\n"}}, {base});
  const git::Oid one = scratch.commit({{"f", "b\n"}}, {base}, "Port f\n\nReeve-Task: port-f-aaaa\n");
  const git::Oid two =
      scratch.commit({{"f", "b\n"}, {"g", "1\n"}}, {one}, "Port g\n\nReeve-Task: port-g-aaaa\n");
  const git::Oid three = scratch.commit({{"f", "c\n"}, {"g", "1\n"}}, {two}, "by a person\n");
  CHECK(causes_of(scratch.repository(), ours, three, {"f"}) == Lines{"port-f-aaaa: Port f"});
  CHECK(causes_of(scratch.repository(), ours, three, {"f", "g"}) ==
        Lines{"port-g-aaaa: Port g", "port-f-aaaa: Port f"});
  CHECK(causes_of(scratch.repository(), ours, three, {"h"}).empty());
}

}  // namespace conflict_test
