#include "report/page.h"

#include "report/page_text.h"
#include "support/catch.h"
#include "task/story.h"

namespace page_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr const char* commit_id = "290676f66a28aa2e02a13fd0c2b5348181efbb5f";

TaskHistory history_of(TaskLog log) {
  TaskHistory task;
  task.state = fold(log);
  task.log = std::move(log);
  return task;
}

TaskLog planned(const std::string& id, const std::string& parent) {
  TaskLog log;
  log.spec.id = id;
  log.spec.goal = "g-aaaa";
  log.spec.title = "Port " + id;
  log.spec.parent = parent;
  log.events.push_back(make_event(EventType::planned, second(2), "planner@build7"));
  log.events.back().commit = "base";
  return log;
}

TaskLog failed_once(const std::string& id, const std::string& parent) {
  TaskLog log = planned(id, parent);
  log.spec.body = "First this.";
  log.spec.after = {"gone-aaaa", "root-aaaa"};
  log.events.push_back(make_event(EventType::dispatched, second(3), "reconcile@build7"));
  Event claim = make_event(EventType::claimed, second(4), "worker@build7");
  claim.attempt = 1;
  claim.nonce = "n1";
  claim.agent = "small";
  claim.trace.model = "m-1";
  claim.lease_until = second(100);
  log.events.push_back(claim);
  Event failure = make_event(EventType::failed, second(9), "worker@build7");
  failure.attempt = 1;
  failure.nonce = "n1";
  failure.outcome = Outcome::checks_failed;
  failure.reason = "make test failed";
  failure.commit = commit_id;
  failure.handoff.concerns = {"the printer"};
  failure.usage.cost = 0.25;
  failure.usage.seconds = 4.04;
  failure.receipts = {{commit_id, "make test", CheckResult::fail, 2, 1.25, CheckPlace::worker, "no rule"}};
  log.events.push_back(failure);
  return log;
}

PageFacts small_facts() {
  PageGoal goal;
  goal.history.goal.state.spec.id = "g-aaaa";
  goal.history.goal.state.spec.title = "Port it";
  goal.history.goal.state.opened_at = second(0);
  goal.history.tasks = {history_of(planned("root-aaaa", "")), history_of(failed_once("x-aaaa", "root-aaaa"))};
  goal.history.log.events = {make_event(EventType::opened, second(0), "Ada")};
  goal.status.target = "main";
  goal.status.needs = {{"x-aaaa", "asks", "answer it"}};
  goal.files = {{"a.c", 2, 1, 0, true}};
  PageFacts facts;
  facts.goals.push_back(std::move(goal));
  facts.version = "git-reeve 1";
  facts.commit_url = "https://github.com/ada/x/commit/";
  facts.written = second(60);
  return facts;
}

}  // namespace

TEST_CASE("the data of a page has goals with their figures, and tasks with all that was said of them") {
  const PageData data(small_facts());
  CHECK(
      data.text(data.long_texts()) ==
      R"({"version":"git-reeve 1","written":"2027-01-15T08:01:00.000Z","commits":"https://github.com/ada/x/commit/",)"
      R"("goals":[{"id":"g-aaaa","title":"Port it","phase":"open","target":"main","opened":"2027-01-15T08:00:00.000Z",)"
      R"("report":{"id":"","title":"","phase":"open","landed":0,"cycles":[],"roles":[],"failures":[],)"
      R"("failed":{"attempts":0,"tasks":0,"recovered":0,"undecided":0},"untold":0},)"
      R"("spend":[{"role":"worker","model":"m-1","attempts":1,"seconds":4.0,"cost":0.25}],"budget":{},)"
      R"("needs":[{"subject":"x-aaaa","reason":"asks","action":"answer it"}],)"
      R"("files":[{"path":"a.c","touches":2,"conflicts":1,"rework":0,"hot":true}],)"
      R"("log":[{"at":"2027-01-15T08:00:00.000Z","event":"opened","by":"Ada"}],)"
      R"("receipts":[{"command":"make test","result":"fail","where":"worker","seconds":1.3,"exit":2,"tree":"290676f66a28"}],)"
      R"("tasks":[{"id":"root-aaaa","title":"Port root-aaaa","phase":"waiting","log":"p","at":[20],)"
      R"("said":[{"n":0,"by":"planner@build7"}]},)"
      "\n"
      R"({"id":"x-aaaa","title":"Port x-aaaa","phase":"failed","log":"pdcf","at":[20,10,10,50],)"
      R"("said":[{"n":0,"by":"planner@build7"}],"parent":0,"after":[0],"gone":["gone-aaaa"],)"
      R"("reason":"make test failed","body":"First this.",)"
      R"("attempts":[{"agent":"small","by":"worker@build7","model":"m-1","outcome":"checks_failed",)"
      R"("reason":"make test failed","commit":"290676f66a28","cost":0.25,"seconds":4.0,"receipts":[0],)"
      R"("logs":[{"receipt":0,"log":"no rule"}],"handoff":{"concerns":["the printer"]}}]}]}]})");
}

TEST_CASE("without room for long texts a task keeps its shape, and says that something is missing") {
  const PageData data(small_facts());
  const std::string text = data.text(0);
  CHECK(text.find(R"("left_out":1)") != text.npos);
  CHECK(text.ends_with(
      R"("reason":"make test failed","attempts":[{"agent":"small","by":"worker@build7","model":"m-1",)"
      R"("outcome":"checks_failed","reason":"make test failed","commit":"290676f66a28","cost":0.25,"seconds":4.0,)"
      R"("receipts":[0]}],"cut":true}]}]})"));
}

TEST_CASE("a page stays below its limit by leaving out texts of what landed first") {
  PageFacts facts = small_facts();
  std::uint32_t noise = 1;
  for (int number = 0; number < 200; ++number) {
    TaskLog log = failed_once("y" + std::to_string(number) + "-aaaa", "root-aaaa");
    log.spec.body = "";
    for (int digit = 0; digit < 500; ++digit)
      log.spec.body += static_cast<char>('a' + (noise = noise * 1'664'525 + 1'013'904'223) / 0x10000000);
    facts.goals.front().history.tasks.push_back(history_of(std::move(log)));
  }
  const std::size_t whole = page_html(facts).size();
  const std::string small = page_html(facts, whole - 20'000);
  CHECK(small.size() <= whole - 20'000);
  CHECK(small.size() > whole - 35'000);
}

TEST_CASE("a page forbids all but its own style and script, and its title is no markup") {
  PageFacts facts = small_facts();
  facts.goals.front().report.title = "</title><script>alert(1)</script>@DATA@\nmore";
  const std::string html = page_html(facts);
  CHECK(html.find("<title>Reeve: &lt;/title&gt;&lt;script&gt;alert(1)&lt;/script&gt;@DATA@</title>") !=
        html.npos);
  CHECK(html.find("content=\"default-src 'none'; script-src 'sha256-") != html.npos);
  CHECK(html.find("unsafe-inline") == html.npos);
  CHECK(html.find("@STYLE") == html.npos);
}

TEST_CASE("long texts are cut between characters, and say how much is missing") {
  CHECK(page::beginning_of("short", 10) == "short");
  CHECK(page::beginning_of("ab\xc3\xa4"
                           "cd",
                           3) == "ab … (4 bytes left out)");
  CHECK(page::end_of("ab\xc3\xa4"
                     "cd",
                     3) == "(4 bytes left out) … cd");
  CHECK(page::beginning_of("a\xff", 10) == "a\xef\xbf\xbd");
  CHECK(page::lines_of(std::vector<std::string>(103, "x")).back() == "(3 more left out)");
}

}  // namespace page_test
