// `.reeve/config.toml` as plain values. Everything has a default but the agents, so an empty file is valid.
//
// What the file holds comes from the target branch, never from a task's branch: it says which programs run,
// so an agent that could change it could run anything anywhere.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"

namespace reeve {

// [agents.<name>]: a program that edits a workspace when it is given a prompt. An absent limit means the one
// in LimitsConfig.
struct AgentConfig {
  std::string name;                           // letters, digits, "-", "_" and "."; at most 60
  std::string preset;                         // required; "command" is the only one this version runs
  std::vector<std::string> command;           // argument vector; required for "command", no element is empty
  std::string model;                          // recorded in the ledger; empty: none named
  std::vector<std::string> pass_environment;  // `pass_env`: variables taken from the person's environment
  std::map<std::string, std::string> environment;  // `env`: variables with their values
  std::optional<Milliseconds> wall;                // `minutes`: longest time of an attempt
  std::optional<Milliseconds> idle;                // `idle_minutes`: longest time without output
  std::optional<std::uint64_t> output_bytes;       // `output`: most output, a size
};

// [roles]: which agents do what; names of [agents]. Empty: nobody was named.
struct RolesConfig {
  std::vector<std::string> planner;  // the first that is available
  std::vector<std::string> worker;   // the ladder: the next one tries where one has failed
  std::vector<std::string> judge;
};

// [gate]: what a change must pass to land.
struct GateConfig {
  std::vector<std::string> checks;  // shell commands that must exit 0 on the merged tree, in this order
  std::string policy = "strict";    // every tree the target ever has was itself tested; the only one so far
  // `protected`: path patterns that no task may touch. ".reeve" (the folder and everything below) is always
  // the first; the key sets the ones after it.
  std::vector<std::string> protected_paths{".reeve", ".github/workflows/**", ".github/actions/**",
                                           ".gitlab-ci.yml"};
  std::size_t batch = 16;                          // most candidates tested together, 1 … 500
  Milliseconds check_wall{30 * 60'000};            // `minutes`: longest time of one check
  std::vector<std::string> pass_environment;       // `pass_env`, for the checks
  std::map<std::string, std::string> environment;  // `env`, for the checks
};

// [limits]: where the fleet stops by itself.
struct LimitsConfig {
  std::size_t workers = 8;   // most workers at once on one machine, 1 … 1000
  std::size_t attempts = 4;  // attempts a task may fail on evidence before the planner gets it, 1 … 100
  std::size_t lost = 20;     // claims lost to killed workers before a person is asked, 1 … 10000
  std::size_t tasks_per_plan = 1000;       // 1 … 100000
  std::size_t tasks_per_goal = 5000;       // 1 … 1000000
  std::size_t depth = 3;                   // how deep planners may call planners, 1 … 20
  Milliseconds lease{10 * 60'000};         // `lease_minutes`: a claim that is not renewed for so long is free
  Milliseconds wall{60 * 60'000};          // `minutes`: longest time of one attempt
  Milliseconds idle{15 * 60'000};          // `idle_minutes`: longest time an agent may say nothing
  Milliseconds snapshot_interval{60'000};  // `snapshot_seconds`: how often work in progress is pushed
  std::uint64_t output_bytes = 64ULL << 20;   // `output`: most output of one attempt
  std::uint64_t file_bytes = 20ULL << 20;     // `file_size`: largest file that a landing may contain
  std::uint64_t change_bytes = 100ULL << 20;  // `change_size`: most bytes of all changed files of a landing
};

// [hub]: where the refs are that say what is to be done and what was.
struct HubConfig {
  std::string remote;        // name of a git remote, or a URL; empty: this repository
  std::string landing;       // the same for where targets are that people use; empty: the hub
  std::size_t branches = 0;  // `branches_per_push`: most tasks that one push dispatches; 0: any number
};

struct Config {
  HubConfig hub;
  std::map<std::string, AgentConfig> agents;  // by name
  RolesConfig roles;
  GateConfig gate;
  LimitsConfig limits;
  std::string source;  // where it was read from, for messages
};

// Reads the text of a configuration file. `source` names it in messages.
//
// Times are positive numbers of their unit, with a fraction where wanted, at most 30 days. Sizes are bytes as
// a whole number, or a string with a unit: "512KB", "20MB", "1GB" (also "20m" as git writes it, in any case),
// powers of 1024, at most 1 TB.
//
// Throws Error(configuration) with all problems, each on a line "source:line:column: message", in the order
// of the file; but a syntax error is reported alone.
Config parse_config(std::string_view toml, const std::string& source);

// What [hub] remote says in the text of a configuration file that may be wrong elsewhere: a mistake in it
// must not hide the fleet. Throws Error(configuration) for a syntax error, and for what is wrong in [hub].
std::string hub_remote_in(std::string_view toml, const std::string& source);

// The commented configuration that a new repository gets (templates/config.toml).
std::string_view config_template();

}  // namespace reeve
