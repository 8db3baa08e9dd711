// What is sent to a service, and what is made of its answers: text to text.
#include "agent/api/wire_format.h"

#include "base/sse.h"
#include "support/catch.h"

namespace wire_format_test {

using namespace reeve;

namespace {

const Conversation conversation{
    {.text = "Do it."},
    {.speaker = Speaker::assistant,
     .text = "I look.",
     .calls = {{"c1", "bash", "{\"command\":\"ls\"}"}, {"c2", "bash", "broken {"}},
     .reasoning = R"([{"type":"thinking","thinking":"hm","signature":"s"}])"},
    {.speaker = Speaker::tool, .text = "a.txt", .call_id = "c1"},
    {.speaker = Speaker::tool, .text = "no JSON", .call_id = "c2", .is_error = true},
    {.text = "Go on."}};

const Tool tool{"bash", "Runs it.", R"({"$schema":"http://x","type":"object"})"};

std::string body_of(const WireFormat& format, ToolUse use) {
  return format.body({"m1", "Rules.", conversation, tool, use, 500});
}

std::string described(const Answer& answer) {
  static const char* ends[] = {"whole", "cut_by_length", "paused", "refused", "context_full"};
  JsonObject object = to_json(answer.message);
  object.add("end", ends[static_cast<int>(answer.end)]).add_if("model", answer.model);
  object.add_if("input", answer.usage.input).add_if("cache_read", answer.usage.cache_read);
  return object.add_if("cache_write", answer.usage.cache_write).add_if("output", answer.usage.output).text();
}

// The answer behind these data lines; "cut: " before one that did not end.
std::string read(const WireFormat& format, const std::vector<std::string>& lines) {
  const auto reader = format.reader();
  for (const std::string& line : lines) reader->take({"message", line});
  if (reader->error()) return std::to_string(reader->error()->status) + " " + reader->error()->body;
  return (reader->is_complete() ? "" : "cut: ") + described(reader->answer());
}

std::string read_whole(const WireFormat& format, const std::string& body) {
  const auto reader = format.reader();
  if (!reader->take_whole(parse_json(body, "body"))) return "none";
  if (reader->error()) return std::to_string(reader->error()->status);
  return described(reader->answer());
}

std::string chunk(const std::string& delta, const std::string& rest = R"("finish_reason":null)") {
  return R"({"model":"m2","choices":[{"index":0,"delta":)" + delta + "," + rest + "}]}";
}

const std::string stop_chunk = chunk("{}", R"("finish_reason":"stop")");

}  // namespace

TEST_CASE("a request in the form of Messages: results first in the user's turn, and marks for the cache") {
  const auto format = anthropic_format();
  CHECK(
      body_of(*format, ToolUse::free) ==
      R"({"model":"m1","max_tokens":500,"stream":true,)"
      R"("system":[{"type":"text","text":"Rules.","cache_control":{"type":"ephemeral"}}],)"
      R"("tools":[{"name":"bash","description":"Runs it.","input_schema":{"type":"object"}}],)"
      R"("messages":[{"role":"user","content":[{"type":"text","text":"Do it."}]},)"
      R"({"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"s"},)"
      R"({"type":"text","text":"I look."},{"type":"tool_use","id":"c1","name":"bash","input":{"command":"ls"}},)"
      R"({"type":"tool_use","id":"c2","name":"bash","input":{}}]},)"
      R"({"role":"user","content":[{"type":"tool_result","tool_use_id":"c1","content":"a.txt"},)"
      R"({"type":"tool_result","tool_use_id":"c2","content":"no JSON","is_error":true},)"
      R"({"type":"text","text":"Go on.","cache_control":{"type":"ephemeral"}}]}]})");
  CHECK(body_of(*format, ToolUse::forced).find(R"("tool_choice":{"type":"tool","name":"bash"})") !=
        std::string::npos);
  CHECK(format->headers("k") == std::vector<HttpHeader>{{"content-type", "application/json"},
                                                        {"anthropic-version", "2023-06-01"},
                                                        {"x-api-key", "k"}});
  CHECK_FALSE(format->adapt("max_completion_tokens"));
  CHECK(format->adapt("Thinking may not be enabled when tool_choice forces tool use."));
  CHECK_FALSE(format->adapt("tool_choice"));
  CHECK(body_of(*format, ToolUse::forced) == body_of(*format, ToolUse::free));
}

