// Several clones of one hub that none of them is: each task lands once, whoever works on it, and the next
// clone goes on from where a killed one was.
#include <fmt/format.h>
#include <signal.h>

#include <map>

#include "base/process.h"
#include "base/text.h"
#include "hub/ledger.h"
#include "hub/local_hub.h"
#include "support/catch.h"
#include "support/git_server.h"
#include "support/processes.h"
#include "support/spawned.h"
#include "task/ref_names.h"

namespace remote_loop_test {

using namespace reeve;

namespace {

constexpr std::size_t tasks = 6;

const std::string configuration =
    "[agents.editor]\npreset = \"command\"\ncommand = [\"sh\", \"-c\", \"echo done > $0\", \"{path}\"]\n"
    "[roles]\nworker = [\"editor\"]\n[gate]\nchecks = [\"true\"]\n[hub]\nremote = "
    "\"origin\"\n";

// A person's clone on a machine of its own.
class Machine {
 public:
  explicit Machine(const test::GitServer& server) : path_(folder_.path() / "clone") {
    run({"git", "clone", "--quiet", server.url(), path_.string()}, folder_.path());
  }

  std::string reeve(const std::vector<std::string>& words) { return run(command(words), path_); }
  std::unique_ptr<test::Spawned> start(const std::vector<std::string>& words) {
    return std::make_unique<test::Spawned>(command(words), environment());
  }

 private:
  std::vector<std::string> command(const std::vector<std::string>& words) const {
    std::vector<std::string> argv{GIT_REEVE, "-C", path_.string()};
    argv.insert(argv.end(), words.begin(), words.end());
    return argv;
  }
  Environment environment() const {
    Environment environment = inherited_environment();
    environment["REEVE_WORKSPACES"] = (folder_.path() / "workspaces").string();
    environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
    environment["GIT_CONFIG_NOSYSTEM"] = "1";
    for (const char* role : {"AUTHOR", "COMMITTER"}) {
      environment[fmt::format("GIT_{}_NAME", role)] = "Test";
      environment[fmt::format("GIT_{}_EMAIL", role)] = "test@localhost";
    }
    return environment;
  }
  std::string run(const std::vector<std::string>& argv, const std::filesystem::path& folder) const {
    ProcessSpec spec;
    spec.argv = argv;
    spec.cwd = folder;
    spec.environment = environment();
    const ProcessResult result = run_process(spec);
    INFO(argv.back() << "\n" << result.out << result.err);
    REQUIRE(result.succeeded());
    return result.out;
  }

  TemporaryFolder folder_;
  std::filesystem::path path_;
};

void fill(test::GitServer& server, const std::string& limits = "") {
  test::Files files{{".reeve/config.toml", configuration + limits}};
  for (std::size_t number = 0; number < tasks; ++number)
    files[fmt::format("src/file{}.txt", number)] = "begun\n";
  server.repository().set_ref("refs/heads/main", server.repository().commit(files, {}));
  server.repository().git({"symbolic-ref", "HEAD", "refs/heads/main"});
}

// How often each task has landed on main, and how many there are.
std::map<std::string, int> landings(test::GitServer& server) {
  std::map<std::string, int> count;
  auto& repository = server.repository().repository();
  const git::Oid tip = repository.resolve_commit("refs/heads/main").value();
  for (const git::Oid& id : repository.first_parents(tip, std::nullopt)) {
    if (const auto task = trailer(repository.read_commit(id).message, "Reeve-Task")) ++count[*task];
  }
  return count;
}

std::size_t live_tasks(test::GitServer& server) {
  return server.repository().repository().list_refs(std::string(refs::task_log_prefix)).size();
}

void require_all_landed_once(test::GitServer& server) {
  const auto count = landings(server);
  CHECK(count.size() == tasks);
  for (const auto& [id, times] : count) {
    INFO(id);
    CHECK(times == 1);
  }
  CHECK(live_tasks(server) == 0);
  server.repository().git({"fsck", "--no-dangling"});
}

void plan(Machine& machine) {
  machine.reeve({"goal", "new", "Finish the files", "--target", "main"});
  machine.reeve({"plan", "--each", "src/*.txt", "--title", "Finish {path}"});
}

}  // namespace

TEST_CASE("clones on several machines do the tasks of one hub, each task once") {
  // A hub over each of the ways: hub_test.
  const std::string transport = GENERATE("smart HTTP", "SSH");
  INFO(transport);
  test::GitServer server(transport);
  fill(server);
  Machine ada(server);
  Machine ben(server);
  plan(ada);
  const auto on_ada = ada.start({"run", "--quiet", "-j", "3"});
  const auto on_ben = ben.start({"run", "--quiet", "-j", "3"});
  CHECK(on_ada->wait() == 0);
  CHECK(on_ben->wait() == 0);
  require_all_landed_once(server);
  CHECK(ben.reeve({"status"}).find(fmt::format("{} landed on main", tasks)) != std::string::npos);
}

TEST_CASE("what a killed machine held is done by another one") {
  test::GitServer server("a path");
  fill(server, "[limits]\nlease_minutes = 0.05\n");
  Machine ada(server);
  plan(ada);
  const auto on_ada = ada.start({"run", "--quiet", "-j", "3"});
  REQUIRE(test::eventually([&] { return !landings(server).empty(); }));
  on_ada->send(SIGKILL);
  on_ada->wait();
  Machine ben(server);
  ben.reeve({"run"});
  require_all_landed_once(server);
}

}  // namespace remote_loop_test
