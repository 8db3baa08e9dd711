#include "plan/plan_each.h"

#include "base/error.h"
#include "base/glob.h"
#include "support/catch.h"
#include "support/repository.h"

namespace plan_each_test {

using namespace reeve;
using test::ScratchRepository;

namespace {

using Names = std::vector<std::string>;

// A repository with one commit of these paths and files, and what a pattern gives there.
class Sweep {
 public:
  explicit Sweep(const Names& paths, test::Files files = {}) {
    for (const std::string& path : paths) files[path] = "text\n";
    commit_ = scratch_.commit(files, {});
  }

  Names matching(const PathChoice& choice) {
    Names names;
    for (const EachPath& each : paths(choice)) {
      names.push_back(each.path + (each.kind == PathKind::folder ? " (folder)" : ""));
    }
    return names;
  }
  Names matching(const std::string& glob) { return matching(PathChoice{.glob = glob}); }

  std::vector<EachPath> paths(const PathChoice& choice) {
    return paths_matching(scratch_.repository(), commit_, choice);
  }
  std::vector<EachPath> paths(const std::string& glob) { return paths(PathChoice{.glob = glob}); }

  std::string refusal(const PathChoice& choice) {
    try {
      paths(choice);
      return "accepted";
    } catch (const Error& error) {
      CHECK(error.kind() == ErrorKind::invalid);
      return std::string(error.what()) + (error.hint().empty() ? "" : "; " + error.hint());
    }
  }
  std::string refusal(const std::string& glob) { return refusal(PathChoice{.glob = glob}); }

  std::string short_id() const { return commit_.hex().substr(0, 12); }

