#include "base/suggest.h"

#include "support/catch.h"

namespace suggest_test {

using namespace reeve;

namespace {

const std::vector<std::string> commands{"init", "goal", "plan", "task", "work", "judge", "status", "report"};

std::string suggestion(std::string_view word) {
  return nearest(word, commands).value_or("nothing");
}

}  // namespace

TEST_CASE("the nearest word is found through one slip") {
  CHECK(suggestion("plna") == "plan");    // swapped
  CHECK(suggestion("jugde") == "judge");  // swapped
  CHECK(suggestion("tsk") == "task");     // left out
  CHECK(suggestion("goall") == "goal");   // doubled
  CHECK(suggestion("wirk") == "work");    // wrong letter
  CHECK(suggestion("report") == "report");
}

TEST_CASE("a longer word may have more slips") {
  CHECK(suggestion("stauts") == "status");
  CHECK(suggestion("reprot") == "report");
  CHECK(suggestion("sttau") == "nothing");   // two slips in five letters
  CHECK(suggestion("statsu1") == "status");  // two in seven
}

TEST_CASE("a word that begins a candidate is near to it") {
  CHECK(suggestion("stat") == "status");
  CHECK(suggestion("r") == "report");
}

TEST_CASE("the smallest distance wins, and then the first candidate") {
  CHECK(nearest("batch", {"batches", "watch", "batch"}) == "batch");
  CHECK(nearest("match", {"watch", "batch"}) == "watch");
}

TEST_CASE("a word that is far from all gets no suggestion") {
  CHECK(suggestion("") == "nothing");
  CHECK(suggestion("frobnicate") == "nothing");
  CHECK_FALSE(nearest("plan", {}));
}

TEST_CASE("one letter outside ASCII is one slip") {
  CHECK(nearest("prüfe", {"prufe"}) == "prufe");
}

}  // namespace suggest_test
