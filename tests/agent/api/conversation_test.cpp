#include "agent/api/conversation.h"

#include "support/catch.h"

namespace conversation_test {

using namespace reeve;

TEST_CASE("a conversation is written and read back") {
  const Conversation conversation{
      {.text = "Do it.\n"},
      {.speaker = Speaker::assistant,
       .text = "ä",
       .calls = {{"c1", "bash", "{\"command\": \"ls\"}"}, {"c2", "bash", "no json"}},
       .reasoning = "hm"},
      {.speaker = Speaker::tool, .text = "out", .call_id = "c1"},
      {.speaker = Speaker::tool, .text = "bad", .call_id = "c2", .is_error = true}};
  const std::string text = conversation_text(conversation);
  CHECK(text ==
        R"({"speaker":"user","text":"Do it.\n"}
{"speaker":"assistant","text":"ä","calls":[{"id":"c1","name":"bash","arguments":"{\"command\": \"ls\"}"},{"id":"c2","name":"bash","arguments":"no json"}],"reasoning":"hm"}
{"speaker":"tool","text":"out","call_id":"c1"}
{"speaker":"tool","text":"bad","call_id":"c2","is_error":true}
)");
  CHECK(read_conversation(text) == conversation);
  CHECK(read_conversation("") == Conversation());
  CHECK(read_conversation("{\"speaker\":\"nobody\"}\n") == std::nullopt);
  CHECK(read_conversation("5f1c-session-of-something-else") == std::nullopt);
}

TEST_CASE("what is said after a call answers it") {
  Conversation conversation{{.speaker = Speaker::assistant, .calls = {{"c1", "x", "{}"}, {"c2", "x", "{}"}}}};
  say(conversation, "again");
  say(conversation, "and again");
  CHECK(Conversation(conversation.begin() + 1, conversation.end()) ==
        Conversation{{.speaker = Speaker::tool, .text = "again", .call_id = "c1"},
                     {.speaker = Speaker::tool, .text = "again", .call_id = "c2"},
                     {.text = "and again"}});
}

}  // namespace conversation_test
