#include "plan/trial.h"

#include "scene.h"
#include "support/catch.h"

namespace trial_test {

using namespace reeve;
using namespace reeve::test;

TEST_CASE("a task that was given up because a key was refused is tried again in an hour, but not for ever") {
  Scene story;
  const BreakerConfig config{3, std::chrono::minutes{60}};
  TaskState& task = story.live("a", Phase::open);
  task.phase_since = minute(2);
  CHECK_FALSE(next_trial(task, config));
  give_up(task, Outcome::auth);
  CHECK(next_trial(task, config) == minute(62));
  for (int number = 0; number < 9; ++number) give_up(task, Outcome::auth);
  CHECK_FALSE(next_trial(task, config));
  TaskState& other = story.live("b", Phase::open);
  give_up(other, Outcome::crashed);
  CHECK_FALSE(next_trial(other, config));
}

}  // namespace trial_test
