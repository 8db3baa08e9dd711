// The one tool of a model: what it may call, and what it gets to read.
#include "agent/api/bash_command.h"

#include <cstdlib>

#include "agent/run_folder.h"
#include "base/file.h"
#include "base/text.h"
#include "support/catch.h"
#include "support/processes.h"

namespace bash_command_test {

using namespace reeve;

namespace {

class Shell {
 public:
  Shell() {
    ::setenv("REEVE_TEST_KEY", "sk-secret-0123", 1);
    make_folders(request_.workspace = place_.path() / "tree");
    request_.folder = place_.path() / "run";
    make_run_folder(request_.folder);
    request_.agent.name = "small";
    request_.agent.key_variable = "REEVE_TEST_KEY";
    request_.task.spec.id = "x-1";
    request_.task.spec.scope = {"a.h"};
  }
  ~Shell() { ::unsetenv("REEVE_TEST_KEY"); }
  Shell(const Shell&) = delete;
  Shell& operator=(const Shell&) = delete;

  Observation run(const std::string& command, Milliseconds limit = usual_command_limit) {
    return run_bash(round_, {command, limit}, std::nullopt);
  }
  std::string text(const std::string& command) { return run(command).text; }
  AgentRequest& request() { return request_; }
  const std::filesystem::path& place() { return place_.path(); }

 private:
  TemporaryFolder place_;
  AgentRequest request_;
  Round round_{request_, "", "", {}, 1};
};

std::string read(const std::string& name, const std::string& arguments) {
  std::string why;
  const auto command = read_bash_call({"c1", name, arguments}, why);
  return command ? format_duration(command->limit) + ": " + command->command : why;
}

}  // namespace

TEST_CASE("a call is read, or the model is told what is wrong with it") {
  CHECK(read("bash", R"({"command":"ls"})") == "2 min 00 s: ls");
  CHECK(read("bash", R"({"command":"ls","seconds":5,"other":1})") == "5.0 s: ls");
  CHECK(read("bash", R"({"command":"ls","seconds":1e9})") == "30 min 00 s: ls");
  CHECK(read("bash", R"({"command":"ls","seconds":-1})") == "2 min 00 s: ls");
  CHECK(read("edit", R"({"command":"ls"})") == "There is no tool 'edit', only 'bash'.");
  CHECK(read("bash", R"({"command":"l)") == "The arguments of the call are no JSON.");
  CHECK(read("bash", "") == "The arguments of the call are no JSON.");
  for (const char* arguments : {"{}", "[]", R"({"command":""})", R"({"command":["ls"]})"}) {
    CHECK(read("bash", arguments) == "The call has no 'command', which must be a string.");
  }
  const std::string refused =
      "The command is longer than 120000 bytes, or has a byte 0 in it. Write large files in pieces.";
  CHECK(read("bash", "{\"command\":\"" + std::string(120'001, 'x') + "\"}") == refused);
  CHECK(read("bash", R"({"command":"a\u0000b"})") == refused);
}

TEST_CASE("the longest command that may be called can be run") {
  Shell shell;
  CHECK(shell.text("echo " + std::string(119'990, 'x') + " | wc -c") == "exit code 0\n119991\n");
}

TEST_CASE("a model reads how a command ended and all that it printed, in its order") {
  Shell shell;
  CHECK(shell.text("echo a; echo b >&2; echo c; exit 3") == "exit code 3\na\nb\nc\n");
  CHECK(shell.text("true") == "exit code 0\n(no output)\n");
  CHECK(shell.text("if").find("bash: -c: line 3: syntax error: unexpected end of file\n") !=
        std::string::npos);
  CHECK(shell.text("kill -9 $$") == "killed by signal 9\n(no output)\n");
  CHECK(shell.text("cat") == "exit code 0\n(no output)\n");
  CHECK(shell.text("printf 'a\\000b\\377c'") ==
        "exit code 0\na\\0b\xEF\xBF\xBD"
        "c");
  CHECK(shell.text("cd /; x=1; export x") == "exit code 0\n(no output)\n");
  CHECK(shell.text("pwd; echo \"[$x]\"") == "exit code 0\n" + (shell.place() / "tree").string() + "\n[]\n");
}

TEST_CASE("of a long output the model reads the beginning and the end") {
  Shell shell;
  const std::string text = shell.text("seq 100000");
  CHECK(text.size() < 10'100);
  CHECK(text.starts_with("exit code 0\n1\n2\n3\n"));
  CHECK(text.ends_with("\n99999\n100000\n"));
  CHECK(text.find(" bytes left out ") != std::string::npos);
}

TEST_CASE("a command that hangs is ended with all that it started, and the model is told") {
  Shell shell;
  const std::string mark = (shell.place() / "mark").string();
  const Observation observation =
      shell.run("setsid sh -c 'sleep 600; : " + mark + "' & echo started; wait", Milliseconds(1'000));
  CHECK(observation.text ==
        "stopped at its time limit of 1.0 s\nNothing of it runs any more. Ask for more seconds, or do less "
        "at "
        "once; no command may wait for input.\nstarted\n");
  CHECK(observation.is_error);
  CHECK(test::count_processes_mentioning(mark) == 0);
}

TEST_CASE("a command has the variables of an agent, and neither the key nor the person's own") {
  Shell shell;
  ::setenv("REEVE_TEST_PERSONAL", "mine", 1);
  shell.request().agent.environment = {{"MODE", "fast"}, {"REEVE_TEST_KEY", "sk-secret-0123"}};
  shell.request().agent.pass_environment = {"REEVE_TEST_KEY"};
  const std::string run = (shell.place() / "run").string();
  CHECK(shell.text("env | grep -vE '^(PWD|_|SHLVL|OLDPWD|PATH|LANG|TERM)=' | sort") ==
        "exit code 0\nGIT_CEILING_DIRECTORIES=" + shell.place().string() + "\nHOME=" + run +
            "/home\nMODE=fast\nREEVE_ATTEMPT=0\nREEVE_ID=x-1\nREEVE_OUT=" + run +
            "/out\nREEVE_SCOPE=a.h\nREEVE_TASK=" + run + "/task.json\nTMPDIR=" + run + "/tmp\n");
  ::unsetenv("REEVE_TEST_PERSONAL");
  CHECK(shell.text("echo the key is sk-secret-0123") == "exit code 0\nthe key is [key]\n");
}

TEST_CASE("the task is done when the first line of a successful command says so") {
  Shell shell;
  CHECK(shell.run("echo REEVE_TASK_IS_DONE").finish == "");
  CHECK(shell.run("printf 'REEVE_TASK_IS_DONE\\nAll is well.\\n'").finish == "All is well.\n");
  CHECK(shell.run("echo so; echo REEVE_TASK_IS_DONE").finish == std::nullopt);
  CHECK(shell.run("echo REEVE_TASK_IS_DONE; exit 1").finish == std::nullopt);
}

}  // namespace bash_command_test
