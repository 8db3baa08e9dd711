#include "task/agent_pause.h"

#include "story.h"
#include "support/catch.h"

namespace agent_pause_test {

using namespace reeve;
using namespace reeve::test;

namespace {

constexpr Milliseconds a_minute{60'000};

// The n-th second of a log is its n-th event: planned 0, dispatched 1, claimed 2, and so on.
Story limited(const std::string& agent, std::optional<int> until, Outcome outcome = Outcome::rate_limited) {
  Story story;
  story.open().then(EventType::claimed, [&](Event& event) { event.agent = agent; });
  story.then(EventType::failed, [&](Event& event) {
    event.outcome = outcome;
    if (until) event.until = second(*until);
  });
  return story.then(EventType::retried);
}

Story submitted(const std::string& agent, int begun) {
  Story story;
  story.open();
  while (story.state().last_event_at < second(begun - 1)) story.then(EventType::unknown);
  story.then(EventType::claimed, [&](Event& event) { event.agent = agent; });
  return story.then_submitted("work");
}

// "small until 500, large until 70".
std::string pauses(const std::vector<Story>& stories, int now = 10) {
  std::vector<AgentNews> news;
  for (const Story& story : stories) {
    for (AgentNews& item : news_of_agents(story.state(), a_minute)) news.push_back(std::move(item));
  }
  std::vector<std::string> texts;
  for (const auto& [agent, until] : agent_pauses(news, second(now)))
    texts.push_back(agent + " until " + seconds_of(until));
  return join(texts, ", ");
}

}  // namespace

TEST_CASE("an agent is paused as long as the newest of its limits says, or a minute") {
  CHECK(pauses({}) == "");
  CHECK(pauses({limited("small", 500)}) == "small until 500");
  CHECK(pauses({limited("small", 500), limited("small", 900), limited("large", {})}) ==
        "large until 63, small until 900");
  CHECK(pauses({limited("small", 1)}) == "small until 63");  // over before it was told
  CHECK(pauses({limited("small", 500, Outcome::quota)}) == "small until 500");
  CHECK(pauses({limited("small", 500, Outcome::crashed)}) == "");
}

TEST_CASE("a pause is over at its time") {
  CHECK(pauses({limited("small", 500)}, 499) == "small until 500");
  CHECK(pauses({limited("small", 500)}, 500) == "");
}

TEST_CASE("an answer ends a pause only where its attempt was begun after the limit was met") {
  CHECK(pauses({limited("small", 500), submitted("small", 3)}) == "");
  CHECK(pauses({limited("small", 500), submitted("small", 2)}) == "small until 500");
  CHECK(pauses({limited("small", 500), submitted("large", 9)}) == "small until 500");
}

TEST_CASE(
    "a task that somebody put back by hand says nothing of a pause, and is not held by those of others") {
  const Story other = limited("small", 500);
  const TaskState waiting = limited("small", 500).state();
  Story back = limited("small", 500);
  back.then(EventType::held).then(EventType::retried);
  CHECK(pauses({back}) == "");

  const AgentPauses known = agent_pauses(news_of_agents(other.state(), a_minute), second(10));
  CHECK(paused_until(known, "small", waiting) == second(500));
  CHECK_FALSE(paused_until(known, "large", waiting));
  CHECK_FALSE(paused_until(known, "small", back.state()));
}

}  // namespace agent_pause_test
