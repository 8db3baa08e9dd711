// What an upgrade, a kill or another program leaves in the hooks folder.
#include "hooks/installer.h"

#include "base/error.h"
#include "hooks/manifest.h"
#include "hooks/shim.h"
#include "support/catch.h"
#include "support/real_git.h"
#include "support/repository.h"

namespace installer_test {

using namespace reeve;
using namespace reeve::hooks;
using namespace reeve::test;

namespace {

namespace fs = std::filesystem;

const std::string old_hook = "#!/bin/sh\necho old >> ran\n";

class Installation {
 public:
  Installation() {
    make_folders(place.folder);
    scratch.set_ref("refs/heads/main", scratch.commit({{"file", ""}}, {}));
  }

  void write(const std::string& name, const std::string& content) {
    write_file(place.folder / name, content);
    fs::permissions(place.folder / name, fs::perms::owner_all);
  }
  std::string read(const std::string& name) { return read_file(place.folder / name); }
  bool has(const std::string& name) { return fs::exists(place.folder / name); }
  HookState state(const std::string& name) {
    for (const HookReport& report : status(place)) {
      if (report.name == name) return report.state;
    }
    throw std::runtime_error("no such hook: " + name);
  }
  // How often the old hook runs when somebody pushes to a new repository.
  std::size_t runs_of_old() {
    ScratchRepository server(git::Repository::Kind::bare);
    fs::remove(scratch.path() / "ran");
    real_git_output(scratch.path(), {"push", server.path().string(), "HEAD:refs/heads/one"});
    return fs::exists(scratch.path() / "ran") ? fs::file_size(scratch.path() / "ran") / 4 : 0;
  }

  ScratchRepository scratch;
  HookPlace place = find_hook_place(scratch.path());
};

std::string lefthooks(const std::string& hook) {
  return "#!/bin/sh\ncall_lefthook()\n{\n  lefthook \"$@\"\n}\n\ncall_lefthook run \"" + hook + "\" \"$@\"\n";
}

}  // namespace

TEST_CASE("a shim of an older version that nobody edited is replaced, and chains what it chained") {
  Installation here;
  here.write("pre-push", old_hook);
  install(here.place);
  const std::string older = "#!/bin/sh\n# an older version\nexec git-reeve hook pre-push\n";
  Manifest manifest = read_manifest(here.place.manifest);
  for (WrittenHook& hook : manifest) {
    if (hook.path.ends_with("/pre-push")) hook.content = older;
  }
  write_manifest(here.place.manifest, manifest);
  here.write("pre-push", older);
  CHECK(here.state("pre-push") == HookState::outdated);
  CHECK(install(here.place)[2].state == HookState::updated);
  CHECK(here.read("pre-push") == shim(HookSide::client, "pre-push"));
  CHECK(here.runs_of_old() == 1);
  uninstall(here.place);
  CHECK(here.read("pre-push") == old_hook);
}

TEST_CASE("a shim that may not be executed is mended") {
  Installation here;
  install(here.place);
  fs::permissions(here.place.folder / "pre-push", fs::perms::owner_read | fs::perms::owner_write);
  CHECK(here.state("pre-push") == HookState::outdated);
  CHECK(install(here.place)[2].state == HookState::updated);
  CHECK(here.state("pre-push") == HookState::installed);
}

TEST_CASE("a shim without a manifest is known, and never chained to itself") {
  Installation here;
  here.write("pre-push", old_hook);
  install(here.place);
  fs::remove(here.place.manifest);
  CHECK(here.state("pre-push") == HookState::installed);
  here.write("post-commit", "#!/bin/sh\nexec git-reeve hook post-commit\n");
  CHECK(install(here.place)[1].state == HookState::left_edited);
  uninstall(here.place);
  CHECK(here.read("pre-push") == old_hook);
  CHECK_FALSE(here.has("pre-push.before-reeve"));
}

TEST_CASE("a hook that a person writes beside the shim runs, and takes its place in the end") {
  Installation here;
  install(here.place);
  here.write("pre-push.before-reeve", old_hook);
  CHECK(here.runs_of_old() == 1);
  CHECK(status(here.place)[2].chained == here.place.folder / "pre-push.before-reeve");
  uninstall(here.place);
  CHECK(here.read("pre-push") == old_hook);
}

TEST_CASE("an end between the manifest and the shim loses nothing") {
  Installation here;
  here.write("pre-push", old_hook);
  const fs::path in_the_way = here.place.folder / "pre-push.new-reeve";  // where the shim is written first
  make_folders(in_the_way);
  REQUIRE_THROWS_AS(install(here.place), Error);
  fs::remove(in_the_way);
  REQUIRE(read_manifest(here.place.manifest).size() == 3);
  CHECK(here.read("pre-push") == old_hook);
  CHECK(here.state("pre-push") == HookState::absent);
  CHECK(here.runs_of_old() == 1);
  SECTION("and the next install finishes it") {
    CHECK(install(here.place)[2].state == HookState::installed_now);
    CHECK(here.runs_of_old() == 1);
    uninstall(here.place);
  }
  SECTION("and uninstall takes it back") {
    uninstall(here.place);
  }
  CHECK(here.read("pre-push") == old_hook);
  CHECK_FALSE(here.has("pre-push.before-reeve"));
  CHECK_FALSE(fs::exists(here.place.manifest));
}

TEST_CASE("a kill before the manifest loses nothing") {
  Installation here;
  here.write("pre-push", old_hook);
  fs::create_hard_link(here.place.folder / "pre-push", here.place.folder / "pre-push.before-reeve");
  CHECK(install(here.place)[2].state == HookState::installed_now);
  CHECK(here.runs_of_old() == 1);
  uninstall(here.place);
  CHECK(here.read("pre-push") == old_hook);
}

TEST_CASE("lefthook's script is chained, and chained again when lefthook has written it anew") {
  Installation here;
  here.write("pre-push", lefthooks("pre-push"));
  install(here.place);
  here.write("pre-push.old", here.read("pre-push"));  // what lefthook does with a hook that is not its own
  here.write("pre-push", lefthooks("pre-push") + "# newer\n");
  CHECK(here.state("pre-push") == HookState::replaced);
  CHECK(install(here.place)[2].state == HookState::installed_now);
  CHECK(here.read("pre-push.before-reeve") == lefthooks("pre-push") + "# newer\n");
  CHECK(here.state("pre-push") == HookState::installed);
}

TEST_CASE("what somebody put in the place of our shim is left there by uninstall") {
  Installation here;
  install(here.place);
  here.write("pre-push", old_hook);
  CHECK(uninstall(here.place)[2].state == HookState::left_replaced);
  CHECK(here.read("pre-push") == old_hook);
  CHECK(here.state("pre-push") == HookState::absent);
}

TEST_CASE("of two hooks that would have to be kept none is touched") {
  Installation here;
  here.write("pre-push", old_hook);
  here.write("pre-push.before-reeve", "#!/bin/sh\n# another\n");
  REQUIRE_THROWS_AS(install(here.place), Error);
  CHECK(here.read("pre-push") == old_hook);
  CHECK(here.read("pre-push.before-reeve") == "#!/bin/sh\n# another\n");
}

}  // namespace installer_test
