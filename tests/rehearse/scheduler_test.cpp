#include "rehearse/scheduler.h"

#include <fmt/format.h>

#include <stdexcept>
#include <string>

#include "support/catch.h"

namespace scheduler_test {

using namespace reeve;
using namespace reeve::rehearse;
namespace {

constexpr TimePoint start{Milliseconds{1'000}};

class Story {
 public:
  Scheduler scheduler{start};
  std::string text;

  void tell(const std::string& what) {
    text += fmt::format("{} {}\n", (scheduler.now() - start).count(), what);
  }
};

TEST_CASE("processes run one at a time in the order of their waking") {
  Story story;
  story.scheduler.start("a", [&] {
    story.tell("a begins");
    story.scheduler.sleep(Milliseconds{20});
    story.tell("a goes on");
    story.scheduler.start("c", [&] { story.tell("c, which a started"); });
    story.scheduler.sleep(Milliseconds{0});
    story.tell("a ends");
  });
  story.scheduler.start("b", [&] {
    story.tell("b begins");
    story.scheduler.sleep(Milliseconds{10});
    story.tell("b is first");
    story.scheduler.sleep(Milliseconds{10});
    story.tell("b waited since later than a");
  });
  story.scheduler.run();
  CHECK(story.text ==
        "0 a begins\n0 b begins\n10 b is first\n20 a goes on\n20 b waited since later than a\n"
        "20 c, which a started\n20 a ends\n");
}

TEST_CASE("a killed process ends where it sleeps and no handler of errors sees it") {
  Story story;
  const int victim = story.scheduler.start("victim", [&] {
    struct Last {
      Story& story;
      ~Last() { story.tell("what it held is given back"); }
    } last{story};
    try {
      story.scheduler.sleep(Milliseconds{1'000});
      story.tell("it lives");
    } catch (const std::exception&) {
      story.tell("it was handled");
    }
  });
  story.scheduler.start("killer", [&] {
    story.scheduler.sleep(Milliseconds{5});
    CHECK(story.scheduler.is_running(victim));
    story.scheduler.kill(victim);
    story.scheduler.sleep(Milliseconds{1});
    CHECK_FALSE(story.scheduler.is_running(victim));
    story.scheduler.kill(victim);
    story.scheduler.kill(story.scheduler.current());
    story.tell("the killer lives");
  });
  story.scheduler.run();
  CHECK(story.text == "5 what it held is given back\n");
}

TEST_CASE("a sleeper can be woken early") {
  Story story;
  const int sleeper = story.scheduler.start("sleeper", [&] {
    story.scheduler.sleep(Milliseconds{1'000});
    story.tell("awake");
  });
  story.scheduler.start("other", [&] {
    story.scheduler.sleep(Milliseconds{7});
    story.scheduler.wake(sleeper);
  });
  story.scheduler.run();
  CHECK(story.text == "7 awake\n");
}

TEST_CASE("an error of one process ends the others and comes out of run") {
  Story story;
  story.scheduler.start("long", [&] {
    story.scheduler.sleep(Milliseconds{1'000});
    story.tell("it lives");
  });
  story.scheduler.start("wrong", [&] {
    story.scheduler.sleep(Milliseconds{3});
    throw std::runtime_error("it went wrong");
  });
  CHECK_THROWS_WITH(story.scheduler.run(), "it went wrong");
  CHECK(story.text.empty());
}

TEST_CASE("processes that still sleep end with their scheduler") {
  std::string text;
  {
    Scheduler scheduler(start);
    scheduler.start("never", [&] { text += "it ran"; });
  }
  CHECK(text.empty());
}

}  // namespace

}  // namespace scheduler_test
