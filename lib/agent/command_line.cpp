#include "agent/command_line.h"

#include <map>

#include "base/error.h"
#include "base/text.h"

namespace reeve {

namespace {

void require(bool there, const std::string& placeholder, const std::string& element, const TaskSpec& spec) {
  if (there) return;
  throw Error(
      ErrorKind::configuration,
      "the agent's command wants " + placeholder + " ('" + element + "'), and task " + spec.id + " has none",
      "give the task one, or another agent");
}

// In one pass: a title that says "{out}" is a title.
std::string fill_element(const std::string& element, const std::map<std::string, std::string>& values) {
  std::string filled;
  for (std::size_t position = 0; position < element.size();) {
    const auto close = element[position] == '{' ? element.find('}', position) : std::string::npos;
    const auto value = close == std::string::npos
                           ? values.end()
                           : values.find(element.substr(position, close + 1 - position));
    filled += value == values.end() ? element.substr(position, 1) : value->second;
    position = value == values.end() ? position + 1 : close + 1;
  }
  return filled;
}

}  // namespace

std::vector<std::string> fill_command(const std::vector<std::string>& command, const TaskSpec& spec,
                                      int attempt, const std::string& task_file,
                                      const std::string& out_folder) {
  const std::map<std::string, std::string> values{{"{path}", spec.path},
                                                  {"{id}", spec.id},
                                                  {"{title}", spec.title},
                                                  {"{attempt}", std::to_string(attempt)},
                                                  {"{scope}", join(spec.scope, " ")},
                                                  {"{task}", task_file},
                                                  {"{out}", out_folder}};
  std::vector<std::string> filled;
  for (const std::string& element : command) {
    if (element.find("{path}") != std::string::npos) require(!spec.path.empty(), "{path}", element, spec);
    if (element.find("{scope}") != std::string::npos) require(!spec.scope.empty(), "{scope}", element, spec);
    if (element == "{scope}") {
      filled.insert(filled.end(), spec.scope.begin(), spec.scope.end());
    } else {
      filled.push_back(fill_element(element, values));
    }
  }
  return filled;
}

}  // namespace reeve
