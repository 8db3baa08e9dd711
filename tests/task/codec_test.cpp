#include "task/codec.h"

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"

namespace codec_test {

using namespace reeve;

namespace {

const std::string spec_line = R"({"reeve":"task","v":1,"id":"x-1","goal":"g","kind":"work","title":"T"})"
                              "\n";
const std::string goal_line =
    R"({"reeve":"goal","v":1,"id":"g","title":"G","target":"refs/heads/main","base":"5e1c"})"
    "\n";

TimePoint time(const std::string& text) {
  return *parse_time(text);
}

// "kind: message [hint]" of what the text is refused with.
template <typename Decode>
std::string refusal(Decode decode, const std::string& text) {
  try {
    decode(text);
    return "accepted";
  } catch (const Error& error) {
    const std::string kind = error.kind() == ErrorKind::damaged ? "damaged: " : "other: ";
    return kind + error.what() + (error.hint().empty() ? "" : " [" + error.hint() + "]");
  }
}

std::string refusal(const std::string& text) {
  return refusal(decode_task_log, text);
}

Event everything() {
  Event event = make_event(EventType::failed, time("2026-11-21T03:20:02.540Z"), "worker@build7");
  event.attempt = 3;
  event.nonce = "p2ytmk5e7dqf3xwa";
  event.lease_until = time("2026-11-21T03:30:00.001Z");
  event.until = time("2026-11-21T04:00:00.000Z");
  event.run = "build7/0b6f/4711/88123";
  event.agent = "opus";
  event.rung = 2;
  event.reserved = Amount{3600, 20'000, 2.5};
  event.commit = "5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689";
  event.outcome = Outcome::checks_failed;
  event.reason = "line one\nline \"two\"\t\\ é 😀";
  event.verdict = "continue";
  event.reasons = {"it is fast: met"};
  event.replaced_by = {"x-2", "x-3"};
  event.paths = {"lib/a.h"};
  event.change = ChangeSize{3, 120};
  event.task = "judge-1";
  event.signature = "crashed: exit 127";
  event.cycle = 4;
  event.handoff = {"did half", {"slow"}, {"used a map"}, {"it leaks", "twice"}, {"split it"}, {"the rest"}};
  event.usage = {1.5, 0.25, 100, 200, 300, 400, 7};
  event.trace = {"m-1", "2.1", "9f1c309dae7f45e0f39b1bf3ac3cd9db12e7d689"};
  event.receipts = {{"aaaa", "make test", CheckResult::fail, 2, 12.5, CheckPlace::gate, "1 failed"},
                    {"aaaa", "make lint", CheckResult::pass, 0, 0.5, CheckPlace::worker, ""},
                    {"bbbb", "make x", CheckResult::could_not_run, -1, 0, CheckPlace::worker, "no make"},
                    {"bbbb", "make y", CheckResult::quarantined, 1, 2, CheckPlace::gate, "a race", "p", 1,
                     true, "build7:/log"},
                    {"bbbb", "make z", CheckResult::pass, 0, 2, CheckPlace::gate, "", "p", 2, false, ""},
                    {"bbbb", "make d", CheckResult::skipped, 0, 0, CheckPlace::gate, ""}};
  return event;
}

}  // namespace

TEST_CASE("the log of FORMAT.md's example, byte for byte") {
  TaskSpec spec;
  spec.id = "reader-h-k3qa";
  spec.goal = "using-7m2c";
  spec.title = "typedef to using in reader.h";
  spec.scope = {"include/reader.h"};
  spec.checks = {"g++ -fsyntax-only include/reader.h"};
  spec.path = "include/reader.h";
  const std::string ada = "Ada <ada@example.org>";
  Event planned = make_event(EventType::planned, time("2026-11-21T03:20:00.125Z"), ada);
  planned.commit = "5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689";
  const Event dispatched = make_event(EventType::dispatched, planned.at, ada);
  Event claimed = make_event(EventType::claimed, time("2026-11-21T03:20:01.002Z"), "worker@build7");
  claimed.attempt = 1;
  claimed.nonce = "p2ytmk5e7dqf3xwa";
  claimed.lease_until = claimed.at + Milliseconds{600'000};
  claimed.run = "build7/0b6f…/4711/88123";
  claimed.agent = "codemod";
  Event submitted = make_event(EventType::submitted, time("2026-11-21T03:20:02.540Z"), "worker@build7");
  submitted.attempt = 1;
  submitted.nonce = claimed.nonce;
  submitted.commit = "2f6a…";
  submitted.usage.seconds = 1.4;

  const std::string expected =
      R"({"reeve":"task","v":1,"id":"reader-h-k3qa","goal":"using-7m2c","kind":"work","title":"typedef to using in reader.h","scope":["include/reader.h"],"checks":["g++ -fsyntax-only include/reader.h"],"path":"include/reader.h"}
{"event":"planned","at":"2026-11-21T03:20:00.125Z","by":"Ada <ada@example.org>","commit":"5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689"}
{"event":"dispatched","at":"2026-11-21T03:20:00.125Z","by":"Ada <ada@example.org>"}
{"event":"claimed","at":"2026-11-21T03:20:01.002Z","by":"worker@build7","attempt":1,"nonce":"p2ytmk5e7dqf3xwa","lease_until":"2026-11-21T03:30:01.002Z","run":"build7/0b6f…/4711/88123","agent":"codemod","rung":0}
{"event":"submitted","at":"2026-11-21T03:20:02.540Z","by":"worker@build7","attempt":1,"nonce":"p2ytmk5e7dqf3xwa","commit":"2f6a…","usage":{"seconds":1.4}}
)";
  std::string text = encode_spec(spec);
  for (const Event& event : {planned, dispatched, claimed, submitted}) text += encode_event(event);
  CHECK(text == expected);

  const TaskLog log = decode_task_log(expected);
  CHECK(log.spec == spec);
  CHECK(log.events == std::vector<Event>{planned, dispatched, claimed, submitted});
}

TEST_CASE("an event with every member, byte for byte, and back") {
  CHECK(
      encode_event(everything()) ==
      R"({"event":"failed","at":"2026-11-21T03:20:02.540Z","by":"worker@build7","attempt":3,)"
      R"("nonce":"p2ytmk5e7dqf3xwa","lease_until":"2026-11-21T03:30:00.001Z",)"
      R"("until":"2026-11-21T04:00:00.000Z","run":"build7/0b6f/4711/88123","agent":"opus","model":"m-1",)"
      R"("version":"2.1","prompt":"9f1c309dae7f45e0f39b1bf3ac3cd9db12e7d689",)"
      R"("rung":2,"reserved":{"seconds":3600.0,"tokens":20000,"cost":2.5},"commit":"5e1c309dae7f45e0f39b1bf3ac3cd9db12e7d689","outcome":"checks_failed",)"
      R"("reason":"line one\nline \"two\"\t\\ é 😀","verdict":"continue","reasons":["it is fast: met"],)"
      R"("replaced_by":["x-2","x-3"],"paths":["lib/a.h"],"change":{"files":3,"lines":120},"task":"judge-1",)"
      R"("signature":"crashed: exit 127","cycle":4,)"
      R"("handoff":{"summary":"did half","not_done":["the rest"],"concerns":["slow"],"deviations":["used a map"],)"
      R"("findings":["it leaks","twice"],"suggestions":["split it"]},)"
      R"("usage":{"seconds":1.5,"cost":0.25,"input":100,"cache_read":200,"cache_write":300,"output":400,"turns":7},)"
      R"("receipts":[{"tree":"aaaa","command":"make test","result":"fail","exit":2,"seconds":12.5,)"
      R"("where":"gate","log":"1 failed"},{"tree":"aaaa","command":"make lint","result":"pass","exit":0,)"
      R"("seconds":0.5,"where":"worker"},{"tree":"bbbb","command":"make x","result":"could_not_run",)"
      R"("exit":-1,"seconds":0.0,"where":"worker","log":"no make"},{"tree":"bbbb","command":"make y",)"
      R"("result":"quarantined","exit":1,"seconds":2.0,"where":"gate","log":"a race","policy":"p","warm":true,)"
      R"("log_file":"build7:/log"},{"tree":"bbbb","command":"make z","result":"pass","exit":0,"seconds":2.0,)"
      R"("where":"gate","policy":"p","runs":2,"flaky":true},{"tree":"bbbb","command":"make d",)"
      R"("result":"skipped","exit":0,"seconds":0.0,"where":"gate"}]})"
      "\n");
  const TaskLog log = decode_task_log(spec_line + encode_event(everything()));
  CHECK(log.events == std::vector<Event>{everything()});
}

TEST_CASE("what nobody can have used is not known, and keeps nothing free") {
  const std::string line =
      R"({"event":"claimed","at":"2026-11-21T03:20:00Z","by":"w","reserved":{"cost":-1,"tokens":1e300},)"
      R"("usage":{"seconds":-1,"cost":1e13,"input":-5,"output":9223372036854775807,"turns":3}})"
      "\n";
  const Event event = decode_task_log(spec_line + line).events.front();
  CHECK(event.reserved == Amount{});
  Usage turns;
  turns.turns = 3;
  CHECK(event.usage == turns);
}

TEST_CASE("a task's spec with every member, byte for byte, and back") {
  const TaskSpec spec{"x-1",
                      "g",
                      TaskKind::plan,
                      "T",
                      "body\nmore",
                      {"it works"},
                      {"lib/**", "*.md"},
                      {"make"},
                      {"a-1", "b-2"},
                      "p-1",
                      "lib/a.h",
                      "opus",
                      Difficulty::hard,
                      -3,
                      45,
                      {"lib/big.h"},
                      "p-0",
                      2,
                      {"failed a-1 2"}};
  const std::string line =
      R"({"reeve":"task","v":1,"id":"x-1","goal":"g","kind":"plan","title":"T","body":"body\nmore",)"
      R"("accept":["it works"],"scope":["lib/**","*.md"],"checks":["make"],"after":["a-1","b-2"],)"
      R"("parent":"p-1","path":"lib/a.h","agent":"opus","difficulty":"hard","priority":-3,)"
      R"("minutes":45,"splits":["lib/big.h"],"continues":"p-0","cycle":2,"about":["failed a-1 2"]})"
      "\n";
  CHECK(encode_spec(spec) == line);
  CHECK(decode_task_log(line).spec == spec);
}

TEST_CASE("a goal's spec, byte for byte, and back") {
  const GoalSpec spec{"g", "G", "why", {"a"}, {"make"}, "refs/heads/main", "5e1c"};
  const std::string line = R"({"reeve":"goal","v":1,"id":"g","title":"G","body":"why","accept":["a"],)"
                           R"("checks":["make"],"target":"refs/heads/main","base":"5e1c"})"
                           "\n";
  CHECK(encode_spec(spec) == line);
  CHECK(decode_goal_log(line).spec == spec);
  Event judged = make_event(EventType::judged, time("2026-11-21T03:20:00.000Z"), "judge@b");
  judged.verdict = "achieved";
  CHECK(decode_goal_log(line + encode_event(judged)).events == std::vector<Event>{judged});
}

TEST_CASE("an event that is not known is kept by its name, and unknown members are passed over") {
  const TaskLog log = decode_task_log(
      R"({"reeve":"task","v":1,"id":"x-1","goal":"g","kind":"work","title":"T","colour":"red","deep":{"a":[1]}})"
      "\n"
      R"({"event":"admired","at":"2026-11-21T03:20:00Z","by":"Ada","stars":5,"critical":false})"
      "\n"
      R"({"event":"held","at":"2026-11-21T03:20:01Z","by":"Ada","reason":"r","colour":"red"})"
      "\n");
  Event admired = make_event(EventType::unknown, time("2026-11-21T03:20:00Z"), "Ada");
  admired.name = "admired";
  Event held = make_event(EventType::held, time("2026-11-21T03:20:01Z"), "Ada");
  held.reason = "r";
  CHECK(log.events == std::vector<Event>{admired, held});
}

TEST_CASE("a known event may say that it is critical") {
  CHECK(refusal(spec_line + R"({"event":"held","at":"2026-11-21T03:20:01Z","critical":true})" + "\n") ==
        "accepted");
}

TEST_CASE("what a newer version must not have skipped is refused, with what to do") {
  CHECK(refusal(spec_line + R"({"event":"sealed","at":"2026-11-21T03:20:00Z","by":"Ada","critical":true})" +
                "\n") ==
        "damaged: line 2: a newer version of Reeve wrote the event 'sealed' [update git-reeve]");
  CHECK(refusal(R"({"reeve":"task","v":2,"id":"x-1","goal":"g","title":"T"})"
                "\n") ==
        "damaged: line 1: it has format version 2, and this is a reader of version 1 [update git-reeve]");
}

TEST_CASE("a text that is no log is refused with the line and what is wrong there") {
  CHECK(refusal("") == "damaged: it is empty");
  CHECK(refusal(spec_line.substr(0, spec_line.size() - 1)) == "damaged: its last line is not complete");
  CHECK(refusal(spec_line + R"({"event":"held","at":"2026-11-21T03:20:00Z"})") ==
        "damaged: its last line is not complete");
  CHECK(refusal("\n") == "damaged: line 1: it is no JSON object");
  CHECK(refusal(spec_line + "{\"event\":\n") == "damaged: line 2: it is no JSON object");
  CHECK(refusal(spec_line + "[]\n") == "damaged: line 2: it is no JSON object");
  CHECK(refusal(spec_line + "{\"event\":\"held\",\"by\":\"\xff\"}\n") ==
        "damaged: line 2: it is no JSON object");
  CHECK(refusal(spec_line + "{}\n") == "damaged: line 2: it has no \"event\"");
  CHECK(refusal(spec_line + R"({"event":"held"})" + "\n") == "damaged: line 2: it has no \"at\"");
  CHECK(refusal(spec_line + R"({"event":"held","at":"yesterday\u001b"})" + "\n") ==
        "damaged: line 2: \"at\" is no time in UTC: 'yesterday\\x1b'");
  CHECK(refusal(spec_line + R"({"event":"held","at":"2026-11-21T03:20:00Z","attempt":9999999999})" + "\n") ==
        "damaged: line 2: \"attempt\" is out of range");
}

TEST_CASE("a spec that lacks something, or has an id that is none, is refused") {
  CHECK(refusal("{}\n") == "damaged: line 1: it has no \"reeve\"");
  CHECK(refusal(goal_line) == "damaged: line 1: it is the log of a goal, not of a task");
  CHECK(refusal(decode_goal_log, spec_line) == "damaged: line 1: it is the log of a task, not of a goal");
  CHECK(refusal("{\"reeve\":\"task\"}\n") == "damaged: line 1: it has no \"v\"");
  CHECK(refusal(replace_all(spec_line, "\"x-1\"", "\"../x\"")) == "damaged: line 1: \"id\" is no valid id");
  CHECK(refusal(replace_all(spec_line, "\"g\"", "\"\"")) == "damaged: line 1: \"goal\" is no valid id");
  CHECK(refusal(replace_all(spec_line, ",\"title\":\"T\"", "")) == "damaged: line 1: it has no \"title\"");
  CHECK(refusal(replace_all(spec_line, "\"T\"", "\"T\",\"after\":[\"a\",\"-b\"]")) ==
        "damaged: line 1: \"after\" is no valid id");
  CHECK(refusal(replace_all(spec_line, "\"T\"", "\"T\",\"parent\":\"a/b\"")) ==
        "damaged: line 1: \"parent\" is no valid id");
  CHECK(refusal(decode_goal_log, replace_all(goal_line, ",\"target\":\"refs/heads/main\"", "")) ==
        "damaged: line 1: it has no \"target\"");
}

TEST_CASE("a spec that could not be read back is not written") {
  const auto message = [](auto change) {
    TaskSpec spec{"x-1", "g", TaskKind::work, "T", "", {}, {}, {}, {}, "", "", "", Difficulty::normal, 0};
    change(spec);
    try {
      return encode_spec(spec);
    } catch (const Error& error) {
      return std::string(error.kind() == ErrorKind::invalid ? "invalid: " : "other: ") + error.what();
    }
  };
  CHECK(message([](TaskSpec&) {}) == spec_line);
  CHECK(message([](TaskSpec& spec) { spec.id = "X"; }) == "invalid: 'X' is no valid id of a task");
  CHECK(message([](TaskSpec& spec) { spec.goal = ""; }) == "invalid: '' is no valid id of a goal");
  CHECK(message([](TaskSpec& spec) { spec.after = {"a", "b\x1b"}; }) ==
        "invalid: 'b\\x1b' is no valid id of a task");
  CHECK(message([](TaskSpec& spec) { spec.parent = "p/q"; }) == "invalid: 'p/q' is no valid id of a task");
}

TEST_CASE("values of a kind that is not known become the careful ones") {
  const TaskLog log = decode_task_log(
      spec_line +
      R"({"event":"failed","at":"2026-11-21T03:20:00Z","outcome":"bored","receipts":[{"result":"nearly"},7]})" +
      "\n");
  const Event& event = log.events.front();
  CHECK(event.outcome == Outcome::rejected);
  CHECK(event.receipts.front().result == CheckResult::could_not_run);
  CHECK(event.receipts.front().where == CheckPlace::worker);
}

TEST_CASE("an agent's handoff is read for what it has") {
  const auto document = try_parse_json(
      R"({"summary":"did it","concerns":["a",7,"b"],"findings":"no list","mood":"fine","suggestions":null})");
  Handoff expected;
  expected.summary = "did it";
  expected.concerns = {"a", "b"};
  CHECK(handoff_from_json(*document) == expected);
  CHECK(handoff_from_json(*try_parse_json("[1]")).empty());
}

TEST_CASE("a kind of task that is not known is of a newer version") {
  CHECK(refusal(R"({"reeve":"task","v":1,"id":"x-1","goal":"g","kind":"dream","title":"T"})"
                "\n") ==
        "damaged: line 1: a newer version of Reeve wrote the kind 'dream' [update git-reeve]");
}

}  // namespace codec_test
