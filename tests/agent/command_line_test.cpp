#include "agent/command_line.h"

#include "base/error.h"
#include "base/text.h"
#include "support/catch.h"

namespace command_line_test {

using namespace reeve;

namespace {

TaskSpec spec() {
  TaskSpec spec;
  spec.id = "x-1";
  spec.title = "Say {out} and {path}";
  spec.path = "lib/{title}.h";
  spec.scope = {"lib/a b.h", "tests/**"};
  return spec;
}

std::string filled(const std::vector<std::string>& command, const TaskSpec& task = spec()) {
  return join(fill_command(command, task, 3, "/run/task.json", "/run/out"), "|");
}

}  // namespace

TEST_CASE("placeholders become what they stand for, and nothing becomes more than one argument but {scope}") {
  CHECK(filled({"agent", "{id}", "{attempt}", "--task={task}", "{out}/x"}) ==
        "agent|x-1|3|--task=/run/task.json|/run/out/x");
  CHECK(filled({"agent", "{scope}", "end"}) == "agent|lib/a b.h|tests/**|end");
  CHECK(filled({"agent", "only {scope}"}) == "agent|only lib/a b.h tests/**");
  CHECK(filled({"agent", "{title}", "{path}"}) == "agent|Say {out} and {path}|lib/{title}.h");
  CHECK(filled({"agent", "{id}{id}"}) == "agent|x-1x-1");
}

TEST_CASE("other braces stay as they are") {
  CHECK(filled({"awk", "{print $1}", "{", "}", "{}", "{ID}", "{{id}}", "{id"}) ==
        "awk|{print $1}|{|}|{}|{ID}|{x-1}|{id");
}

TEST_CASE("a command that wants what the task has not is an error of the configuration") {
  TaskSpec bare = spec();
  bare.path = "";
  bare.scope = {};
  CHECK(filled({"agent", "{id}"}, bare) == "agent|x-1");
  const auto message = [&](const std::string& element) {
    try {
      return filled({"agent", element}, bare);
    } catch (const Error& error) {
      return error.kind() == ErrorKind::configuration ? std::string(error.what()) : "another kind";
    }
  };
  CHECK(message("in/{path}") == "the agent's command wants {path} ('in/{path}'), and task x-1 has none");
  CHECK(message("{scope}") == "the agent's command wants {scope} ('{scope}'), and task x-1 has none");
}

}  // namespace command_line_test
