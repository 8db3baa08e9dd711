#include "agent/cli/recording.h"

#include <fmt/format.h>

#include <cmath>
#include <cstdlib>

#include "base/text.h"

namespace reeve {

namespace fs = std::filesystem;

namespace {

fs::path here() {
  return fs::path(AGENT_TESTS) / "cli";
}

std::string told(TimePoint until) {
  const auto left = until - system_clock().now();
  if (left > std::chrono::hours(24) || left < Milliseconds(0)) return format_time(until);
  const double seconds = static_cast<double>(std::chrono::duration_cast<Milliseconds>(left).count()) / 1000;
  return fmt::format("in {:.0f} s", std::round(seconds / 10) * 10);
}

std::string told(const Usage& usage) {
  std::vector<std::string> parts;
  const auto add = [&parts](const char* name, const auto& value) {
    if (value) parts.push_back(fmt::format("{} {}", name, *value));
  };
  add("turns", usage.turns);
  add("input", usage.input);
  add("cache_read", usage.cache_read);
  add("cache_write", usage.cache_write);
  add("output", usage.output);
  if (usage.cost) parts.push_back(fmt::format("cost {:.5f}", *usage.cost));
  return join(parts, ", ");
}

std::string member(const std::string& name, const std::string& value) {
  return value.empty() ? "" : name + ": " + replace_all(value, "\n", "\n  ") + "\n";
}

}  // namespace

fs::path fixtures_folder() {
  return here() / "fixtures";
}

RecordedCli::RecordedCli(const std::string& preset, const std::string& recording) {
  make_folders(request.workspace = place_.path() / "tree");
  request.folder = place_.path() / "run";
  request.log = place_.path() / "log";
  request.task_file = "{}\n";
  request.prompt = "Do it.\n";
  request.task.spec.id = "x-1";
  request.task.attempts.resize(1);
  request.agent.name = "recorded";
  request.agent.preset = preset;
  request.agent.model = "maker/model-x";
  request.agent.sandbox = Sandbox::none;  // so that the fake can leave marks beside the workspace
  request.agent.command = {"/bin/sh", (here() / "fake_cli").string(),
                           (fixtures_folder() / (recording + ".run")).string()};
  request.stop = stop_.get_token();
}

AgentReport RecordedCli::run() {
  for (const std::string& line : split_lines(read_file(request.agent.command.back()))) {
    const auto words = split(line, ' ');
    const int number = words.size() == 2 ? std::atoi(words[1].c_str()) : 0;
    if (words.front() == "idle") request.agent.idle = Milliseconds(number);
    if (words.front() == "turns") request.agent.turns = static_cast<std::size_t>(number);
    if (line == "stop") request.on_tick = [this] { stop_.request_stop(); };
  }
  return run_agent(request);
}

std::string RecordedCli::seen(const std::string& what, int run) const {
  return read_file(place() / (what + std::to_string(run)));
}

namespace {

// "stopped on request after 1.0 s" without the time.
std::string without_time(const std::string& reason) {
  const std::string_view mark = " on request after";
  const auto at = reason.find(mark);
  return at == reason.npos ? reason : reason.substr(0, at) + " on request";
}

}  // namespace

std::string told(const AgentReport& report) {
  std::string text = member("outcome", std::string(name_of(report.outcome)));
  text += member("reason", without_time(report.reason)) + member("question", report.question);
  text += member("until", report.until ? told(*report.until) : "");
  text += member("text", shorten(report.text, 100)) + member("session", report.session);
  text += member("model", report.trace.model) + member("version", report.trace.version);
  text += member("usage", told(report.usage));
  for (const std::string& concern : report.handoff.concerns) text += member("concern", concern);
  return text;
}

}  // namespace reeve
