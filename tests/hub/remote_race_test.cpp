// Many clients, each a process with a clone of its own, that want the same claim.
#include <fmt/format.h>

#include <cstdlib>
#include <list>

#include "base/file.h"
#include "hub/remote_hub.h"
#include "support/catch.h"
#include "support/child_process.h"
#include "support/git_server.h"
#include "support/processes.h"
#include "test_hubs.h"

namespace remote_race_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr int clients = 16;

// A race over SSH costs 16 connections of 0.3 s of processor time: fewer rounds, unless somebody asks for
// all.
int rounds_over(const std::string& transport) {
  if (const char* wanted = std::getenv("REEVE_TEST_ROUNDS")) return std::atoi(wanted);
  return transport == "a path" ? 10 : 2;
}

// Waits until all have come to this round, then tries to have its claim. The rounds that it won, a line each.
std::string race(RemoteHub& hub, const std::filesystem::path& gate, int number, int rounds) {
  std::string won;
  for (int round = 0; round < rounds; ++round) {
    const git::Oid mine = commit_saying(hub, fmt::format("client {} in round {}", number, round));
    write_file(gate / fmt::format("{}-{}", round, number), "");
    for (int other = 0; other < clients; ++other) {
      if (!eventually([&] { return std::filesystem::exists(gate / fmt::format("{}-{}", round, other)); }))
        throw std::runtime_error("a client is missing");
    }
    const std::string claim = fmt::format("refs/heads/reeve/task/{}", round);
    if (hub.apply({{{claim, std::nullopt, mine}}, "claim"}).succeeded()) won += fmt::format("{}\n", round);
  }
  return won;
}

}  // namespace

TEST_CASE("of 16 clients that push one claim exactly one wins each round") {
  const std::string transport = GENERATE(from_range(GitServer::transports()));
  INFO(transport);
  const int rounds = rounds_over(transport);
  GitServer server(transport);
  TemporaryFolder gate;
  TemporaryFolder results;
  std::list<ScratchRepository> clones;
  std::vector<ChildProcess> children;
  for (int number = 0; number < clients; ++number) {
    const auto clone = clones.emplace_back(git::Repository::Kind::bare).path();
    children.emplace_back([&, number, clone] {
      RemoteHub hub(git::Repository::open(clone), server.url());
      write_file(results.path() / std::to_string(number), race(hub, gate.path(), number, rounds));
    });
  }
  std::vector<int> winners(static_cast<std::size_t>(rounds));
  for (int number = 0; number < clients; ++number) {
    REQUIRE(children[static_cast<std::size_t>(number)].wait() == 0);
    for (const std::string& round : split_lines(read_file(results.path() / std::to_string(number))))
      ++winners[static_cast<std::size_t>(std::stoi(round))];
  }
  CHECK(winners == std::vector<int>(static_cast<std::size_t>(rounds), 1));
}

}  // namespace remote_race_test
