// The model on loopback itself, as far as no agent of ours asks it: other tests believe what it says.
#include "support/model_server.h"

#include "base/http_curl.h"
#include "base/text.h"
#include "support/catch.h"

namespace model_server_test {

using namespace reeve;
using namespace reeve::test;

namespace {

HttpResponse ask(const ModelServer& server, const std::string& path, const std::string& body) {
  HttpRequest request;
  request.method = body.empty() ? HttpMethod::get : HttpMethod::post;
  request.url = server.url() + path;
  request.headers = {{"authorization", std::string("Bearer ") + ModelServer::key}};
  request.body = body;
  return CurlClient().send(request);
}

std::string events_of(const std::string& stream) {
  std::vector<std::string> names;
  for (const std::string& line : split_lines(stream)) {
    if (line.starts_with("event: ")) names.push_back(line.substr(7));
  }
  return join(names, "\n");
}

// A tool as a client of Responses offers it.
std::string offer(const std::string& name, const std::string& properties, const std::string& required) {
  return R"({"stream":false,"tools":[{"type":"function","name":")" + name +
         R"(","parameters":{"properties":)" + properties + R"(,"required":[)" + required + "]}}]}";
}

}  // namespace

TEST_CASE("the shell of each client is called with the arguments that it wants") {
  ModelServer server;
  const auto arguments = [&](const std::string& name, const std::string& properties,
                             const std::string& required) {
    server.will_do(R"({"shell":"ls"})");
    const std::string body = ask(server, "/v1/responses", offer(name, properties, required)).body;
    const JsonDocument answer = parse_json(body, "the answer");
    const JsonValue& call = (*json_member(answer, "output"))[0];
    return json_string(call, "name").value() + " " + json_string(call, "arguments").value();
  };
  CHECK(arguments("exec_command", R"({"cmd":{"type":"string"}})", "\"cmd\"") ==
        R"(exec_command {"cmd": "ls"})");
  CHECK(arguments("shell", R"({"command":{"type":"array"}})", "\"command\"") ==
        R"(shell {"command": ["bash", "-lc", "ls"]})");
  CHECK(arguments("Bash", R"({"command":{"type":"string"},"description":{"type":"string"}})",
                  R"("command","description")") ==
        R"(Bash {"command": "ls", "description": "run a command"})");
}

TEST_CASE("a stream of Responses has its events in their order") {
  ModelServer server;
  server.will_do(R"({"text":"abc","shell":"ls"},{"text":"abc","end":"length"})");
  CHECK(
      events_of(ask(server, "/v1/responses", R"({"stream":true})").body) ==
      "response.created\nresponse.output_item.added\nresponse.output_text.delta\nresponse.output_text.delta\n"
      "response.output_text.delta\nresponse.output_text.done\nresponse.output_item.done\n"
      "response.output_item.added\nresponse.function_call_arguments.delta\n"
      "response.function_call_arguments.delta\nresponse.function_call_arguments.delta\n"
      "response.function_call_arguments.done\nresponse.output_item.done\nresponse.completed");
  CHECK(
      events_of(ask(server, "/v1/responses", R"({"stream":true})").body).ends_with("\nresponse.incomplete"));
}

TEST_CASE("a step waits for the request that it is for, and requests are recorded without keys") {
  ModelServer server;
  server.will_do(R"({"text":"second","when":{"says":"two"}},{"text":"first"})");
  const auto text = [&](const std::string& body) {
    const JsonDocument answer =
        parse_json(ask(server, "/v1/chat/completions?beta=true", body).body, "the answer");
    return json_string(*json_member((*json_member(answer, "choices"))[0], "message"), "content").value();
  };
  CHECK(text(R"({"messages":["one"]})") == "first");
  CHECK(text(R"({"messages":["two"]})") == "second");
  CHECK(ask(server, "/v1/chat/completions", R"({"messages":["three"]})").status == 500);
  CHECK(ask(server, "/v1/models", "").status == 200);
  CHECK(server.record().find(ModelServer::key) == std::string::npos);
  const auto requests = server.requests();
  REQUIRE(requests.size() == 4);
  CHECK(json_text(*json_member(requests[1], "body")) == R"({"messages":["two"]})");
  CHECK(json_string(requests[1], "path") == "/v1/chat/completions?beta=true");
  CHECK(json_string(requests[3], "key") == "right");
}

}  // namespace model_server_test
