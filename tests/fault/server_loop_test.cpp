// A plain git server with our hook: people push a plan over SSH, and the server does the rest.
#include <fmt/format.h>
#include <signal.h>

#include <map>
#include <set>

#include "base/text.h"
#include "hub/ledger.h"
#include "support/catch.h"
#include "support/fleet.h"
#include "support/git_server.h"
#include "support/processes.h"
#include "support/spawned.h"
#include "task/ref_names.h"

namespace server_loop_test {

using namespace reeve;

namespace {

constexpr std::string_view path_of_server = "/usr/local/bin:/usr/bin:/bin";

// A server that knows no person, and the clone of one who has told git a name.
class Server {
 public:
  explicit Server(const std::string& agent) {
    const std::string config = fmt::format(
        "[hub]\nremote = \"origin\"\n[agents.editor]\npreset = \"command\"\nsandbox = \"none\"\ncommand = "
        "[\"{}\", "
        "\"{{path}}\"]\n"
        "[roles]\nworker = [\"editor\"]\n[gate]\nchecks = [\"true\"]\n[limits]\nworkers = 2\n",
        write_agent(agent));
    test::Files files{{".reeve/config.toml", config}};
    for (const char* name : {"one.txt", "two.txt", "three.txt"}) files[name] = "begun\n";
    bare().set_ref("refs/heads/main", bare().commit(files, {}));
    for (const char* key : {"user.name", "user.email"}) bare().git({"config", "--unset", key});
    run({GIT_REEVE, "-C", path(), "hooks", "install", "--server"});
    run({"git", "clone", "--quiet", server_.url(), clone()});
    run({"git", "-C", clone(), "config", "user.name", "Ada"});
    run({"git", "-C", clone(), "config", "user.email", "ada@example.org"});
  }
  // Whatever a failed test left behind.
  ~Server() {
    for (const pid_t pid : test::processes_with(path())) kill(pid, SIGKILL);
  }
  Server(const Server&) = delete;
  Server& operator=(const Server&) = delete;

  test::ScratchRepository& bare() { return server_.repository(); }
  std::string path() { return bare().path().string(); }
  std::string file(const std::string& name) const { return folder_.path() / name; }

  // What a person types in the clone; it must succeed.
  std::string reeve(std::vector<std::string> words) {
    words.insert(words.begin(), {GIT_REEVE, "-C", clone()});
    return run(words);
  }
  void plan() {
    goal_ = trim(reeve({"goal", "new", "Finish"}));
    reeve({"plan", "--each", "*.txt", "--title", "Finish {path}"});
  }
  // Of any branch.
  void push(const std::string& branch) {
    run({"git", "-C", clone(), "push", "--quiet", "origin", "HEAD:refs/heads/" + branch});
  }

  // The titles of what has landed, each with how often.
  std::map<std::string, int> landed() {
    std::map<std::string, int> count;
    const std::string target = refs::goal(goal_);
    for (const std::string& line : split_lines(
             bare().git({"log", "--format=%(trailers:key=Reeve-Task,valueonly,separator=)%x09%s", target}))) {
      if (line.front() != '\t') ++count[line.substr(line.find('\t') + 1)];
    }
    return count;
  }
  bool all_landed() {
    const std::set<std::string> live = live_refs();
    return live.empty() && landed().size() == 3;
  }
  std::set<std::string> live_refs() {
    const auto names =
        split_lines(bare().git({"for-each-ref", "--format=%(refname:short)", "refs/notes/reeve/task",
                                "refs/heads/reeve/task", "refs/heads/reeve/ready"}));
    return {names.begin(), names.end()};
  }
  std::string committers() { return bare().git({"log", "--format=%cn <%ce>", "main.." + refs::goal(goal_)}); }
  std::string log() {
    const auto file = bare().path() / "reeve/server.log";
    return std::filesystem::exists(file) ? read_file(file) : "";
  }
  // Keepers are forks of a fleet, and look like it.
  std::vector<pid_t> fleets() {
    std::vector<pid_t> all = test::processes_with(path() + std::string(1, '\0') + "hook");
    const std::set<pid_t> known(all.begin(), all.end());
    std::erase_if(all, [&](pid_t pid) {
      const auto stat = read_process_stat(pid);
      return !stat || known.contains(stat->parent);
    });
    return all;
  }
  bool is_quiet() {
    return test::processes_with(path()).empty() && test::processes_with(file("agent")).empty();
  }

 private:
  std::string clone() const { return file("clone"); }
  std::string write_agent(const std::string& script) const {
    return test::write_script(folder_.path(), "agent", replace_all(script, "HERE", folder_.path().string()));
  }
  std::string run(const std::vector<std::string>& argv) const {
    ProcessSpec spec;
    spec.argv = argv;
    spec.environment = inherited_environment();
    spec.environment["GIT_CONFIG_GLOBAL"] = "/dev/null";
    const ProcessResult result = run_process(spec);
    INFO(shell_words(argv) << ": " << result.out << result.err);
    REQUIRE(result.succeeded());
    return result.out;
  }

