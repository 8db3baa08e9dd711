// What agents use, as a person sees it, and a goal whose budget is used up.
#include "base/text.h"
#include "cli/command_fleet.h"
#include "hub/spend_trailers.h"
#include "support/catch.h"

namespace spend_test {

using namespace reeve;
using namespace reeve::cli;
using namespace reeve::test;

namespace {

// A person commits to the goal's branch.
void set_budget(CommandFleet& fleet, const std::string& cost) {
  const std::string branch = "refs/heads/reeve/goal/speed-aaaa";
  const git::Oid tip = fleet.scratch().repository().read_ref(branch).value();
  Files files = fleet.scratch().files_of(tip);
  files[".reeve/config.toml"] = good_configuration + "[limits.goal]\ncost = " + cost + "\n";
  fleet.scratch().set_ref(branch, fleet.scratch().commit(files, {tip}));
}

}  // namespace

TEST_CASE("what was spent is shown with the goal, also after the task has landed") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.fail_once("parser-aaaa", {});
  fleet.submit("parser-aaaa");
  const std::string spend =
      "  spent 0.2500 of 500.00, 1,540 tokens, 1 min of agents\n"
      "    worker 0.2500, 1,540 tokens, 2 attempts\n"
      "    m-1 0.2500, 1,540 tokens, 2 attempts\n";
  CHECK(fleet.told({"status"}) ==
        "1 goal, 0 running, nothing needs you, 0 landed in the last hour\n"
        "\n"
        "Goal speed-IDID (open): Make it fast\n"
        "  1 ready\n"
        "  0 landed on reeve/goal/speed-IDID\n"
        "  1 failed attempt, 0 recovered\n" +
            spend);
  fleet.judge();
  CHECK(fleet.told({"status"}) ==
        "1 goal, 0 running, 1 needs you, 1 landed in the last hour\n"
        "\n"
        "Needs you (1)\n"
        "  speed-IDID\n"
        "    all its tasks have landed: plan more, or end it\n"
        "    git reeve goal deliver speed-IDID\n"
        "\n"
        "Goal speed-IDID (open): Make it fast\n"
        "  no live tasks\n"
        "  1 landed on reeve/goal/speed-IDID, the last 0 s ago: parser-IDID\n"
        "  1 in the last hour, 1 in the last day by the hour: [·······················█]\n"
        "  1 failed attempt, 1 recovered\n" +
            spend + "  a landed task: 0.2500 on average, the last 0.2500\n");
  CHECK(fleet.told({"goal", "show"})
            .ends_with("tasks    no live tasks, 1 landed\n"
                       "spend    spent 0.2500 of 500.00, 1,540 tokens, 1 min of agents\n"
                       "         worker 0.2500, 1,540 tokens, 2 attempts\n"
                       "         m-1 0.2500, 1,540 tokens, 2 attempts\n"
                       "         a landed task: 0.2500 on average, the last 0.2500\n"));
}

TEST_CASE("what a cancelled task has cost stays in the sum") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.fail_once("parser-aaaa", {});
  fleet.run({"task", "cancel", "parser"});
  fleet.judge();
  CHECK(fleet.told({"status"}).find("  spent 0.2500 of 500.00, 1,540 tokens") != std::string::npos);
}

TEST_CASE("a goal that has used its budget up is paused, and resumed only with a higher one") {
  CommandFleet fleet;
  fleet.publish("parser-aaaa", "Port the parser");
  fleet.fail_once("parser-aaaa", {});
  set_budget(fleet, "0.2");
  CHECK(fleet.told({"work", "--task", "parser-aaaa"}, ExitCode::lost_race) ==
        "error: task parser-IDID cannot be claimed: spent 0.2500 of 0.2000 ([limits.goal] cost)\n"
        "hint: see 'git reeve explain parser-IDID'\n");
  CHECK(fleet.told({"explain", "parser-aaaa"})
            .ends_with("No worker can claim it now: spent 0.2500 of 0.2000 ([limits.goal] cost).\n"
                       "It has used, in 1 attempt: cost 0.2500, tokens 1200 in, 340 out.\n"));
  CHECK(fleet.told({"reconcile"}).find("speed-IDID") != std::string::npos);
  CHECK(fleet.told({"status"})
            .find("\nGoal speed-IDID (paused): Make it fast\n"
                  "  budget: spent 0.2500 of 0.2000 ([limits.goal] cost)\n") != std::string::npos);
  CHECK(fleet.told({"goal", "resume"}, ExitCode::negative) ==
        "error: goal speed-IDID would be paused again at once: spent 0.2500 of 0.2000 ([limits.goal] cost)\n"
        "hint: raise the limit in .reeve/config.toml on reeve/goal/speed-IDID, then resume it\n");
  set_budget(fleet, "1");
  CHECK(fleet.told({"goal", "resume"}) == "goal speed-IDID is open\n");
  CHECK(fleet.told({"reconcile"}).find("speed-IDID") == std::string::npos);
}

}  // namespace spend_test
