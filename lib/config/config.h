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

enum class Sandbox {
  automatic,  // bwrap where it works; `git reeve doctor` says whether it does
  bwrap,      // or nothing runs
  none,
};

enum class Network { on, off, proxy };

enum class AgentTools { none, bash };

// The most that one thing may use; absent: no limit of its own.
struct Budget {
  std::optional<Milliseconds> time;    // `minutes` that agents ran
  std::optional<std::int64_t> tokens;  // `tokens` of every kind, read from a cache or not
  std::optional<double> cost;          // `cost`, in the currency of the prices

  bool operator==(const Budget&) const = default;
};

// What a million tokens cost, in a currency that is the same for all models.
struct Price {
  double input = 0;        // not read from a cache and not written to one
  double cache_read = 0;   // without the key: as `input`
  double cache_write = 0;  // without the key: as `input`
  double output = 0;

  bool operator==(const Price&) const = default;
};

// [agents.<name>]: a program, or a model, that edits a workspace when it is given a prompt. An absent limit
// means the one in LimitsConfig.
struct AgentConfig {
  std::string name;                    // letters, digits, "-", "_" and "."; at most 60
  std::string preset;                  // required; one of agent_presets()
  std::vector<std::string> command;    // argument vector; required for "command", no element is empty.
                                       // For a coding CLI: what to start in place of its own name
  std::vector<std::string> arguments;  // `args`: for a coding CLI, after those of the preset
  std::string model;                   // required for all presets but "command"
  std::string base_url;                // for "anthropic" and "openai"; empty: the maker's own
  std::string key_variable;            // `key_env`: the variable that has the key for these two; empty:
                                       // the usual one; "none": the service wants no key
  std::vector<std::string> pass_environment;  // `pass_env`: variables taken from the person's environment
  std::map<std::string, std::string> environment;  // `env`: variables with their values
  std::optional<Milliseconds> wall;                // `minutes`: longest time of an attempt
  std::optional<Milliseconds> idle;                // `idle_minutes`: longest time without output
  std::optional<std::uint64_t> output_bytes;       // `output`: most output, a size
  std::optional<std::size_t> turns;                // `turns`: most calls of the model
  std::optional<std::int64_t> tokens;              // `tokens`: most tokens of an attempt
  std::optional<double> cost;                      // `cost`: most money of an attempt
  std::size_t answer_tokens = 16'000;              // `answer_tokens`: most tokens of one answer of the model,
                                                   // for "anthropic" and "openai"
  std::optional<AgentTools> tools;                 // `tools`, for the same two; absent: bash for a worker,
                                                   // none for a planner and a judge, which get one call
  std::optional<Price> price;                      // of its model, from [prices]; absent: none is needed
  Sandbox sandbox = Sandbox::automatic;
  Network network = Network::on;   // "on", "off" or the address of a proxy
  std::string proxy;               // "http://host:port"; set for Network::proxy alone
  std::vector<std::string> read;   // `sandbox_read`: folders outside the workspace that it may read; "~/" is
                                   // the person's home
  std::vector<std::string> write;  // `sandbox_write`: the same for writing, such as a compiler's cache
};

// The words that `preset` may be.
const std::vector<std::string>& agent_presets();

// Whether it is a model behind a web service, that we call ourselves, and no program.
bool calls_a_model_itself(const AgentConfig& agent);

// [roles]: which agents do what; names of [agents]. Empty: nobody was named.
struct RolesConfig {
  std::vector<std::string> planner;      // the ladder: the next one tries where one has failed
  std::vector<std::string> worker;       // the same
  std::vector<std::string> worker_easy;  // for tasks of that difficulty; empty: as `worker`
  std::vector<std::string> worker_hard;
  std::vector<std::string> judge;
};

// What [[gate.check]] says of one check beside its command.
struct CheckRules {
  std::string name;                // `name`; without the key the command
  std::vector<std::string> paths;  // globs: it runs only where a path that changes is one of these; empty:
                                   // always
  // `needs`: commands of checks before it that have to run before it in the same checkout; absent: all of
  // them may be needed.
  std::optional<std::vector<std::string>> needs;
  std::optional<Milliseconds> wall;           // `minutes`; absent: those of [gate]
  std::optional<std::uint64_t> memory_bytes;  // `memory`, a size; absent: that of [limits]