  TemporaryFolder folder_;
  test::GitServer server_{"SSH",
                          {{"PATH", std::string(GIT_REEVE_FOLDER) + ":" + std::string(path_of_server)},
                           {"HOME", folder_.path()},
                           {"REEVE_WORKSPACES", folder_.path() / "workspaces"},
                           {"GIT_CONFIG_GLOBAL", "/dev/null"},
                           {"GIT_CONFIG_NOSYSTEM", "1"}}};
  std::string goal_;
};

const std::map<std::string, int> each_once{
    {"Finish one.txt", 1}, {"Finish three.txt", 1}, {"Finish two.txt", 1}};
const std::string edits = "echo done >> \"$1\"\n";
// Says that it works, and does so until the test lets it go.
const std::string edits_when_let_go =
    "echo > HERE/begun; while [ ! -e HERE/go ]; do sleep 0.02; done\n" + edits;

std::string environment_of(pid_t pid) {
  return replace_all(read_file(fmt::format("/proc/{}/environ", pid)), std::string_view("\0", 1), "\n");
}

}  // namespace

TEST_CASE("a plan pushed over SSH is worked on, judged and landed by a server on which nothing ran before") {
  Server server(edits);
  CHECK(server.is_quiet());
  server.plan();
  REQUIRE(test::eventually([&] { return server.all_landed(); }));
  CHECK(server.landed() == each_once);
  CHECK(test::eventually([&] { return server.is_quiet(); }));
  CHECK(server.log().find("nothing is left to do: 3 tasks landed, 0 attempts failed\n") != std::string::npos);
  const auto committers = split_lines(server.committers());
  REQUIRE(committers.size() == 4);
  CHECK(committers[0].starts_with("reeve <reeve@"));
  CHECK(committers[3] == "Ada <ada@example.org>");  // the goal commit
}

TEST_CASE("a push returns before the work is done, and the fleet knows nothing of the push") {
  Server server(edits_when_let_go);
  server.plan();
  REQUIRE(test::eventually([&] { return std::filesystem::exists(server.file("begun")); }));
  CHECK(server.landed().empty());
  server.push("another");
  CHECK(test::eventually([&] { return server.fleets().size() == 2; }));
  for (const pid_t fleet : server.fleets()) {
    const std::string environment = "\n" + environment_of(fleet);
    for (const char* name : {"\nGIT_DIR=", "\nGIT_QUARANTINE_PATH=", "\nGIT_PUSH_OPTION_COUNT=", "\nSSH_"})
      CHECK(environment.find(name) == std::string::npos);
  }
  write_file(server.file("go"), "");
  REQUIRE(test::eventually([&] { return server.all_landed(); }));
  CHECK(server.landed() == each_once);
  CHECK(test::eventually([&] { return server.is_quiet(); }));
}

TEST_CASE("many pushes start one fleet, with one process that waits to look again") {
  Server server(edits_when_let_go);
  server.plan();
  REQUIRE(test::eventually([&] { return std::filesystem::exists(server.file("begun")); }));
  for (int number = 0; number < 6; ++number) server.push(fmt::format("branch{}", number));
  CHECK(test::eventually([&] { return server.fleets().size() == 2; }));
  write_file(server.file("go"), "");
  REQUIRE(test::eventually([&] { return server.all_landed(); }));
  CHECK(server.landed() == each_once);
  CHECK(test::eventually([&] { return server.is_quiet(); }));
}

TEST_CASE("a fleet that was killed on the server has lost nothing: the next push goes on") {
  Server server(edits_when_let_go);
  server.plan();
  REQUIRE(test::eventually([&] { return std::filesystem::exists(server.file("begun")); }));
  // All of them: one that waited would go on by itself.
  REQUIRE(test::eventually([&] {
    for (const pid_t fleet : server.fleets()) kill(fleet, SIGKILL);
    return server.is_quiet();
  }));
  CHECK(server.landed().empty());
  write_file(server.file("go"), "");
  SECTION("of any branch") {
    server.push("another");
  }
  SECTION("or who waited for its turn, at once") {
    std::filesystem::remove(server.file("go"));
    std::filesystem::remove(server.file("begun"));
    server.push("another");
    REQUIRE(test::eventually([&] { return std::filesystem::exists(server.file("begun")); }));
    const auto first = server.fleets();
    REQUIRE(first.size() == 1);
    server.push("a-third");
    REQUIRE(test::eventually([&] { return server.fleets().size() == 2; }));
    write_file(server.file("go"), "");
    kill(first.front(), SIGKILL);
  }
  REQUIRE(test::eventually([&] { return server.all_landed(); }));
  CHECK(server.landed() == each_once);
  CHECK(test::eventually([&] { return server.is_quiet(); }));
}

TEST_CASE("the server's own limit of workers comes before the goal's, and a wrong one is told in the log") {
  Server server(edits_when_let_go);
  server.bare().git({"config", "reeve.serverWorkers", "many"});
  server.plan();
  REQUIRE(test::eventually([&] {
    return server.log().find("error: reeve.serverWorkers is 'many', which is no number from 1 to 1000\n") !=
           std::string::npos;
  }));
  REQUIRE(test::eventually([&] { return server.is_quiet(); }));
  server.bare().git({"config", "reeve.serverWorkers", "1"});
  server.push("another");
  REQUIRE(test::eventually([&] { return std::filesystem::exists(server.file("begun")); }));
  server.push("a-third");
  CHECK(test::eventually([&] { return server.fleets().size() == 2; }));
  CHECK(test::processes_with(server.file("agent")).size() == 1);
  write_file(server.file("go"), "");
  REQUIRE(test::eventually([&] { return server.all_landed(); }));
  CHECK(server.landed() == each_once);
  CHECK(test::eventually([&] { return server.is_quiet(); }));
}

}  // namespace server_loop_test