 private:
  ScratchRepository scratch_;
  git::Oid commit_;
};

}  // namespace

TEST_CASE("files are matched first, and folders if no file is") {
  Sweep sweep({"README.md", "modules/a/one.cpp", "modules/a/deep/two.cpp", "modules/b/one.cpp",
               "modules/list.txt", "tests/x/one.cpp"});
  CHECK(sweep.matching("modules/*") == Names{"modules/list.txt"});
  CHECK(sweep.matching("modules/*/") == Names{"modules/a (folder)", "modules/b (folder)"});
  CHECK(sweep.matching("tests/*") == Names{"tests/x (folder)"});
  CHECK(sweep.matching("**/one.cpp") == Names{"modules/a/one.cpp", "modules/b/one.cpp", "tests/x/one.cpp"});
  CHECK(sweep.matching("modules/**/") ==
        Names{"modules/a (folder)", "modules/a/deep (folder)", "modules/b (folder)"});
  CHECK(sweep.matching("modules/a/") == Names{"modules/a (folder)"});
  CHECK(sweep.matching("modules/a") == Names{"modules/a/deep/two.cpp", "modules/a/one.cpp"});
  CHECK(sweep.matching("./README.md") == Names{"README.md"});
  CHECK(sweep.matching("*/") == Names{"modules (folder)", "tests (folder)"});
}

TEST_CASE("a pattern that matches nothing says what was looked for, and what is near") {
  Sweep sweep({"README.md", "lib/base/clock.h", "lib/base/error.h"});
  const std::string commit = "of commit " + sweep.short_id();
  CHECK(sweep.refusal("*.h") ==
        "no file or folder " + commit +
            " matches '*.h'; a pattern begins at the root of the repository; '**/*.h' would "
            "match 2 paths");
  CHECK(sweep.refusal("base/") ==
        "no folder " + commit +
            " matches 'base/'; a pattern begins at the root of the repository; '**/base/' "
            "would match 1 path");
  CHECK(sweep.refusal("lib/base/clok.h") ==
        "no file or folder " + commit + " matches 'lib/base/clok.h'; did you mean 'lib/base/clock.h'?");
  CHECK(sweep.refusal("lib/bas/") == "no folder " + commit + " matches 'lib/bas/'; did you mean 'lib/base'?");
  CHECK(sweep.refusal("*.py") == "no file or folder " + commit + " matches '*.py'");
  CHECK(sweep.refusal("/lib") ==
        "path pattern '/lib' is absolute; write paths from the root of the repository, such "
        "as 'lib/base/**'");
}

TEST_CASE("of what matches, paths can be left out, and files that do not have a text") {
  Sweep sweep({}, {{"old/a.h", "typedef int A;\n"},
                   {"old/b.h", "using B = int;\n"},
                   {"old/deep/c.h", "// the first line\ntypedef int C;"},
                   {"other/d.h", "typedef int D;\n"},
                   {"other/empty.h", ""}});
  CHECK(sweep.matching(PathChoice{.glob = "**/*.h", .except = {"old"}}) ==
        Names{"other/d.h", "other/empty.h"});
  CHECK(sweep.matching(PathChoice{.glob = "**/*.h", .except = {"./old/*.h", "**/empty.h"}}) ==
        Names{"old/deep/c.h", "other/d.h"});
  CHECK(sweep.matching(PathChoice{.glob = "*/", .except = {"old"}}) == Names{"other (folder)"});
  CHECK(sweep.matching(PathChoice{.glob = "**/*.h", .containing = "typedef int"}) ==
        Names{"old/a.h", "old/deep/c.h", "other/d.h"});
  CHECK(sweep.matching(PathChoice{.glob = "**/*.h", .except = {"old/*"}, .containing = "typedef"}) ==
        Names{"old/deep/c.h", "other/d.h"});
}

TEST_CASE("it is refused when nothing is left of what matches") {
  Sweep sweep({"src/a.h", "src/b.h"});
  const std::string nothing_left =
      "nothing is left of what 'src/*.h' matches; look at --except and --containing";
  CHECK(sweep.refusal(PathChoice{.glob = "src/*.h", .except = {"src"}}) == nothing_left);
  CHECK(sweep.refusal(PathChoice{.glob = "src/*.h", .containing = "Text"}) == nothing_left);
  CHECK(sweep.refusal(PathChoice{.glob = "src/", .containing = "text"}) ==
        "nothing is left of what 'src/' matches; look at --except and --containing");
  CHECK(sweep.refusal(PathChoice{.glob = "src/*.h", .except = {"../a.h"}})
            .starts_with("path pattern '../a.h' has "));
}

TEST_CASE("each match becomes a task") {
  EachTemplate each;
  each.title = "typedef to using in {name}";
  each.body = "Change {path}.";
  each.accept = {"{stem} has no typedef"};
  each.checks = {"g++ -fsyntax-only {path}"};
  each.agent = "codemod";
  each.priority = 2;
  Sweep sweep({"include/reader.h", "src/reader.h", "src/Odd Größe.h"});
  const auto tasks = plan_each(sweep.paths("**/*.h"), each);
  REQUIRE(tasks.size() == 3);
  TaskSpec first;
  first.title = "typedef to using in reader.h";
  first.body = "Change include/reader.h.";
  first.accept = {"reader has no typedef"};
  first.scope = {"include/reader.h"};
  first.checks = {"g++ -fsyntax-only include/reader.h"};
  first.path = "include/reader.h";
  first.agent = "codemod";
  first.priority = 2;
  CHECK(tasks[0].spec == first);
  CHECK(tasks[0].name == "reader-h");
  CHECK(tasks[0].where == "include/reader.h");
  CHECK(tasks[1].name == "odd-gr-e-h");
  CHECK(tasks[1].spec.checks == Names{"g++ -fsyntax-only 'src/Odd Größe.h'"});
  CHECK(tasks[1].spec.scope == Names{"src/Odd Größe.h"});
  CHECK(tasks[2].name == "src-reader-h");
}

TEST_CASE("odd names stay one word and their scope matches themselves alone") {
  const Names odd{"$(id).c", "-rf.c", "[ab].c", "a b.c", "it's.c", "say \"x\".c", "star*.c", "Ω.c"};
  Sweep sweep(odd);
  EachTemplate each;
  each.title = "Look at {path}";
  each.checks = {"wc {path}"};
  Names checks, scopes;
  for (const PlannedTask& task : plan_each(sweep.paths("*.c"), each)) {
    checks.push_back(task.spec.checks.at(0));
    scopes.push_back(task.spec.scope.at(0));
    for (const std::string& other : odd) {
      CHECK(glob_matches(task.spec.scope.at(0), other) == (other == task.spec.path));
    }
  }
  CHECK(checks == Names{"wc '$(id).c'", "wc ./-rf.c", "wc '[ab].c'", "wc 'a b.c'", R"(wc 'it'\''s.c')",
                        R"(wc 'say "x".c')", "wc 'star*.c'", "wc 'Ω.c'"});
  CHECK(scopes ==
        Names{"$(id).c", "-rf.c", R"(\[ab].c)", "a b.c", "it's.c", R"(say "x".c)", R"(star\*.c)", "Ω.c"});
}

TEST_CASE("the scope of a folder is everything in it, and a scope of one's own replaces it") {
  Sweep sweep({"modules/a[1]/one.cpp"});
  EachTemplate each;
  each.title = "{name}";
  const auto tasks = plan_each(sweep.paths("modules/*"), each);
  CHECK(tasks.at(0).spec.path == "modules/a[1]");
  CHECK(tasks.at(0).spec.scope == Names{R"(modules/a\[1]/**)"});
  CHECK(glob_matches(tasks.at(0).spec.scope.at(0), "modules/a[1]/one.cpp"));
  each.scope = {"{path}/*.cpp", "tests/{name}/**"};
  CHECK(plan_each(sweep.paths("modules/*"), each).at(0).spec.scope ==
        Names{R"(modules/a\[1]/*.cpp)", R"(tests/a\[1]/**)"});
}

TEST_CASE("names differ although paths look alike") {
  std::vector<EachPath> paths;
  const std::string deep(60, 'd');
  for (const std::string path : {"a/x.c", "a-x.c", "b/x.c", "a/x,c", "A/x.c"})
    paths.push_back({path, PathKind::file});
  paths.push_back({deep + "/1/x.c", PathKind::file});
  paths.push_back({deep + "/2/x.c", PathKind::file});
  Names names;
  for (const PlannedTask& task : plan_each(paths, {})) names.push_back(task.name);
  CHECK(names == Names{"x-c", "a-x-c", "b-x-c", "a-x-c-2", "a-x-c-3", std::string(55, 'd'),
                       std::string(55, 'd') + "-2"});
}

TEST_CASE("names that are no plain text are refused, all at once") {
  Sweep sweep({"a\nb.c", "c\x1b.c", "d\te.c", "fine.c", "x\xff.c"});
  CHECK(sweep.refusal("*.c") ==
        "there can be no task for names with control characters or bytes that are not UTF-8: 'a\\nb.c', "
        "'c\\x1b.c', 'd\\te.c', 'x\\xff.c'; rename them, or choose a pattern that does not match them");
  CHECK(sweep.matching("fine.*") == Names{"fine.c"});
}

}  // namespace plan_each_test