  bool operator==(const CheckRules&) const = default;
};

// [[gate.lens]]: an agent that reads a change with fresh eyes while the checks run.
struct LensConfig {
  std::string name;                 // of letters, digits, "-" and "_"; at most 60; no two are called the same
  std::vector<std::string> agents;  // `agent`: one, or a ladder: the next one looks where one could not
  std::string prompt = "review";    // of .reeve/prompts, without ".md"
  bool blocking = false;            // its `fail` rejects; else it is advice
  std::vector<std::string> paths;   // changes of these alone; empty: all
  std::optional<Milliseconds> wall;  // `minutes` …: instead of the agent's own limits
  std::optional<std::size_t> turns;
  std::optional<std::int64_t> tokens;
  std::optional<double> cost;

  bool operator==(const LensConfig&) const = default;
};

// [gate.targets]: files that are built or tested as one thing, for judge/interaction.h.
struct BuildTarget {
  std::vector<std::string> paths;  // globs of its files; never empty
  std::vector<std::string> needs;  // names of targets that it is made from; no circle of them

  bool operator==(const BuildTarget&) const = default;
};

// By name: 1 to 60 letters, digits, "-", "_" and ".".
using BuildTargets = std::map<std::string, BuildTarget>;

// [gate]: what a change must pass to land.
struct GateConfig {
  // Shell commands that must exit 0 on the merged tree, in this order and each once: those of `checks`, then
  // those of [[gate.check]].
  std::vector<std::string> checks;
  std::map<std::string, CheckRules> check_rules;  // by command; those of [[gate.check]] alone
  std::string policy = "strict";  // "strict", "lanes" or "optimistic": queue/policy.h says what they are
  // `protected`: path patterns that no task may touch. ".reeve" (the folder and everything below) is always
  // the first; the key sets the ones after it.
  std::vector<std::string> protected_paths{".reeve", ".github/workflows/**", ".github/actions/**",
                                           ".gitlab-ci.yml"};
  std::size_t batch = 16;                // most candidates tested together, 1 … 500
  std::size_t slots = 1;                 // builds at once, 1 … 1000
  std::size_t reruns = 1;                // times that a tree whose checks failed is tested again, 0 … 10
  std::size_t reverts = 4;               // most landings an hour that the gate reverts by itself, 0 … 100
  Milliseconds red{60 * 60'000};         // `red_minutes`: nothing lands on a line that is red for longer
  Milliseconds check_wall{30 * 60'000};  // `minutes`: longest time of one check
  bool warm = false;                     // `warm`: build output stays; see workspace/warmth.h
  bool share_receipts = true;            // `share_receipts`: see judge/shared_receipts.h
  std::vector<std::string> pass_environment;       // `pass_env`, for the checks
  std::map<std::string, std::string> environment;  // `env`, for the checks
  Sandbox sandbox = Sandbox::automatic;            // for the checks, as an agent's
  Network network = Network::on;
  std::string proxy;
  std::vector<std::string> read;   // `sandbox_read`
  std::vector<std::string> write;  // `sandbox_write`
  std::vector<LensConfig> lenses;  // `lens`
  BuildTargets targets;            // `targets`; empty: changes interact by the paths that they share
  std::size_t lens_fails = 1;  // blocking lenses that must say `fail` for a change to be rejected, 1 … 100
};

// [limits]: where the fleet stops by itself.
struct LimitsConfig {
  std::size_t workers = 8;   // most workers at once on one machine, 1 … 1000
  std::size_t attempts = 4;  // attempts a task may fail on evidence before the planner gets it, 1 … 100
  std::size_t lost = 20;     // claims lost to killed workers before a person is asked, 1 … 10000
  std::size_t tasks_per_plan = 1000;       // 1 … 100000
  std::size_t tasks_per_goal = 5000;       // 1 … 1000000
  std::size_t depth = 3;                   // how deep planners may call planners, 1 … 20
  std::size_t guide_lines = 60;            // lines of .reeve/guide.md that a prompt gets, 1 … 1000
  Milliseconds lease{10 * 60'000};         // `lease_minutes`: a claim that is not renewed for so long is free
  Milliseconds wall{60 * 60'000};          // `minutes`: longest time of one attempt
  Milliseconds idle{15 * 60'000};          // `idle_minutes`: longest time an agent may say nothing
  Milliseconds snapshot_interval{60'000};  // `snapshot_seconds`: how often work in progress is pushed
  std::uint64_t output_bytes = 64ULL << 20;   // `output`: most output of one attempt
  std::uint64_t file_bytes = 20ULL << 20;     // `file_size`: largest file that a landing may contain
  std::uint64_t change_bytes = 100ULL << 20;  // `change_size`: most bytes of all changed files of a landing
  std::size_t turns = 250;                    // `turns`: most calls of the model in one attempt
  std::int64_t tokens = 20'000'000;           // `tokens`: most tokens of one attempt, cached ones too
  double cost = 10;                           // `cost`: most money of one attempt
  std::size_t processes = 1000;               // `processes`: most at once that an attempt has running
  std::uint64_t memory_bytes = 8ULL << 30;    // `memory`: of all of them together
  std::uint64_t disk_bytes = 10ULL << 30;     // `disk`: what an attempt may add to the disk
  Budget task;                                // [limits.task]: all attempts at one task
  Budget subtree;                             // [limits.subtree]: a plan task and all that came of it
  Budget goal{{}, {}, 500};                   // [limits.goal]: all of a goal's tasks
};

// [plan]: what a planner may propose, and when it is asked again.
struct PlanConfig {
  struct Range {
    std::size_t low = 0;
    std::size_t high = 0;

    bool operator==(const Range&) const = default;
  };
  Range minutes{20, 180};     // `minutes`: of an agent's work in one task
  Range files{1, 10};         // `files`: that one task changes
  std::size_t wakes = 10;     // most times that a planner is woken for one slice in one cycle, 1 … 1000
  std::size_t findings = 10;  // reports that can wait wake a planner when there are so many, 1 … 1000
  std::size_t hot = 3;        // conflicts in one file that make it hot, 1 … 1000

  bool operator==(const PlanConfig&) const = default;
};

// [cycle]: when the judge says whether to go on.
struct CycleConfig {
  std::size_t landings = 200;          // after so many landings, 1 … 100000
  Milliseconds time{8 * 60 * 60'000};  // `hours`: after so long; or before that, when nothing is left to do
  std::size_t most = 20;               // `most`: cycles of a goal, 1 … 1000; then it is paused
  std::size_t without_progress =
      2;  // `without_progress`: cycles in a row that land nothing; then it is paused

  bool operator==(const CycleConfig&) const = default;
};

// [breaker]: when the same failure, in one task after the other, stops the line.
struct BreakerConfig {
  std::size_t tasks = 5;           // different tasks, 1 … 1000
  Milliseconds time{60 * 60'000};  // `minutes`: within so long, with no landing between them

  bool operator==(const BreakerConfig&) const = default;
};

// [hub]: where the refs are that say what is to be done and what was.
struct HubConfig {
  std::string remote;        // name of a git remote, or a URL; empty: this repository
  std::string landing;       // the same for where targets are that people use; empty: the hub
  std::size_t branches = 0;  // `branches_per_push`: most tasks that one push dispatches; 0: any number
};

// One entry of .reeve/quarantine.toml: a check that is known to be flaky.
struct Quarantined {
  std::string command;
  std::string reason;
  std::string until;  // "2026-12-24": the last day on which its failure blocks nothing, in UTC

  bool operator==(const Quarantined&) const = default;
};

struct Config {
  HubConfig hub;
  std::map<std::string, AgentConfig> agents;  // by name
  RolesConfig roles;
  GateConfig gate;
  LimitsConfig limits;
  PlanConfig plan;
  CycleConfig cycle;
  BreakerConfig breaker;
  std::vector<Quarantined> quarantine;  // of its own file: config/quarantine.h; each command once
  std::string source;                   // where it was read from, for messages
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