TEST_CASE("a request in the form of Chat Completions") {
  const auto format = openai_format(true);
  const std::string messages =
      R"("messages":[{"role":"system","content":"Rules."},{"role":"user","content":"Do it."},)"
      R"({"role":"assistant","content":"I look.","reasoning_content":"[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"}]",)"
      R"("tool_calls":[{"id":"c1","type":"function","function":{"name":"bash","arguments":"{\"command\":\"ls\"}"}},)"
      R"({"id":"c2","type":"function","function":{"name":"bash","arguments":"{}"}}]},)"
      R"({"role":"tool","tool_call_id":"c1","content":"a.txt"},{"role":"tool","tool_call_id":"c2","content":"no JSON"},)"
      R"({"role":"user","content":"Go on."}]})";
  const std::string function =
      R"({"type":"function","function":{"name":"bash","description":"Runs it.","parameters":{"type":"object"}}})";
  CHECK(body_of(*format, ToolUse::free) ==
        R"({"model":"m1","max_completion_tokens":500,"stream":true,"stream_options":{"include_usage":true},)"
        R"("tools":[)" +
            function + "]," + messages);
  CHECK(format->headers("k") ==
        std::vector<HttpHeader>{{"content-type", "application/json"}, {"authorization", "Bearer k"}});
  CHECK(format->headers("") == std::vector<HttpHeader>{{"content-type", "application/json"}});
}

TEST_CASE("a service that knows less is asked in simpler words, each simplification once") {
  const auto format = openai_format(false);
  const auto starts = [&](const std::string& text) {
    return body_of(*format, ToolUse::forced).starts_with(R"({"model":"m1",)" + text);
  };
  const std::string schema = R"("response_format":{"type":"json_schema","json_schema":{"name":"bash",)"
                             R"("schema":{"type":"object"}}},"messages")";
  CHECK(starts(R"("max_tokens":500,"stream":true,"stream_options":{"include_usage":true},)" + schema));
  CHECK_FALSE(format->adapt("the temperature is wrong"));
  CHECK(format->adapt("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."));
  CHECK_FALSE(format->adapt("'max_completion_tokens' is wrong"));
  CHECK(format->adapt("unknown field stream_options"));
  CHECK_FALSE(format->adapt("unknown field stream_options"));
  CHECK(starts(R"("max_completion_tokens":500,"stream":true,)" + schema));
  CHECK(format->adapt("response_format is not available"));
  CHECK(starts(R"("max_completion_tokens":500,"stream":true,"tools":[{"type":"function",)"));
  CHECK(body_of(*format, ToolUse::forced)
            .find(R"("tool_choice":{"type":"function","function":{"name":"bash"}})") != std::string::npos);
  CHECK(format->adapt("tool_choice is not supported"));
  CHECK(starts(R"("max_completion_tokens":500,"stream":true,"messages")"));
  CHECK_FALSE(format->adapt("tools, schema"));
}

TEST_CASE("addresses, with and without what people write at their end") {
  for (const char* base : {"http://h:1", "http://h:1/", "http://h:1/v1", "http://h:1/v1/"}) {
    CHECK(anthropic_format()->url(base) == "http://h:1/v1/messages");
    CHECK(openai_format(false)->url(base) == "http://h:1/v1/chat/completions");
  }
  CHECK(anthropic_format()->url("") == "https://api.anthropic.com/v1/messages");
  CHECK(openai_format(true)->url("") == "https://api.openai.com/v1/chat/completions");
  CHECK(openai_format(false)->url("https://h/api/v1/") == "https://h/api/v1/chat/completions");
  CHECK(openai_format(false)->url("https://h/v1beta/openai") == "https://h/v1beta/openai/chat/completions");
}

