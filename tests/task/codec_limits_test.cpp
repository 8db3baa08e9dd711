// How much a log takes: what an agent says is cut, and nothing is written that could not be read back.
#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"
#include "task/codec.h"

namespace codec_limits_test {

using namespace reeve;

namespace {

const TaskSpec spec{"x-1", "g", TaskKind::work, "T", "", {}, {}, {}, {}, "", "", "", Difficulty::normal, 0};

Event event_with_reason(const std::string& reason) {
  Event event = make_event(EventType::held, TimePoint{Milliseconds{1'800'000'000'000}}, "Ada");
  event.reason = reason;
  return event;
}

Event written_and_read(const Event& event) {
  return decode_task_log(encode_spec(spec) + encode_event(event)).events.front();
}

std::string reason_after(const std::string& reason) {
  return written_and_read(event_with_reason(reason)).reason;
}

}  // namespace

TEST_CASE("a text of 16 KiB is kept and a longer one is cut, with its length said") {
  const std::string longest(longest_text, 'a');
  CHECK(reason_after(longest) == longest);
  CHECK(reason_after(longest + "b") == std::string(longest_text - 24, 'a') + "… [16385 bytes in all]");
}

TEST_CASE("a text is cut between two UTF-8 characters") {
  for (std::size_t shift = 0; shift < 4; ++shift) {
    std::string text(shift, 'a');
    while (text.size() < 20'000) text += "😀";
    const std::string cut = reason_after(text);
    INFO(shift);
    CHECK(repair_utf8(cut) == cut);
    CHECK(cut.size() <= longest_text);
    CHECK(cut.size() > longest_text - 4);
    CHECK(cut.ends_with("😀… [" + std::to_string(text.size()) + " bytes in all]"));
  }
}

TEST_CASE("writing again what was cut changes nothing") {
  const Event once = written_and_read(event_with_reason(std::string(1'000'000, 'x')));
  CHECK(written_and_read(once) == once);
}

TEST_CASE("bytes that are not UTF-8 become U+FFFD, and count as they are written") {
  CHECK(reason_after("a\xff"
                     "b") ==
        "a\uFFFD"
        "b");
  CHECK(reason_after(std::string(longest_text, '\xff')).size() <= longest_text);
}

TEST_CASE("an agent that says too much does not make a log that nobody can read") {
  Event event = make_event(EventType::failed, TimePoint{Milliseconds{1'800'000'000'000}}, "worker@b");
  event.handoff.summary = std::string(2'000'000, 's');
  event.handoff.findings.assign(20'000, std::string(40, 'f'));
  event.handoff.concerns.assign(60, std::string(20'000, '"'));
  event.receipts.assign(
      100, {"aaaa", "make", CheckResult::fail, 1, 1, CheckPlace::gate, std::string(30'000, '\x01')});
  CHECK(encode_event(event).size() <= longest_log_line);
  const Event read = written_and_read(event);
  CHECK(read.receipts.size() == 100);
  CHECK(read.handoff.summary.ends_with("[2000000 bytes in all]"));
  CHECK(read.handoff.findings.front() == std::string(40, 'f'));
  CHECK(read.handoff.findings.back() == "… [20000 in all]");
}

TEST_CASE("a spec that is too large for a line is refused and says what to do") {
  TaskSpec large = spec;
  large.scope.assign(200'000, "lib/**");
  try {
    encode_spec(large);
    FAIL("accepted");
  } catch (const Error& error) {
    CHECK(std::string(error.what()) == "the task x-1 is too large: 1800081 bytes of 1048576");
    CHECK(error.hint() == "split it, or put the long texts into files of the repository");
  }
}

TEST_CASE("a line and a log that are longer than the format allows are refused") {
  const std::string line = "{\"event\":\"held\",\"at\":\"2026-11-21T03:20:00Z\",\"reason\":\"" +
                           std::string(longest_log_line, 'a') + "\"}\n";
  CHECK_THROWS_WITH(decode_task_log(encode_spec(spec) + line), "line 2: it is longer than 1048576 bytes");
  std::string log = encode_spec(spec);
  log.append(longest_log, '\n');
  CHECK_THROWS_WITH(decode_task_log(log), "it is larger than 16777216 bytes");
}

}  // namespace codec_limits_test
