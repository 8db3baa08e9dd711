// Reading streams of events, whatever pieces they come in.
#include "base/sse.h"

#include <vector>

#include "base/error.h"
#include "support/catch.h"

namespace sse_test {

using namespace reeve;

namespace {

using Events = std::vector<SseEvent>;

Events read_in_pieces(std::string_view stream, std::size_t size) {
  Events events;
  SseReader reader([&](const SseEvent& event) { events.push_back(event); });
  for (std::size_t at = 0; at < stream.size(); at += size) reader.take(stream.substr(at, size));
  return events;
}

}  // namespace

TEST_CASE("a stream of events reads the same in whatever pieces it comes") {
  const std::string stream =
      "\xEF\xBB\xBF"
      "event: start\r\ndata: {\"a\":1}\r\n\r\n"
      ": a comment\n\n"
      "data:no space\ndata:  two spaces\n\n"
      "event: without data\n\n"
      "id: 7\nretry: 10\nunknown: x\ndata\n\n"
      "data: ä\r\r"
      "data: cut";
  const Events expected{
      {"start", "{\"a\":1}"}, {"message", "no space\n two spaces"}, {"message", ""}, {"message", "ä"}};
  for (std::size_t size = 1; size <= stream.size(); ++size) {
    INFO("pieces of " << size);
    REQUIRE(read_in_pieces(stream, size) == expected);
  }
}

TEST_CASE("the name of an event holds for that event alone, and a mark is skipped at the beginning alone") {
  CHECK(read_in_pieces("event: a\ndata: 1\n\ndata: 2\n\n\xEF\xBB\xBF"
                       "data: 3\n\ndata: \xEF\xBB\xBF\n\n",
                       100) == Events{{"a", "1"}, {"message", "2"}, {"message", "\xEF\xBB\xBF"}});
}

TEST_CASE("an event that never ends is given up, in one line or in many") {
  for (const std::string endless : {"data: 123456789", "data: 1\n", ":"}) {
    INFO(endless);
    SseReader reader([](const SseEvent&) {}, 40);
    const auto feed = [&] {
      for (int i = 0; i < 100; ++i) reader.take(endless);
    };
    CHECK_THROWS_WITH(feed(), "the server sent an event of more than 40 bytes");
  }
}

}  // namespace sse_test