TEST_CASE("a streamed answer of Messages") {
  const auto format = anthropic_format();
  const std::vector<std::string> start{
      R"({"type":"message_start","message":{"model":"m2","usage":{"input_tokens":10,"cache_creation_input_tokens":2,"cache_read_input_tokens":3,"output_tokens":1}}})",
      R"({"type":"content_block_start","index":0,"content_block":{"type":"thinking","thinking":"","signature":""}})",
      R"({"type":"content_block_delta","index":0,"delta":{"type":"thinking_delta","thinking":"hm"}})",
      R"({"type":"content_block_delta","index":0,"delta":{"type":"signature_delta","signature":"s"}})",
      R"({"type":"ping"})",
      "no JSON",
      R"({"type":"of_a_later_year","index":0})",
      R"({"type":"content_block_start","index":1,"content_block":{"type":"redacted_thinking","data":"xx"}})",
      R"({"type":"content_block_start","index":2,"content_block":{"type":"text","text":""}})",
      R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"I "}})",
      R"({"type":"content_block_delta","index":2,"delta":{"type":"text_delta","text":"look."}})",
      R"({"type":"content_block_start","index":3,"content_block":{"type":"tool_use","id":"c1","name":"bash","input":{}}})",
      R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":"{\"a\""}})",
      R"({"type":"content_block_delta","index":3,"delta":{"type":"input_json_delta","partial_json":":1}"}})"};
  const std::string message =
      R"({"speaker":"assistant","text":"I look.","calls":[{"id":"c1","name":"bash","arguments":"{\"a\":1}"}],)"
      R"("reasoning":"[{\"type\":\"thinking\",\"thinking\":\"hm\",\"signature\":\"s\"},{\"type\":\"redacted_thinking\",\"data\":\"xx\"}]",)";
  CHECK(read(*format, start) ==
        "cut: " + message +
            R"("end":"whole","model":"m2","input":10,"cache_read":3,"cache_write":2,"output":1})");
  for (const auto& [reason, end] :
       std::map<std::string, std::string>{{"tool_use", "whole"},
                                          {"end_turn", "whole"},
                                          {"max_tokens", "cut_by_length"},
                                          {"refusal", "refused"},
                                          {"pause_turn", "paused"},
                                          {"model_context_window_exceeded", "context_full"}}) {
    std::vector<std::string> lines = start;
    lines.push_back(R"({"type":"message_delta","delta":{"stop_reason":")" + reason +
                    R"("},"usage":{"output_tokens":50}})");
    lines.push_back(R"({"type":"message_stop"})");
    CHECK(read(*format, lines) ==
          message + R"("end":")" + end +
              R"(","model":"m2","input":10,"cache_read":3,"cache_write":2,"output":50})");
  }
  std::vector<std::string> lines = start;
  lines.push_back(R"({"type":"error","error":{"type":"overloaded_error","message":"busy"}})");
  CHECK(read(*format, lines) == "529 " + lines.back());
}

