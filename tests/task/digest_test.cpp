#include "task/digest.h"

#include "support/catch.h"
#include "task/agent_pause.h"
#include "task/spend.h"
#include "task/story.h"

namespace digest_test {

using namespace reeve;
using namespace reeve::test;

namespace {

TaskState read_back(const TaskState& state) {
  BinaryWriter out;
  write_digest(out, state);
  BinaryReader in(out.written());
  TaskState read = read_digest(in);
  CHECK(in.at_end());
  return read;
}

std::string bytes_of(const TaskState& state) {
  BinaryWriter out;
  write_digest(out, state);
  return out.written();
}

// Something of everything that a digest keeps.
TaskState eventful() {
  Usage usage;
  usage.seconds = 12.5;
  usage.cost = 0.25;
  usage.output = 1'200;
  Story story = Story().open().then_claimed();
  story.then(EventType::failed, [&](Event& event) {
    event.outcome = Outcome::rate_limited;
    event.until = second(900);
    event.paths = {"src/a.cpp"};
    event.usage = usage;
  });
  story.then_retried(1).then_claimed(1).then_submitted("work");
  story.then(EventType::reviewed, [&](Event& event) {
    event.lens = "security";
    event.verdict = review_pass;
    event.usage = usage;
    event.trace.model = "m-1";
  });
  TaskState state = story.then_with_reason(EventType::held, "ask Bob").state();
  state.spec.scope = {"src/**"};
  state.spec.after = {"y-1"};
  state.spec.parent = "p-1";
  state.spec.splits = {"src/a.cpp"};
  state.spec.priority = -3;
  state.attempts.back().reserved = Amount{60, 1'000, 0.5};
  return state;
}

}  // namespace

TEST_CASE("a digest is read back whole, and says what the task said of spend, pauses and who waits") {
  const TaskState state = eventful();
  const TaskState digest = read_back(digest_of(state));
  CHECK(bytes_of(digest) == bytes_of(digest_of(state)));
  CHECK(digest.phase == Phase::held);
  CHECK(digest.reason == "ask Bob");
  CHECK(digest.spec.scope == state.spec.scope);
  CHECK(digest.spec.splits == state.spec.splits);
  CHECK(digest.spec.priority == -3);
  CHECK(digest.last_event_at == state.last_event_at);
  CHECK(digest.attempts.front().paths == state.attempts.front().paths);
  const TaskSpend spend = spend_of(digest);
  CHECK(spend.table == spend_of(state).table);
  CHECK(spend.reserved == spend_of(state).reserved);
  const auto pauses = [](const TaskState& task) {
    return agent_pauses(news_of_agents(task, Milliseconds{1'000}), second(100));
  };
  CHECK(pauses(digest) == pauses(state));
}

TEST_CASE("a digest has no texts but the title, and reasons of held tasks alone") {
  TaskState state = eventful();
  state.spec.body = "a long text";
  state.spec.accept = {"it works"};
  state.phase = Phase::open;
  state.attempts.front().handoff.summary = "done";
  state.attempts.front().reason = "because";
  const TaskState digest = digest_of(state);
  CHECK(digest.spec.title == state.spec.title);
  CHECK(digest.spec.body.empty());
  CHECK(digest.spec.accept.empty());
  CHECK(digest.reason.empty());
  CHECK(digest.attempts.front().reason.empty());
  CHECK(digest.attempts.front().handoff.empty());
}

}  // namespace digest_test