TEST_CASE("a streamed answer of Chat Completions, as several services write it") {
  const auto format = openai_format(false);
  const std::string usage =
      R"({"model":"m2","choices":[],"usage":{"prompt_tokens":13,"completion_tokens":5,"prompt_tokens_details":{"cached_tokens":3}}})";
  CHECK(
      read(*format, {chunk(R"({"role":"assistant","content":"I "})"), chunk(R"({"content":"look."})"),
                     chunk(R"({"reasoning_content":"hm"})"), stop_chunk, usage, "[DONE]"}) ==
      R"({"speaker":"assistant","text":"I look.","reasoning":"hm","end":"whole","model":"m2","input":10,"cache_read":3,"output":5})");
  // Pieces by index, out of order; two calls of one index; arguments as an object; no id, no index.
  const std::string calls = R"("end":"whole","model":"m2"})";
  CHECK(
      read(
          *format,
          {chunk(
               R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"bash","arguments":""}},{"index":1,"id":"b","function":{"name":"bash","arguments":"{"}}]})"),
           chunk(
               R"({"tool_calls":[{"index":1,"function":{"arguments":"}"}},{"index":0,"function":{"arguments":"[]"}}]})"),
           stop_chunk}) ==
      R"({"speaker":"assistant","calls":[{"id":"a","name":"bash","arguments":"[]"},{"id":"b","name":"bash","arguments":"{}"}],)" +
          calls);
  CHECK(
      read(*format,
           {chunk(R"({"tool_calls":[{"index":0,"id":"a","function":{"name":"bash","arguments":"1"}}]})"),
            chunk(R"({"tool_calls":[{"index":0,"id":"b","function":{"name":"bash","arguments":"2"}}]})"),
            chunk(R"({"tool_calls":[{"index":0,"function":{"arguments":"3"}}]})"), stop_chunk}) ==
      R"({"speaker":"assistant","calls":[{"id":"a","name":"bash","arguments":"1"},{"id":"b","name":"bash","arguments":"23"}],)" +
          calls);
  CHECK(read(*format,
             {chunk(R"({"tool_calls":[{"function":{"name":"bash","arguments":{"x":1}}}]})"), stop_chunk}) ==
        R"({"speaker":"assistant","calls":[{"id":"","name":"bash","arguments":"{\"x\":1}"}],)" + calls);
  CHECK(read(*format, {chunk(R"({"content":"half"})")}) ==
        R"(cut: {"speaker":"assistant","text":"half",)" + calls);
  CHECK(read(*format, {chunk(R"({"refusal":"No."})"), stop_chunk}) ==
        R"({"speaker":"assistant","text":"No.","end":"refused","model":"m2"})");
  CHECK(read(*format, {chunk("{}", R"("finish_reason":"content_filter")")}) ==
        R"({"speaker":"assistant","end":"refused","model":"m2"})");
  CHECK(read(*format, {chunk("{}", R"("finish_reason":"length")")}) ==
        R"({"speaker":"assistant","end":"cut_by_length","model":"m2"})");
  CHECK(read(*format, {R"({"error":{"code":502,"message":"gone"}})"}) ==
        R"(502 {"error":{"code":502,"message":"gone"}})");
  CHECK(read(*format, {R"({"error":{"code":"rate_limit_exceeded","message":"slow"}})"}).starts_with("429 "));
}

TEST_CASE("an answer of a service that does not stream") {
  CHECK(
      read_whole(
          *anthropic_format(),
          R"({"type":"message","model":"m2","content":[{"type":"text","text":"Hi."},{"type":"tool_use","id":"c1","name":"bash","input":{"command":"ls"}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}})") ==
      R"({"speaker":"assistant","text":"Hi.","calls":[{"id":"c1","name":"bash","arguments":"{\"command\":\"ls\"}"}],"end":"whole","model":"m2","input":1,"output":2})");
  CHECK(
      read_whole(
          *openai_format(false),
          R"({"model":"m2","choices":[{"message":{"content":null,"tool_calls":[{"id":"c1","function":{"name":"bash","arguments":"{}"}},{"id":"c2","function":{"name":"bash","arguments":"{}"}}]},"finish_reason":"tool_calls"}]})") ==
      R"({"speaker":"assistant","calls":[{"id":"c1","name":"bash","arguments":"{}"},{"id":"c2","name":"bash","arguments":"{}"}],"end":"whole","model":"m2"})");
  CHECK(read_whole(*openai_format(false), R"({"error":{"code":400,"message":"x"}})") == "400");
  CHECK(read_whole(*anthropic_format(), R"({"type":"error","error":{"type":"api_error"}})") == "500");
  CHECK(read_whole(*openai_format(false), "{}") == "none");
  CHECK(read_whole(*anthropic_format(), "{}") == "none");
}

TEST_CASE("the JSON object in a text") {
  CHECK(json_object_in("{\"a\":{}}") == "{\"a\":{}}");
  CHECK(json_object_in("Here:\n```json\n{\"a\":1}\n```\nFine?") == "{\"a\":1}");
  CHECK(json_object_in("no {object} here") == "no {object} here");
  CHECK(json_object_in("}{") == "}{");
}

}  // namespace wire_format_test
